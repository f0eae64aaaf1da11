package exercise_test

import (
	"slices"
	"strings"
	"testing"

	"cairn/internal/errs"
	"cairn/internal/exercise"
	"cairn/internal/maturity"
)

// sound is a small scenario without a fault; the numbers of its lines are in the faults below.
const sound = `format: 1
id: small
version: "1.0"
kind: either
minutes: 30
title: A small leak
summary: Somebody sends a list to a stranger by mistake.
threats:
  - {framework: MITRE ATLAS, version: "5.6.0", ids: [AML.T0057]}
backs:
  - {model: lawlor/ai-security-maturity, items: [I2]}
brief:
  title: Blue Door
  text: It is Monday.
roles:
  - {id: lead, name: Lead, text: Decides.}
  - {id: desk, name: Desk, text: Helps.}
objectives:
  - id: stop
    text: Stop the leak.
    exercises: [{model: lawlor/ai-security-maturity, items: [I5]}]
    expected: [Stops it.]
injects:
  - id: call
    at: 0
    from: A colleague
    to: [lead]
    message: Something left.
    choices:
      - {id: block, text: Block it}
      - {id: wait, text: Wait}
    objectives: [stop]
    facilitator: {notes: It was a mistake., expected: [Asks what left.]}
  - id: worse
    when: {choice: wait, after: 5}
    from: A colleague
    message: It goes on.
    objectives: [stop]
    facilitator: {notes: The price of waiting., expected: [Blocks it.]}
  - id: quiet
    when: {undecided: call, after: 10}
    from: A colleague
    message: Hello?
    objectives: [stop]
    facilitator: {notes: Nobody decided., expected: [Decides.]}
debrief: ["What took long?"]
facilitator:
  notes: Keep it short.
  prepare: [Read it.]
  simulate: [A test list.]
`

func TestSoundScenarioHasNoFaults(t *testing.T) {
	t.Parallel()
	if faults := exercise.Lint([]byte(sound), "s.yaml"); len(faults) > 0 {
		t.Errorf("faults = %v, want none", faults)
	}
}

