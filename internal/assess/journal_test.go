package assess_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"cairn/internal/assess"
)

func TestNobodyIsTheOperatorByBeingUnknown(t *testing.T) {
	t.Parallel()
	for source, want := range map[assess.Source]bool{
		assess.FromCLI: true, assess.FromImport: true, assess.FromSchedule: true, assess.FromSlack: false, "": false, "api": false,
	} {
		assert.Equal(t, want, assess.Actor{User: "root", Source: source}.Operator(), source)
	}
}
