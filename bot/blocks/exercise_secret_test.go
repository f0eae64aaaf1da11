package blocks_test

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/bot/blocks"
	"cairn/internal/assess"
	"cairn/internal/exercise"
)

// forPlayers renders all that is said in the channel, and all that players see of a run, of a scenario.
func forPlayers(t *testing.T, s *exercise.Scenario) map[string]any {
	t.Helper()
	r, brief := english(gus), s.Brief()
	v := inState(rehearsal(t, gus), exercise.Running)
	v.Name, v.Brief, v.Plan.Players = s.Opening.Title, brief, []exercise.Seat{{User: gus, Role: brief.Roles[0].ID}}
	for _, in := range s.Injects {
		v.Delivered = append(v.Delivered, exercise.Told{PlayerInject: in.PlayerInject, At: begins})
	}
	over := inState(v, exercise.Ended)
	left := v
	left.Gone, left.TakesOver = []assess.UserID{v.Plan.Facilitator}, true
	all := map[string]any{
		"its facilitator is gone": blocks.Unled(r, left), "take over": blocks.TakeOver(r, left), "handed": blocks.Handed(r, v),
		"played here": blocks.PlayedHere(r, []exercise.View{v}), "fault": blocks.RunFault(r, v.Name, "It ended."),
		"hot wash": blocks.HotWash(r, over, false), "hot wash again": blocks.HotWashAgain(r, over), "hot wash closed": blocks.HotWash(r, over, true),
		"controls handed": blocks.ControlsHanded(r, v), "watch taken": blocks.WatchTaken(r, v),
		"hot wash form": blocks.HotWashForm(r, exercise.Debriefing{View: over, Questions: s.Debrief, Statements: exercise.Statements()}),
	}
	post := exercise.Post{Exercise: v.ID, Name: v.Name, Kind: v.Kind, Plan: v.Plan, Channel: v.Plan.Channel, At: begins}
	for _, step := range []string{exercise.StepPaused, exercise.StepResumed, exercise.StepExtended, exercise.StepEnded, exercise.StepBrief, exercise.StepTakenOver} {
		p := post
		p.Step, p.Handover = step, &exercise.Handover{From: mara, To: gus}
		if step == exercise.StepBrief {
			p.Brief, p.Seats = &brief, p.Plan.Players
		}
		all[step] = blocks.Announcement(reader, p)
	}
	for i := range s.Injects {
		in, p := s.Injects[i].PlayerInject, post
		p.Step, p.Inject, p.Roles = exercise.StepInject+in.ID, &in, nil
		all[p.Step] = blocks.Announcement(reader, p)
		all["decide on "+in.ID] = blocks.LogDecision(r, blocks.DecisionForm{View: v, Inject: in.ID, By: gus})
		d := exercise.Logged{Decision: exercise.Decision{Number: i + 1, Inject: in.ID, What: "We stop it.", By: gus}, At: begins, Measured: true, Subject: in.From}
		all["decided on "+in.ID] = blocks.DecisionLine(reader, v, d)
		all["logged on "+in.ID] = blocks.DecisionLogged(r, v, d)
	}
	return all
}

// plainWords is all that is to be read in a message or view, in one line of lower case.
func plainWords(t *testing.T, shown any) string {
	t.Helper()
	raw, err := json.Marshal(shown)
	require.NoError(t, err)
	text := strings.NewReplacer(`\n`, " ", `\"`, `"`, "&amp;", "&", "&lt;", "<", "&gt;", ">", `\u0026amp;`, "&", `\u0026lt;`, "<", `\u0026gt;`, ">", `\u0026`, "&", `\u003c`, "<", `\u003e`, ">").Replace(string(raw))
	return strings.ToLower(strings.Join(strings.Fields(text), " "))
}

func TestNoPlayerReadsWhatIsForFacilitators(t *testing.T) {
	t.Parallel()
	for _, s := range exercise.Embedded() {
		secrets := s.FacilitatorTexts()
		require.Greater(t, len(secrets), 30, s.Name)
		for name, shown := range forPlayers(t, s) {
			words := plainWords(t, shown)
			for _, secret := range append(secrets, s.Title) {
				for sentence := range strings.SplitSeq(strings.Join(strings.Fields(secret), " "), ". ") { // a part is as bad as all of it
					if utf8.RuneCountInString(sentence) > 25 {
						assert.NotContains(t, words, strings.ToLower(sentence), "%s: %s", s.Name, name)
					}
				}
			}
		}
		// Those who may read them do, so that the test would see one.
		guide := plainWords(t, blocks.Guide(english(mara), exercise.Control{View: inState(rehearsal(t, mara), exercise.Running), Scenario: s}, 0))
		assert.Contains(t, guide, strings.ToLower(s.Title), s.Name)
	}
}

func TestWhateverIsSaidInARunIsMarked(t *testing.T) {
	t.Parallel()
	const closing = "This is an exercise. Nothing here is real."
	check := func(name string, shown any) {
		if m, ok := shown.(blocks.Message); ok {
			shown = m.Blocks
			require.NoError(t, blocks.Check(m), name)
			assert.True(t, strings.HasPrefix(m.Text, "EXERCISE · "), "%s: %s", name, m.Text)
			assert.True(t, strings.HasSuffix(m.Text, closing), "%s: %s", name, m.Text)
		}
		raw, err := json.Marshal(shown)
		require.NoError(t, err)
		first, last := strings.Index(string(raw), "EXERCISE · "), strings.LastIndex(string(raw), closing)
		assert.Positive(t, first, "%s is not marked", name)
		assert.Positive(t, last, "%s is not closed", name)
	}
	for _, s := range exercise.Embedded() {
		for name, shown := range forPlayers(t, s) {
			check(s.Name+": "+name, shown)
		}
	}
	check("controls", blocks.Controls(english(mara), steered(t, exercise.Running)))
	check("note", blocks.ControlNote(english(mara), steered(t, exercise.Running), exercise.StepNearEnd))
	check("watch", blocks.Watch(english(otto), watched(t, exercise.Running)))
	check("guide", blocks.Guide(english(mara), steered(t, exercise.Running), 1))
}

