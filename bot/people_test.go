package bot_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/maturity"
	"cairn/internal/slacksim"
)

func (w *world) person(u string) assess.Person {
	w.Helper()
	who, err := w.assess.Person(w.Context(), assess.UserID(u))
	require.NoError(w, err)
	return who
}

func TestPeopleWithARoleAreLookedUpOnceADay(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare()
	w.sim.AddUser(slacksim.User{ID: gus, Name: "gus", RealName: "Gus Oyelaran", TZ: "America/New_York", Locale: "de-DE"})
	require.NoError(t, w.bot.LookUp(t.Context()))
	who := w.person(gus)
	assert.Equal(t, "America/New_York", who.Zone)
	assert.Equal(t, "de-DE", who.Locale)
	assert.Equal(t, assess.Member, who.Standing)
	assert.Equal(t, w.Now().UTC(), who.SeenAt.UTC())
	assert.Equal(t, 4, w.sim.Counters().Calls["users.info"], "Otto has no role")

	require.NoError(t, w.bot.LookUp(t.Context()))
	assert.Equal(t, 4, w.sim.Counters().Calls["users.info"])
	w.moveTo(opening.Add(25 * time.Hour))
	require.NoError(t, w.bot.LookUp(t.Context()))
	assert.Equal(t, 8, w.sim.Counters().Calls["users.info"])
}

func TestManyPeopleAreLookedForInTheListOfAll(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	file := strings.NewReplacer("managers: [U0MARA]", "managers: ["+strings.Join(many(30), ", ")+"]").Replace(programmeFile)
	p, faults := assess.ParseManifest([]byte(file), "programme.yaml", maturity.Find)
	require.Empty(t, faults)
	_, err := w.assess.Apply(t.Context(), assess.Actor{Source: assess.FromCLI}, p, false)
	require.NoError(t, err)
	for _, id := range many(29) { // the thirtieth is nobody
		w.sim.AddUser(slacksim.User{ID: id, Name: strings.ToLower(id), RealName: id, TZ: "Europe/Madrid"})
	}
	require.NoError(t, w.bot.LookUp(t.Context()))
	assert.Equal(t, 1, w.sim.Counters().Calls["users.list"])
	assert.Equal(t, 1, w.sim.Counters().Calls["users.info"], "who is not in the list is asked for")
	assert.Equal(t, "Europe/Madrid", w.person("UM07").Zone)
	assert.Equal(t, assess.Gone, w.person("UM29").Standing, "nobody has that id")
}

func many(n int) []string {
	ids := make([]string, n)
	for i := range ids {
		ids[i] = fmt.Sprintf("UM%02d", i)
	}
	return ids
}

func TestALookUpThatSlackHoldsUpKeepsWhatItLearned(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare()
	w.fault(slacksim.Fault{Kind: slacksim.FaultRateLimit, Method: "users.info", Count: 1, RetryAfter: 7})
	err := w.bot.LookUp(t.Context())
	assert.True(t, errs.Is(err, errs.Unavailable), "got %v", err)
	assert.Equal(t, 7*time.Second, errs.RetryAfter(err))
	require.NoError(t, w.bot.LookUp(t.Context()))
	assert.False(t, w.person(tom).SeenAt.IsZero())
}

// changes sends Slack's word that somebody changed.
func (w *world) changes(user string) {
	w.Helper()
	status, _ := w.post("/slack/events", asJSON, `{"type":"event_callback","event_id":"Ev9","event":{"type":"user_change","user":`+user+`}}`, nil)
	require.Equal(w, 200, status)
}

func TestAChangeInSlackIsTakenAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare()
	w.sim.AddUser(slacksim.User{ID: gus, Name: "gus", RealName: "Gus Oyelaran", Locale: "de-DE"})
	require.NoError(t, w.bot.LookUp(t.Context()))
	for range 2 { // Slack may say it twice
		w.changes(`{"id":"U0GUS","tz":"Asia/Tokyo","is_restricted":true,
			"profile":{"display_name":"Gus","status_emoji":":palm_tree:","status_text":"Away","status_expiration":1790900000}}`)
	}
	who := w.person(gus)
	assert.Equal(t, "Asia/Tokyo", who.Zone)
	assert.Equal(t, "de-DE", who.Locale, "the event does not tell it")
	assert.Equal(t, assess.Guest, who.Standing)
	assert.Equal(t, ":palm_tree:", who.Status.Emoji)
	assert.Equal(t, time.Unix(1790900000, 0).UTC(), who.Status.Until.UTC())

	w.changes(`{"id":"U0GUS","deleted":true}`)
	assert.Equal(t, assess.Gone, w.person(gus).Standing)
}

func TestTheChangesOfStrangersAreNotKept(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare()
	w.changes(`{"id":"U0OTTO","tz":"Asia/Tokyo"}`)
	assert.Zero(t, w.person(otto).Version)
}

func TestWhoeverActsForTheFirstTimeIsLookedUp(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.sim.AddUser(slacksim.User{ID: otto, Name: "otto", RealName: "Otto Quist", Locale: "de-DE"})
	for range 3 {
		_, err := w.sim.Slash(t.Context(), otto, leadership, "/cairn help")
		require.NoError(t, err)
	}
	require.NoError(t, w.bot.Wait(t.Context()))
	assert.Equal(t, "de-DE", w.person(otto).Locale)
	assert.Equal(t, 1, w.sim.Counters().Calls["users.info"])
}
