package blocks_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/slack-go/slack"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"cairn/bot/blocks"
	"cairn/internal/assess"
	"cairn/internal/digest"
	"cairn/internal/errs"
	"cairn/internal/maturity"
	"cairn/internal/target"
)

func words(n int) string { return strings.TrimSpace(strings.Repeat("wörd ", n/5+1)[:n]) }

func section(s string) slack.Block {
	return slack.NewSectionBlock(slack.NewTextBlockObject("mrkdwn", s, false, false), nil, nil)
}

func plainText(s string) *slack.TextBlockObject {
	return slack.NewTextBlockObject("plain_text", s, false, false)
}

func button(id, label, value string) *slack.ButtonBlockElement {
	return slack.NewButtonBlockElement(id, value, plainText(label))
}

func selection(n, text int) slack.Block {
	var options []*slack.OptionBlockObject
	for i := range n {
		options = append(options, slack.NewOptionBlockObject(fmt.Sprint(i), plainText(strings.Repeat("x", text)), nil))
	}
	return slack.NewInputBlock("b", plainText("L"), nil, slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, nil, "a", options...))
}

func repeated(n int, b slack.Block) []slack.Block {
	all := make([]slack.Block, n)
	for i := range all {
		all[i] = b
	}
	return all
}

func bars(points, label int) slack.Block {
	var categories []string
	var data []slack.DataVisualizationDataPoint
	for i := range points {
		name := fmt.Sprintf("%0*d", label, i)
		categories, data = append(categories, name), append(data, slack.NewDataVisualizationDataPoint(name, 1))
	}
	return slack.NewDataVisualizationBlock("T", slack.NewDataVisualizationBarChart(
		slack.NewDataVisualizationAxisConfig(categories...), slack.NewDataVisualizationDataSeries("S", data...)))
}

func TestCheckKnowsSlacksLimitsAtTheirEdges(t *testing.T) {
	t.Parallel()
	text := func(n int) string { return strings.Repeat("é", n) }
	for name, edge := range map[string]func(over int) blocks.Message{
		"text": func(over int) blocks.Message {
			return blocks.Message{Text: text(4000 + over), Blocks: []slack.Block{section("s")}}
		},
		"blocks":       func(over int) blocks.Message { return of(repeated(50+over, section("s"))...) },
		"section":      func(over int) blocks.Message { return of(section(text(3000 + over))) },
		"header":       func(over int) blocks.Message { return of(slack.NewHeaderBlock(plainText(text(150 + over)))) },
		"button":       func(over int) blocks.Message { return of(slack.NewActionBlock("", button("a", text(75+over), "v"))) },
		"button value": func(over int) blocks.Message { return of(slack.NewActionBlock("", button("a", "B", text(2000+over)))) },
		"action id":    func(over int) blocks.Message { return of(slack.NewActionBlock("", button(text(255+over), "B", ""))) },
		"block id":     func(over int) blocks.Message { return of(slack.NewActionBlock(text(255+over), button("a", "B", ""))) },
		"alt text":     func(over int) blocks.Message { return of(slack.NewImageBlock("https://x", text(2000+over), "", nil)) },
		"options":      func(over int) blocks.Message { return of(selection(100+over, 5)) },
		"option":       func(over int) blocks.Message { return of(selection(2, 75+over)) },
		"chart points": func(over int) blocks.Message { return of(bars(20+over, 3)) },
		"chart label":  func(over int) blocks.Message { return of(bars(2, 20+over)) },
		"charts":       func(over int) blocks.Message { return of(repeated(2+over, bars(1, 1))...) },
		"tables":       func(over int) blocks.Message { return of(repeated(1+over, grid(1, 1, 1))...) },
		"table rows":   func(over int) blocks.Message { return of(grid(100+over, 1, 1)) },
		"table cells":  func(over int) blocks.Message { return of(grid(1, 20+over, 1)) },
		"table text":   func(over int) blocks.Message { return of(grid(1, 1, 10_000+over)) },
		"actions": func(over int) blocks.Message {
			var elements []slack.BlockElement
			for i := range 25 + over {
				elements = append(elements, button(fmt.Sprint(i), "B", ""))
			}
			return of(slack.NewActionBlock("", elements...))
		},
		"context": func(over int) blocks.Message {
			var elements []slack.MixedElement
			for range 10 + over {
				elements = append(elements, plainText("x"))
			}
			return of(slack.NewContextBlock("", elements...))
		},
		"fields": func(over int) blocks.Message {
			var fields []*slack.TextBlockObject
			for range 10 + over {
				fields = append(fields, plainText("x"))
			}
			return of(slack.NewSectionBlock(nil, fields, nil))
		},
		"confirm": func(over int) blocks.Message {
			b := button("a", "B", "").WithConfirm(slack.NewConfirmationBlockObject(plainText(text(100)), plainText(text(300)), plainText(text(30)), plainText(text(30+over))))
			return of(slack.NewActionBlock("", b))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.NoError(t, blocks.Check(edge(0)))
			assert.Error(t, blocks.Check(edge(1)))
		})
	}
}

