package blocks_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/slack-go/slack"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"cairn/bot/blocks"
	"cairn/internal/assess"
	"cairn/internal/crosswalk"
	"cairn/internal/digest"
	"cairn/internal/errs"
	"cairn/internal/maturity"
	"cairn/internal/target"
	"cairn/internal/wording"
)

// What people type, name or import may never mention, link or format anything in front of others. Every constructor of
// this package is rendered twice: with an attack in each field that people fill in, and with harmless letters in its
// place. What Slack would act on must be the same in both.

// victim is what the constructors are given. Its strings are replaced by an attack, except those in protocol.
type victim struct {
	Waiting, Answered, Objectives, Submitted, Quick, Picked assess.Form
	Given, ToSign                                           assess.Form
	Status, Closed                                          assess.Status
	Home                                                    assess.Home
	Digest, Profile                                         digest.Digest
	Substitution                                            assess.Substitution
	Override                                                assess.Override
	Crosswalk                                               crosswalk.Crosswalk
	Target, Missed                                          target.View
	Work                                                    target.ActionView
	Verdict                                                 target.Verdict
	Words                                                   string // what somebody typed after a command
}

// protocol are fields that no person writes freely: ids, codes and what the program makes itself.
var protocol = []string{
	"ID", "Zone", "Channel", "Country", "Model", "ModelID", "Period", "Before", "Category", "Domain", "Item", "Evidence", "Mean",
	"Deployments", "Missing", "Confidence", "LevelName", "Answers", "NotMeasured", "Unanswered", "Weak", "Source", "Revision", "Person",
}

// surface is a constructor. Add a line to surfaces for each new one; TestEverySurfaceIsAttacked names those that lack one.
type surface struct {
	name string
	show func(r blocks.Reader, v victim) any
}

