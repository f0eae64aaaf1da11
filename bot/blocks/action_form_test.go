package blocks_test

import (
	"fmt"
	"testing"

	"github.com/slack-go/slack"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/bot/blocks"
	"cairn/internal/target"
)

// inputOf is the element of a form's input.
func inputOf[E slack.BlockElement](t *testing.T, view slack.ModalViewRequest, block string) E {
	t.Helper()
	for _, b := range view.Blocks.BlockSet {
		if in, ok := b.(*slack.InputBlock); ok && in.BlockID == block {
			return in.Element.(E)
		}
	}
	t.Fatalf("the form has no input %s", block)
	panic("not reached")
}

// crowd is so many targets of the programme.
func crowd(t *testing.T, n int) []target.View {
	t.Helper()
	all := make([]target.View, n)
	for i := range all {
		all[i] = goal(t)
		all[i].ID = target.ID(fmt.Sprintf("northwind/T%d", i+1))
	}
	return all
}

func TestAFormOffersAsManyTargetsAsSlackTakesAndThatWhichIsServed(t *testing.T) {
	t.Parallel()
	many := crowd(t, 150)
	add := blocks.AddAction(english(mara), blocks.NewActionForm(english(mara), status(t), many, blocks.Opened{Programme: "northwind"}))
	require.NoError(t, blocks.CheckModal(add))
	options := inputOf[*slack.SelectBlockElement](t, add, blocks.BlockTarget).Options
	assert.Len(t, options, blocks.MaxOptions)
	assert.Equal(t, blocks.ServesNone, options[0].Value)
	assert.Equal(t, "northwind/T99", options[99].Value)

	v := viewed(t)
	serves := many[149].Target
	v.Serves, v.Target = &serves, serves.ID
	change := blocks.ChangeAction(english(mara), v, many, blocks.Opened{Programme: "northwind", Action: v.ID}, blocks.Alert{})
	require.NoError(t, blocks.CheckModal(change))
	assert.Equal(t, "northwind/T150", inputOf[*slack.SelectBlockElement](t, change, blocks.BlockTarget).InitialOption.Value)
}

func TestAFormKeepsWhatAnActionHelpsOutsideItsCategory(t *testing.T) {
	t.Parallel()
	v := viewed(t)
	v.Items = []string{"M1", "G2", "no longer in the model"}
	form := blocks.ChangeAction(english(mara), v, nil, blocks.Opened{Programme: "northwind", Action: v.ID}, blocks.Alert{})
	require.NoError(t, blocks.CheckModal(form))
	var kept []string
	for _, o := range inputOf[*slack.MultiSelectBlockElement](t, form, blocks.BlockItems).InitialOptions {
		kept = append(kept, o.Value)
	}
	assert.ElementsMatch(t, v.Items, kept)
}

func TestAMissedTargetProposesNoDay(t *testing.T) {
	t.Parallel()
	missed := goal(t)
	missed.Computed = target.Missed
	form := blocks.NewActionForm(english(mara), status(t), []target.View{missed}, blocks.Opened{Programme: "northwind"}).Serve(missed.ID, mara)
	assert.True(t, form.Action.Due.IsZero())
	assert.Equal(t, missed.Owner, form.Action.Owner)
}
