package blocks_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/bot/blocks"
	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/wording"
)

// inCategory is a form moved to another category of its model.
func inCategory(t *testing.T, f assess.Form, id string) assess.Form {
	t.Helper()
	c, ok := f.Model.Category(id)
	require.True(t, ok)
	f.Category, f.Items = c, c.Items
	f.Questionnaire.ID, f.Questionnaire.Category = assess.QuestionnaireID(string(f.Cycle.ID)+"/"+id), id
	return f
}

// stillTrue is governance with four answers of last quarter that still stand, and one that was put in other words.
func stillTrue(t *testing.T) assess.Form {
	t.Helper()
	f := waiting(t)
	f.Before = assess.Before{Period: "2026-Q3", By: gus, Answers: map[string]string{"G1": "2", "G2": "2", "G3": "1", "G4": "0", "G5": "3"}}
	f.Marks = map[string]assess.Mark{"G5": assess.MarkChanged}
	f.StillTrue = []string{"G1", "G2", "G3", "G4"}
	return f
}

// given is governance in the hands of Tom, to whom Gus gave it with a note.
func given(t *testing.T) assess.Form {
	t.Helper()
	f := waiting(t)
	f.Questionnaire.Answerer = tom
	f.Chain = []assess.Asking{{At: early, Kind: assess.WasHandedOver, Person: tom, From: gus, Note: "You wrote the policy. Ask <!here> *me*."}}
	return f
}

// split is governance with two questions in the hands of Tom.
func split(t *testing.T) assess.Form {
	t.Helper()
	f := waiting(t)
	for _, item := range []string{"G2", "G4"} {
		f.Questionnaire.Handed = append(f.Questionnaire.Handed, assess.Handed{Item: item, To: tom, By: gus, At: early})
		f.Chain = append(f.Chain, assess.Asking{At: early, Kind: assess.WasHandedOver, Person: tom, From: gus, Item: item})
	}
	return f
}

// toSign is governance as Tom answered it, waiting for the signature of Gus.
func toSign(t *testing.T) assess.Form {
	t.Helper()
	f := answered(t)
	chain := given(t)
	f.Questionnaire.State, f.Questionnaire.Answerer, f.Chain = assess.ToSign, tom, chain.Chain
	f.Latest.By = tom
	return f
}

// contested is governance with two answers to G2 that differ.
func contested(t *testing.T) assess.Form {
	t.Helper()
	f := answered(t)
	f.Disputes = []assess.Dispute{dispute(t).Dispute}
	return f
}

func dispute(t *testing.T) assess.DisputeView {
	t.Helper()
	f := answered(t)
	return assess.DisputeView{
		Dispute: assess.Dispute{
			ID: "northwind-2026-q4/governance/G2/1", Questionnaire: f.Questionnaire.ID, Item: "G2", Owner: gus, At: early,
			First: assess.Response{By: dee, Value: "0", Revision: 1}, Second: assess.Response{By: tom, Value: "2", Revision: 2},
		},
		Form: f, Asked: f.Items[1], FirstNote: "I know of no <https://evil.example|register>.", SecondNote: "It is in the *wiki*.", Accountable: gus,
	}
}

func settled(t *testing.T) assess.DisputeView {
	t.Helper()
	d := dispute(t)
	d.Settled = &assess.Settlement{Dispute: d.ID, Value: "1", By: gus, Reason: "The register exists, but nobody keeps it.", At: late}
	return d
}

// part is a card of one questionnaire in which somebody has a role.
func part(f assess.Form, to assess.UserID, p assess.Part) assess.Card {
	p.Form = f
	return assess.Card{Programme: f.Programme, Cycle: f.Cycle, To: assess.Person{ID: to}, Parts: []assess.Part{p}}
}

func offering(t *testing.T) assess.Offering {
	t.Helper()
	f := waiting(t)
	return assess.Offering{
		Programme: f.Programme, Cycle: f.Cycle, To: assess.Person{ID: dee}, Owner: assess.Person{ID: gus}, Step: "offer 2026-10-05",
		Absence: assess.Absence{Since: early, Until: time.Date(2026, 10, 19, 0, 0, 0, 0, time.UTC)}, Forms: []assess.Form{f},
	}
}