var surfaces = []surface{
	{"Card", func(r blocks.Reader, v victim) any { return blocks.Card(r, asked(v.Waiting), early) }},
	{"Card", func(r blocks.Reader, v victim) any { return blocks.Card(r, asked(v.Waiting), late) }},
	{"Card", func(r blocks.Reader, v victim) any { return blocks.Card(r, asked(v.Answered), early) }},
	{"Card", func(r blocks.Reader, v victim) any { return blocks.Card(r, asked(ended(v.Waiting)), closed) }},
	{"Card", func(r blocks.Reader, v victim) any { return blocks.Card(r, asked(v.Objectives), early) }},
	{"Card", func(r blocks.Reader, v victim) any { return blocks.Card(r, asked(v.Submitted), early) }},
	{"Card", func(r blocks.Reader, v victim) any { return blocks.Card(r, asked(ended(v.Objectives)), closed) }},
	{"Card", func(r blocks.Reader, v victim) any { return blocks.Card(r, asked(v.Picked), early) }},
	{"Reminder", func(r blocks.Reader, v victim) any { return blocks.Reminder(r, reminder(early, v.Waiting)) }},
	{"Reminder", func(r blocks.Reader, v victim) any { return blocks.Reminder(r, reminder(late, v.Waiting)) }},
	{"Escalation", func(r blocks.Reader, v victim) any { return blocks.Escalation(r, escalation(v.Waiting)) }},
	{"Escalation", func(r blocks.Reader, v victim) any { return blocks.Escalation(r, escalation(v.Objectives)) }},
	{"Escalation", func(r blocks.Reader, v victim) any { return blocks.Escalation(r, escalation(v.Answered)) }},
	{"Card", func(r blocks.Reader, v victim) any {
		c := asked(v.Waiting)
		c.First = true
		return blocks.Card(r, c, early)
	}},
	{"Form", func(r blocks.Reader, v victim) any { return formOf(r, v.Waiting, 0) }},
	{"Form", func(r blocks.Reader, v victim) any { return formOf(r, v.Answered, 0) }},
	{"Form", func(r blocks.Reader, v victim) any { return formOf(r, v.Objectives, 0) }},
	{"Form", func(r blocks.Reader, v victim) any { return formOf(r, v.Objectives, 9) }},
	{"Form", func(r blocks.Reader, v victim) any { return formOf(r, v.Quick, 0) }},
	{"AlertConflict", func(r blocks.Reader, v victim) any {
		return must(blocks.Form(r, v.Answered, blocks.NewFormState(v.Answered), blocks.AlertConflict(r, v.Answered)))
	}},
	{"Note", func(r blocks.Reader, v victim) any {
		return must(blocks.Note(r, blocks.NewFormState(v.Answered), "V1", blocks.Alert{}))
	}},
	{"Details", func(r blocks.Reader, v victim) any {
		return must(blocks.Details(r, v.Objectives, v.Objectives.Items[0].ID))
	}},
	{"Saved", func(r blocks.Reader, v victim) any {
		return blocks.Saved(r, assess.Receipt{Form: v.Submitted, Changed: true})
	}},
	{"Refused", func(r blocks.Reader, v victim) any {
		s := blocks.NewFormState(v.Answered)
		s.Answers, s.Comment = v.Answered.Latest.Answers, v.Words
		return blocks.Refused(r, v.Answered, s, blocks.AlertClosed(r, sentence(r, v)))
	}},
	{"AlertClosed", func(r blocks.Reader, v victim) any { return blocks.Notice(r, blocks.AlertClosed(r, sentence(r, v))) }},
	{"AlertForbidden", func(r blocks.Reader, v victim) any {
		return blocks.Notice(r, blocks.AlertForbidden(r, sentence(r, v)))
	}},
	{"AlertFix", func(r blocks.Reader, v victim) any { return blocks.Notice(r, blocks.AlertFix(r, sentence(r, v))) }},
	{"AlertSays", func(r blocks.Reader, v victim) any { return blocks.Notice(r, blocks.AlertSays(sentence(r, v))) }},
	{"Say", func(r blocks.Reader, v victim) any { return blocks.Say(sentence(r, v)) }},
	{"Home", func(r blocks.Reader, v victim) any {
		return blocks.Home(r, v.Home, target.Mine{}, blocks.Rehearsals{}, nil)
	}},
	{"Home", func(r blocks.Reader, v victim) any {
		v.Digest.Programme = v.Status.Programme.ID
		return blocks.Home(r, assess.Home{Leads: v.Home.Leads, Awaits: v.Home.Awaits}, target.Mine{}, blocks.Rehearsals{}, []digest.Digest{v.Digest})
	}},
	{"Lines", func(r blocks.Reader, v victim) any { return blocks.Lines(r, v.Status, late) }},
	{"ProgrammeList", func(r blocks.Reader, v victim) any { return blocks.ProgrammeList(r, v.Home.Runs) }},
	{"Settings", func(r blocks.Reader, v victim) any {
		return blocks.Settings(r, v.Home, twice(v.Status.Programme))
	}},
	{"Reassign", func(r blocks.Reader, v victim) any { return blocks.Reassign(r, v.Waiting) }},
	{"Reassigned", func(r blocks.Reader, v victim) any { return blocks.Reassigned(r, v.Waiting, dee) }},
	{"Extend", func(r blocks.Reader, v victim) any { return blocks.Extend(r, v.Status, &v.Status.Lines[1], early) }},
	{"Extend", func(r blocks.Reader, v victim) any { return blocks.Extend(r, v.Status, nil, early) }},
	{"Extended", func(r blocks.Reader, v victim) any { return blocks.Extended(r, v.Status, &v.Status.Lines[1], late) }},
	{"Extended", func(r blocks.Reader, v victim) any { return blocks.Extended(r, v.Status, nil, late) }},
	{"Requested", func(r blocks.Reader, v victim) any { return blocks.Requested(r, v.Waiting, late, early) }},
	{"Status", func(r blocks.Reader, v victim) any { return blocks.Status(r, v.Status, late) }},
	{"Status", func(r blocks.Reader, v victim) any { return blocks.Status(r, v.Closed, late) }},
	{"Status", func(r blocks.Reader, v victim) any {
		return blocks.Status(r, assess.Status{Programme: v.Status.Programme}, late)
	}},
	{"Started", func(r blocks.Reader, v victim) any {
		return blocks.Started(r, v.Status.Cycle, v.Status.Programme, assess.Full)
	}},
	{"AskClose", func(r blocks.Reader, v victim) any { return blocks.AskClose(r, v.Status) }},
	{"OnlyManagers", func(r blocks.Reader, v victim) any { return blocks.OnlyManagers(r, v.Status.Programme) }},
	{"NothingToClose", func(r blocks.Reader, v victim) any { return blocks.NothingToClose(r, v.Status.Programme) }},
	{"Closed", func(r blocks.Reader, v victim) any { return blocks.Closed(r, v.Status.Cycle, v.Status.Programme) }},
	{"Help", func(r blocks.Reader, v victim) any { return blocks.Help(r, twice(v.Status.Programme)) }},
	{"WhichProgramme", func(r blocks.Reader, v victim) any {
		return blocks.WhichProgramme(r, v.Words, twice(v.Status.Programme))
	}},
	{"NoProgramme", func(r blocks.Reader, v victim) any { return blocks.NoProgramme(r, v.Words, twice(v.Status.Programme)) }},
	{"UnknownSubcommand", func(r blocks.Reader, v victim) any { return blocks.UnknownSubcommand(r, v.Words, "status") }},
	{"UnknownCommand", func(r blocks.Reader, v victim) any { return blocks.UnknownCommand(r, v.Words) }},
	{"TooManyWords", func(r blocks.Reader, v victim) any { return blocks.TooManyWords(r, "status", v.Words) }},
	{"Override", func(r blocks.Reader, v victim) any { return blocks.Override(r, v.Status) }},
	{"Overridden", func(r blocks.Reader, v victim) any {
		return blocks.Overridden(r, v.Override, v.Waiting.Category, v.Status)
	}},
	{"OverrideManagers", func(r blocks.Reader, v victim) any { return blocks.OverrideManagers(r, v.Status.Programme) }},
	{"SubstituteManagers", func(r blocks.Reader, v victim) any { return blocks.SubstituteManagers(r, v.Status.Programme) }},
	{"Substitute", func(r blocks.Reader, v victim) any {
		return blocks.Substitute(r, v.Status.Programme, v.Objectives.Items[0], &v.Substitution)
	}},
	{"Substituted", func(r blocks.Reader, v victim) any { return blocks.Substituted(r, v.Substitution) }},
	{"Judged", func(r blocks.Reader, v victim) any { return blocks.Judged(r, blocks.Substituted(r, v.Substitution)) }},
	{"NoCycle", func(r blocks.Reader, v victim) any { return blocks.NoCycle(r, v.Status.Programme) }},
	{"OverrideUsage", func(r blocks.Reader, v victim) any { return blocks.OverrideUsage(r, v.Status.Model) }},
	{"SubstituteUsage", func(r blocks.Reader, v victim) any { return blocks.SubstituteUsage(r, v.Status.Model) }},
	{"CrosswalkUsage", func(r blocks.Reader, v victim) any { return blocks.CrosswalkUsage(r, v.Status.Model) }},
	{"NoCategory", func(r blocks.Reader, v victim) any { return blocks.NoCategory(r, v.Words, v.Status.Model) }},
	{"NoObjective", func(r blocks.Reader, v victim) any { return blocks.NoObjective(r, v.Words, v.Status.Model) }},
	{"NotByObjectives", func(r blocks.Reader, v victim) any { return blocks.NotByObjectives(r, v.Status.Model) }},
	{"Crosswalk", func(r blocks.Reader, v victim) any { return blocks.Crosswalk(r, v.Crosswalk) }},
	{"Digest", func(r blocks.Reader, v victim) any { return blocks.Digest(r, v.Digest, blocks.Picture{Native: true}) }},
	{"Digest", func(r blocks.Reader, v victim) any { return blocks.Digest(r, v.Profile, blocks.Picture{}) }},
	{"Card", func(r blocks.Reader, v victim) any {
		return blocks.Card(r, asked(v.Waiting, v.Answered, v.Objectives, v.ToSign), late)
	}},
	{"Card", func(r blocks.Reader, v victim) any {
		return blocks.Card(english(tom), part(v.Given, tom, assess.Part{Role: assess.Answers, With: gus}), early)
	}},
	{"Card", func(r blocks.Reader, v victim) any {
		return blocks.Card(r, part(v.ToSign, gus, assess.Part{Role: assess.SignsOff, With: tom}), early)
	}},
	{"Card", func(r blocks.Reader, v victim) any {
		return blocks.Card(r, part(v.Given, gus, assess.Part{Role: assess.HandedOn, With: tom}), early)
	}},
	{"Card", func(r blocks.Reader, v victim) any {
		return blocks.Card(english(tom), part(v.Given, tom, assess.Part{Role: assess.AnswersSome, With: gus, Items: []string{"A1"}}), early)
	}},
	{"Reminder", func(r blocks.Reader, v victim) any { return blocks.Reminder(r, reminder(early, v.Waiting, v.ToSign)) }},
	{"Acknowledged", func(r blocks.Reader, v victim) any { return blocks.Acknowledged(r, []assess.Form{v.Waiting}, early) }},
	{"Escalation", func(r blocks.Reader, v victim) any {
		return blocks.Escalation(r, escalation(v.Waiting, v.Answered, v.ToSign))
	}},
	{"Offer", func(r blocks.Reader, v victim) any { return blocks.Offer(r, v.offer()) }},
	{"OfferTaken", func(r blocks.Reader, v victim) any { return blocks.OfferTaken(r, v.offer().Forms) }},
	{"OfferLeft", func(r blocks.Reader, v victim) any { return blocks.OfferLeft(r, v.offer().Forms) }},
	{"Dispute", func(r blocks.Reader, v victim) any { return blocks.Dispute(r, v.dispute(true)) }},
	{"Dispute", func(r blocks.Reader, v victim) any { return blocks.Dispute(r, v.dispute(false)) }},
	{"Settlement", func(r blocks.Reader, v victim) any { return blocks.Settlement(r, v.dispute(true)) }},
	{"Settle", func(r blocks.Reader, v victim) any { return blocks.Settle(r, v.dispute(false)) }},
	{"SettledDone", func(r blocks.Reader, v victim) any { return blocks.SettledDone(r, v.dispute(true), "1") }},
	{"Promise", func(r blocks.Reader, v victim) any {
		return must(blocks.Promise(r, assess.Person{ID: gus}, []assess.Form{v.Waiting, v.Objectives}, early))
	}},
	{"Promised", func(r blocks.Reader, v victim) any { return blocks.Promised(r, v.outcomes(), late) }},
	{"Give", func(r blocks.Reader, v victim) any { return blocks.Give(r, []assess.Form{v.Waiting}, "A1") }},
	{"Given", func(r blocks.Reader, v victim) any { return blocks.Given(r, v.outcomes(), "A1", tom) }},
	{"HandBack", func(r blocks.Reader, v victim) any {
		return blocks.HandBack(r, assess.Part{Form: v.Given, Role: assess.AnswersSome, Items: []string{"A1"}, With: gus})
	}},
	{"HandedBack", func(r blocks.Reader, v victim) any {
		return blocks.HandedBack(r, assess.Part{Form: v.Given, With: gus})
	}},
	{"TakenBack", func(r blocks.Reader, v victim) any { return blocks.TakenBack(r, v.Given) }},
	{"Sign", func(r blocks.Reader, v victim) any { return blocks.Sign(r, v.ToSign) }},
	{"Signed", func(r blocks.Reader, v victim) any {
		return blocks.Signed(r, assess.Receipt{Form: v.Submitted, Changed: true})
	}},
	{"Confirmed", func(r blocks.Reader, v victim) any {
		return blocks.Confirmed(r, assess.Receipt{Form: v.Submitted, Changed: true})
	}},
	{"Mine", func(r blocks.Reader, v victim) any {
		return blocks.Mine(r, asked(v.Waiting, v.Answered, v.ToSign).Parts, early)
	}},
	{"MineView", func(r blocks.Reader, v victim) any {
		return blocks.MineView(r, asked(v.Waiting, v.Answered, v.ToSign).Parts, early)
	}},
	{"Absence", func(r blocks.Reader, v victim) any {
		return blocks.Absence(r, assess.Person{ID: gus, Status: assess.SlackStatus{Text: v.Words}}, early)
	}},
	{"NoDates", func(r blocks.Reader, v victim) any { return blocks.NoDates(r, v.Words, wording.Text{}) }},
	{"DatesOver", func(r blocks.Reader, v victim) any { return blocks.DatesOver(r, v.Words) }},
	{"Departure", func(r blocks.Reader, v victim) any {
		return blocks.Departure(r, assess.DepartureNotice{
			Who: assess.Person{ID: gus, Name: v.Words}, Open: []assess.Form{v.Waiting},
			Programmes: []assess.RoleHeld{{Programme: v.Waiting.Programme, Manager: true, Owns: []*maturity.Category{v.Waiting.Category}, Deputises: []*maturity.Category{v.Waiting.Category}}},
		})
	}},
	{"Home", func(r blocks.Reader, v victim) any {
		return blocks.Home(r, assess.Home{}, target.Mine{
			Targets: []target.View{v.Target, v.Missed}, Actions: []target.ActionView{v.Work}, Watched: []target.View{v.Target, v.Missed}, Late: []target.ActionView{v.Work},
		}, blocks.Rehearsals{}, nil)
	}},
	{"Target", func(r blocks.Reader, v victim) any { return blocks.Target(r, v.Target) }},
	{"Target", func(r blocks.Reader, v victim) any { return blocks.Target(r, v.closedTarget()) }},
	{"TargetView", func(r blocks.Reader, v victim) any { return blocks.TargetView(r, v.Target) }},
	{"TargetList", func(r blocks.Reader, v victim) any {
		return blocks.TargetList(r, v.Target.In, []target.View{v.Target, v.Missed})
	}},
	{"TargetList", func(r blocks.Reader, v victim) any { return blocks.TargetList(r, v.Target.In, nil) }},
	{"TargetListView", func(r blocks.Reader, v victim) any {
		return blocks.TargetListView(r, v.Target.In, []target.View{v.Target})
	}},
	{"MyTargets", func(r blocks.Reader, v victim) any {
		return blocks.MyTargets(r, []target.View{v.Target}, twice(v.Target.In))
	}},
	{"NoTarget", func(r blocks.Reader, v victim) any { return blocks.NoTarget(r, v.Words, v.Target.In) }},
	{"NoAction", func(r blocks.Reader, v victim) any { return blocks.NoAction(r, v.Words, v.Target.In) }},
	{"NoTargets", func(r blocks.Reader, v victim) any { return blocks.NoTargets(r, v.Target.In) }},
	{"NotSmart", func(r blocks.Reader, v victim) any { return blocks.NotSmart(r, v.Target.In, v.Verdict) }},
	{"SetTarget", func(r blocks.Reader, v victim) any { return blocks.SetTarget(r, v.targetForm("")) }},
	{"SetTarget", func(r blocks.Reader, v victim) any { return blocks.SetTarget(r, v.targetForm("shown")) }},
	{"SetTarget", func(r blocks.Reader, v victim) any {
		f := v.targetForm("")
		f.Verdict, f.Of = nil, &v.Target
		return blocks.SetTarget(r, f)
	}},
	{"TargetDone", func(r blocks.Reader, v victim) any { return blocks.TargetDone(r, v.Target, false) }},
	{"CheckIn", func(r blocks.Reader, v victim) any { return blocks.CheckIn(r, v.Target, blocks.TargetRef{}) }},
	{"CheckedIn", func(r blocks.Reader, v victim) any { return blocks.CheckedIn(r, v.Target) }},
	{"CloseTarget", func(r blocks.Reader, v victim) any { return blocks.CloseTarget(r, v.Target, blocks.TargetRef{}) }},
	{"TargetClosed", func(r blocks.Reader, v victim) any { return blocks.TargetClosed(r, v.Target) }},
	{"SetState", func(r blocks.Reader, v victim) any { return blocks.SetState(r, v.Target, blocks.TargetRef{}) }},
	{"StateSet", func(r blocks.Reader, v victim) any { return blocks.StateSet(r, v.Target) }},
	{"AcceptWarnings", func(r blocks.Reader, v victim) any { return blocks.AcceptWarnings(r, v.Target, blocks.TargetRef{}) }},
	{"WarningsAccepted", func(r blocks.Reader, v victim) any { return blocks.WarningsAccepted(r, v.Target) }},
	{"FollowUp", func(r blocks.Reader, v victim) any {
		return blocks.FollowUp(r, followed(ofTarget(v.Target, target.TellRisk, "risk")))
	}},
	{"FollowUp", func(r blocks.Reader, v victim) any {
		done := target.Event{Kind: target.WasDone, Note: v.Words, Link: v.Words}
		return blocks.FollowUp(r, followed(
			ofTarget(v.Missed, target.AskRenew, "missed"), ofTarget(v.Target, target.AskCheckIn, "half"), ofTarget(v.Target, target.TellGone, "gone"),
			ofAction(v.Work, target.AskOverdue, "overdue1"), answeredPart(ofAction(v.Work, target.AskAction, "due"), done),
		))
	}},
	{"DigestImageComment", func(r blocks.Reader, v victim) any {
		return blocks.Message{Text: blocks.DigestImageComment(r, v.Digest)}
	}},
}