func of(bs ...slack.Block) blocks.Message { return blocks.Message{Text: "t", Blocks: bs} }

func grid(rows, cells, text int) slack.Block {
	table := slack.NewTableBlock("")
	for range rows {
		var row []slack.TableCell
		for range cells {
			row = append(row, slack.NewTableRawTextCell(strings.Repeat("x", text)))
		}
		table.AddRow(row...)
	}
	return table
}

func TestCheckRefusesWhatSlackWouldRefuse(t *testing.T) {
	t.Parallel()
	alert := slack.NewAlertBlock(plainText("a"))
	for name, m := range map[string]blocks.Message{
		"no text":                {Blocks: []slack.Block{section("s")}},
		"no blocks":              {Text: "t"},
		"an alert":               of(alert),
		"an empty section":       of(slack.NewSectionBlock(nil, nil, nil)),
		"an unknown block":       of(slack.UnknownBlock{Type: "of_the_future"}),
		"a block id twice":       of(slack.NewActionBlock("x", button("a", "B", "")), slack.NewActionBlock("x", button("b", "B", ""))),
		"an action id twice":     of(slack.NewActionBlock("", button("a", "B", ""), button("a", "B", ""))),
		"no alt text":            of(slack.NewImageBlock("https://x", "", "", nil)),
		"an image without image": of(slack.NewImageBlock("", "alt", "", nil)),
	} {
		assert.Error(t, blocks.Check(m), name)
	}
	input := slack.NewInputBlock("b", plainText("L"), nil, slack.NewPlainTextInputBlockElement(nil, "a"))
	modal := slack.ModalViewRequest{Type: slack.VTModal, Title: plainText("T"), Blocks: slack.Blocks{BlockSet: []slack.Block{input}}}
	assert.Error(t, blocks.CheckModal(modal), "inputs without a submit button")
	modal.Submit = plainText("S")
	assert.NoError(t, blocks.CheckModal(modal))
	modal.Blocks.BlockSet = []slack.Block{bars(1, 1)}
	assert.Error(t, blocks.CheckModal(modal), "a chart in a modal")
	modal.Blocks.BlockSet = []slack.Block{input}
	modal.PrivateMetadata = strings.Repeat("x", 3001)
	assert.Error(t, blocks.CheckModal(modal))
	modal.PrivateMetadata, modal.Title = "", plainText(strings.Repeat("x", 25))
	assert.Error(t, blocks.CheckModal(modal))
}

func TestCutKeepsWholeWords(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		in   string
		max  int
		want string
	}{
		{"short", 10, "short"},
		{"exactly ten", 11, "exactly ten"},
		{"one two three", 10, "one two…"},
		{"one two, three", 11, "one two…"},
		{"Donaudampfschifffahrt", 10, "Donaudamp…"},
		{"日本語のとても長い名前です", 5, "日本語の…"},
	} {
		assert.Equal(t, tc.want, blocks.Cut(tc.in, tc.max))
	}
	rapid.Check(t, func(t *rapid.T) {
		s, n := rapid.String().Draw(t, "s"), rapid.IntRange(2, 100).Draw(t, "max")
		got := blocks.Cut(s, n)
		if utf8.RuneCountInString(got) > n {
			t.Fatalf("%q is longer than %d", got, n)
		}
		if utf8.RuneCountInString(s) <= n && got != s {
			t.Fatalf("%q was cut without need", s)
		}
	})
}

