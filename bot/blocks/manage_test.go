package blocks_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/bot/blocks"
	"cairn/internal/assess"
	"cairn/internal/digest"
	"cairn/internal/target"
)

// running is a cycle in which everything is there that a manager can see: a line answered, one to sign, one overdue with
// more time given, one whose owner is away, one that is with others.
func running(t *testing.T) assess.Status {
	t.Helper()
	st := status(t)
	for i := range st.Lines {
		q := &st.Lines[i].Questionnaire
		switch i {
		case 1:
			q.State, q.Answerer, st.Lines[i].Latest = assess.ToSign, dee, &assess.Submission{By: dee, At: early}
		case 2:
			q.DueAt, q.Deputy = due.AddDate(0, 0, 7), dee
		case 3:
			st.Lines[i].Absent = &assess.Absence{Since: opened, Until: due}
		case 4:
			q.Answerer, q.Handed = dee, []assess.Handed{{Item: "W2", To: gus}, {Item: "W4", To: gus}}
			st.Lines[i].Latest = &assess.Submission{By: gus, At: early, Answers: map[string]string{"W2": "3"}}
		}
	}
	return st
}

func TestManageGolden(t *testing.T) {
	t.Parallel()
	g, r, st := &golden{name: "manage"}, english(mara), running(t)
	never := assess.Status{Programme: programme(), Model: lawlor(t), NextAt: st.NextAt}
	g.modal(t, "questionnaires", blocks.Lines(r, st, late), nil)
	g.modal(t, "programmes", blocks.ProgrammeList(r, []assess.Status{st, never}), nil)
	g.modal(t, "reassign", blocks.Reassign(r, waiting(t)), nil)
	g.modal(t, "reassigned", blocks.Reassigned(r, waiting(t), tom), nil)
	g.modal(t, "more time", blocks.Extend(r, st, &st.Lines[2], early), nil)
	g.modal(t, "more time for all, when overdue", blocks.Extend(r, st, nil, late.AddDate(0, 0, 14)), nil)
	g.modal(t, "more time given", blocks.Extended(r, st, &st.Lines[2], late), nil)
	g.modal(t, "more time given to all", blocks.Extended(r, st, nil, late), nil)
	g.modal(t, "reminder later", blocks.Requested(r, waiting(t), late, early), nil)
	g.modal(t, "reminder now", blocks.Requested(r, waiting(t), early, early), nil)
	gone := assess.Person{ID: gus, Standing: assess.Gone}
	g.message(t, "somebody left", blocks.Departure(r, assess.DepartureNotice{Who: gone, Open: []assess.Form{waiting(t)}, Programmes: []assess.RoleHeld{{
		Programme: programme(), Manager: true, Leader: true, Owns: lawlor(t).Categories()[:1], Deputises: lawlor(t).Categories()[1:3],
	}}}))
	g.message(t, "somebody left, all settled", blocks.Departure(r, assess.DepartureNotice{Who: assess.Person{ID: gus, Standing: assess.Guest}}))
	g.compare(t)
}