// mute are constructors that are given nothing a person wrote.
var mute = []string{
	"ActionKind", "ActionUsage", "AlertChanged", "AlertExerciseChanged", "AlertOnItsWay", "AlertTargetChanged", "AlertTrouble", "AlertTroubleSaved", "AlertUnknownView", "Away", "AwayView", "CloseIsStale", "Dates",
	"DatesOrder", "DatesPast", "DigestChart", "ExercisePage", "ExercisePageOf", "FaultTrouble", "FreeText", "IDs", "KeptOpen", "NewReader", "NoteTooLong", "Notice", "Outsider",
	"PlanComing", "PlanSent", "PromiseFault", "Returned", "RoleField", "SubstituteFault", "UnknownAction",
}

func TestEverySurfaceIsAttacked(t *testing.T) {
	t.Parallel()
	for _, f := range readPackage(t, "bot/blocks").files {
		for name, typ := range exported(f) {
			if typ != "Message" && typ != "ModalViewRequest" && typ != "HomeTabViewRequest" && typ != "Alert" && typ != "string" {
				continue
			}
			if !slices.Contains(mute, name) && !slices.ContainsFunc(surfaces, func(s surface) bool { return s.name == name }) {
				t.Errorf("blocks.%s is not attacked: add it to surfaces in hostile_test.go, or to mute if it shows nothing that a person wrote.", name)
			}
		}
	}
}

