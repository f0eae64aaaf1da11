package inert_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"cairn/internal/inert"
)

func TestWhatBeginsAsAFormulaDoesIsText(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"": "", "plain": "plain", "a=b": "a=b", "ärgerlich": "ärgerlich",
		"=1+1": "'=1+1", "+1": "'+1", "-1": "'-1", "@SUM(A1)": "'@SUM(A1)", "\t=1": "'\t=1", "\r=1": "'\r=1", "\n=1": "'\n=1",
	} {
		assert.Equal(t, want, inert.Text(text))
	}
}