// several is Gus's card with four questionnaires: each stands differently.
func several(t *testing.T) assess.Card {
	t.Helper()
	promised := time.Date(2026, 10, 8, 9, 0, 0, 0, time.UTC)
	c := asked(inCategory(t, toSign(t), "governance"), inCategory(t, stillTrue(t), "technical-controls"), inCategory(t, split(t), "incident-response"))
	c.Parts[0].With = tom
	c.Parts[1].Form.StillTrue = []string{c.Parts[1].Form.Items[0].ID}
	c.Parts[2].Promise = promised
	done := inCategory(t, answered(t), "monitoring-detection")
	c.Parts = append(c.Parts,
		assess.Part{Form: done, Role: assess.Answers},
		assess.Part{Form: inCategory(t, given(t), "workforce-culture"), Role: assess.HandedOn, With: tom})
	return c
}

func TestCardsOfTheirPartsGolden(t *testing.T) {
	t.Parallel()
	g := &golden{name: "cards"}
	away := given(t)
	away.Absent = &assess.Absence{Since: early, Until: due}
	deputised := given(t)
	deputised.Questionnaire.Answerer = dee
	back := waiting(t)
	back.Chain = append(given(t).Chain, assess.Asking{
		At: early, By: assess.BySlack(tom), Kind: assess.WasHandedBack, Person: gus, From: tom, Note: "Ask Dee.",
	})
	g.message(t, "first", blocks.Card(reader, firstCard(t), early))
	g.message(t, "several", blocks.Card(reader, several(t), early))
	g.message(t, "still true", blocks.Card(reader, asked(stillTrue(t)), early))
	g.message(t, "promised", blocks.Card(reader, part(waiting(t), gus, assess.Part{Role: assess.Answers, Promise: due}), early))
	g.message(t, "seen", blocks.Card(reader, part(waiting(t), gus, assess.Part{Role: assess.Answers, Silenced: true}), early))
	g.message(t, "given to a colleague who is away from the owner", blocks.Card(english(tom), part(away, tom, assess.Part{Role: assess.Answers, With: gus}), early))
	g.message(t, "taken over by the deputy", blocks.Card(english(dee), part(deputised, dee, assess.Part{Role: assess.Answers, With: gus}), early))
	g.message(t, "handed back to the owner", blocks.Card(reader, part(back, gus, assess.Part{Role: assess.Answers}), early))
	g.message(t, "two questions of it", blocks.Card(english(tom), part(split(t), tom, assess.Part{Role: assess.AnswersSome, Items: []string{"G2", "G4"}, With: gus}), early))
	g.message(t, "the owner without those two", blocks.Card(reader, asked(split(t)), early))
	g.message(t, "handed on", blocks.Card(reader, part(given(t), gus, assess.Part{Role: assess.HandedOn, With: tom}), early))
	g.message(t, "to sign off", blocks.Card(reader, part(toSign(t), gus, assess.Part{Role: assess.SignsOff, With: tom}), early))
	g.message(t, "answered and to be signed off by the owner", blocks.Card(english(tom), part(toSign(t), tom, assess.Part{Role: assess.Answers, With: gus}), early))
	g.message(t, "disputed", blocks.Card(reader, asked(contested(t)), early))
	g.message(t, "gone to somebody else", blocks.Card(reader, assess.Card{Programme: back.Programme, Cycle: back.Cycle}, early))
	g.compare(t)
}