// fragments are what attacks are made of.
var fragments = []string{
	"<!channel>", "<!here|x>", "<@U0EVIL>", "<#C0EVIL|x>", "<!subteam^S0EVIL>", "<https://evil.example|click>", "<!date^1^{time}|x>", "*b*", "_i_",
	"~s~", "`c`", "```", "\u202e", "\u2067", "&lt;!channel&gt;", "&amp;", "<", ">", "@here", "*", "_", "~", "`", "> q", "\n", " ", "a", "wörd", "2", ".", "(", "|",
}

func TestNothingThatPeopleWriteMentionsLinksOrFormats(t *testing.T) {
	t.Parallel()
	readers := []blocks.Reader{english(gus), blocks.NewReader(gus, "de-DE", nil)}
	baselines := make(map[string][][]string) // what harmless letters lead to, by their length
	rapid.Check(t, func(rt *rapid.T) {
		attack := ""
		for _, fragment := range rapid.SliceOfN(rapid.SampledFrom(fragments), 1, 5).Draw(rt, "fragments") {
			if len(attack+fragment) <= 40 { // below every cut, so that both renderings are whole
				attack += fragment
			}
		}
		if strings.TrimSpace(attack) == "" {
			return
		}
		harmless := strings.Repeat("x", len([]rune(attack)))
		r := readers[len(harmless)%len(readers)] // one is enough: translations have the markup of the English text
		if baselines[harmless] == nil {
			baselines[harmless] = allActs(t, newVictim(t, harmless), r)
		}
		for i, got := range allActs(t, newVictim(t, attack), r) {
			if want := baselines[harmless][i]; !slices.Equal(got, want) {
				rt.Fatalf("%s lets %q act.\nwith it, Slack acts on    %q\nwith letters, it acts on %q", surfaces[i].name, attack, got, want)
			}
		}
	})
}