// hostile is text that would mention, link and format if it could.
const hostile = "<!channel> <@U1> <#C1|x> <https://evil.example|click> *b* _i_ ~s~ `c` &amp; @here"

// giant is a model with the longest of everything that the model format allows.
func giant(t *testing.T, items int) *maturity.Model {
	t.Helper()
	line := func(s string) string { return fmt.Sprintf("%q", blocks.Cut(s+" "+hostile+" "+words(400), 200)) }
	short := func(s string) string { return fmt.Sprintf("%q", blocks.Cut(s+" "+hostile, 75)) }
	long := fmt.Sprintf("%q", hostile+" "+words(3800))
	var b strings.Builder
	fmt.Fprintf(&b, "format: 1\npublisher: giant\nname: giant\nversion: \"1\"\ntitle: %s\nsummary: %s\nlicence: %s\nsource: {title: %s, author: %s}\n", line("T"), long, long, line("T"), line("A"))
	b.WriteString("levels:\n")
	for n := range 10 {
		fmt.Fprintf(&b, "  - {number: %d, name: %s, summary: %s}\n", n, line(fmt.Sprint("L", n)), long)
	}
	b.WriteString("answer_sets:\n  - id: s\n    options:\n")
	for n := range 10 {
		fmt.Fprintf(&b, "      - {value: %d, label: %s, meaning: %s}\n", n, short(fmt.Sprint("O", n)), long)
	}
	b.WriteString("groups:\n")
	for c := range 30 {
		fmt.Fprintf(&b, "  - id: c%d\n    kind: category\n    short: C%d\n    name: %s\n    summary: %s\n    items:\n", c, c, line(fmt.Sprint("Same long name of category ", c)), long)
		for i := range items {
			long := long
			if c > 0 || i > 12 {
				long = "brief" // a file is at most 2 MiB
			}
			fmt.Fprintf(&b, "      - {id: c%d-i%d, name: %s, text: %s, help: %s}\n", c, i, short(fmt.Sprint("I", i)), long, long)
		}
	}
	b.WriteString("scoring:\n  method: mean-bands\n  overall: minimum\n  bands:\n")
	for n := range 10 {
		fmt.Fprintf(&b, "    - {level: %d, from: %d}\n", n, n)
	}
	b.WriteString("roadmap:\n")
	for n := range 9 {
		fmt.Fprintf(&b, "  - from: %d\n    to: %d\n    focus: %s\n    actions:\n      - {id: a%d, title: %s, text: %s}\n", n, n+1, long, n, line("A"), long)
	}
	for _, fault := range maturity.Lint([]byte(b.String()), "giant.yaml") {
		t.Fatal(fault)
	}
	m, err := maturity.Load([]byte(b.String()), "giant.yaml")
	require.NoError(t, err)
	return m
}