// TestTheLongestScenarioFitsIntoSlack fills everything up to the limits of the scenario format.
func TestTheLongestScenarioFitsIntoSlack(t *testing.T) {
	t.Parallel()
	line, sentence, text := strings.Repeat("& w", 40), strings.Repeat("<wo ", 100), strings.Repeat("long > ", 357)
	s := &exercise.Scenario{
		ID: "long@1", Kind: exercise.Simulation, Minutes: 480, Title: line, Summary: text, Opening: exercise.Opening{Title: line, Text: text},
		Facilitator: exercise.Guide{Notes: text},
	}
	for range 15 {
		s.Facilitator.Prepare, s.Facilitator.Simulate = append(s.Facilitator.Prepare, sentence), append(s.Facilitator.Simulate, sentence)
	}
	id := func(kind string, i int) string {
		return kind + strings.Repeat("x", 50) + string(rune('a'+i/26)) + string(rune('a'+i%26))
	}
	for i := range 20 {
		s.Roles = append(s.Roles, exercise.Role{ID: id("role", i), Name: line, Text: sentence})
	}
	tens := make([]string, 10)
	for i := range tens {
		tens[i] = sentence
	}
	for i := range 10 {
		s.Objectives = append(s.Objectives, exercise.Objective{Goal: exercise.Goal{ID: id("objective", i), Text: sentence}, Expected: tens})
		s.Debrief = append(s.Debrief, sentence)
	}
	for i := range 100 {
		at := i
		in := exercise.Inject{PlayerInject: exercise.PlayerInject{ID: id("inject", i), From: line, Message: text, Questions: tens[:6]}, At: &at}
		for _, role := range s.Roles {
			in.To = append(in.To, role.ID)
		}
		for c := range 5 {
			in.Choices = append(in.Choices, exercise.Choice{ID: id("choice", i*5+c), Text: line[:75]})
		}
		in.Facilitator = exercise.InjectGuide{Notes: text, Expected: tens, Simulate: text}
		s.Injects = append(s.Injects, in)
	}
	names := make([]string, len(s.Roles))
	for i, role := range s.Roles {
		names[i] = role.Name
	}
	for _, r := range []blocks.Reader{english(mara), zoned(t, mara, "de-DE", "Europe/Berlin")} {
		c := exercise.Control{View: inState(rehearsal(t, mara), exercise.Running), Scenario: s, Skipped: map[string]string{}, Undelivered: map[string]string{}}
		c.Name, c.Brief, c.Kind = s.Opening.Title, s.Brief(), s.Kind
		c.Plan.Players, c.Plan.Observers = nil, nil
		for i, role := range s.Roles {
			c.Plan.Players = append(c.Plan.Players, exercise.Seat{User: assess.UserID(id("U", i)), Role: role.ID})
			c.Plan.Observers = append(c.Plan.Observers, assess.UserID(id("W", i)))
		}
		w := exercise.Watch{View: c.View, Objectives: s.Objectives, Injects: s.Injects}
		for i := range s.Injects {
			in := &s.Injects[i]
			c.Delivered = append(c.Delivered, exercise.Told{PlayerInject: in.PlayerInject, At: begins})
			c.Next, c.Waiting = append(c.Next, exercise.Coming{Inject: in}), append(c.Waiting, in.ID)
			c.Skipped[in.ID] = sentence
			c.Log = append(c.Log, exercise.Logged{Decision: exercise.Decision{Number: i, Inject: in.ID, What: text, By: gus}, Measured: true, Subject: line})
			w.Noted = append(w.Noted, exercise.Noted{Observation: exercise.Observation{ID: "O1", Objective: s.Objectives[0].ID, Kind: exercise.Strength, Text: text}})
		}
		w.View = c.View
		brief := s.Brief()
		post := exercise.Post{Exercise: c.ID, Name: c.Name, Kind: s.Kind, Plan: c.Plan, Step: exercise.StepBrief, Brief: &brief, Seats: c.Plan.Players, At: begins}
		require.NoError(t, blocks.Check(blocks.Announcement(r, post)))
		inject := s.Injects[0].PlayerInject
		post.Step, post.Inject, post.Roles = exercise.StepInject+inject.ID, &inject, names
		require.NoError(t, blocks.Check(blocks.Announcement(r, post)))
		require.NoError(t, blocks.Check(blocks.Controls(r, c)))
		require.NoError(t, blocks.Check(blocks.Watch(r, w)))
		require.NoError(t, blocks.Check(blocks.DecisionLine(r, c.View, c.Log[0])))
		for page := range 20 {
			require.NoError(t, blocks.CheckModal(blocks.Guide(r, c, page)))
			require.NoError(t, blocks.CheckModal(blocks.ObserverGuide(r, w, page)))
		}
		require.NoError(t, blocks.CheckModal(blocks.LogDecision(r, blocks.DecisionForm{View: c.View, Inject: s.Injects[0].ID, What: text, By: gus})))
		require.NoError(t, blocks.CheckModal(blocks.Observe(r, c.View)))
		require.NoError(t, blocks.CheckModal(blocks.SkipInject(r, c)))
		require.NoError(t, blocks.CheckModal(blocks.HotWashForm(r, exercise.Debriefing{View: c.View, Questions: s.Debrief, Statements: exercise.Statements()})))
	}
}