// allActs lists what Slack would act on in every surface.
func allActs(t *testing.T, v victim, r blocks.Reader) [][]string {
	t.Helper()
	all := make([][]string, len(surfaces))
	for i, s := range surfaces {
		all[i] = acts(t, s.show(r, v))
	}
	return all
}

// acts lists what Slack would act on in a message or view, in order: control sequences, and the marks that format.
func acts(t *testing.T, shown any) []string {
	t.Helper()
	var all []string
	if m, ok := shown.(blocks.Message); ok {
		all = append(marks(m.Text), "text")
		shown = m.Blocks
	}
	raw, err := json.Marshal(shown)
	require.NoError(t, err)
	var plain any
	require.NoError(t, json.Unmarshal(raw, &plain))
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, e := range v {
				walk(e)
			}
		case map[string]any:
			if text, ok := v["text"].(string); ok && v["type"] == "mrkdwn" {
				all = append(all, marks(text)...)
			}
			for _, key := range slices.Sorted(maps.Keys(v)) {
				if key == "url" || key == "user_id" || key == "channel_id" || key == "usergroup_id" {
					all = append(all, fmt.Sprint(v[key])) // rich text links and mentions only by these
				}
				walk(v[key])
			}
		}
	}
	walk(plain)
	return all
}

var control = regexp.MustCompile(`<[^>]*>?`)

