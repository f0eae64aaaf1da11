package exercise_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/exercise"
)

// refuses has Slack refuse the report whenever it is tried until nothing is tried any more, and returns what was done.
func (b *bureau) refuses(id exercise.ID, why string) (steps []string) {
	b.t.Helper()
	for range 50 {
		due, err := b.Due(b.t.Context(), id.Subject(), b.clock.Now())
		require.NoError(b.t, err)
		if due.Done {
			return steps
		}
		b.clock.Set(latest(b.clock.Now(), due.At))
		steps = append(steps, string(due.Person)+" "+due.Step)
		switch due.Deed {
		case exercise.DoPublish:
			require.NoError(b.t, b.Undelivered(b.t.Context(), id.Subject(), "", due.Step, why, b.clock.Now()))
		case exercise.DoTell:
			_, ok, err := b.Tell(b.t.Context(), id.Subject(), due.Person, due.Step, b.clock.Now())
			require.NoError(b.t, err)
			require.True(b.t, ok)
		default:
			require.Fail(b.t, "nothing else is to be done", due)
		}
	}
	require.Fail(b.t, "it does not come to an end", steps)
	return nil
}

const archived = "The channel C0EX is archived. Unarchive it, or publish elsewhere."

func TestWhoCanMendItHearsThatSlackRefusedTheReportForGoodAndHasItTriedAnew(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	ctx := t.Context()
	id := b.play(played{})
	b.sign(id)
	assert.Equal(t, []string{
		" report#1", "U0LEAD refused#1", " report#2", " report#3", " report#4", " report#5", "U0LEAD unpublished#1", "U0HEAD unpublished#1", "U0BOSS unpublished#1",
	}, b.refuses(id, archived))
	v, err := b.View(ctx, assess.BySlack(uLead), id)
	require.NoError(t, err)
	require.NotNil(t, v.Refused)
	assert.Equal(t, archived, v.Refused.Reason)
	assert.True(t, v.Refused.GivenUp)

	for _, u := range []assess.UserID{uPlay, uWatch, uOwner} {
		refused(t, b.Republish(ctx, assess.BySlack(u), id), errs.Forbidden, "its facilitator")
	}
	b.clock.Set(b.clock.Now().AddDate(0, 0, 28))
	require.NoError(t, b.Republish(ctx, assess.BySlack(uBoss), id))
	require.NoError(t, b.Republish(ctx, assess.BySlack(uLead), id), "somebody else was faster")
	due, err := b.Due(ctx, id.Subject(), b.clock.Now())
	require.NoError(t, err)
	assert.Equal(t, exercise.Due{At: b.clock.Now().UTC(), Deed: exercise.DoPublish, Step: "report#6"}, due, "at once")
	assert.Equal(t, "exercise "+string(id), subjects(b.nudges())[len(b.nudges())-1], "its process starts again")
	v, err = b.View(ctx, assess.BySlack(uLead), id)
	require.NoError(t, err)
	assert.Nil(t, v.Refused)

	again := b.refuses(id, archived)
	assert.Equal(t, []string{
		" report#6", "U0LEAD refused#2", " report#7", " report#8", " report#9", " report#10", "U0LEAD unpublished#2", "U0HEAD unpublished#2", "U0BOSS unpublished#2",
	}, again)
	require.NoError(t, b.Republish(ctx, assess.BySlack(uLead), id))
	require.NoError(t, b.Published(ctx, id, "https://north.slack.example/p1", b.clock.Now()))
	assert.NotEmpty(t, b.backing(), "and it is evidence")
	require.NoError(t, b.Republish(ctx, assess.BySlack(uLead), id), "it is published")
	due, err = b.Due(ctx, id.Subject(), b.clock.Now())
	require.NoError(t, err)
	assert.True(t, due.Done)
}

func TestAReportIsTriedAnewAtOnceWhenWhatWasInTheWayIsMendedSooner(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	id := b.play(played{})
	refused(t, b.Republish(t.Context(), assess.BySlack(uLead), id), errs.Conflict, "is not signed")
	b.sign(id)
	require.NoError(t, b.Undelivered(t.Context(), id.Subject(), "", "report#1", archived, b.clock.Now()))
	v, err := b.View(t.Context(), assess.BySlack(uBoss), id)
	require.NoError(t, err)
	require.NotNil(t, v.Refused)
	assert.False(t, v.Refused.GivenUp, "it is tried again tomorrow")
	b.clock.Add(time.Minute)
	require.NoError(t, b.Republish(t.Context(), assess.BySlack(uBoss), id))
	due, err := b.Due(t.Context(), id.Subject(), b.clock.Now())
	require.NoError(t, err)
	assert.Equal(t, exercise.Due{At: b.clock.Now().UTC(), Deed: exercise.DoPublish, Step: "report#2"}, due)
}

func TestReportsThatShouldBeThereAreOutstandingUntilTheyArePublished(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	ctx := t.Context()
	outstanding := func() (ids []exercise.ID) {
		t.Helper()
		all, err := b.Outstanding(ctx, assess.BySlack(uBoss), "north")
		require.NoError(t, err)
		for _, v := range all {
			ids = append(ids, v.ID)
		}
		return ids
	}
	id := b.play(played{})
	b.clock.Set(b.clock.Now().AddDate(0, 0, 29))
	assert.Empty(t, outstanding())
	b.clock.Set(b.clock.Now().AddDate(0, 0, 2))
	assert.Equal(t, []exercise.ID{id}, outstanding())
	_, err := b.Outstanding(ctx, assess.BySlack(uNobody), "north")
	refused(t, err, errs.Forbidden, "Ask a manager")
	b.sign(id)
	assert.Empty(t, outstanding(), "it is on its way")
	b.refuses(id, archived)
	b.clock.Set(b.clock.Now().AddDate(0, 0, 30))
	assert.Equal(t, []exercise.ID{id}, outstanding())
	b.clock.Set(b.clock.Now().AddDate(0, 0, 1))
	assert.Empty(t, outstanding(), "who did nothing for a month does not want it")
	require.NoError(t, b.Republish(ctx, assess.BySlack(uBoss), id))
	refused(t, b.Shelve(ctx, assess.BySlack(uBoss), id), errs.Conflict, "still tries")
	b.refuses(id, archived)
	assert.Equal(t, []exercise.ID{id}, outstanding(), "it was tried anew")
	refused(t, b.Shelve(ctx, assess.BySlack(uLead), id), errs.Forbidden, "for a manager")
	require.NoError(t, b.Shelve(ctx, assess.BySlack(uBoss), id))
	require.NoError(t, b.Shelve(ctx, assess.BySlack(uBoss), id), "somebody else was faster")
	assert.Empty(t, outstanding(), "it need not be there")
	require.NoError(t, b.Republish(ctx, assess.BySlack(uBoss), id))
	b.refuses(id, archived)
	assert.Equal(t, []exercise.ID{id}, outstanding(), "she thought better of it")
	require.NoError(t, b.Published(ctx, id, "https://north.slack.example/p1", b.clock.Now()))
	assert.Empty(t, outstanding())
}
