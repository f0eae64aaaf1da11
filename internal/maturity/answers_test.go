package maturity_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cairn/internal/maturity"
)

func TestReadAnswersUnderstandsTheWaysPeopleWriteThem(t *testing.T) {
	t.Parallel()
	want := answer("G1=3 G2=0 W5=4!")
	for _, tt := range []struct{ name, file, data string }{
		{"CSV with a header", "a.csv", "item,value,evidence\nG1,3,\nG2,0,\nW5,4,https://example.org/w5\n"},
		{"columns in another order", "a.csv", "Evidence,Item,Comment,Value\n,G1,fine,3\n,G2,,0\nseen,W5,,4\n"},
		{"a byte order mark and CRLF", "a.csv", "\ufeffitem,value,evidence\r\nG1,3\r\nG2,0\r\nW5,4,x\r\n"},
		{"lone carriage returns", "a.csv", "item,value,evidence\rG1,3\rG2,0\rW5,4,x\r"},
		{"semicolons", "a.csv", "item;value;evidence\nG1;3;\nG2;0;\nW5;4;x\n"},
		{"tabs", "a.tsv", "item\tvalue\tevidence\nG1\t3\t\nG2\t0\t\nW5\t4\tx\n"},
		{"spaces, quotes, comments and padding", "a.csv", "# our answers\nitem,value,evidence\n\n\"G1\", \"3\",,,\nG2,0.0\n,,\nW5,4,x\n"},
		{"labels", "a.csv", "item,value,evidence\nG1,Fully implemented\nG2,not started\nW5,4.00,x\n"},
		{"YAML", "a.yaml", "G1: 3\nG2: 0 # sorry\nW5: {value: 4, evidence: x, comment: good}\n"},
		{"YAML with quotes and labels", "a.yml", "---\nG1: \"3\"\nG2: Not started\nW5: {value: '4', evidence: x}\n"},
		{"JSON", "a.json", `{"G1": 3, "G2": 0, "W5": {"value": 4, "evidence": "x"}}`},
		{"CSV without a name", "-", "item,value,evidence\nG1,3\nG2,0\nW5,4,x\n"},
		{"YAML without a name", "-", "# hello\n\nG1: 3\nG2: 0\nW5: {value: 4, evidence: x}\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, faults := maturity.ReadAnswers(lawlor(t), []byte(tt.data), tt.file)
			if len(faults) > 0 {
				t.Fatalf("faults: %v", faults)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("answers (-want +got):\n%s", diff)
			}
		})
	}
}

func TestReadAnswersWithoutAHeader(t *testing.T) {
	t.Parallel()
	got, faults := maturity.ReadAnswers(lawlor(t), []byte("G1,3\nT2,1\n"), "a.csv")
	if diff := cmp.Diff(answer("G1=3 T2=1"), got); diff != "" || len(faults) > 0 {
		t.Errorf("faults %v; answers (-want +got):\n%s", faults, diff)
	}
}

func TestNotApplicableIsReadWhereTheModelAllowsIt(t *testing.T) {
	t.Parallel()
	m := model(t, "aismm-like")
	got, faults := maturity.ReadAnswers(m, []byte("MOD-02.1,In place\nMOD-02.2,N/A\nMOD-03.1,not applicable\nMOD-04.1,.5\n"), "a.csv")
	want := []string{`a.csv:4: MOD-04.1 is ".5"; give it 0, 0.5, 1 or n/a.`}
	if diff := cmp.Diff(want, lines(faults)); diff != "" || got != nil {
		t.Errorf("answers %v; faults (-want +got):\n%s", got, diff)
	}
	got, faults = maturity.ReadAnswers(m, []byte("MOD-02.1,In place\nMOD-02.2,N/A\n"), "a.csv")
	if diff := cmp.Diff(answer("MOD-02.1=1 MOD-02.2=n/a"), got); diff != "" || len(faults) > 0 {
		t.Errorf("faults %v; answers (-want +got):\n%s", faults, diff)
	}
}

func lines(faults []maturity.Fault) []string {
	var out []string
	for _, f := range faults {
		out = append(out, f.String())
	}
	return out
}

