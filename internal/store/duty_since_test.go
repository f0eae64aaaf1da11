package store_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/internal/assess"
	"cairn/internal/assess/assesstest"
	"cairn/internal/calendar"
	"cairn/internal/clocktest"
	"cairn/internal/exercise"
	"cairn/internal/maturity"
	"cairn/internal/store"
)

// elder is a database with a programme that was declared when there was no duty to exercise yet, and what people and processes do.
type elder struct {
	*exercise.Service
	t      *testing.T
	store  *store.Store
	assess *assess.Service
	clock  *clocktest.Clock
}

// newElder has declared the programme on 1 October 2024. It is 2 March 2027 when Cairn first knows of the duty.
func newElder(t *testing.T, s *store.Store) *elder {
	_, err := s.Migrate(t.Context())
	require.NoError(t, err)
	b := &elder{t: t, store: s, clock: clocktest.At(time.Date(2027, 3, 2, 9, 0, 0, 0, time.UTC))}
	quiet := slog.New(slog.DiscardHandler)
	b.assess = assess.NewService(assess.Options{Store: s, Processes: assesstest.Deaf{}, Models: maturity.Find, Now: b.clock.Now, Log: quiet})
	t.Cleanup(func() { _ = b.assess.Wait(context.Background()) })
	b.Service = exercise.NewService(exercise.Options{
		Store: s.Exercises(), Programmes: b.assess, Processes: alone{}, Models: maturity.Find, Now: b.clock.Now, Log: quiet,
	})
	b.insert(1, time.Date(2024, 10, 1, 9, 0, 0, 0, time.UTC))
	return b
}

// alone are no processes.
type alone struct{}

func (alone) StayWithExercise(context.Context, exercise.Subject) error { return nil }

// insert adds a revision as it was stored before there was such a duty.
func (b *elder) insert(revision int, at time.Time) {
	ctx := b.t.Context()
	p := assess.Programme{
		ID: "sample", Revision: 1, Scope: "Elder", Model: "lawlor/ai-security@1.0", Zone: "UTC", Managers: []assess.UserID{"U0BOSS"},
		Days: []time.Weekday{time.Monday, time.Tuesday}, Hours: calendar.Hours{Start: 540, End: 1050}, UpdatedAt: at,
	}
	p.ID += assess.ProgrammeID(at.Format("-20060102"))
	require.NoError(b.t, b.store.Update(ctx, func(tx assess.Tx) error { return tx.SaveProgramme(ctx, p) }))
	db := b.store.DB()
	var text string
	require.NoError(b.t, db.GetContext(ctx, &text, db.Rebind(`SELECT body FROM programme_revision WHERE programme = ?`), p.ID))
	var body map[string]any
	require.NoError(b.t, json.Unmarshal([]byte(text), &body))
	require.Contains(b.t, body, "rehearsals")
	delete(body, "rehearsals")
	older, err := json.Marshal(body)
	require.NoError(b.t, err)
	if revision == 1 {
		_, err = db.ExecContext(ctx, `INSERT INTO programme (id, revision) VALUES ('elder', 1)`)
	} else {
		_, err = db.ExecContext(ctx, db.Rebind(`UPDATE programme SET revision = ? WHERE id = 'elder'`), revision)
	}
	require.NoError(b.t, err)
	_, err = db.ExecContext(ctx, db.Rebind(`INSERT INTO programme_revision (programme, revision, at, by_user, by_source, body) VALUES ('elder', ?, ?, '', 'cli', ?)`),
		revision, at.Format("2006-01-02T15:04:05.000000Z"), string(older))
	require.NoError(b.t, err)
}

// declare changes how often the programme is to exercise.
func (b *elder) declare(tabletop, simulation int) {
	ctx := b.t.Context()
	require.NoError(b.t, b.store.Update(ctx, func(tx assess.Tx) error {
		p, err := tx.Programme(ctx, "elder")
		if err != nil {
			return err
		}
		p.Rehearsals = assess.Rehearsals{Tabletop: tabletop, Simulation: simulation}
		p.Revision, p.UpdatedAt = p.Revision+1, b.clock.Now()
		return tx.SaveProgramme(ctx, p)
	}))
}

func (b *elder) on(day string) {
	at, err := time.Parse(time.DateOnly, day)
	require.NoError(b.t, err)
	b.clock.Set(at.Add(9 * time.Hour))
}

// due are the days until when there has to be an exercise, by kind.
func (b *elder) due() map[exercise.Kind]string {
	all, err := b.Duties(b.t.Context(), assess.BySlack("U0BOSS"), "elder")
	require.NoError(b.t, err)
	days := make(map[exercise.Kind]string)
	for _, d := range all {
		days[d.Kind] = d.Day.String()
	}
	return days
}

func (b *elder) revive() { require.NoError(b.t, b.Revive(b.t.Context())) }

func TestADutyThatAnOlderProgrammeNeverDeclaredBeginsWhenItIsFirstSeen(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		b := newElder(t, s)
		b.insert(2, time.Date(2025, 5, 2, 9, 0, 0, 0, time.UTC))
		first := map[exercise.Kind]string{exercise.Tabletop: "2028-03-02"}
		assert.Equal(t, first, b.due(), "nothing is overdue before that is recorded")
		due, err := b.Due(t.Context(), exercise.DutyOf("elder"), b.clock.Now())
		require.NoError(t, err)
		assert.Equal(t, "due-60:tabletop#2028-03-02", due.Step)
		b.revive()
		b.on("2027-06-02")
		b.revive()
		assert.Equal(t, first, b.due(), "recorded once, and for good")

		b.on("2027-07-02")
		b.declare(12, 24)
		assert.Equal(t, map[exercise.Kind]string{exercise.Tabletop: "2028-03-02", exercise.Simulation: "2029-07-02"}, b.due(), "said later, it counts from when it began")
		b.on("2027-08-02")
		b.declare(0, 24)
		b.on("2027-09-02")
		b.declare(12, 24)
		assert.Equal(t, "2028-09-02", b.due()[exercise.Tabletop], "there was none for a while")
		b.revive()
		assert.Equal(t, "2028-09-02", b.due()[exercise.Tabletop])

		entries, err := b.assess.Entries(t.Context(), assess.Actor{Source: assess.FromCLI}, "elder", 0)
		require.NoError(t, err)
		var began []assess.Entry
		for _, e := range entries {
			if e.Verb == "exercise.duty-began" {
				began = append(began, e)
			}
		}
		require.Len(t, began, 1)
		assert.Equal(t, time.Date(2027, 3, 2, 9, 0, 0, 0, time.UTC), began[0].At)
	})
}

func TestADutyThatIsDeclaredBeforeAnybodySawThatItWasMissingBeginsThen(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		b := newElder(t, s)
		b.declare(6, 0)
		b.on("2027-04-02")
		b.revive()
		assert.Equal(t, map[exercise.Kind]string{exercise.Tabletop: "2027-09-02"}, b.due())
	})
}
