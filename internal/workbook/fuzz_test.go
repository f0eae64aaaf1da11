package workbook

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
)

func FuzzAnIdIsReadOrRefusedAndReadsBack(f *testing.F) {
	for _, seed := range []string{"MOD-03.1", "ir–2.10", "GOV 03.1", "IAM-05", "XYZ-03.1", "MOD-03.1.2", "MOD\u201103.1", "see MOD-03.1 and MOD-03.2"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		id, ok := parseID(text)
		if !ok {
			return
		}
		again, ok := parseID(id.String())
		if !ok || again != id {
			t.Errorf("%q is %v, which reads back as %v", text, id, again)
		}
		if in, ok := findID("## " + id.String() + ": a title"); !ok || in != id {
			t.Errorf("%v is not found in a heading", id)
		}
	})
}

func FuzzMappingsAreReadWhateverIsWritten(f *testing.F) {
	for _, seed := range []string{
		"A&A-01, I&S-03–05; MDS-02 to MDS-04", "None", "NIST AI RMF 1.0: GOVERN 1.4; ISO/IEC 42001:2023 A.6.2.2, 8.4\nOWASP LLM Top 10 2025 LLM01",
		"MITRE ATLAS: AML.T0051.000", "EU AI Act Art. 9", "OWASP Top 10 for Agentic Applications 2026: ASI08",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, id := range parseAICM(text) {
			if id == "" || utf8.RuneCountInString(id) > maxMappingID {
				t.Errorf("%q is read as the id %q", text, id)
			}
		}
		for _, m := range parseReferences(tidy(text)) {
			for _, id := range m.IDs {
				if strings.TrimSpace(id) == "" || utf8.RuneCountInString(id) > maxMappingID || len(m.Version) > 40 {
					t.Errorf("%q is read as the id %q of %s %s", text, id, m.Framework, m.Version)
				}
			}
		}
	})
}

func FuzzDetailsAreReadWhateverIsWritten(f *testing.F) {
	for _, seed := range []string{
		"# MOD-02.1\n## Evidence\n- one\n", "**MOD-02.1** text\n**Rationale:** why", "| **Evidence** | a<br>b |", "```\n# MOD-02.1\n```", "# MOD-02.1\n|a|\n|-|\n",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, e := range readDetails(text, "details.md") {
			if e.at.line < 1 || e.id.number < 1 {
				t.Errorf("%q has an objective %v at %v", text, e.id, e.at)
			}
			for col, field := range e.fields {
				if field == "" || !utf8.ValidString(field) {
					t.Errorf("%q has an empty or broken field %v", text, col)
				}
			}
		}
	})
}

func TestIdsAreReadInEveryFormAndNothingElseIs(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"MOD-03.1": "MOD-03.1", " ir-2.10 ": "IR-02.10", "GOV–04.1": "GOV-04.1", "DAT‑5.2": "DAT-05.2", "APP 03.1": "APP-03.1", "CMP-\n03.01": "CMP-03.1",
		"MOD-01.1": "", "MOD-06.1": "", "MOD-03": "", "MDS-03.1": "", "MOD-03.1 text": "", "MOD-03.0": "", "MOD-03.123": "",
	} {
		id, ok := parseID(text)
		assert.Equal(t, want != "", ok, text)
		if ok {
			assert.Equal(t, want, id.String(), text)
		}
	}
}

func TestACategoryIsKnownByAnyOfItsNamesAndNotByAText(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Governance": "GOV", "MOD": "MOD", "Model Security (MOD)": "MOD", "IR - Incident Response": "IR", "Identity & Access Management": "IAM",
		"AI-Supported Development & Supply Chain": "DEV", "Infrastructure Security &amp; Resilience": "INF", "Privacy, Compliance and Audit": "CMP",
		"Foundational": "", "": "", "Teams choose models as they see fit, and governance is left to each of them without any rule.": "",
	} {
		id, ok := parseCategory(text)
		assert.Equal(t, want != "", ok, text)
		assert.Equal(t, want, id, text)
	}
}

func TestHeadersAreMatchedLongestFirst(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]column{
		"Control ID": colID, "ID": colID, "Control Objective": colObjective, "Control Objective Name": colName, "CONTROL\nOBJECTIVE  NAME": colName,
		"Deployment Types (All | Self-hosted | PaaS)": colDeployment, "Manual / Automated": colMode, "AICM v1.1 Mapping": colAICM,
		"AICM Mapping (1.0.3)": colAICM, "External References": colReferences, "Evidence": colEvidence, "Evidence given": colOurs, "Control ID number": colID,
		"Titles of things": noColumn, "Something": noColumn, "": noColumn,
	} {
		assert.Equal(t, want, columnOf(text), text)
	}
}
