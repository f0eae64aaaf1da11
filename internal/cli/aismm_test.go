package cli_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/internal/cli"
	"cairn/internal/maturity"
	"cairn/internal/workbook"
)

// run runs a command and returns its exit code and what it printed.
func run(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	root := cli.Production()
	var out, failed bytes.Buffer
	root.SetOut(&out)
	root.SetErr(&failed)
	code = cli.Run(t.Context(), root, args)
	return code, out.String(), failed.String()
}

// sample writes a workbook as if it were the publisher's: Cairn's own objectives under the other name.
func sample(t *testing.T) string {
	t.Helper()
	own, err := maturity.Find("aismm")
	require.NoError(t, err)
	m := *own
	m.ID = "csa/aismm@1.0"
	var b bytes.Buffer
	require.NoError(t, workbook.Write(&b, workbook.Assessment{Model: &m, Programme: "sample", Scope: "Sample"}))
	file := filepath.Join(t.TempDir(), "sample.xlsx")
	require.NoError(t, os.WriteFile(file, b.Bytes(), 0o600))
	return file
}

const programmeOnImported = `
programme: sample
scope: Sample
model: csa/aismm@1.0
time_zone: Europe/London
channel: C0LEADERS
managers: [U0MANAGER]
cadence: {every: quarterly}
categories:
  GOV: {owner: U0A}
  ORG: {owner: U0A}
  IAM: {owner: U0A}
  MON: {owner: U0A}
  INF: {owner: U0A}
  MOD: {owner: U0B, deputy: U0A}
  APP: {owner: U0A}
  DAT: {owner: U0A}
  RSK: {owner: U0A}
  DEV: {owner: U0A}
  CMP: {owner: U0A}
  IR: {owner: U0A}
`

// It sets the environment, so it is not parallel.
func TestAWorkbookIsImportedUsedAndExportedAgain(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("CAIRN_DATABASE", "sqlite:"+filepath.Join(dir, "cairn.db"))
	t.Setenv("TEMPORAL_ADDRESS", "127.0.0.1:1") // nothing listens there
	file := sample(t)

	code, stdout, stderr := run(t, "import", "aismm", "--workbook", file, "--dry-run")
	require.Zero(t, code, stderr)
	assert.Contains(t, stdout, "Model: csa/aismm@1.0")
	assert.Contains(t, stdout, "Nothing was stored (--dry-run).")
	assert.NoFileExists(t, filepath.Join(dir, "cairn.db"))

	code, _, stderr = run(t, "import", "aismm", "--workbook", file)
	assert.Equal(t, 2, code)
	assert.Contains(t, stderr, "the licence has not been accepted")

	code, _, stderr = run(t, "migrate")
	require.Zero(t, code, stderr)
	code, stdout, stderr = run(t, "import", "aismm", "--workbook", file, "--accept-licence")
	require.Zero(t, code, stderr)
	assert.Contains(t, stdout, "Imported csa/aismm@1.0 with ")
	code, stdout, stderr = run(t, "import", "aismm", "--workbook", file, "--accept-licence")
	require.Zero(t, code, stderr)
	assert.Contains(t, stdout, "is here already, the same")

	code, stdout, stderr = run(t, "model", "crosswalk", "--model", "csa/aismm", "--category", "MOD", "--level", "3")
	require.Zero(t, code, stderr)
	assert.Contains(t, stdout, "csa/aismm@1.0")

	code, stdout, stderr = run(t, "model", "list")
	require.Zero(t, code, stderr)
	assert.Regexp(t, `(?m)^csa/aismm@1\.0 .* imported +12 `, stdout)
	assert.Regexp(t, `(?m)^lawlor/ai-security-maturity@1\.0 .* Cairn +5 `, stdout)
	code, stdout, stderr = run(t, "model", "show", "csa/aismm")
	require.Zero(t, code, stderr)
	assert.Contains(t, stdout, "\ncsa/aismm@1.0\n")
	answers := filepath.Join(dir, "answers.csv")
	require.NoError(t, os.WriteFile(answers, []byte("GOV-02.1,1\n"), 0o600))
	code, stdout, stderr = run(t, "score", "--model", "csa/aismm", "--answers", answers)
	require.Zero(t, code, stderr)
	assert.Contains(t, stdout, "(csa/aismm@1.0)")

	programme := filepath.Join(dir, "programme.yaml")
	require.NoError(t, os.WriteFile(programme, []byte(programmeOnImported), 0o600))
	code, _, stderr = run(t, "apply", "-f", programme)
	require.Zero(t, code, stderr)

	out := filepath.Join(dir, "out.xlsx")
	code, stdout, stderr = run(t, "export", "workbook", "--programme", "sample", "--out", out)
	require.Zero(t, code, stderr)
	assert.Contains(t, stdout, "Sample, no cycle yet.")
	code, _, stderr = run(t, "export", "workbook", "--programme", "sample", "--out", out)
	assert.Equal(t, 2, code)
	assert.Contains(t, stderr, "already")
	code, _, stderr = run(t, "export", "workbook", "--programme", "nobody", "--out", filepath.Join(dir, "no.xlsx"))
	assert.Equal(t, 1, code)
	assert.Contains(t, stderr, `"nobody"`)
	assert.NoFileExists(t, filepath.Join(dir, "no.xlsx"))

	exported, err := os.ReadFile(out)
	require.NoError(t, err)
	in, err := workbook.Read(bytes.NewReader(exported), nil, workbook.Options{Book: "out.xlsx"})
	require.NoError(t, err)
	assert.Empty(t, in.Report.Problems)
	assert.Equal(t, "csa/aismm@1.0", in.Model.ID)
}

func TestAnExportOfCairnsOwnModelIsNotImported(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("CAIRN_DATABASE", "sqlite:"+filepath.Join(dir, "cairn.db"))
	own, err := maturity.Find("aismm")
	require.NoError(t, err)
	var b bytes.Buffer
	require.NoError(t, workbook.Write(&b, workbook.Assessment{Model: own, Programme: "sample", Scope: "Sample"}))
	file := filepath.Join(dir, "own.xlsx")
	require.NoError(t, os.WriteFile(file, b.Bytes(), 0o600))
	code, _, stderr := run(t, "migrate")
	require.Zero(t, code, stderr)
	code, _, stderr = run(t, "import", "aismm", "--workbook", file, "--accept-licence")
	assert.Equal(t, 1, code)
	assert.Contains(t, stderr, "comes with Cairn and cannot be imported")
}