func TestTheLongestAndWorstNamesStayWithinLimitsAndDoNoHarm(t *testing.T) {
	t.Parallel()
	m := giant(t, 12)
	p := programme()
	p.Scope = hostile + words(500)
	for i := range 40 {
		p.Managers = append(p.Managers, assess.UserID(fmt.Sprintf("U0MANAGER%03d", i)))
	}
	f := waiting(t)
	f.Programme, f.Model, f.Category, f.Cycle.Scope, f.Items = p, m, m.Categories()[0], p.Scope, m.Categories()[0].Items
	full := f
	latest := *answered(t).Latest
	latest.Answers = make(map[string]string)
	for _, item := range f.Category.Items {
		latest.Answers[item.ID] = "9"
	}
	latest.Comment, latest.Evidence = strings.Repeat(`"`, assess.MaxComment), "https://example.org/"+strings.Repeat("x", assess.MaxEvidence-20)
	full.Latest, full.Score = &latest, score(t, m, latest.Answers, f.Category.ID)
	full.Before = assess.Before{Period: "2026-Q3", Answers: latest.Answers}
	full.Questionnaire.State = assess.Submitted

	st := assess.Status{Programme: p, Model: m, Cycle: f.Cycle, NextAt: late}
	snap := assess.Snapshot{Scope: p.Scope, Period: "2026-Q4", Model: m.ID, Asked: 30, Answered: 30, TakenAt: closed, Kind: assess.Full}
	answers := make(maturity.Answers)
	levels := assess.Levels{Programme: p, Model: m}
	for _, c := range m.Categories() {
		st.Lines = append(st.Lines, assess.Line{Category: c, Questionnaire: f.Questionnaire}, assess.Line{Category: c, Questionnaire: full.Questionnaire, Latest: &latest})
		levels.Mine = append(levels.Mine, c.ID)
		for _, item := range c.Items {
			answers[item.ID] = maturity.Answer{Value: "5"}
		}
	}
	var err error
	snap.Result, err = m.Score(answers)
	require.NoError(t, err)
	levels.Latest, levels.Previous = snap, &snap
	earlier := snap
	earlier.Period = "2026-Q3"
	d := digest.Compose(m, p, digest.Found{Snapshot: snap}, &digest.Found{Snapshot: earlier})
	missing := snap
	missing.Result, err = m.Score(maturity.Answers{})
	require.NoError(t, err)
	missing.Missing, missing.Answered = levels.Mine, 0

	closing := st
	closing.Cycle.State, closing.Cycle.ClosedAt = assess.CycleClosed, closed
	for name, m := range map[string]blocks.Message{
		"waiting": blocks.Card(reader, asked(f), early), "overdue": blocks.Card(reader, asked(f), late), "answered": blocks.Card(reader, asked(full), early), "final": blocks.Card(reader, asked(ended(full)), early),
		"missed": blocks.Card(reader, asked(ended(f)), early), "reminder": blocks.Reminder(reader, reminder(early, f)), "late": blocks.Reminder(reader, reminder(late, f)), "escalation": blocks.Escalation(reader, escalation(f)),
		"settled": blocks.Escalation(reader, escalation(full)), "status": blocks.Status(reader, st, late), "ended": blocks.Status(reader, closing, late),
		"never": blocks.Status(reader, assess.Status{Programme: p}, late), "start": blocks.Started(reader, f.Cycle, p, assess.Full), "ask": blocks.AskClose(reader, st), "closed": blocks.Closed(reader, f.Cycle, p),
		"managers": blocks.OnlyManagers(reader, p), "nothing": blocks.NothingToClose(reader, p), "which": blocks.WhichProgramme(reader, "status", manyProgrammes(p)),
		"help": blocks.Help(reader, manyProgrammes(p)), "none": blocks.NoProgramme(reader, hostile+words(5000), manyProgrammes(p)), "word": blocks.UnknownSubcommand(reader, hostile+words(5000), ""),
		"words": blocks.TooManyWords(reader, "status", hostile+words(5000)), "say": blocks.Say(hostile + words(9000)),
		"digest": blocks.Digest(reader, d, blocks.Picture{Native: true}), "image": blocks.Digest(reader, d, blocks.Picture{File: "F1"}),
		"digest of nothing": blocks.Digest(reader, digest.Compose(levels.Model, p, digest.Found{Snapshot: missing}, nil), blocks.Picture{Native: true}),
	} {
		require.NoError(t, blocks.Check(m.Stamped()), name)
		harmless(t, name, m.Text, name == "say")
		harmless(t, name, mrkdwn(m.Blocks), name == "say")
	}
	home := fullHome(f, full, st, closing, levels)
	for name, v := range map[string]slack.HomeTabViewRequest{
		"all": blocks.Home(reader, home, target.Mine{}, blocks.Rehearsals{}, nil), "a manager's": blocks.Home(reader, assess.Home{At: early, Runs: home.Runs}, target.Mine{}, blocks.Rehearsals{}, nil),
	} {
		require.NoError(t, blocks.CheckHome(v), name)
		harmless(t, "home", mrkdwn(v.Blocks.BlockSet), false)
		last := v.Blocks.BlockSet[len(v.Blocks.BlockSet)-2:]
		assert.Equal(t, slack.MBTAction, last[0].BlockType(), "%s: the settings are always there", name)
		assert.Equal(t, slack.MBTContext, last[1].BlockType(), "%s: how fresh it is is always said", name)
	}
	for name, v := range map[string]slack.ModalViewRequest{
		"lines": blocks.Lines(reader, st, late), "programmes": blocks.ProgrammeList(reader, home.Runs), "settings": blocks.Settings(reader, home, manyProgrammes(p)),
		"reassign": blocks.Reassign(reader, f), "reassigned": blocks.Reassigned(reader, f, dee), "extend": blocks.Extend(reader, st, &st.Lines[0], late),
		"extend all": blocks.Extend(reader, st, nil, early), "extended": blocks.Extended(reader, st, &st.Lines[0], late), "requested": blocks.Requested(reader, f, late, early),
	} {
		require.NoError(t, blocks.CheckModal(v), name)
		harmless(t, name, mrkdwn(v.Blocks.BlockSet), false)
	}

	for page := range blocks.Pages(f) {
		s := blocks.NewFormState(full)
		s.Page, s.Answers, s.Comment, s.Evidence = page, latest.Answers, strings.Repeat("c", assess.MaxComment), latest.Evidence
		v, err := blocks.Form(reader, full, s, blocks.AlertConflict(english(dee), full))
		require.NoError(t, err)
		require.NoError(t, blocks.CheckModal(v))
		harmless(t, "form", mrkdwn(v.Blocks.BlockSet), false)
		for _, block := range v.Blocks.BlockSet {
			if input, ok := block.(*slack.InputBlock); ok {
				assert.Contains(t, input.Hint.Text, "Last time (2026-Q3)", "long help must not hide what was answered before")
			}
		}
		n, err := blocks.Note(reader, s, "V1", blocks.AlertFix(reader, words(4000)))
		require.NoError(t, err)
		require.NoError(t, blocks.CheckModal(n))
	}
	saved := blocks.Saved(reader, assess.Receipt{Form: full, Changed: true})
	require.NoError(t, blocks.CheckModal(saved))
	harmless(t, "saved", mrkdwn(saved.Blocks.BlockSet), false)
	refused := blocks.Refused(reader, full, blocks.FormState{Answers: latest.Answers, Comment: latest.Comment}, blocks.AlertClosed(reader, words(4000)))
	require.NoError(t, blocks.CheckModal(refused))
}