func TestNudgesAndOffersGolden(t *testing.T) {
	t.Parallel()
	g := &golden{name: "nudges"}
	many := reminder(early, waiting(t), inCategory(t, split(t), "technical-controls"), toSign(t))
	many.Items = map[int][]string{1: {many.Forms[1].Items[0].ID}}
	many.Kept = map[int]time.Time{0: early}
	planned := reminder(early, waiting(t))
	planned.Kept = map[int]time.Time{0: early}
	done := escalation(waiting(t), inCategory(t, answered(t), "technical-controls"), inCategory(t, toSign(t), "incident-response"))
	deputy := escalation(waiting(t), inCategory(t, answered(t), "technical-controls"))
	deputy.AsDeputy = true
	one := escalation(waiting(t))
	one.AsDeputy = true
	settledAll := escalation(answered(t), inCategory(t, answered(t), "technical-controls"))
	open := offering(t)
	open.Absence.Until = time.Time{}
	open.Forms = append(open.Forms, inCategory(t, waiting(t), "technical-controls"))
	over := offering(t)
	over.Forms = []assess.Form{answered(t)}
	g.message(t, "reminder of several", blocks.Reminder(reader, many))
	g.message(t, "reminder of a promise", blocks.Reminder(reader, planned))
	g.message(t, "reminder when nothing waits", blocks.Reminder(reader, assess.Reminder{At: early}))
	g.message(t, "seen", blocks.Acknowledged(reader, []assess.Form{waiting(t)}, early))
	g.message(t, "seen when overdue", blocks.Acknowledged(reader, []assess.Form{waiting(t)}, late))
	g.message(t, "seen several", blocks.Acknowledged(reader, []assess.Form{waiting(t), waiting(t)}, early))
	g.message(t, "escalation of several", blocks.Escalation(english(mara), done))
	g.message(t, "escalation to the deputy", blocks.Escalation(english(dee), one))
	g.message(t, "escalation of several to the deputy", blocks.Escalation(english(dee), deputy))
	g.message(t, "escalation settled", blocks.Escalation(english(mara), settledAll))
	g.message(t, "offer", blocks.Offer(english(dee), offering(t)))
	g.message(t, "offer of several without an end", blocks.Offer(english(dee), open))
	g.message(t, "offer that is over", blocks.Offer(english(dee), over))
	g.message(t, "offer taken", blocks.OfferTaken(english(dee), offering(t).Forms))
	g.message(t, "offer left", blocks.OfferLeft(english(dee), offering(t).Forms))
	g.message(t, "dispute", blocks.Dispute(reader, dispute(t)))
	g.message(t, "dispute settled", blocks.Dispute(reader, settled(t)))
	g.message(t, "settlement", blocks.Settlement(reader, settled(t)))
	g.modal(t, "settle", blocks.Settle(reader, dispute(t)), nil)
	g.message(t, "settled", blocks.SettledDone(reader, dispute(t), "1"))
	g.compare(t)
}

