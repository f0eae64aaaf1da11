package target_test

import (
	"strings"
	"testing"
	"time"

	"cairn/internal/assess"
	"cairn/internal/calendar"
	"cairn/internal/target"
)

// moveOn lets a manager put a target off to another day.
func (b *desk) moveOn(id target.ID, due calendar.Date, owner assess.UserID) {
	b.t.Helper()
	v := b.view(id)
	terms := v.Terms
	terms.Due, terms.Owner = due, owner
	if err := b.Change(b.t.Context(), assess.BySlack(boss), id, v.Edition, terms, "The supplier is late once more.", ""); err != nil {
		b.t.Fatal(err)
	}
}

func (b *desk) view(id target.ID) target.View {
	b.t.Helper()
	v, err := b.View(b.t.Context(), operator, id)
	if err != nil {
		b.t.Fatal(err)
	}
	return v
}

// drag lets months pass in which a manager puts a target off every four weeks, and returns when its owner was written to.
func (b *desk) drag(id target.ID, owner assess.UserID, months int) (written []time.Time) {
	b.t.Helper()
	for end := b.clock.Now().AddDate(0, months, 0); b.clock.Now().Before(end); {
		until := b.clock.Now().AddDate(0, 0, 28)
		for _, line := range b.pass(until.Format("2006-01-02 15:04"), id.Subject()) {
			if at, what, _ := strings.Cut(line, " "+string(owner)+": "); what != "" {
				written = append(written, inLondon(b.t, at))
			}
		}
		b.moveOn(id, calendar.DateOf(b.clock.Now()).AddDays(40), owner)
	}
	return written
}

func TestASilentOwnerHearsAtMostOnceAMonthOnceManagersKnowAndThenNoMoreHoweverOftenTheDayIsMoved(t *testing.T) {
	t.Parallel()
	b := newDesk(t)
	id := b.set(boss, gov, 3, "2026-11-20")
	written := b.drag(id, gov, 24)
	if n := len(written); n < 7 || n > 10 {
		t.Errorf("%d messages in two years, want a handful: %v", n, written)
	}
	known := time.Time{}
	for _, e := range b.view(id).History {
		if e.Kind == target.WasFollowedUp && strings.HasPrefix(e.Step, "silent") && known.IsZero() {
			known = e.At
		}
	}
	if known.IsZero() {
		t.Fatal("managers did not hear of it")
	}
	for i, at := range written[1:] {
		if before := written[i]; at.After(known) && at.Before(before.AddDate(0, 1, 0)) {
			t.Errorf("written to at %s and at %s", before, at)
		}
	}
	v := b.view(id)
	if s := v.Silence; !s.Over || s.Asked != len(written) || !s.Since.Equal(written[0]) {
		t.Errorf("the manager sees %+v of %d messages since %s", s, len(written), written[0])
	}
	mine, err := b.Mine(t.Context(), boss)
	if err != nil {
		t.Fatal(err)
	}
	if len(mine.Watched) != 1 || !mine.Watched[0].Silence.Over {
		t.Errorf("the Home tab of the manager shows %+v", mine.Watched)
	}
}

func TestAWordOfTheOwnerOrAnotherOwnerStartsTheRemindersAnew(t *testing.T) {
	t.Parallel()
	for name, word := range map[string]func(b *desk, id target.ID) assess.UserID{
		"a check-in": func(b *desk, id target.ID) assess.UserID {
			b.checkIn(gov, id, b.view(id).Due.String())
			return gov
		},
		"another owner": func(b *desk, id target.ID) assess.UserID {
			b.moveOn(id, b.view(id).Due, tec)
			return tec
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newDesk(t)
			id := b.set(boss, gov, 3, "2026-11-20")
			b.drag(id, gov, 24)
			owner := word(b, id)
			if s := b.view(id).Silence; s.Over || s.Seldom || s.Asked != 0 {
				t.Errorf("after it %+v", s)
			}
			if n := len(b.drag(id, owner, 2)); n < 3 {
				t.Errorf("%d messages in the two months after it, want the usual ladder", n)
			}
		})
	}
}

func TestASilentOwnerOfAnActionThatIsMovedAgainAndAgainIsLeftInPeaceToo(t *testing.T) {
	t.Parallel()
	b := newDesk(t)
	id := b.give(boss, gov, "2026-10-20")
	n := 0
	for range 24 {
		for _, line := range b.pass(b.clock.Now().AddDate(0, 0, 30).Format("2006-01-02 15:04"), id.Subject()) {
			if strings.Contains(line, string(gov)) {
				n++
			}
		}
		v, err := b.ActionView(t.Context(), operator, id)
		if err != nil {
			t.Fatal(err)
		}
		w := v.Work
		w.Due = calendar.DateOf(b.clock.Now()).AddDays(15)
		if err := b.ChangeAction(t.Context(), assess.BySlack(boss), id, v.Edition, w, nil, "There is more to it than we thought."); err != nil {
			t.Fatal(err)
		}
	}
	if n < 7 || n > 13 {
		t.Errorf("%d messages in two years", n)
	}
	mine, err := b.Mine(t.Context(), boss)
	if err != nil || len(mine.Late) != 1 || !mine.Late[0].Silence.Over {
		t.Errorf("the Home tab of the manager shows %+v, %v", mine.Late, err)
	}
}