// marks lists the control sequences of a text of mrkdwn and those of its marks that are not within a word.
func marks(text string) []string {
	var all []string
	for _, line := range strings.Split(text, "\n") {
		if strings.HasPrefix(line, "&gt;") || strings.HasPrefix(line, ">") {
			all = append(all, "quote")
		}
		for _, c := range control.FindAllString(line, -1) {
			c, _, _ = strings.Cut(c, "|") // what a date shows where it cannot be shown
			all = append(all, c)
		}
		runes := []rune(control.ReplaceAllString(line, ""))
		word := func(i int) bool {
			return i >= 0 && i < len(runes) && (unicode.IsLetter(runes[i]) || unicode.IsDigit(runes[i]))
		}
		for i, r := range runes {
			if strings.ContainsRune("*_~`", r) && !(word(i-1) && word(i+1)) {
				all = append(all, string(r))
			}
			if strings.ContainsRune("\u202d\u202e\u2067", r) {
				all = append(all, fmt.Sprintf("%U", r)) // turns the rest of the line
			}
		}
	}
	return all
}

// newVictim fills every field that people write with s.
func newVictim(t *testing.T, s string) victim {
	t.Helper()
	line := strings.Join(strings.Fields(s), " ")
	asked, scored := hostileModel(t, line, false), hostileModel(t, line, true)
	of := func(m *maturity.Model, answers map[string]string) assess.Form {
		f := waiting(t)
		f.Model, f.Category = m, m.Categories()[0]
		f.Items = f.Category.Items
		f.Deployments = m.Tags
		if answers != nil {
			f.Questionnaire.Revision = 1
			f.Latest = &assess.Submission{Questionnaire: f.Questionnaire.ID, Revision: 1, By: gus, At: early, Answers: answers, Notes: map[string]string{"A1": s, "A2": s, assess.ItemLevel: s}, Comment: s}
			f.Before = assess.Before{Period: "2026-Q3", Answers: answers}
		}
		f.Score = score(t, m, answers, f.Category.ID)
		return f
	}
	v := victim{
		Waiting: of(asked, nil), Answered: of(asked, map[string]string{"A1": "1", "A2": "0"}), Objectives: of(scored, map[string]string{"A1": "1"}),
		Submitted: of(scored, map[string]string{"A1": "0", "A2": "1"}), Quick: of(scored, nil), Picked: of(scored, nil),
		Status: status(t), Closed: status(t), Override: assess.Override{Level: 2, Computed: 1, By: assess.BySlack(mara), At: early},
		Substitution: assess.Substitution{Item: "A1", By: assess.BySlack(mara), At: early},
		Crosswalk: crosswalk.Crosswalk{
			Level: 2, Objectives: []string{"A1"}, Unmapped: []string{s},
			Editions: []crosswalk.Edition{{Framework: s, Version: s, Controls: []crosswalk.Control{{ID: line}, {ID: line}}}},
		},
		Digest: fullDigest(t), Profile: handSet(t), Target: may(doubted(t)), Missed: may(aimed(t)), Work: overdueWork(t), Verdict: understood(t),
	}
	v.Answered.Questionnaire.State, v.Submitted.Questionnaire.State, v.Picked.Questionnaire.State = assess.Submitted, assess.Submitted, assess.Submitted
	v.Given, v.ToSign = v.Waiting, v.Submitted
	v.Given.Questionnaire.Answerer = tom
	v.Given.Chain = []assess.Asking{{At: early, Kind: assess.WasHandedOver, Person: tom, From: gus, Note: s}}
	v.ToSign.Questionnaire.State, v.ToSign.Questionnaire.Answerer = assess.ToSign, tom
	v.Quick.Quick, v.Quick.Cycle.Kind, v.Quick.Items = true, assess.Quick, nil
	v.Picked = v.Quick
	v.Picked.Questionnaire.State = assess.Submitted
	v.Picked.Latest = &assess.Submission{By: gus, At: early, Answers: map[string]string{assess.ItemLevel: "1", assess.ItemConfidence: assess.ConfidenceLow}, Notes: map[string]string{assess.ItemLevel: s}}
	v.Submitted.Override = &v.Override
	v.Submitted.Substitutions = map[string]assess.Substitution{"A1": v.Substitution}
	v.Objectives.Substitutions = v.Submitted.Substitutions
	v.Status.Model, v.Closed.Model = asked, scored
	for i := range v.Status.Lines {
		v.Status.Lines[i].Category, v.Closed.Lines[i].Category = asked.Categories()[0], scored.Categories()[0]
	}
	v.Closed.Cycle.State, v.Closed.Cycle.ClosedAt = assess.CycleClosed, closed
	beside := v.Closed
	v.Status.Beside = &beside
	v.Digest.Takeaway = wording.New("%s stands at Level %d (%s)%s%s%s.", s, 1, s, wording.New(", held there by %s", wording.Series{s, wording.New("%s (%s)", s, wording.Decimal("1.5"))}), "", "")
	v.Digest.Beside, v.Digest.ModelChange = &digest.Beside{Sentence: wording.New("On %s: Level %d (%s).", s, 1, s)}, &digest.ModelChange{From: s, Period: "2026-Q3"}
	v.Digest.Deployments, v.Digest.Missing = []string{s, s}, []string{s, s}
	v.Profile.Substitutions = []assess.Substitution{v.Substitution}
	poison(reflect.ValueOf(&v).Elem(), s)
	v.aim(asked, s)
	v.Home = assess.Home{
		Who: assess.Person{ID: gus}, At: early, Parts: append(partsOf(assess.Answers, v.Waiting, v.Answered, v.Objectives, v.Submitted), away(partsOf(assess.Deputises, v.Waiting)...)...),
		Runs: []assess.Status{v.Status, v.Closed}, Leads: []assess.Programme{v.Status.Programme}, Drafts: []assess.Draft{{Programme: v.Status.Programme}, {Base: 1, Programme: v.Status.Programme}},
		Awaits: []assess.Opening{{Programme: v.Status.Programme, At: closed}}, MaySetUp: true,
		Levels: []assess.Levels{{Programme: v.Status.Programme, Model: scored, Latest: assess.Snapshot{Scope: s, Period: "2026-Q3"}, Mine: []string{scored.Categories()[0].ID}}},
	}
	return v
}