func TestViewsOfPeopleWhoAreAskedGolden(t *testing.T) {
	t.Parallel()
	g := &golden{name: "owner"}
	who := assess.Person{ID: gus, Zone: "Europe/London"}
	view, err := blocks.Promise(reader, who, []assess.Form{waiting(t)}, early)
	g.modal(t, "promise", view, err)
	view, err = blocks.Promise(reader, who, []assess.Form{waiting(t), inCategory(t, waiting(t), "technical-controls")}, late)
	g.modal(t, "promise for several, late", view, err)
	g.modal(t, "promised", blocks.Promised(reader, []blocks.Outcome{
		{Form: waiting(t), At: due},
		{Form: inCategory(t, waiting(t), "technical-controls"), Err: errs.New(errs.Conflict, "You have named a time for these questions %d times already.", 3)},
	}, early), nil)
	g.modal(t, "give", blocks.Give(reader, []assess.Form{waiting(t)}, ""), nil)
	g.modal(t, "give one question", blocks.Give(english(tom), []assess.Form{given(t)}, "G3"), nil)
	g.modal(t, "give several", blocks.Give(reader, []assess.Form{waiting(t), inCategory(t, waiting(t), "technical-controls")}, ""), nil)
	g.modal(t, "given", blocks.Given(reader, []blocks.Outcome{{Form: given(t)}}, "", tom), nil)
	g.modal(t, "given one question", blocks.Given(reader, []blocks.Outcome{{Form: split(t)}}, "G2", tom), nil)
	some := assess.Part{Form: split(t), Role: assess.AnswersSome, Items: []string{"G2", "G4"}, With: gus}
	g.modal(t, "hand back", blocks.HandBack(english(tom), some), nil)
	g.modal(t, "handed back", blocks.HandedBack(english(tom), some), nil)
	g.message(t, "taken back", blocks.TakenBack(reader, waiting(t)))
	g.modal(t, "sign off", blocks.Sign(reader, toSign(t)), nil)
	g.modal(t, "signed off", blocks.Signed(reader, assess.Receipt{Form: answered(t), Changed: true}), nil)
	g.modal(t, "saved by a colleague", blocks.Saved(english(tom), assess.Receipt{Form: toSign(t), Changed: true}), nil)
	waits := split(t)
	waits.Latest, waits.Questionnaire.Revision = &assess.Submission{Revision: 1, By: gus, At: early, Answers: map[string]string{"G1": "1", "G3": "1", "G5": "1"}}, 1
	g.modal(t, "saved but for what others have", blocks.Saved(reader, assess.Receipt{Form: waits, Changed: true}), nil)
	g.modal(t, "saved by who has some", blocks.Saved(english(tom), assess.Receipt{Form: waits, Changed: true}), nil)
	confirmed := waits
	confirmed.Questionnaire.Handed = nil
	confirmed.Latest.Confirmed, confirmed.Before = []string{"G1", "G3", "G5"}, assess.Before{Period: "2026-Q3"}
	g.message(t, "confirmed in part", blocks.Confirmed(reader, assess.Receipt{Form: confirmed, Changed: true}))
	all := answered(t)
	all.Before.Period = "2026-Q3"
	g.message(t, "confirmed", blocks.Confirmed(reader, assess.Receipt{Form: all, Changed: true}))
	g.message(t, "confirmed before", blocks.Confirmed(reader, assess.Receipt{Form: all}))

	marked := stillTrue(t)
	marked.Marks = map[string]assess.Mark{"G1": assess.MarkNew, "G2": assess.MarkOld, "G5": assess.MarkChanged}
	marked.Questionnaire.Handed = split(t).Questionnaire.Handed
	delete(marked.Before.Answers, "G1")
	marked.Done = map[string]assess.Done{"G2": {
		Item: "G2", Action: "A7", Title: "Name an owner", Link: "https://wiki.example.org/owners", At: early,
	}}
	view, err = blocks.Form(reader, marked, blocks.NewFormState(marked), blocks.Alert{})
	g.modal(t, "form with marks and questions of others", view, err)

	marked.Done["G2"] = assess.Done{
		Item: "G2", Action: "E2", Title: "Night Ferry", Link: "https://northwind.slack.example/archives/C1/p2", At: early,
		Exercise: "tabletop", Held: early.AddDate(0, 0, -20), Until: early.AddDate(1, 0, -20),
	}
	view, err = blocks.Form(reader, marked, blocks.NewFormState(marked), blocks.Alert{})
	g.modal(t, "form with a tabletop that took place since", view, err)

	g.modal(t, "mine", blocks.MineView(reader, several(t).Parts, early), nil)
	g.message(t, "mine as a message", blocks.Mine(reader, several(t).Parts[1:3], early))
	g.modal(t, "mine without any", blocks.MineView(reader, nil, early), nil)

	london, err := time.LoadLocation("Europe/London")
	require.NoError(t, err)
	here := reader.At(london)
	friday := assess.Absence{Since: early, Until: time.Date(2026, 10, 10, 0, 0, 0, 0, london)}
	christmas := assess.Absence{Since: time.Date(2026, 12, 24, 0, 0, 0, 0, london), Until: time.Date(2027, 1, 3, 0, 0, 0, 0, london)}
	g.message(t, "in the office", blocks.Absence(here, assess.Person{ID: gus, Status: assess.SlackStatus{Text: "Focus *time*"}}, early))
	g.message(t, "out of office", blocks.Absence(here, assess.Person{ID: gus, Absence: friday}, early))
	g.message(t, "away from now", blocks.Away(here, friday, early))
	g.message(t, "away later", blocks.Away(here, christmas, early))
	g.message(t, "away without an end", blocks.Away(here, assess.Absence{Since: early}, early))
	g.message(t, "away later without an end", blocks.Away(here, assess.Absence{Since: late}, early))
	g.modal(t, "dates", blocks.Dates(here, "2026-12-24", "2027-01-02"), nil)
	g.modal(t, "dates without an end", blocks.Dates(here, "2026-12-24", ""), nil)
	g.modal(t, "dates taken", blocks.AwayView(here, christmas, early), nil)
	g.message(t, "back", blocks.Returned(here))
	g.message(t, "no dates", blocks.NoDates(here, "when <!here> *I* am back", wording.Text{}))
	g.message(t, "a day that there is not", blocks.NoDates(here, "until 31 April", day(2027, 4, 31).Missing()))
	g.message(t, "past dates", blocks.DatesOver(here, "until 1 Oct 2020"))
	g.compare(t)
}