func manyProgrammes(p assess.Programme) []assess.Programme {
	all := make([]assess.Programme, 60)
	for i := range all {
		all[i] = p
		all[i].ID = assess.ProgrammeID(fmt.Sprintf("programme-%060d", i))
	}
	return all
}

// mrkdwn returns all text of blocks that Slack formats.
func mrkdwn(bs []slack.Block) string {
	var b strings.Builder
	add := func(t *slack.TextBlockObject) {
		if t != nil && t.Type == slack.MarkdownType {
			b.WriteString(t.Text + "\n")
		}
	}
	for _, block := range bs {
		switch block := block.(type) {
		case *slack.SectionBlock:
			add(block.Text)
		case *slack.ContextBlock:
			for _, e := range block.ContextElements.Elements {
				if text, ok := e.(*slack.TextBlockObject); ok {
					add(text)
				}
			}
		}
	}
	return b.String()
}

// harmless checks that nothing of the hostile text can act. Mentions of people are allowed in sentences of our own.
func harmless(t *testing.T, name, text string, mentions bool) {
	t.Helper()
	bad := []string{"<!channel", "<#C1", "<https://evil", "_i_", "~s~", "`c`"}
	if !mentions {
		bad = append(bad, "<@U1>", "*b*")
	} else {
		bad = bad[:3]
	}
	for _, s := range bad {
		assert.NotContains(t, text, s, name)
	}
}