// aim fills in the targets; it comes after poison, which leaves what is set here.
func (v *victim) aim(m *maturity.Model, s string) {
	on := func(w *target.View) {
		w.Of, w.CategoryOf, w.Terms.Category = m, m.Categories()[0], m.Categories()[0].ID
		w.Signs = []target.Sign{{State: target.AtRisk, Says: wording.New("%s is why.", s)}}
		w.Override = &target.Override{State: target.AtRisk, Reason: s, By: assess.BySlack(mara), At: early}
	}
	on(&v.Target)
	on(&v.Missed)
	v.Missed.State, v.Missed.Computed, v.Missed.Override = target.Missed, target.Missed, nil
	v.Work.Of = m
	v.Verdict.Category, v.Verdict.Candidates = m.Categories()[0], m.Categories()
	v.Verdict.Criteria = []target.Criterion{{Letter: "S", Says: wording.New("%s is missing.", s)}, {Letter: "M", OK: true, Says: wording.New("%s is there.", s)}}
	v.Verdict.Warnings, v.Verdict.MayAccept = v.Target.Warnings, true
}

// closedTarget is a target that was given up.
func (v victim) closedTarget() target.View {
	w := v.Target
	w.State, w.Computed, w.EndedAt, w.EndedBy, w.Why = target.Closed, target.Closed, early, assess.BySlack(mara), v.Words
	return w
}

// targetForm is the form of a target, filled in from a sentence, or with warnings that were shown.
func (v victim) targetForm(shown string) blocks.TargetForm {
	return blocks.TargetForm{
		State: blocks.TargetState{Programme: "northwind", Shown: shown}, Programme: v.Target.In, Model: v.Target.Of, Terms: v.Target.Terms, Verdict: &v.Verdict,
		Why: v.Words, Accept: v.Words,
	}
}

// offer is what a deputy is asked.
func (v victim) offer() assess.Offering {
	return assess.Offering{
		Programme: v.Waiting.Programme, Cycle: v.Waiting.Cycle, To: assess.Person{ID: dee}, Owner: assess.Person{ID: gus, Name: v.Words},
		Absence: assess.Absence{Since: early, Until: due}, Forms: []assess.Form{v.Waiting, v.Waiting},
	}
}

// dispute is one about a question of the answered form.
func (v victim) dispute(settled bool) assess.DisputeView {
	d := assess.DisputeView{
		Dispute: assess.Dispute{
			ID: "q/A1/1", Item: "A1", First: assess.Response{By: dee, Value: "0"}, Second: assess.Response{By: tom, Value: "1"},
		},
		Form: v.Answered, Asked: v.Answered.Items[0], FirstNote: v.Words, SecondNote: v.Words, Accountable: gus,
	}
	if settled {
		d.Settled = &assess.Settlement{By: gus, Value: "1", Reason: v.Words}
	}
	return d
}