func TestReadAnswersGivesOneLinePerFault(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, file, data string
		want             []string
	}{
		{"all at once", "a.csv", "item,value\nG1,3\nG9,2\nG2,5\nG3,-1\nG4,x\nG1,2\nG5,\nT1,n/a\n", []string{
			`a.csv:3: There is no item "G9" in lawlor/ai-security-maturity@1.0; its items run from G1 to W5.`,
			`a.csv:4: G2 is "5"; give it 0, 1, 2, 3 or 4.`,
			`a.csv:5: G3 is "-1"; give it 0, 1, 2, 3 or 4.`,
			`a.csv:6: G4 is "x"; give it 0, 1, 2, 3 or 4.`,
			`a.csv:7: G1 is answered twice; the first answer is on line 2. Keep one.`,
			`a.csv:8: G5 has no value; give it 0, 1, 2, 3 or 4, or leave the item out while it is unanswered.`,
			`a.csv:9: T1 cannot be answered "not applicable"; give it 0, 1, 2, 3 or 4.`,
		}},
		{"in YAML too", "a.yaml", "G1: 3\nG9: 2\nG2: 5\nG3: -1\nG4: x\nG1: 2\nG5:\nT1: [3]\nT2: {valeu: 3}\nT3: {comment: later}\nT4: 2.5\n", []string{
			`a.yaml:2: There is no item "G9" in lawlor/ai-security-maturity@1.0; its items run from G1 to W5.`,
			`a.yaml:3: G2 is "5"; give it 0, 1, 2, 3 or 4.`,
			`a.yaml:4: G3 is "-1"; give it 0, 1, 2, 3 or 4.`,
			`a.yaml:5: G4 is "x"; give it 0, 1, 2, 3 or 4.`,
			`a.yaml:6: G1 is answered twice; the first answer is on line 1. Keep one.`,
			`a.yaml:7: G5 has no value; give it 0, 1, 2, 3 or 4, or leave the item out while it is unanswered.`,
			`a.yaml:8: T1 must have one value, or a mapping with value, evidence and comment.`,
			`a.yaml:9: T2 has an unknown key "valeu"; use value, evidence and comment.`,
			`a.yaml:10: T3 has no value; give it 0, 1, 2, 3 or 4, or leave the item out while it is unanswered.`,
			`a.yaml:11: T4 is "2.5"; give it 0, 1, 2, 3 or 4.`,
		}},
		{"a small letter", "a.csv", "g1,3\n", []string{`a.csv:1: There is no item "g1" in lawlor/ai-security-maturity@1.0; did you mean "G1"?`}},
		{"no item", "a.csv", "item,value\n,3\n", []string{`a.csv:2: The item is missing; its items run from G1 to W5.`}},
		{"an empty file", "a.csv", "", []string{`a.csv:1: The file is empty; write one line per item, such as "G1,4".`}},
		{"a byte order mark alone", "a.csv", "\ufeff\r\n", []string{`a.csv:1: The file is empty; write one line per item, such as "G1,4".`}},
		{"a header alone", "a.csv", "item,value\r\n", []string{`a.csv:1: The file has no answers; write one line per item, such as "G1,4".`}},
		{"an empty YAML file", "a.yaml", "", []string{`a.yaml:1: The file is empty.`}},
		{"a YAML list", "a.yaml", "- G1\n", []string{`a.yaml:1: The file must map each item to its value, such as "G1: 4".`}},
		{"broken YAML", "a.yaml", "G1: 3\nG2: [3\n", []string{`a.yaml:2: This is not valid YAML: did not find expected ',' or ']'.`}},
		{"an unknown column", "a.csv", "item,score\nG1,3\n", []string{`a.csv:1: The column "score" is not known; use item and value, and evidence and comment if you like.`}},
		{"a column twice", "a.csv", "item,value,value\nG1,3,3\n", []string{`a.csv:1: The column "value" is there twice; keep one.`}},
		{"no column of values", "a.csv", "item,comment\nG1,3\n", []string{`a.csv:1: The header has no column "value"; add it.`}},
		{"a field too many", "a.csv", "item,value\nG1,3\nG2,3,because\nG3\n", []string{
			`a.csv:3: The line has 3 fields where 2 are expected: item, value.`,
			`a.csv:4: G3 has no value; give it 0, 1, 2, 3 or 4, or leave the item out while it is unanswered.`,
		}},
		{"a stray quote", "a.csv", "item,value\nG1,\"3\nG2,4\n", []string{`a.csv:3: This is not valid CSV: extraneous or missing " in quoted-field.`}},
		{"UTF-16", "a.csv", "\xff\xfeG\x001\x00", []string{`a.csv:1: The file is UTF-16; save it as CSV UTF-8.`}},
		{"a flood", "a.csv", "G1," + strings.Repeat("9", 200), []string{`a.csv:1: G1 is "9999999999999999999999999999999999999999…"; give it 0, 1, 2, 3 or 4.`}},
		{"too large", "a.csv", strings.Repeat("#\n", 1<<20), []string{`a.csv:1: The file has 2097152 bytes; at most 1048576 are read.`}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, faults := maturity.ReadAnswers(lawlor(t), []byte(tt.data), tt.file)
			if got != nil {
				t.Errorf("answers %v beside faults", got)
			}
			if diff := cmp.Diff(tt.want, lines(faults)); diff != "" {
				t.Errorf("faults (-want +got):\n%s", diff)
			}
		})
	}
}

func FuzzReadAnswers(f *testing.F) {
	for _, data := range []string{
		"item,value\nG1,3\n", "G1: 3\nG2: {value: 4}\n", `{"G1": 3}`, "\ufeffG1;3\r\n", "G1,\"", "? [a]\n: b\n", "G1: &a 3\nG2: *a\n", "<<: {G1: 3}\n",
	} {
		for i := range 3 {
			f.Add([]byte(data), i)
		}
	}
	m := lawlor(f)
	f.Fuzz(func(t *testing.T, data []byte, kind int) {
		file := []string{"a.csv", "a.yaml", "-"}[((kind%3)+3)%3]
		answers, faults := maturity.ReadAnswers(m, data, file)
		if (len(answers) > 0) == (len(faults) > 0) {
			t.Fatalf("%d answers and %d faults; want one or the other", len(answers), len(faults))
		}
		if _, err := m.Score(answers); err != nil {
			t.Fatalf("what was read cannot be scored: %v", err)
		}
		if slices.ContainsFunc(faults, func(f maturity.Fault) bool { return f.Line < 1 || strings.Contains(f.String(), "\n") }) {
			t.Fatalf("a fault without a line, or on several: %q", faults)
		}
	})
}
