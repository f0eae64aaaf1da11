package cli

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/internal/exercise"
)

func TestAReportAsDataIsWhatWasSignedToTheLetter(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	signed := "{\"id\": \"north/E1\",\n \"summary\": \"As it was signed.\"}"
	require.NoError(t, reportJSON(&out, exercise.Report{ID: "north/E1", Summary: "As it reads now.", Signed: signed}))
	assert.Equal(t, signed, out.String())

	out.Reset()
	require.NoError(t, reportJSON(&out, exercise.Report{ID: "north/E2", Summary: "Not signed.", Draft: true}))
	var back exercise.Report
	require.NoError(t, json.Unmarshal([]byte(out.String()), &back))
	assert.Equal(t, "Not signed.", back.Summary)
	assert.True(t, back.Draft)
}