// outcomes are of an act that was done and one that was refused.
func (v victim) outcomes() []blocks.Outcome {
	return []blocks.Outcome{{Form: v.Waiting, At: due}, {Form: v.Answered, Err: errs.New(errs.Forbidden, "Only %s may do that.", v.Words)}}
}

// poison replaces the strings of a value by s, except in models, which are made hostile as files, and protocol.
func poison(v reflect.Value, s string) {
	switch v.Kind() {
	case reflect.String:
		if v.Type() == reflect.TypeFor[string]() {
			v.SetString(s)
		}
	case reflect.Pointer:
		if v.IsNil() || strings.HasPrefix(v.Type().Elem().PkgPath(), "cairn/internal/maturity") {
			return
		}
		whole := reflect.New(v.Type().Elem())
		whole.Elem().Set(v.Elem())
		poison(whole.Elem(), s)
		v.Set(whole)
	case reflect.Slice:
		whole := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		reflect.Copy(whole, v)
		for i := range whole.Len() {
			poison(whole.Index(i), s)
		}
		if !v.IsNil() {
			v.Set(whole)
		}
	case reflect.Map:
		whole := reflect.MakeMapWithSize(v.Type(), v.Len())
		for _, key := range v.MapKeys() {
			value := reflect.New(v.Type().Elem()).Elem()
			value.Set(v.MapIndex(key))
			poison(value, s)
			whole.SetMapIndex(key, value)
		}
		if !v.IsNil() {
			v.Set(whole)
		}
	case reflect.Struct:
		if path := v.Type().PkgPath(); path == "time" || path == "cairn/internal/wording" || path == "cairn/internal/maturity" {
			return
		}
		for i := range v.NumField() {
			field := v.Type().Field(i)
			if field.IsExported() && !(field.Type.Kind() != reflect.Struct && slices.Contains(protocol, field.Name)) {
				poison(v.Field(i), s)
			}
		}
	}
}

// hostileModel is a small model of questions, or of control objectives, in which every text is s.
func hostileModel(t *testing.T, s string, objectives bool) *maturity.Model {
	t.Helper()
	text := quoted(t, s)
	item := func(id string) string {
		if !objectives {
			return fmt.Sprintf("      - {id: %s, name: %s, text: %s, help: %s}\n", id, text, text, text)
		}
		return fmt.Sprintf("      - {id: %s, kind: objective, level: 1, name: %s, text: %s, help: %s, rationale: %s, description: %s, evidence: [%s, %s], applies: [x]}\n",
			id, text, text, text, text, text, text, text)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "format: 1\npublisher: evil\nname: evil\nversion: \"1\"\ntitle: %s\nsummary: %s\nlicence: %s\nsource: {title: %s, author: %s}\n", text, text, text, text, text)
	fmt.Fprintf(&b, "levels:\n  - {number: 0, name: %s, summary: %s}\n  - {number: 1, name: %s, summary: %s}\n", quoted(t, s+" no"), text, text, text)
	fmt.Fprintf(&b, "answer_sets:\n  - id: s\n    options:\n      - {value: 0, label: %s, meaning: %s}\n      - {value: 1, label: %s, meaning: %s}\n", quoted(t, s+" no"), text, text, text)
	if objectives {
		fmt.Fprintf(&b, "tags:\n  - {id: x, name: %s}\n", text)
	}
	fmt.Fprintf(&b, "groups:\n  - id: A\n    kind: category\n    short: A\n    name: %s\n    summary: %s\n    descriptors:\n      - {level: 0, text: %s, points: [%s]}\n      - {level: 1, text: %s, points: [%s]}\n    items:\n%s%s",
		text, text, text, text, text, text, item("A1"), item("A2"))
	if objectives {
		b.WriteString("scoring:\n  method: cumulative\n  overall: none\n")
	} else {
		b.WriteString("scoring:\n  method: mean-bands\n  overall: minimum\n  bands:\n    - {level: 0, from: 0}\n    - {level: 1, from: 1}\n")
	}
	m, err := maturity.Load([]byte(b.String()), "evil.yaml")
	require.NoError(t, err)
	return m
}

// sentence is an error about what people wrote, as it reaches a person.
func sentence(r blocks.Reader, v victim) string {
	return r.Error(errs.New(errs.Forbidden, "Only the managers of %s may %s: %s.", v.Words, wording.Literal("close a cycle"), wording.People{string(mara)}))
}

func formOf(r blocks.Reader, f assess.Form, page int) slack.ModalViewRequest {
	s := blocks.NewFormState(f)
	s.Page = page
	return must(blocks.Form(r, f, s, blocks.Alert{}))
}

func must(v slack.ModalViewRequest, err error) slack.ModalViewRequest {
	if err != nil {
		panic(err)
	}
	return v
}

func twice(p assess.Programme) []assess.Programme { return []assess.Programme{p, p} }