func TestAFormWithMoreQuestionsThanSlackCarriesIsRefusedWithASentence(t *testing.T) {
	t.Parallel()
	m := giant(t, 120)
	f := waiting(t)
	f.Model, f.Category, f.Items = m, m.Categories()[0], m.Categories()[0].Items
	_, err := blocks.Form(reader, f, blocks.NewFormState(f), blocks.Alert{})
	assert.True(t, errs.Is(err, errs.Invalid), "got %v", err)
	assert.Contains(t, errs.Message(err), "120 questions")
}

func TestALongFormIsAskedInParts(t *testing.T) {
	t.Parallel()
	f := waiting(t)
	f.Model = giant(t, 12)
	f.Items = f.Model.Categories()[0].Items
	require.Equal(t, 3, blocks.Pages(f))
	var ids []string
	for page := range 3 {
		ids = append(ids, blocks.PageFields(f, page)...)
	}
	assert.Len(t, ids, 12)
	assert.Len(t, blocks.PageItems(f, 2), 2)
	assert.Equal(t, blocks.PageItems(f, 2), blocks.PageItems(f, 99))
}

func TestFormStateSurvivesItsMetadata(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := blocks.FormState{
			Questionnaire: "q", Base: rapid.IntRange(0, 9).Draw(t, "base"), Comment: rapid.StringN(0, 200, 800).Draw(t, "comment"),
			Answers: rapid.MapOf(rapid.StringMatching(`[A-Z][0-9]`), rapid.StringMatching(`[0-4]`)).Draw(t, "answers"),
		}
		if len(s.Answers) == 0 {
			s.Answers = nil
		}
		raw, _ := s.Encode()
		got, err := blocks.DecodeFormState(raw)
		if err != nil || fmt.Sprint(got) != fmt.Sprint(s) {
			t.Fatalf("%v became %v (%v)", s, got, err)
		}
	})
	for _, bad := range []string{"", "{}", "null", "[", `{"q":7}`} {
		_, err := blocks.DecodeFormState(bad)
		assert.Error(t, err, bad)
	}
	_, ok := blocks.FormState{Questionnaire: "q", Comment: strings.Repeat("x", 3000)}.Encode()
	assert.False(t, ok)
}

func TestEscapeLeavesWordsAlone(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "secure_by_design 2*3 R&amp;D", blocks.Escape("secure_by_design 2*3\nR&D"))
	assert.Equal(t, "\ufffdnot paid\ufffd שלום\u200f", blocks.Escape("\u202enot paid\u2067 שלום\u200f"), "what turns the direction of what follows")
	assert.Equal(t, "∗bold∗ ˍitˍ &lt;!here&gt;", blocks.Escape("*bold* _it_ <!here>"))
	assert.Equal(t, "Ask <@U1> &lt;!here&gt; &lt;@U1|x&gt; &lt;@&gt; &amp;", blocks.Sentence("Ask <@U1> <!here> <@U1|x> <@> &"))
}

func TestAHashIsOfTheContentAndStampsTheBlocks(t *testing.T) {
	t.Parallel()
	a, b := blocks.Card(reader, asked(waiting(t)), early), blocks.Card(reader, asked(waiting(t)), early.Add(time.Hour))
	assert.Equal(t, a.Hash(), b.Hash(), "time alone changes nothing")
	assert.NotEqual(t, a.Hash(), blocks.Card(reader, asked(waiting(t)), late).Hash())
	seen := make(map[string]bool)
	for _, block := range append(a.Stamped().Blocks, blocks.Card(reader, asked(answered(t)), early).Stamped().Blocks...) {
		assert.NotEmpty(t, block.ID(), "%T", block)
		assert.False(t, seen[block.ID()], "%s is used twice", block.ID())
		seen[block.ID()] = true
	}
	for _, block := range blocks.Digest(reader, fullDigest(t), blocks.Picture{Native: true}).Stamped().Blocks {
		assert.NotEmpty(t, block.ID(), "%T", block)
	}
}