func TestHomeByRoleGolden(t *testing.T) {
	t.Parallel()
	g := &golden{name: "home-roles"}
	gone := waiting(t)
	gone.Questionnaire.Answerer = dee
	sign := answered(t)
	sign.Questionnaire.State, sign.Questionnaire.Answerer, sign.Latest.By = assess.ToSign, dee, dee
	parts := append(partsOf(assess.SignsOff, sign), partsOf(assess.Answers, waiting(t), disputed(t))...)
	parts = append(parts, assess.Part{Form: gone, Role: assess.HandedOn, With: dee})
	g.home(t, "owner with much to do", blocks.Home(english(gus), assess.Home{Who: assess.Person{ID: gus}, At: early, Parts: parts}, target.Mine{}, blocks.Rehearsals{}, nil))
	g.home(t, "owner before the first cycle", blocks.Home(english(gus), assess.Home{
		Who: assess.Person{ID: gus}, At: early, Awaits: []assess.Opening{{Programme: programme(), At: closed}},
	}, target.Mine{}, blocks.Rehearsals{}, nil))
	g.home(t, "owner who is away", blocks.Home(english(gus), assess.Home{
		Who: assess.Person{ID: gus, Absence: assess.Absence{Since: opened, Until: due}}, At: early, Parts: partsOf(assess.Answers, waiting(t)),
	}, target.Mine{}, blocks.Rehearsals{}, nil))
	g.home(t, "deputy", blocks.Home(english(dee), assess.Home{Who: assess.Person{ID: dee}, At: early, Parts: away(partsOf(assess.Deputises, waiting(t))...)}, target.Mine{}, blocks.Rehearsals{}, nil))
	g.home(t, "deputy who may answer", blocks.Home(english(dee), assess.Home{Who: assess.Person{ID: dee}, At: early, Parts: partsOf(assess.Deputises, waiting(t))}, target.Mine{}, blocks.Rehearsals{}, nil))
	g.home(t, "manager", blocks.Home(english(mara), assess.Home{
		Who: assess.Person{ID: mara}, At: late, Runs: []assess.Status{running(t)}, MaySetUp: true,
		Drafts: []assess.Draft{{ID: "U0MARA/1", Programme: assess.Programme{Scope: "Harbour & Sons"}}, {ID: "U0MARA/2", Base: 3, Programme: programme()}},
	}, target.Mine{}, blocks.Rehearsals{}, nil))
	leads := programme()
	other := leads
	other.ID, other.Scope = "harbour", "Harbour & Sons"
	report := fullDigest(t)
	g.home(t, "leader", blocks.Home(english(tom), assess.Home{Who: assess.Person{ID: tom}, At: late, Leads: []assess.Programme{leads, other}}, target.Mine{}, blocks.Rehearsals{}, []digest.Digest{report}))
	g.home(t, "somebody who may set up", blocks.Home(english(mara), assess.Home{Who: assess.Person{ID: mara}, At: early, MaySetUp: true}, target.Mine{}, blocks.Rehearsals{}, nil))
	g.modal(t, "settings", blocks.Settings(zoned(t, gus, "en-GB", "Europe/Berlin"), assess.Home{Who: assess.Person{ID: gus}, At: early}, []assess.Programme{programme()}), nil)
	g.modal(t, "settings of a manager", blocks.Settings(english(mara), assess.Home{
		Who: assess.Person{ID: mara, Absence: assess.Absence{Since: opened}}, At: early, MaySetUp: true, Runs: []assess.Status{running(t)},
	}, []assess.Programme{programme()}), nil)
	g.compare(t)
}

func TestHomePromisesLevelsOnlyToWhoHasACategory(t *testing.T) {
	t.Parallel()
	home := func(u assess.UserID, role assess.Role) string {
		h := assess.Home{Who: assess.Person{ID: u}, At: early, Parts: partsOf(role, waiting(t))}
		return string(asYAML(t, blocks.Home(english(u), h, target.Mine{}, blocks.Rehearsals{}, nil).Blocks))
	}
	const soon, elsewhere = "Levels appear here once the first cycle has closed", "You own no category"
	for u, role := range map[assess.UserID]assess.Role{gus: assess.Answers, dee: assess.Deputises} {
		assert.Contains(t, home(u, role), soon, u)
		assert.NotContains(t, home(u, role), elsewhere, u)
	}
	for _, role := range []assess.Role{assess.Answers, assess.AnswersSome} { // given all of a form, or some questions of it
		assert.Contains(t, home(tom, role), elsewhere, role)
		assert.NotContains(t, home(tom, role), soon, role)
	}
}

// fullHome is a Home tab with more in every part than it can show.
func fullHome(f, full assess.Form, open, closed assess.Status, levels assess.Levels) assess.Home {
	h := assess.Home{Who: assess.Person{ID: gus, Absence: assess.Absence{Since: opened}}, At: early, MaySetUp: true}
	for i := range 30 {
		h.Parts = append(h.Parts, partsOf(assess.Answers, f, full)...)
		h.Parts = append(h.Parts, away(partsOf(assess.Deputises, f)...)...)
		h.Runs, h.Levels = append(h.Runs, open, closed), append(h.Levels, levels)
		h.Leads, h.Drafts = append(h.Leads, f.Programme), append(h.Drafts, assess.Draft{ID: assess.DraftID(fmt.Sprint(i)), Programme: f.Programme})
		h.Awaits = append(h.Awaits, assess.Opening{Programme: f.Programme, At: due})
	}
	return h
}

