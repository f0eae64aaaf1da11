package blocks_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/slack-go/slack"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"cairn/bot/blocks"
	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/target"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares what is rendered with testdata/NAME.txtar. Blocks are shown as YAML, in full.
type golden struct {
	name string
	got  txtar.Archive
}

func (g *golden) add(t *testing.T, name string, data []byte) {
	t.Helper()
	g.got.Files = append(g.got.Files, txtar.File{Name: name, Data: data})
}

func (g *golden) message(t *testing.T, name string, m blocks.Message) {
	t.Helper()
	require.NoError(t, blocks.Check(m), name)
	require.NoError(t, blocks.Check(m.Stamped()), name)
	assert.NotContains(t, m.Text, "<!date^", "%s: what is read aloud says instants in words", name)
	g.add(t, name, append([]byte(m.Text+"\n\n"), asYAML(t, m.Blocks)...))
}

func (g *golden) modal(t *testing.T, name string, v slack.ModalViewRequest, err error) {
	t.Helper()
	require.NoError(t, err, name)
	require.NoError(t, blocks.CheckModal(v), name)
	for _, words := range []*slack.TextBlockObject{v.Submit, v.Close} {
		assert.False(t, words != nil && strings.Contains(words.Text, "…"), "%s: a button is longer than Slack shows: %v", name, words)
	}
	g.add(t, name, asYAML(t, v))
}

func (g *golden) home(t *testing.T, name string, v slack.HomeTabViewRequest) {
	t.Helper()
	require.NoError(t, blocks.CheckHome(v), name)
	g.add(t, name, asYAML(t, v.Blocks))
}

func (g *golden) compare(t *testing.T) {
	t.Helper()
	file := filepath.Join("testdata", g.name+".txtar")
	g.got.Comment = []byte("Golden: go test ./bot/blocks -update writes this file anew. Read the difference before you keep it.\n\n")
	if *update {
		require.NoError(t, os.WriteFile(file, txtar.Format(&g.got), 0o644))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err, "run go test ./bot/blocks -update once")
	assert.Equal(t, string(want), string(txtar.Format(&g.got)))
}

func asYAML(t *testing.T, v any) []byte {
	t.Helper()
	raw, err := json.Marshal(v)
	require.NoError(t, err)
	var plain any
	require.NoError(t, json.Unmarshal(raw, &plain))
	var b bytes.Buffer
	enc := yaml.NewEncoder(&b)
	enc.SetIndent(2)
	require.NoError(t, enc.Encode(plain))
	return b.Bytes()
}

func TestCardGolden(t *testing.T) {
	t.Parallel()
	g := &golden{name: "card"}
	noDeputy := waiting(t)
	noDeputy.Questionnaire.Deputy, noDeputy.Programme.Managers = "", nil
	g.message(t, "waiting", blocks.Card(reader, asked(waiting(t)), early))
	g.message(t, "waiting without deputy or manager", blocks.Card(reader, asked(noDeputy), early))
	g.message(t, "overdue", blocks.Card(reader, asked(waiting(t)), late))
	g.message(t, "answered", blocks.Card(reader, asked(answered(t)), late))
	g.message(t, "final", blocks.Card(reader, asked(ended(answered(t))), closed))
	g.message(t, "missed", blocks.Card(reader, asked(ended(waiting(t))), closed))
	g.compare(t)
}

func TestNoticeGolden(t *testing.T) {
	t.Parallel()
	g := &golden{name: "notice"}
	g.message(t, "introduction", blocks.Card(english(gus), firstCard(t), early))
	g.message(t, "introduction of a manager", blocks.Escalation(english(mara), firstEscalation(t)))
	g.message(t, "reminder", blocks.Reminder(reader, reminder(early, waiting(t))))
	g.message(t, "reminder when overdue", blocks.Reminder(reader, reminder(late, waiting(t))))
	g.message(t, "escalation", blocks.Escalation(reader, escalation(waiting(t))))
	g.message(t, "escalation answered", blocks.Escalation(reader, escalation(answered(t))))
	g.message(t, "escalation after the close", blocks.Escalation(reader, escalation(ended(waiting(t)))))
	g.message(t, "unknown action", blocks.UnknownAction(reader))
	g.message(t, "unknown command", blocks.UnknownCommand(reader, "/cairnn"))
	g.message(t, "free text", blocks.FreeText(reader))
	g.compare(t)
}

