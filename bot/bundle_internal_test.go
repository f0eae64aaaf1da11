package bot

import (
	"context"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestWhatManyAskForAtOnceIsDoneOnceMoreAndNotForEachOfThem(t *testing.T) {
	t.Parallel()
	var b bundle
	tasks := newTasks(slog.New(slog.DiscardHandler))
	began, goOn := make(chan string, 10), make(chan struct{})
	ask := func(key string) {
		b.soon(tasks, key, func(context.Context) error {
			began <- key
			<-goOn
			return nil
		})
	}
	ask("E1")
	assert.Equal(t, "E1", <-began)
	for range 50 { // while it is done
		ask("E1")
	}
	ask("E2")
	assert.Equal(t, "E2", <-began, "another does not wait for it")
	close(goOn)
	assert.Equal(t, "E1", <-began, "what happened meanwhile is shown too")
	require.NoError(t, tasks.stop(t.Context()))
	assert.Empty(t, began, "once")
}