func TestLintSaysWhatIsWrongAndWhere(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, old, new string
		want           []string
	}{
		// What the form sees.
		{"a key that is not known", "minutes: 30", "minute: 30", []string{
			`1: The file lacks the key "minutes"; add it.`,
			`5: The file has an unknown key "minute"; did you mean "minutes"?`,
		}},
		{"too short", "minutes: 30", "minutes: 5", []string{
			`5: minutes is 5; it must be 15 or more.`,
			`41: The inject "quiet" comes at minute 10 at the earliest, but the exercise ends after 5.`,
			`35: The inject "worse" comes at minute 5 at the earliest, but the exercise ends after 5.`,
		}},
		{"empty notes", "notes: It was a mistake.", `notes: " "`, []string{`33: injects[0].facilitator.notes is " "; write something.`}},
		{"no notes", "notes: It was a mistake., ", "", []string{`33: injects[0].facilitator lacks the key "notes"; add it.`}},
		{"a kind that is none", "kind: either", "kind: drill", []string{`4: kind is "drill"; use tabletop, simulation or either.`}},
		{"a choice too long for a button", "text: Block it", "text: " + strings.Repeat("x", 76), []string{`30: injects[0].choices[0].text has 76 characters; at most 75 are allowed.`}},

		// Ids.
		{"an inject given twice", "id: worse", "id: call", []string{`34: The inject id "call" is given twice; the first is on line 24.`}},
		{"a choice given twice", "id: wait,", "id: block,", []string{
			`31: The choice id "block" is given twice; the first is on line 30.`,
			`35: There is no choice "wait"; mend or remove it.`,
		}},
		{"an unknown role", "to: [lead]", "to: [leed]", []string{`27: There is no role "leed"; did you mean "lead"?`}},
		{"an unknown objective", "message: It goes on.\n    objectives: [stop]", "message: It goes on.\n    objectives: [stopp]", []string{`38: There is no objective "stopp"; did you mean "stop"?`}},
		{"an objective that nothing exercises", "  - id: stop\n", "  - id: idle\n    text: Rest.\n    exercises: [{model: lawlor/ai-security-maturity, items: [I5]}]\n    expected: [Rests.]\n  - id: stop\n", []string{
			`19: No inject exercises the objective "idle"; name it in one, or leave it out.`,
		}},

		// Other frameworks and models.
		{"an id that the edition lacks", "AML.T0057", "AML.T9999", []string{`9: MITRE ATLAS 5.6.0 has no "AML.T9999"; look it up there.`}},
		{"an item that the model lacks", "items: [I5]", "items: [I55]", []string{`21: There is no item "I55" in lawlor/ai-security-maturity@1.0; did you mean "I5"?`}},
		{"a model misspelt", "backs:\n  - {model: lawlor/ai-security-maturity", "backs:\n  - {model: lawler/ai-security-maturity", []string{`11: There is no model "lawler/ai-security-maturity"; did you mean "lawlor/ai-security-maturity"?`}},
		{"a model with its version", "backs:\n  - {model: lawlor/ai-security-maturity", "backs:\n  - {model: lawlor/ai-security-maturity@1.0", []string{`11: lawlor/ai-security-maturity@1.0 names a version of a model; leave it out: a scenario serves them all.`}},

		// Conditions.
		{"neither at nor when", "    at: 0\n", "", []string{`24: The inject "call" says neither at nor when it comes; give it one.`, `24: Every inject waits for something, so that none would ever come; give the first one at.`}},
		{"both at and when", "when: {choice: wait, after: 5}", "at: 3\n    when: {choice: wait, after: 5}", []string{`36: The inject "worse" has both at and when; keep one.`}},
		{"an unknown choice", "choice: wait", "choice: waitt", []string{`35: There is no choice "waitt"; did you mean "wait"?`}},
		{"two conditions in one", "{choice: wait, after: 5}", "{choice: wait, decided: call}", []string{`35: A condition names one of choice, decided, undecided, delivered and undelivered; this one names 2.`}},
		{"no condition", "{choice: wait, after: 5}", "{after: 5}", []string{`35: A condition names one of choice, decided, undecided, delivered and undelivered; this one names 0.`}},
		{"no time to decide in", "{undecided: call, after: 10}", "{undecided: call}", []string{`41: With undecided, say how long to wait for a decision (after).`}},
		{"undelivered without its minute", "{undecided: call, after: 10}", "{undelivered: worse}", []string{`41: With undelivered, say by which minute of the exercise (by), and no after.`}},
		{"by without undelivered", "{choice: wait, after: 5}", "{choice: wait, by: 5}", []string{`35: by goes with undelivered only; use after, in minutes from what happened.`}},
		{"an inject that waits for itself", "{undecided: call, after: 10}", "{delivered: quiet}", []string{`41: The inject "quiet" waits for itself; none of them would ever come.`}},
		{"what always comes is never missing", "{undecided: call, after: 10}", "{undelivered: call, by: 10}", []string{`41: The inject "quiet" can never come: "call" always comes by minute 0.`}},
		{"an inject after the end", "at: 0", "at: 30", []string{
			`25: The inject "call" comes at minute 30, but the exercise ends after 30.`,
			`35: The inject "worse" comes at minute 35 at the earliest, but the exercise ends after 30.`,
			`41: The inject "quiet" comes at minute 40 at the earliest, but the exercise ends after 30.`,
		}},
		{"a condition past the end", "after: 10", "after: 40", []string{`41: The inject "quiet" comes at minute 40 at the earliest, but the exercise ends after 30.`}},

		// What players would read.
		{"a word for facilitators", "message: It goes on.", "message: Ask the Facilitator.", []string{`37: Players read this, and it says "Facilitator"; move it to the facilitator's notes or reword it.`}},
		{"an answer given away", "What took long?", "What were the expected actions?", []string{`46: Players read this, and it says "expected actions"; move it to the facilitator's notes or reword it.`}},
		{"notes repeated", "message: It goes on.", "message: Well, somebody sends a list to a stranger by mistake.", []string{
			`37: Players read this, and it repeats the summary: "somebody sends a list to a stranger by"; say it in other words.`,
		}},
		{"the plot as the name", "title: Blue Door", "title: A small leak", []string{`13: brief.title is the title, which tells the plot; give players another name.`}},
		{"a fence left open", "message: It goes on.", "message: |-\n      ```\n      log", []string{"37: A fence of the message is not closed, or stands within a line; put ``` on a line of its own before and after."}},

		// Simulations.
		{"a simulation that nothing stands ready for", "  simulate: [A test list.]\n", "", []string{`48: A scenario that can be a simulation lacks facilitator.simulate; say what must stand ready, or make its kind tabletop.`}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if !strings.Contains(sound, tt.old) {
				t.Fatalf("the sound scenario does not contain %q", tt.old)
			}
			faultsAre(t, strings.Replace(sound, tt.old, tt.new, 1), tt.want...)
		})
	}
}