func TestFormGolden(t *testing.T) {
	t.Parallel()
	g := &golden{name: "form"}
	fresh := waiting(t)
	fresh.Before = assess.Before{Period: "2026-Q3", Answers: map[string]string{"G1": "2", "G2": "2", "G3": "1", "G4": "0"}}
	v, err := blocks.Form(reader, fresh, blocks.NewFormState(fresh), blocks.Alert{})
	g.modal(t, "new with last time", v, err)

	f := answered(t)
	v, err = blocks.Form(reader, f, blocks.NewFormState(f), blocks.Alert{})
	g.modal(t, "changing", v, err)

	s := blocks.NewFormState(f)
	s.Answers = map[string]string{"G1": "4"}
	v, err = blocks.Form(reader, f, s, blocks.AlertConflict(english(dee), f))
	g.modal(t, "somebody answered meanwhile", v, err)

	v, err = blocks.Note(reader, s, "V0PARENT", blocks.Alert{})
	g.modal(t, "comment and link", v, err)
	v, err = blocks.Note(reader, s, "V0PARENT", blocks.AlertFix(reader, "Paste a whole web address."))
	g.modal(t, "comment and link with a fault", v, err)

	g.modal(t, "saved", blocks.Saved(reader, assess.Receipt{Form: f, Changed: true}), nil)
	g.modal(t, "saved already", blocks.Saved(reader, assess.Receipt{Form: f}), nil)
	g.modal(t, "closed", blocks.Refused(reader, ended(f), s, blocks.AlertClosed(reader, "The cycle closed on 20 October.")), nil)
	g.modal(t, "forbidden", blocks.Refused(reader, f, s, blocks.AlertForbidden(reader, "These questions belong to <@U0GUS>.")), nil)
	g.modal(t, "trouble", blocks.Notice(reader, blocks.AlertTrouble(reader)), nil)
	g.modal(t, "unknown view", blocks.Notice(reader, blocks.AlertUnknownView(reader)), nil)
	g.compare(t)
}

func TestCommandGolden(t *testing.T) {
	t.Parallel()
	g := &golden{name: "command"}
	other := programme()
	other.ID, other.Scope = "harbour", "Harbour Freight & *Sons*"
	both := []assess.Programme{programme(), other}
	st := status(t)
	never := assess.Status{Programme: programme(), Model: lawlor(t), NextAt: st.NextAt}
	over := status(t)
	over.Cycle.State, over.Cycle.ClosedAt = assess.CycleClosed, closed

	g.message(t, "help", blocks.Help(reader, both[:1]))
	g.message(t, "help with several programmes", blocks.Help(reader, both))
	g.message(t, "status", blocks.Status(reader, st, early))
	g.message(t, "status when overdue", blocks.Status(reader, st, late))
	g.message(t, "status after the close", blocks.Status(reader, over, closed))
	g.message(t, "status before the first cycle", blocks.Status(reader, never, early))
	g.message(t, "start", blocks.Started(reader, cycle(), programme(), assess.Full))
	g.message(t, "close asks", blocks.AskClose(reader, st))
	g.message(t, "close by an owner", blocks.OnlyManagers(reader, programme()))
	g.message(t, "close with nothing open", blocks.NothingToClose(reader, programme()))
	g.message(t, "closed", blocks.Closed(reader, cycle(), programme()))
	g.message(t, "close is stale", blocks.CloseIsStale(reader))
	g.message(t, "kept open", blocks.KeptOpen(reader))
	g.message(t, "nonsense", blocks.UnknownSubcommand(reader, "statsu", "status"))
	g.message(t, "other nonsense", blocks.UnknownSubcommand(reader, "<!channel>", ""))
	g.message(t, "too many words", blocks.TooManyWords(reader, "status", "one two"))
	g.message(t, "outsider", blocks.Outsider(reader))
	g.message(t, "which programme", blocks.WhichProgramme(reader, "status", both))
	g.message(t, "no such programme", blocks.NoProgramme(reader, "acme", both))
	g.message(t, "refusal", blocks.Say(errs.Message(errs.New(errs.Forbidden, "Only <@U0MARA> may & <!channel> may not."))))
	g.compare(t)
}

