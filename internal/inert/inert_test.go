package inert_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"cairn/internal/inert"
)

func TestWhatBeginsAsAFormulaDoesIsText(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"": "", "plain": "plain", "a=b": "a=b", "ärgerlich": "ärgerlich", "'tis": "'tis", " a": " a",
		"=1+1": "'=1+1", "+1": "'+1", "-1": "'-1", "@SUM(A1)": "'@SUM(A1)", "\t=1": "'\t=1", "\r=1": "'\r=1", "\n=1": "'\n=1", "\ta": "'\ta",
		" =1": "' =1", "\u00a0=1": "'\u00a0=1", "\ufeff=1": "'\ufeff=1", "\u200b@a": "'\u200b@a", "\x00=1": "'\x00=1",
		"＝1": "'＝1", "＋1": "'＋1", "－1": "'－1", "＠a": "'＠a",
	} {
		assert.Equal(t, want, inert.Text(text), "%q", text)
		assert.Equal(t, text, inert.Original(inert.Text(text)), "%q", text)
	}
}