func TestWhatOthersWereGivenIsNotCalledNewChangedOrOld(t *testing.T) {
	t.Parallel()
	f := stillTrue(t)
	f.Questionnaire.Handed = []assess.Handed{{Item: "G5", To: tom, By: gus, At: early}}
	says := blocks.Card(reader, asked(f), early).Text
	assert.Contains(t, says, "4 answers of 2026-Q3 may still be true; one tap confirms them.")
	assert.NotContains(t, says, "need")
	f.StillTrue = []string{"G1", "G2", "G3"}
	assert.Contains(t, blocks.Card(reader, asked(f), early).Text, "1 more is new, changed or old", "of the two others, Tom has one")
}

func TestOnlyWhoIsAskedAgainIsToldSo(t *testing.T) {
	t.Parallel()
	f := ended(waiting(t))
	says := func(u assess.UserID) string {
		m := blocks.Card(english(u), asked(f), closed)
		return string(asYAML(t, m.Blocks))
	}
	assert.Contains(t, says(gus), "and you will be asked again", "the owner")
	assert.NotContains(t, says(tom), "you will be asked again", "whoever was given questions in this cycle")
	assert.Contains(t, says(tom), "The next cycle opens")
}

func TestAQuestionIsFilledInWithWhatAnExerciseBearsOutUnlessAsMuchWasAnswered(t *testing.T) {
	t.Parallel()
	for last, want := range map[string]string{"": "3", "2": "3", "3": "3", "4": "4"} {
		f := stillTrue(t)
		delete(f.Marks, "G2")
		f.Before.Answers = map[string]string{"G2": last}
		f.Done = map[string]assess.Done{"G2": {
			Item: "G2", Answer: "3", Action: "E2", Title: "Night Ferry", Link: "https://northwind.slack.example/archives/C1/p2", At: early,
			Exercise: "tabletop", Held: early.AddDate(0, 0, -20), Until: early.AddDate(1, 0, -20),
		}}
		view, err := blocks.Form(reader, f, blocks.NewFormState(f), blocks.Alert{})
		require.NoError(t, err)
		i := slices.IndexFunc(view.Blocks.BlockSet, func(b slack.Block) bool { return b.ID() == "G2" })
		input := view.Blocks.BlockSet[i].(*slack.InputBlock)
		assert.Equal(t, want, input.Element.(*slack.SelectBlockElement).InitialOption.Value, "last time: %q", last)
		assert.Equal(t, last == "" || last == "2", strings.Contains(input.Hint.Text, "Filled in for you to check"), input.Hint.Text)
	}
}

func TestTheTimesOfferedForAPromiseAreInWorkingTimeAndInTime(t *testing.T) {
	t.Parallel()
	f := waiting(t)
	for name, tt := range map[string]struct {
		zone string
		now  time.Time
		want []string
	}{
		"on a Thursday morning":        {"Europe/London", early, []string{"Thu 1 Oct, 13:00", "Fri 2 Oct, 09:00", "Mon 5 Oct, 10:00"}},
		"on a Thursday evening":        {"Europe/London", time.Date(2026, 10, 8, 19, 0, 0, 0, time.UTC), []string{"Fri 9 Oct, 09:00", "Mon 12 Oct, 10:00"}},
		"half the world away":          {"Asia/Tokyo", early, []string{"Fri 2 Oct, 09:00", "Mon 5 Oct, 10:00"}},
		"on the day before it is due":  {"Europe/London", f.Questionnaire.DueAt.AddDate(0, 0, -1).Add(-4 * time.Hour), []string{"Wed 14 Oct, 16:00", "Thu 15 Oct, 09:00"}},
		"on the day before the close":  {"Europe/London", closes.AddDate(0, 0, -1), []string{"Tue 20 Oct, 09:00"}},
		"in the hour before the close": {"Europe/London", closes.Add(-time.Hour), nil},
	} {
		zone, err := time.LoadLocation(tt.zone)
		require.NoError(t, err)
		view, err := blocks.Promise(reader.At(zone), assess.Person{ID: gus, Zone: tt.zone}, []assess.Form{f}, tt.now)
		require.NoError(t, err)
		var got []string
		for _, block := range view.Blocks.BlockSet {
			if row, ok := block.(*slack.ActionBlock); ok {
				for _, e := range row.Elements.ElementSet {
					got = append(got, e.(*slack.ButtonBlockElement).Text.Text)
				}
			}
		}
		assert.Equal(t, tt.want, got, name)
		require.NoError(t, blocks.CheckModal(view), name)
	}
}