func TestTheHomeTabOfAManagerOfTwentyProgrammesLeadsToAllOfThem(t *testing.T) {
	t.Parallel()
	h := assess.Home{At: early}
	for i := range 20 {
		st := running(t)
		st.Programme.ID = assess.ProgrammeID(fmt.Sprint("p", i))
		st.Lines = slices.Concat(st.Lines, st.Lines, st.Lines) // about as many as the models have at most
		h.Runs = append(h.Runs, st)
	}
	ids := actionsOf(blocks.Home(reader, h, target.Mine{}, blocks.Rehearsals{}, nil).Blocks.BlockSet)
	assert.Contains(t, ids, blocks.ActionLine, "the first show their questionnaires")
	assert.Contains(t, ids, blocks.ActionLines, "for the last there is a button that does")
	assert.Contains(t, ids, blocks.ActionProgrammes, "and one for those that are not shown")
	list := blocks.ProgrammeList(reader, h.Runs)
	require.NoError(t, blocks.CheckModal(list))
	assert.Len(t, list.Blocks.BlockSet, 20)
}

// actionsOf lists the kinds of the actions in blocks.
func actionsOf(all []slack.Block) (kinds []string) {
	for _, b := range all {
		switch b := b.(type) {
		case *slack.ActionBlock:
			for _, e := range b.Elements.ElementSet {
				if e, ok := e.(*slack.ButtonBlockElement); ok {
					kinds = append(kinds, blocks.ActionKind(e.ActionID))
				}
			}
		case *slack.SectionBlock:
			switch {
			case b.Accessory == nil:
			case b.Accessory.ButtonElement != nil:
				kinds = append(kinds, blocks.ActionKind(b.Accessory.ButtonElement.ActionID))
			case b.Accessory.OverflowElement != nil:
				kinds = append(kinds, blocks.ActionKind(b.Accessory.OverflowElement.ActionID))
			}
		}
	}
	return kinds
}

func TestTheMenuOfALineOffersWhatIsPossible(t *testing.T) {
	t.Parallel()
	st := running(t)
	var menus []int
	for _, b := range blocks.Lines(reader, st, early).Blocks.BlockSet {
		if s, ok := b.(*slack.SectionBlock); ok && s.Accessory != nil {
			menus = append(menus, len(s.Accessory.OverflowElement.Options))
		}
	}
	assert.Equal(t, []int{2, 3, 3, 3}, menus, "nobody is reminded of what is answered and only to be signed, and nothing is done about what is")
	st.Cycle.State, st.Cycle.ClosedAt = assess.CycleClosed, closed
	assert.Empty(t, actionsOf(blocks.Lines(reader, st, late).Blocks.BlockSet), "a closed cycle")
}

func TestMoreTimeBeginsWithADayThatIsStillToCome(t *testing.T) {
	t.Parallel()
	picked := func(now time.Time) string {
		for _, b := range blocks.Extend(reader, status(t), nil, now).Blocks.BlockSet {
			if in, ok := b.(*slack.InputBlock); ok && in.BlockID == blocks.BlockUntil {
				return in.Element.(*slack.DatePickerBlockElement).InitialDate
			}
		}
		return ""
	}
	assert.Equal(t, "2026-10-22", picked(early), "a week after it is due")
	assert.Equal(t, "2026-11-02", picked(time.Date(2026, 11, 1, 8, 0, 0, 0, time.UTC)), "tomorrow, where that is past")
}

func TestACycleValueSurvivesItsButton(t *testing.T) {
	t.Parallel()
	for _, v := range []blocks.CycleValue{{Programme: "p", Cycle: "p-2026-q4"}, {Programme: "p", Cycle: "p-2026-q4", Questionnaire: "p-2026-q4/governance"}} {
		got, ok := blocks.ParseCycleValue(v.String())
		assert.True(t, ok)
		assert.Equal(t, v, got)
	}
	for _, bad := range []string{"", "p", "p|c", "|c|", "p||"} {
		_, ok := blocks.ParseCycleValue(bad)
		assert.False(t, ok, bad)
	}
}
