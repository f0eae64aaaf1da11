package assess_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"cairn/internal/assess"
	"cairn/internal/errs"
)

const (
	ada = assess.UserID("U0ADA")
	ben = assess.UserID("U0BEN")
	cat = assess.UserID("U0CAT")
)

func (b *bench) delegate(by assess.UserID, q assess.QuestionnaireID, item string, to assess.UserID) {
	b.t.Helper()
	if err := b.Delegate(b.t.Context(), assess.BySlack(by), q, item, to, "Please answer this."); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) handBack(by assess.UserID, q assess.QuestionnaireID, item string) {
	b.t.Helper()
	if err := b.HandBack(b.t.Context(), assess.BySlack(by), q, item, ""); err != nil {
		b.t.Fatal(err)
	}
}

// save saves some answers on the way, over what is there.
func (b *bench) save(by assess.UserID, q assess.QuestionnaireID, answers map[string]string) assess.Receipt {
	b.t.Helper()
	r, err := b.Submit(b.t.Context(), assess.BySlack(by), assess.SubmitInput{
		Questionnaire: q, Base: b.read(q).Questionnaire.Revision, Answers: answers, Partial: true,
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return r
}

func (b *bench) read(q assess.QuestionnaireID) assess.Form {
	b.t.Helper()
	f, err := b.Form(b.t.Context(), q)
	if err != nil {
		b.t.Fatal(err)
	}
	return f
}

// ledger lists the records of a questionnaire: "handed over U0GOV->U0ADA G1".
func (b *bench) ledger(q assess.QuestionnaireID) []string {
	b.t.Helper()
	var lines []string
	err := b.store.View(b.t.Context(), func(tx assess.Tx) error {
		records, err := tx.Askings(b.t.Context(), q)
		for _, a := range records {
			lines = append(lines, strings.TrimSpace(fmt.Sprintf("%s %s->%s %s", a.Kind, a.From, a.Person, a.Item)))
		}
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return lines
}

func roles(parts []assess.Part) []string {
	var list []string
	for _, p := range parts {
		line := fmt.Sprintf("%s: %s", p.Form.Category.ID, p.Role)
		if len(p.Items) > 0 {
			line += fmt.Sprint(" ", p.Items)
		}
		if p.With != "" {
			line += " with " + string(p.With)
		}
		list = append(list, line)
	}
	return list
}

func TestADelegateAnswersAndTheOwnerSignsOff(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	c := b.start()
	q := id(c, "governance")
	b.delegate(gov, q, "", ada)

	f := b.read(q)
	if f.Questionnaire.Answerer != ada || f.Questionnaire.Asks() != ada || f.Questionnaire.Owner != gov || len(f.Chain) != 1 {
		t.Fatalf("after the hand-over: %+v, chain %v", f.Questionnaire, f.Chain)
	}
	_, err := b.SignOff(t.Context(), assess.BySlack(gov), q, 0)
	wantCode(t, err, errs.Conflict, "<@U0ADA> has not submitted")

	r, err := b.submit(ada, c, "governance", "2", 0)
	if err != nil || r.Form.Questionnaire.State != assess.ToSign || r.Form.Latest.By != ada {
		t.Fatalf("the delegate's answers: %+v %v", r.Form.Questionnaire, err)
	}
	if r, err = b.submit(ada, c, "governance", "2", 0); err != nil || r.Changed {
		t.Errorf("the same answers again: changed %v, error %v; want neither", r.Changed, err)
	}
	_, err = b.SignOff(t.Context(), assess.BySlack(ada), q, 1)
	wantCode(t, err, errs.Forbidden, "<@U0GOV>")
	_, err = b.SignOff(t.Context(), assess.BySlack(gov), q, 0)
	wantCode(t, err, errs.Conflict, "<@U0ADA> answered")
	for i := range 2 {
		r, err := b.SignOff(t.Context(), assess.BySlack(gov), q, 1)
		if err != nil || r.Changed != (i == 0) || !r.Form.Submitted() || r.Form.Latest.By != ada {
			t.Errorf("signing off, time %d: changed %v, %+v %v", i+1, r.Changed, r.Form.Questionnaire, err)
		}
	}
	want := []string{"handed over U0GOV->U0ADA", "signed off U0ADA->U0GOV"}
	if diff := cmp.Diff(want, b.ledger(q)); diff != "" {
		t.Error(diff)
	}

	// What the delegate changes now needs the signature again.
	if r, err = b.submit(ada, c, "governance", "3", 1); err != nil || r.Form.Questionnaire.State != assess.ToSign {
		t.Errorf("a change after the signature: %s %v", r.Form.Questionnaire.State, err)
	}
	// The owner who submits the same answers signs them off; they stay the delegate's.
	if r, err = b.submit(gov, c, "governance", "3", 2); err != nil || !r.Form.Submitted() || r.Form.Latest.By != ada || r.Form.Questionnaire.Revision != 2 {
		t.Errorf("the owner's submission of the same: %+v %v", r.Form.Questionnaire, err)
	}
}

func TestTheDeputyNeedsNoSignature(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	c := b.start()
	b.delegate(gov, id(c, "governance"), "", deputy)
	if r, err := b.submit(deputy, c, "governance", "2", 0); err != nil || !r.Form.Submitted() {
		t.Errorf("%s %v", r.Form.Questionnaire.State, err)
	}
}

func TestWhoMayHandOnAndToWhom(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	c := b.start()
	q := id(c, "governance")
	b.know(assess.Person{ID: "U0GUEST", Standing: assess.Guest})
	b.know(assess.Person{ID: "U0GONE", Standing: assess.Gone})
	b.know(assess.Person{ID: "U0BOT", Standing: assess.Bot})
	give := func(by, to assess.UserID) error { return b.Delegate(t.Context(), assess.BySlack(by), q, "", to, "") }

	for to, sentence := range map[assess.UserID]string{
		"U0GUEST": "guest", "U0GONE": "deactivated", "U0BOT": "app", "": "Choose somebody",
	} {
		if err := give(gov, to); !errs.Is(err, errs.Invalid) || !strings.Contains(errs.Fields(err)[assess.FieldPerson], sentence) {
			t.Errorf("to %q: %v", to, err)
		}
	}
	wantCode(t, give("U0TEC", ada), errs.Forbidden, "<@U0GOV>")
	wantCode(t, give(gov, gov), errs.Conflict, "has these questions already")
	err := b.Delegate(t.Context(), assess.BySlack(gov), q, "", ada, strings.Repeat("x", assess.MaxNote+1))
	wantCode(t, err, errs.Invalid, "Shorten")

	b.delegate(gov, q, "", ada)
	b.delegate(ada, q, "", ben)
	wantCode(t, give(ben, ada), errs.Conflict, "circle")
	wantCode(t, give(ben, gov), errs.Conflict, "circle")
	wantCode(t, give(ben, ben), errs.Conflict, "already")
	b.delegate(gov, q, "", cat) // over the heads of those between
	if f := b.read(q); f.Questionnaire.Answerer != cat {
		t.Errorf("with %s", f.Questionnaire.Answerer)
	}
	wantCode(t, give(ben, "U0NEW"), errs.Forbidden, "<@U0CAT>")
	for i := 2; i <= 5; i++ {
		b.delegate(b.read(q).Questionnaire.Asks(), q, "", assess.UserID(fmt.Sprint("U0LINK", i)))
	}
	wantCode(t, give("U0LINK5", "U0LINK6"), errs.Conflict, "5 times")

	if _, err := b.submit("U0LINK5", c, "governance", "2", 0); err != nil {
		t.Fatal(err)
	}
	wantCode(t, give("U0LINK5", ada), errs.Conflict, "answered")
	b.close()
	wantCode(t, give(gov, ada), errs.Closed, "closed")
}

func TestHandingBackGoesOneLinkAndTakingBackAllTheWay(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	q := id(b.start(), "governance")
	with := func(want assess.UserID) {
		t.Helper()
		if got := b.read(q).Questionnaire.Asks(); got != want {
			t.Errorf("with %s, want %s", got, want)
		}
	}
	err := b.HandBack(t.Context(), assess.BySlack(gov), q, "", "")
	wantCode(t, err, errs.Conflict, "nobody gave them to you")
	b.delegate(gov, q, "", ada)
	b.delegate(ada, q, "", ben)
	err = b.HandBack(t.Context(), assess.BySlack(cat), q, "", "")
	wantCode(t, err, errs.Forbidden, "<@U0BEN>")
	b.handBack(ben, q, "")
	with(ada)
	b.delegate(ada, q, "", ben) // who is not in the chain any more
	b.handBack(gov, q, "")
	with(gov)
	if q := b.read(q).Questionnaire; q.Answerer != "" {
		t.Errorf("the answerer of what its owner has is %s", q.Answerer)
	}
	want := []string{
		"handed over U0GOV->U0ADA", "handed over U0ADA->U0BEN", "handed back U0BEN->U0ADA", "handed over U0ADA->U0BEN",
		"handed back U0BEN->U0GOV",
	}
	if diff := cmp.Diff(want, b.ledger(q)); diff != "" {
		t.Error(diff)
	}
}

func TestOneQuestionIsAnsweredBySomebodyElse(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	c := b.start()
	q := id(c, "governance")
	b.delegate(gov, q, "G3", ada)
	b.delegate(gov, q, "G1", ada)
	b.delegate(ada, q, "G3", ben)

	f, err := b.OpenForm(t.Context(), assess.BySlack(ada), q)
	if err != nil || !slices.Equal(itemIDs(f), []string{"G1"}) {
		t.Errorf("the form of who has one question: %v %v", itemIDs(f), err)
	}
	if f, err = b.OpenForm(t.Context(), assess.BySlack(gov), q); err != nil || len(f.Items) != 5 {
		t.Errorf("the owner's form: %v %v", itemIDs(f), err)
	}
	_, err = b.Submit(t.Context(), assess.BySlack(ada), assess.SubmitInput{
		Questionnaire: q, Answers: map[string]string{"G1": "2", "G3": "2"}, Comment: "Mine", Evidence: "https://a.example",
	})
	if fields := slices.Sorted(maps.Keys(errs.Fields(err))); !slices.Equal(fields, []string{"G3", assess.FieldComment, assess.FieldEvidence}) {
		t.Errorf("answering what was not given: %v", err)
	}
	r, err := b.Submit(t.Context(), assess.BySlack(ada), assess.SubmitInput{Questionnaire: q, Answers: map[string]string{"G1": "2"}})
	if err != nil || r.Form.Questionnaire.State != assess.Waiting || r.Form.Latest.By != ada || !slices.Equal(itemIDs(r.Form), []string{"G1"}) {
		t.Errorf("one question answered: %+v %v", r.Form.Questionnaire, err)
	}

	all := b.answers("governance", "2")
	delete(all, "G3")
	_, err = b.Submit(t.Context(), assess.BySlack(gov), assess.SubmitInput{Questionnaire: q, Base: 1, Answers: all})
	if !strings.Contains(errs.Fields(err)["G3"], "given to a colleague") {
		t.Errorf("submitting while one question is with somebody else: %v", err)
	}
	b.save(ben, q, map[string]string{"G3": "2"})
	r, err = b.Submit(t.Context(), assess.BySlack(gov), assess.SubmitInput{Questionnaire: q, Base: 1, Answers: all}) // opened before ben answered
	if err != nil || !r.Form.Submitted() || len(r.Form.Latest.Answers) != 5 {
		t.Fatalf("the owner's submission: %+v %v", r.Form.Latest, err)
	}
	// A change after the owner submitted needs their signature, for which the process must ask that ended with the answers.
	if r := b.save(ben, q, map[string]string{"G3": "3"}); r.Form.Questionnaire.State != assess.ToSign {
		t.Errorf("state %s", r.Form.Questionnaire.State)
	}
	if err := b.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	if told := b.processes.all(); !slices.Contains(told, "again "+string(q)) {
		t.Errorf("nobody stays with it: %q", told)
	}
}

func TestOneQuestionGoesBackAmongTheOthers(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	q := id(b.start(), "governance")
	err := b.HandBack(t.Context(), assess.BySlack(gov), q, "G1", "")
	wantCode(t, err, errs.Conflict, "not given to anybody alone")
	err = b.Delegate(t.Context(), assess.BySlack(gov), q, "T1", ada, "")
	wantCode(t, err, errs.NotFound, "T1")
	b.delegate(gov, q, "G1", ada)
	b.delegate(ada, q, "G1", ben)
	wantCode(t, b.Delegate(t.Context(), assess.BySlack(ben), q, "G1", gov, ""), errs.Conflict, "circle")
	b.handBack(ben, q, "G1")
	if got := b.read(q).Questionnaire.Handed; len(got) != 1 || got[0].To != ada || got[0].By != gov {
		t.Errorf("handed: %+v, want G1 with Ada", got)
	}
	b.handBack(ada, q, "G1")
	if got := b.read(q).Questionnaire.Handed; got != nil {
		t.Errorf("handed: %+v, want nothing", got)
	}
	// Who gets all of it has nothing alone any more.
	b.delegate(gov, q, "G1", ada)
	b.delegate(gov, q, "", ada)
	if q := b.read(q).Questionnaire; q.Handed != nil || q.Answerer != ada {
		t.Errorf("%+v", q)
	}
}

func TestAManagerReassignsForTheCycle(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	c := b.start()
	q := id(c, "governance")
	const reason = "Grace has left the company."
	reassign := func(by, to assess.UserID, reason string) error {
		return b.Reassign(t.Context(), assess.BySlack(by), q, to, reason)
	}
	wantCode(t, reassign(gov, ada, reason), errs.Forbidden, "<@U0BOSS>")
	if fields := errs.Fields(reassign(boss, gov, "short")); fields[assess.FieldPerson] == "" || fields[assess.FieldReason] == "" {
		t.Errorf("faults: %v", fields)
	}
	b.delegate(gov, q, "", ada)
	b.delegate(gov, q, "G1", ben)
	b.delegate(gov, q, "G2", deputy)
	if err := reassign(boss, deputy, reason); err != nil {
		t.Fatal(err)
	}
	got := b.read(q).Questionnaire
	if got.Owner != deputy || got.Deputy != "" || got.Answerer != "" || len(got.Handed) != 1 || got.Handed[0].To != ben {
		t.Errorf("reassigned: %+v", got)
	}
	if _, err := b.submit(gov, c, "governance", "2", 0); !errs.Is(err, errs.Forbidden) {
		t.Errorf("the owner of before still answers: %v", err)
	}
	if r, err := b.submit(deputy, c, "governance", "2", 0); err != nil || !r.Form.Submitted() {
		t.Errorf("the owner of now: %v", err)
	}
	b.delegateFails(boss, q)
	b.close()
	if c := b.start(); b.form(c, "governance").Questionnaire.Owner != gov {
		t.Error("the next cycle has another owner than the programme declares")
	}
}

func (b *bench) delegateFails(by assess.UserID, q assess.QuestionnaireID) {
	b.t.Helper()
	if err := b.Delegate(b.t.Context(), assess.BySlack(by), q, "", ada, ""); err == nil {
		b.t.Error("answered questions were handed on")
	}
}

func TestACardListsAPersonsPartsTheMostPressingFirst(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	c := b.start()
	b.delegate("U0TEC", id(c, "technical-controls"), "", gov)
	b.delegate("U0MON", id(c, "monitoring-detection"), "M2", gov)
	b.delegate(gov, id(c, "governance"), "", ada)
	b.delegate("U0INC", id(c, "incident-response"), "I1", gov)
	b.handBack(gov, id(c, "incident-response"), "I1")
	if _, err := b.submit(ada, c, "governance", "2", 0); err != nil {
		t.Fatal(err)
	}
	card, err := b.Card(t.Context(), c.ID, gov)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"governance: signs off with U0ADA", "technical-controls: answers with U0TEC", "monitoring-detection: answers some [M2] with U0MON",
		"incident-response: handed on [I1] with U0INC",
	}
	if diff := cmp.Diff(want, roles(card.Parts)); diff != "" || !card.First {
		t.Errorf("first %v %s", card.First, diff)
	}
	card, err = b.Card(t.Context(), c.ID, ada)
	if diff := cmp.Diff([]string{"governance: answers with U0GOV"}, roles(card.Parts)); diff != "" || err != nil || card.Parts[0].Waits() {
		t.Errorf("the delegate who has answered: %s %v", diff, err)
	}
	card, err = b.Card(t.Context(), c.ID, "U0TEC")
	if diff := cmp.Diff([]string{"technical-controls: handed on with U0GOV"}, roles(card.Parts)); diff != "" || err != nil {
		t.Errorf("who gave it away: %s %v", diff, err)
	}
	if card, err = b.Card(t.Context(), c.ID, deputy); err != nil || len(card.Parts) != 0 {
		t.Errorf("a deputy whom nobody asked has a card: %v %v", roles(card.Parts), err)
	}

	mine, err := b.Mine(t.Context(), deputy)
	if diff := cmp.Diff([]string{"governance: deputises"}, roles(mine)); diff != "" || err != nil {
		t.Errorf("the deputy's own list: %s %v", diff, err)
	}
	if _, err := b.SignOff(t.Context(), assess.BySlack(gov), id(c, "governance"), 1); err != nil {
		t.Fatal(err)
	}
	b.delegate(gov, id(c, "technical-controls"), "T1", ben)
	if _, err := b.submit(gov, c, "technical-controls", "3", 0); err != nil {
		t.Fatal(err)
	}
	mine, err = b.Mine(t.Context(), gov) // what waits comes first, whatever the role
	want = []string{"monitoring-detection: answers some [M2] with U0MON", "technical-controls: answers with U0TEC", "governance: handed on with U0ADA"}
	if diff := cmp.Diff(want, roles(mine)); diff != "" || err != nil || !mine[0].Waits() || mine[1].Waits() {
		t.Errorf("the owner's own list: %s %v", diff, err)
	}
	b.save(gov, id(c, "monitoring-detection"), map[string]string{"M2": "3"})
	mine, err = b.Mine(t.Context(), gov)
	want = []string{"technical-controls: answers with U0TEC", "monitoring-detection: answers some [M2] with U0MON", "governance: handed on with U0ADA"}
	if diff := cmp.Diff(want, roles(mine)); diff != "" || err != nil || mine[1].Waits() {
		t.Errorf("the owner's own list, with nothing left: %s %v", diff, err)
	}
}

func TestTheFirstCardOfAPersonSaysWhoCairnIs(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	c := b.start()
	q := id(c, "governance")
	asked := func(q assess.QuestionnaireID) {
		t.Helper()
		err := b.store.Update(t.Context(), func(tx assess.Tx) error {
			_, err := tx.AddAsking(t.Context(), assess.Asking{
				At: b.clock.Now(), Kind: assess.WasAsked, Programme: north, Questionnaire: q, Person: gov, Step: assess.StepAsk,
			})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	cards, err := b.Cards(t.Context(), q)
	if err != nil || len(cards) != 0 {
		t.Errorf("cards before anybody was asked: %d %v", len(cards), err)
	}
	asked(q)
	if cards, err = b.Cards(t.Context(), q); err != nil || len(cards) != 1 || cards[0].To.ID != gov || !cards[0].First {
		t.Errorf("the card of the first cycle: %+v %v", cards, err)
	}
	b.close()
	c = b.start()
	asked(id(c, "governance"))
	if cards, err = b.Cards(t.Context(), id(c, "governance")); err != nil || len(cards) != 1 || cards[0].First {
		t.Errorf("the card of the second cycle: %d %v", len(cards), err)
	}
}

// Whatever is handed to whom, nobody stands in the present chain twice, it is never longer than it may be, whoever it ends
// with is asked, and nothing that anybody answered is lost.
func TestHandingOnNeverGoesRoundAndLosesNoAnswer(t *testing.T) {
	t.Parallel()
	people := []assess.UserID{gov, deputy, ada, ben, cat, "U0DAN", "U0EVE", "U0FAY"}
	for seed := range uint64(6) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			q := id(b.start(), "governance")
			random := rand.New(rand.NewPCG(seed, 1))
			anybody := func() assess.UserID { return people[random.IntN(len(people))] }
			items := []string{"", "", "G1", "G2", "G3"}
			given := make(map[string]string)          // the newest answer of each question
			shown := map[int]map[string]string{0: {}} // the answers by revision
			for range 80 {
				now := b.read(q).Questionnaire
				someone := []assess.UserID{now.Owner, now.Asks(), anybody()} // mostly who may
				for _, h := range now.Handed {
					someone = append(someone, h.To)
				}
				by, item := assess.BySlack(someone[random.IntN(len(someone))]), items[random.IntN(len(items))]
				var err error
				switch random.IntN(8) {
				case 0:
					err = b.HandBack(t.Context(), by, q, item, "")
				case 1:
					if random.IntN(6) == 0 {
						err = b.Reassign(t.Context(), assess.BySlack(boss), q, anybody(), "Somebody else knows this better.")
					}
				case 2, 3:
					own := now.HandedTo(by.User)
					if len(own) == 0 {
						own = []string{"G4"}
					}
					answer := map[string]string{own[0]: fmt.Sprint(random.IntN(4))}
					base := max(0, now.Revision-random.IntN(2)) // a form that was opened now, or a revision ago
					var r assess.Receipt
					r, err = b.Submit(t.Context(), by, assess.SubmitInput{Questionnaire: q, Base: base, Answers: answer, Partial: true})
					if err == nil && shown[base][own[0]] != answer[own[0]] { // else they left it as it was shown
						maps.Copy(given, answer)
					}
					if err == nil {
						shown[r.Form.Questionnaire.Revision] = maps.Clone(given)
					}
				default:
					err = b.Delegate(t.Context(), by, q, item, anybody(), "")
				}
				if errs.Is(err, errs.Internal) {
					t.Fatal(err)
				}
				b.checkHands(q, given)
			}
			if len(given) == 0 || len(b.ledger(q)) < 10 {
				t.Errorf("too little happened: %d answers, %d records", len(given), len(b.ledger(q)))
			}
		})
	}
}

// checkHands checks who has what by replaying the ledger, and that the newest answers stand.
func (b *bench) checkHands(id assess.QuestionnaireID, given map[string]string) {
	b.t.Helper()
	f := b.read(id)
	q := f.Questionnaire
	hands := []assess.UserID{"U0GOV"} // the present chain, as the ledger tells it
	for _, a := range f.Chain {
		switch {
		case a.Item != "":
		case a.Kind == assess.WasReassigned:
			hands = []assess.UserID{a.Person}
		case a.Kind == assess.WasHandedBack:
			hands = hands[:slices.Index(hands, a.Person)+1]
		default:
			hands = append(hands[:slices.Index(hands, a.From)+1], a.Person)
		}
	}
	if hands[0] != q.Owner || hands[len(hands)-1] != q.Asks() || len(hands) > 6 {
		b.t.Fatalf("the ledger says %v, the questionnaire is %s's and with %s", hands, q.Owner, q.Asks())
	}
	seen := make(map[assess.UserID]bool)
	for _, u := range hands {
		if seen[u] {
			b.t.Fatalf("%s stands in the chain twice: %v", u, hands)
		}
		seen[u] = true
	}
	for _, h := range q.Handed {
		if h.To == q.Asks() || h.To == q.Owner {
			b.t.Fatalf("%s has %s alone, and the others too", h.To, h.Item)
		}
	}
	if len(given) > 0 && !maps.Equal(given, f.Latest.Answers) {
		b.t.Fatalf("answers %v, want %v", f.Latest.Answers, given)
	}
}

func TestTwoPartsThatAreSavedFromFormsOpenedAtOnceAreMerged(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	q := id(b.start(), "governance")
	b.delegate(gov, q, "G1", ada)
	b.delegate(gov, q, "G2", ben)
	put := func(by assess.UserID, base int, answers map[string]string) (assess.Receipt, error) {
		return b.Submit(t.Context(), assess.BySlack(by), assess.SubmitInput{Questionnaire: q, Base: base, Answers: answers, Partial: true})
	}
	for by, answers := range map[assess.UserID]map[string]string{
		ada: {"G1": "1"}, ben: {"G2": "2"}, gov: {"G3": "3", "G1": "", "G2": ""}, // an open question comes as ""
	} {
		if _, err := put(by, 0, answers); err != nil {
			t.Fatal(by, err)
		}
	}
	if diff := cmp.Diff(map[string]string{"G1": "1", "G2": "2", "G3": "3"}, b.read(q).Latest.Answers); diff != "" {
		t.Error(diff)
	}
	_, err := put(gov, 0, map[string]string{"G1": "3"})
	wantCode(t, err, errs.Conflict, "Nothing was overwritten")
	if r, err := put(gov, 0, map[string]string{"G1": "1"}); err != nil || r.Changed {
		t.Errorf("the same answer from a form of before: changed %v, %v", r.Changed, err)
	}
}

func TestADelegatesAnswersCountAtTheCloseAndAreNamedAsUnsigned(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	c := b.start()
	for category, who := range map[string]assess.UserID{
		"technical-controls": "U0TEC", "monitoring-detection": "U0MON", "incident-response": "U0INC", "workforce-culture": "U0WOR",
	} {
		if _, err := b.submit(who, c, category, "2", 0); err != nil {
			t.Fatal(err)
		}
	}
	b.delegate(gov, id(c, "governance"), "", ada)
	if _, err := b.submit(ada, c, "governance", "2", 0); err != nil {
		t.Fatal(err)
	}
	if p, err := b.Progress(t.Context(), c.ID, b.clock.Now().Add(time.Hour)); err != nil || p.Close {
		t.Errorf("the cycle closes without the signature: %+v %v", p, err)
	}
	b.close()
	snap := b.snapshot(c.ID)
	if snap.Answered != 5 || len(snap.Missing) != 0 || !slices.Equal(snap.Unsigned, []string{"governance"}) || snap.Result.Overall.Level != 3 {
		t.Errorf("answered %d, missing %v, unsigned %v, overall %+v", snap.Answered, snap.Missing, snap.Unsigned, snap.Result.Overall)
	}
}

// says adds a record of what a person said to being asked.
func (b *bench) says(who assess.UserID, q assess.QuestionnaireID, kind assess.AskingKind, until time.Time) {
	b.t.Helper()
	err := b.store.Update(b.t.Context(), func(tx assess.Tx) error {
		_, err := tx.AddAsking(b.t.Context(), assess.Asking{
			At: b.clock.Now(), By: assess.BySlack(who), Kind: kind, Programme: north, Questionnaire: q, Person: who, Until: until,
		})
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
}

func TestAPromiseIsKeptByWhoAnswersInTime(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		handed, late, partial bool
		kept                  int
	}{
		"all, in time":                  {kept: 1},
		"all, too late":                 {late: true},
		"some, with more to answer":     {partial: true},
		"all that was handed, in time":  {handed: true, kept: 1},
		"all that was handed, too late": {handed: true, late: true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			q := id(b.start(), "governance")
			who, answers := gov, b.answers("governance", "2")
			if tt.handed {
				b.delegate(gov, q, "G1", ada)
				who, answers = ada, map[string]string{"G1": "2"}
			}
			b.says(who, q, assess.WasPromised, b.clock.Now().Add(time.Hour))
			if part := b.mine(who)[0]; !part.Promise.Equal(b.clock.Now().Add(time.Hour)) {
				t.Errorf("promise %s", part.Promise)
			}
			if tt.late {
				b.clock.Add(2 * time.Hour)
			}
			for range 2 { // a change after it is no other promise kept
				_, err := b.Submit(t.Context(), assess.BySlack(who), assess.SubmitInput{
					Questionnaire: q, Base: b.read(q).Questionnaire.Revision, Answers: answers, Partial: tt.partial,
				})
				if err != nil {
					t.Fatal(err)
				}
				answers["G1"] = "3"
			}
			kept := 0
			for _, line := range b.ledger(q) {
				if strings.HasPrefix(line, string(assess.WasKept)) {
					kept++
				}
			}
			if kept != tt.kept {
				t.Errorf("kept %d times, want %d", kept, tt.kept)
			}
		})
	}
}

func (b *bench) mine(u assess.UserID) []assess.Part {
	b.t.Helper()
	parts, err := b.Mine(b.t.Context(), u)
	if err != nil || len(parts) == 0 {
		b.t.Fatalf("the parts of %s: %v %v", u, parts, err)
	}
	return parts
}

func TestAnAcknowledgementHoldsUntilMoreIsAsked(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	c := b.start()
	q := id(c, "governance")
	b.says(gov, q, assess.WasAcknowledged, b.clock.Now().Add(time.Hour))
	if !b.mine(gov)[0].Silenced {
		t.Error("what was acknowledged is not silenced")
	}
	b.clock.Add(time.Hour)
	if b.mine(gov)[0].Silenced {
		t.Error("what was acknowledged is silenced for longer than that")
	}
	b.says(gov, q, assess.WasAcknowledged, c.DueAt)
	if _, err := b.Extend(t.Context(), assess.BySlack(boss), q, c.DueAt.AddDate(0, 0, 7), because); err != nil {
		t.Fatal(err)
	}
	if b.mine(gov)[0].Silenced {
		t.Error("what was extended since is silenced still")
	}
}

func TestAnAnswerThatStandsKeepsWhenItWasGiven(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	q := id(b.start(), "governance")
	first := b.clock.Now()
	b.save(gov, q, map[string]string{"G1": "1", "G2": "2"})
	b.clock.Set(first.Add(time.Hour))
	got := b.save(gov, q, map[string]string{"G1": "3", "G2": "2"}).Form.Latest
	if !got.Since["G1"].Equal(first.Add(time.Hour)) || !got.Since["G2"].Equal(first) || got.Wording["G1"] == "" || got.Wording["G1"] == got.Wording["G2"] {
		t.Errorf("since %v, wording %v", got.Since, got.Wording)
	}
}