func faultsAre(t *testing.T, text string, want ...string) {
	t.Helper()
	var got []string
	for _, f := range exercise.Lint([]byte(text), "s.yaml") {
		if f.Line < 1 || f.Column < 1 {
			t.Errorf("fault without a place: %+v", f)
		}
		got = append(got, strings.TrimPrefix(f.String(), "s.yaml:"))
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("faults:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestInjectsThatWaitForEachOtherNeverCome(t *testing.T) {
	t.Parallel()
	text := strings.NewReplacer("{choice: wait, after: 5}", "{delivered: quiet}", "{undecided: call, after: 10}", "{delivered: worse}").Replace(sound)
	text = strings.Replace(text, "debrief:", `  - id: late
    when: {delivered: worse}
    from: A colleague
    message: Late.
    objectives: [stop]
    facilitator: {notes: Too late., expected: [Nothing.]}
debrief:`, 1)
	faultsAre(
		t, text,
		`35: The injects "worse", "quiet" wait for each other in a circle; none of them would ever come.`,
		`47: The inject "late" can never come, because "worse" cannot.`,
	)
}

func TestATabletopIsNoEvidenceForASimulation(t *testing.T) {
	t.Parallel()
	text := strings.NewReplacer("kind: either", "kind: tabletop", "items: [I2]", "items: [I2], kind: simulation").Replace(sound)
	faultsAre(t, text, `11: The scenario is never run as a simulation; mend its kind or this one.`)
}

func TestItemsOfAnImportedModelAreChecked(t *testing.T) {
	t.Parallel()
	text := strings.Replace(sound, "backs:\n  - {model: lawlor/ai-security-maturity, items: [I2]}", "backs:\n  - {model: example/own, items: [X1]}", 1)
	if faults := exercise.Lint([]byte(text), "s.yaml"); len(faults) > 0 {
		t.Errorf("faults = %v, want none: nothing is known of the model", faults)
	}
	own := *maturity.Embedded()[0]
	own.ID = "example/own@2.0"
	faults := exercise.Lint([]byte(text), "s.yaml", &own)
	if len(faults) != 1 || !strings.Contains(faults[0].Message, `There is no item "X1" in example/own@2.0`) {
		t.Errorf("faults = %v, want one about X1", faults)
	}
}

func TestLoadGivesEveryFaultInOneError(t *testing.T) {
	t.Parallel()
	_, err := exercise.Load([]byte(strings.NewReplacer("to: [lead]", "to: [x]", "at: 0", "at: 99").Replace(sound)), "s.yaml")
	if !errs.Is(err, errs.Invalid) || strings.Count(errs.Message(err), "s.yaml:") != 4 {
		t.Errorf("err = %v, want errs.Invalid with four faults", err)
	}
}

func FuzzLint(f *testing.F) {
	f.Add([]byte(sound))
	f.Add([]byte("injects: [{when: {choice: a}}, 7, {at: x}]\nobjectives: [null]"))
	f.Add([]byte(strings.Replace(sound, "{choice: wait, after: 5}", "{delivered: worse}", 1)))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := exercise.Load(data, "s.yaml")
		if err != nil {
			return
		}
		// What the linter passes can be run to its end, whatever is decided.
		_ = play(s, func(*exercise.Inject) (string, int, bool) { return "", 0, true })
		_ = play(s, func(*exercise.Inject) (string, int, bool) { return "", 0, false })
	})
}

// TestWhateverLineIsLostTheLinterSaysSoOrTheScenarioStillRuns loses each line, and each half of a line, in turn.
func TestWhateverLineIsLostTheLinterSaysSoOrTheScenarioStillRuns(t *testing.T) {
	t.Parallel()
	lines := strings.SplitAfter(sound, "\n")
	runs := 0
	for i, line := range lines {
		for _, instead := range []string{"", line[:len(line)/2] + "\n"} {
			text := strings.Join(slices.Concat(lines[:i], []string{instead}, lines[i+1:]), "")
			s, err := exercise.Load([]byte(text), "s.yaml")
			if err != nil {
				continue
			}
			runs++
			c := play(s, func(in *exercise.Inject) (string, int, bool) { return in.Choices[len(in.Choices)-1].ID, 1, true })
			if len(c.Delivered) == 0 {
				t.Errorf("line %d: nothing is ever delivered", i+1)
			}
		}
	}
	if runs == 0 || runs > len(lines) {
		t.Errorf("%d of %d were passed; mend the test", runs, 2*len(lines))
	}
}