func TestHomeGolden(t *testing.T) {
	t.Parallel()
	g := &golden{name: "home"}
	before := snapshot(t, "2026-Q2", map[string]string{"governance": "3", "technical-controls": "1", "monitoring-detection": "1"})
	latest := snapshot(t, "2026-Q3", map[string]string{"governance": "2", "technical-controls": "2", "monitoring-detection": "1", "workforce-culture": "4"})
	levels := assess.Levels{
		Programme: programme(), Model: lawlor(t), Latest: latest, Previous: &before,
		Mine: []string{"governance", "technical-controls", "monitoring-detection", "incident-response", "workforce-culture"},
	}
	over := status(t)
	over.Cycle.State, over.Cycle.ClosedAt = assess.CycleClosed, closed
	g.home(t, "owner", blocks.Home(reader, assess.Home{Who: assess.Person{ID: gus}, At: early, Parts: partsOf(assess.Answers, waiting(t), answered(t)), Levels: []assess.Levels{levels}}, target.Mine{}, blocks.Rehearsals{}, nil))
	g.home(t, "owner when overdue", blocks.Home(reader, assess.Home{Who: assess.Person{ID: gus}, At: late, Parts: partsOf(assess.Answers, waiting(t))}, target.Mine{}, blocks.Rehearsals{}, nil))
	g.home(t, "manager", blocks.Home(reader, assess.Home{Who: assess.Person{ID: mara}, At: early, Runs: []assess.Status{status(t), over, {Programme: programme()}}}, target.Mine{}, blocks.Rehearsals{}, nil))
	g.home(t, "nobody", blocks.Home(reader, assess.Home{Who: assess.Person{ID: tom}, At: early}, target.Mine{}, blocks.Rehearsals{}, nil))
	g.compare(t)
}

func TestDigestGolden(t *testing.T) {
	t.Parallel()
	g := &golden{name: "digest"}
	g.message(t, "native chart", blocks.Digest(reader, fullDigest(t), blocks.Picture{Native: true}))
	g.message(t, "uploaded image", blocks.Digest(reader, fullDigest(t), blocks.Picture{File: "F0LEVELS"}))
	g.message(t, "text only", blocks.Digest(reader, fullDigest(t), blocks.Picture{}))
	g.message(t, "first cycle with answers missing", blocks.Digest(reader, partialDigest(t), blocks.Picture{Native: true}))
	contested := fullDigest(t)
	contested.Unsigned, contested.Disputed = []string{"Governance"}, []string{"Governance", "Incident Response"}
	g.message(t, "not signed off and not settled", blocks.Digest(reader, contested, blocks.Picture{}))
	g.message(t, "with targets", blocks.Digest(reader, aimedDigest(t), blocks.Picture{}))
	g.message(t, "with exercises", blocks.Digest(reader, rehearsedDigest(t), blocks.Picture{}))
	parts := aimedDigest(t)
	delete(parts.Outlook.Now, "")
	parts.Outlook.Past, parts.Targets.Open, parts.Targets.Actions = nil, nil, nil
	for i := range parts.Outlook.Ahead {
		parts.Outlook.Ahead[i].Expected += 2
	}
	g.message(t, "all targets reached, without a level of the whole", blocks.Digest(reader, parts, blocks.Picture{}))
	g.compare(t)
}