func TestValuesOfButtonsSurvive(t *testing.T) {
	t.Parallel()
	revision := blocks.RevisionValue{Questionnaire: "p-2026-q4/c", Base: 3}
	got, ok := blocks.ParseRevisionValue(revision.String())
	assert.True(t, ok)
	assert.Equal(t, revision, got)
	for _, item := range []blocks.ItemValue{{Questionnaire: "p-2026-q4/c", Item: "GOV-02.1"}, {Questionnaire: "p-2026-q4/c"}} {
		got, ok := blocks.ParseItemValue(item.String())
		assert.True(t, ok)
		assert.Equal(t, item, got)
	}
	for _, bad := range []string{"", "|3", "q|", "q|x"} {
		_, ok := blocks.ParseRevisionValue(bad)
		assert.False(t, ok, bad)
	}
	_, ok = blocks.ParseItemValue("|x")
	assert.False(t, ok)
	var ids []assess.QuestionnaireID
	for i := range 60 {
		ids = append(ids, assess.QuestionnaireID(fmt.Sprintf("%s-2026-q4/category-%02d", strings.Repeat("p", 40), i)))
	}
	value := blocks.IDs(ids)
	assert.LessOrEqual(t, len(value), blocks.MaxButtonValue)
	kept := blocks.ParseIDs(value)
	assert.Equal(t, ids[:len(kept)], kept)
	assert.Greater(t, len(kept), 12, "a category of every domain fits")
	assert.Equal(t, ids[1:2], blocks.Chosen(ids, "1"))
	assert.Equal(t, ids, blocks.Chosen(ids, blocks.All))
	assert.Equal(t, ids, blocks.Chosen(ids, "999"))
}

// worst are forms with the longest and worst of everything, one for each of 30 categories.
func worst(t *testing.T) []assess.Form {
	t.Helper()
	m := giant(t, 12)
	var forms []assess.Form
	for i, c := range m.Categories() {
		f := waiting(t)
		f.Programme.Scope, f.Cycle.Scope = hostile+words(500), hostile+words(500)
		f.Model, f.Category, f.Items = m, c, c.Items
		f.Questionnaire.ID = assess.QuestionnaireID(fmt.Sprintf("%s-2026-q4-overlap/%s", strings.Repeat("p", 40), c.ID))
		f.Before = assess.Before{Period: "2026-Q3", Answers: map[string]string{c.Items[0].ID: "1"}}
		f.StillTrue = []string{c.Items[0].ID}
		f.Marks = map[string]assess.Mark{c.Items[1].ID: assess.MarkChanged}
		for n, item := range c.Items[2:] {
			to := assess.UserID(fmt.Sprintf("U0COLLEAGUE%03d", n))
			f.Questionnaire.Handed = append(f.Questionnaire.Handed, assess.Handed{Item: item.ID, To: to, By: gus})
		}
		f.Chain = []assess.Asking{{Kind: assess.WasHandedOver, Person: gus, From: tom, Note: hostile + words(assess.MaxNote-len(hostile))}}
		if i%3 == 2 {
			f.Questionnaire.State = assess.ToSign
			f.Latest = &assess.Submission{By: tom, At: early, Comment: hostile + words(assess.MaxComment-100), Answers: map[string]string{}, Notes: map[string]string{}}
			for _, item := range c.Items {
				f.Latest.Answers[item.ID], f.Latest.Notes[item.ID] = "3", hostile+words(assess.MaxNote-len(hostile))
				f.Disputes = append(f.Disputes, assess.Dispute{
					ID: assess.DisputeID(string(f.Questionnaire.ID) + "/" + item.ID + "/1"), Item: item.ID,
					First: assess.Response{By: dee, Value: "1"}, Second: assess.Response{By: tom, Value: "9"},
				})
			}
			f.Score = score(t, m, f.Latest.Answers, c.ID)
		}
		forms = append(forms, f)
	}
	return forms
}

