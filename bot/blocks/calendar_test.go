package blocks_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"cairn/bot/blocks"
	"cairn/internal/feed"
)

func TestCalendarGolden(t *testing.T) {
	t.Parallel()
	g := &golden{name: "calendar"}
	p := owned(t)
	made := feed.Made{Feed: feed.Feed{Person: gus, MadeAt: early}, Address: "https://cairn.example.org/calendar/SECRET.ics"}
	g.message(t, "one's own", blocks.CalendarMade(english(gus), nil, made))
	made.Programme, made.Ended = p.ID, true
	g.message(t, "of a programme, in the place of another", blocks.CalendarMade(english(gus), &p, made))
	g.message(t, "in German", blocks.CalendarMade(blocks.NewReader(gus, "de-DE", nil), &p, made))
	g.message(t, "made before", blocks.CalendarKept(english(gus), nil, feed.Feed{MadeAt: early}))
	g.message(t, "made before, in German", blocks.CalendarKept(blocks.NewReader(gus, "de-DE", nil), &p, made.Feed))
	g.compare(t)
}

func TestTheAddressOfACalendarIsInNoText(t *testing.T) {
	t.Parallel()
	made := feed.Made{Address: "https://cairn.example.org/calendar/SECRET.ics"}
	assert.NotContains(t, blocks.CalendarMade(english(gus), nil, made).Text, "SECRET", "texts are kept in places where a secret is not to be")
}

func TestTheButtonOfACalendarSaysWhatItIsFor(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]string{"own": "", "of:northwind": "northwind", "of:own": "own"} {
		p, ok := blocks.ParseCalendarValue(value)
		assert.True(t, ok, value)
		assert.Equal(t, want, string(p))
	}
	for _, value := range []string{"", "of:", "northwind"} {
		_, ok := blocks.ParseCalendarValue(value)
		assert.False(t, ok, value)
	}
}