func TestWhatPeopleAreAskedStaysWithinLimitsWithTheLongestWords(t *testing.T) {
	t.Parallel()
	forms := worst(t)
	card := asked(forms...)
	card.First = true
	for i := range card.Parts {
		card.Parts[i].With, card.Parts[i].Promise = tom, due
	}
	rem := reminder(early, forms...)
	rem.Items = map[int][]string{0: {forms[0].Items[0].ID, forms[0].Items[1].ID}}
	e := escalation(forms...)
	e.First = true
	asDeputy := e
	asDeputy.AsDeputy = true
	offer := offering(t)
	offer.Forms = forms
	d := dispute(t)
	d.Form, d.Asked, d.Item = forms[2], forms[2].Items[0], forms[2].Items[0].ID
	d.FirstNote, d.SecondNote = forms[2].Latest.Notes[d.Item], forms[2].Latest.Notes[d.Item]
	over := d
	over.Settled = &assess.Settlement{Value: "9", By: gus, Reason: hostile + words(assess.MaxReason-len(hostile))}
	some := part(forms[0], gus, assess.Part{Role: assess.AnswersSome, Items: []string{forms[0].Items[0].ID, forms[0].Items[1].ID}, With: tom})
	handed := part(forms[0], gus, assess.Part{Role: assess.HandedOn, With: tom, Items: []string{forms[0].Items[0].ID}})
	for name, m := range map[string]blocks.Message{
		"cards": blocks.Card(reader, card, late), "one": blocks.Card(reader, part(forms[0], gus, card.Parts[0]), late), "some": blocks.Card(reader, some, early),
		"handed": blocks.Card(reader, handed, early), "sign": blocks.Card(reader, part(forms[2], gus, assess.Part{Role: assess.SignsOff, With: tom}), early),
		"answered": blocks.Card(english(tom), part(forms[2], tom, assess.Part{Role: assess.Answers, With: gus}), early),
		"reminder": blocks.Reminder(reader, rem), "escalation": blocks.Escalation(english(mara), e), "deputy": blocks.Escalation(english(dee), asDeputy),
		"offer": blocks.Offer(english(dee), offer), "taken": blocks.OfferTaken(english(dee), forms), "dispute": blocks.Dispute(reader, d), "over": blocks.Dispute(reader, over),
		"settlement": blocks.Settlement(reader, over), "mine": blocks.Mine(reader, card.Parts, late),
		"status": blocks.Absence(reader, assess.Person{Status: assess.SlackStatus{Text: hostile + words(400)}}, early), "dates": blocks.NoDates(reader, hostile+words(4000), wording.Text{}),
	} {
		require.NoError(t, blocks.Check(m.Stamped()), name)
		harmless(t, name, m.Text, false)
		harmless(t, name, mrkdwn(m.Blocks), false)
	}
	promise, err := blocks.Promise(reader, assess.Person{ID: gus}, forms, early)
	require.NoError(t, err)
	page, err := blocks.Form(reader, forms[0], blocks.NewFormState(forms[0]), blocks.Alert{})
	require.NoError(t, err)
	outcomes := make([]blocks.Outcome, len(forms))
	for i, f := range forms {
		outcomes[i] = blocks.Outcome{Form: f, At: due}
		if i%2 == 0 {
			outcomes[i].Err = errs.New(errs.Conflict, "%s", wording.Literal(hostile+words(900)))
		}
	}
	for name, v := range map[string]slack.ModalViewRequest{
		"promise": promise, "form": page, "promised": blocks.Promised(reader, outcomes, late), "given": blocks.Given(reader, outcomes, "", tom),
		"give": blocks.Give(reader, forms[:1], ""), "give several": blocks.Give(reader, forms, ""), "hand back": blocks.HandBack(reader, some.Parts[0]),
		"sign": blocks.Sign(reader, forms[2]), "settle": blocks.Settle(reader, d), "mine": blocks.MineView(reader, card.Parts, late),
	} {
		require.NoError(t, blocks.CheckModal(v), name)
		harmless(t, name, mrkdwn(v.Blocks.BlockSet), name == "promised" || name == "given")
	}
}
