package assess

import (
	"cmp"
	"slices"
	"strings"
	"time"
	"unicode"

	"cairn/internal/calendar"
)

// Person is what Slack last told Cairn about somebody. What is not known yet is zero.
type Person struct {
	ID       UserID
	Name     string // as Slack shows it
	Zone     string // IANA time zone; "" while unknown
	Locale   string // "en-GB", "de-DE"; "" while unknown
	Standing Standing
	Admin    bool // administers the workspace
	Status   SlackStatus
	Absence  Absence   // said to Cairn by the person; the zero value for none
	SeenAt   time.Time // when Slack told this; zero while it never did
	Version  int       // counts changes
}

// Standing is what somebody is in the workspace.
type Standing string

// The standings. A person whom nobody has looked up yet counts as a member.
const (
	Member Standing = "member"
	Guest  Standing = "guest"
	Bot    Standing = "bot"
	Gone   Standing = "gone" // deactivated
)

// MayBeAsked reports whether questions can be put to the person.
func (p Person) MayBeAsked() bool { return p.Standing == "" || p.Standing == Member }

// SlackStatus is what a person shows beside their name.
type SlackStatus struct {
	Emoji string // ":palm_tree:"
	Text  string
	Since time.Time // when Cairn first saw it
	Until time.Time // when Slack clears it; zero for never
}

// Absence is a time in which a person is not to be asked.
type Absence struct {
	Since time.Time
	Until time.Time // the person is back from here on; zero for until further notice
}

// AwayRule says which Slack statuses mean that a person is out of office.
type AwayRule struct {
	Emoji []string // ":palm_tree:"
	Words []string // any of them in the text, at the start of a word and whatever the case
}

// DefaultAwayRule is that of a programme which declares none.
func DefaultAwayRule() AwayRule {
	return AwayRule{
		Emoji: []string{":palm_tree:", ":desert_island:", ":beach_with_umbrella:", ":airplane:", ":face_with_thermometer:", ":baby:"},
		Words: []string{"out of office", "ooo", "annual leave", "parental leave", "sick leave", "holiday", "vacation", "urlaub", "krank", "abwesend"},
	}
}

// Matches reports whether a status means that the person is out of office.
func (r AwayRule) Matches(s SlackStatus) bool {
	if slices.Contains(r.Emoji, s.Emoji) {
		return true
	}
	text := words(s.Text)
	return slices.ContainsFunc(r.Words, func(phrase string) bool { return strings.Contains(text, words(phrase)) })
}

// words lists the words of a text in lower case, a space before each, so that one is found only where a word begins.
func words(text string) string {
	return " " + strings.Join(strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}), " ")
}

// WorkingTime is how one person's working time differs from the programme's. A zero field means the programme's.
type WorkingTime struct {
	User    UserID
	Country string // ISO 3166 code, with a part of the country where that matters: "us", "de-by"
	Days    []time.Weekday
	Hours   calendar.Hours
}

// CalendarOf returns the working calendar of one person: their Slack time zone, and their country, days and hours where
// the programme declares them.
func (p Programme) CalendarOf(who Person) (*calendar.Calendar, error) {
	own := p.WorkingTimeOf(who.ID)
	config := calendar.Config{Zone: p.Zone, Days: own.Days, Hours: own.Hours, Country: own.Country, Extra: p.Holidays}
	if _, err := time.LoadLocation(who.Zone); err == nil && who.Zone != "" && who.Zone != "Local" {
		config.Zone = who.Zone
	}
	return calendar.New(config)
}

// WorkingTimeOf returns when a person works: as the programme does, but for what it declares of them.
func (p Programme) WorkingTimeOf(u UserID) WorkingTime {
	all := WorkingTime{User: u, Country: p.Country, Days: p.Days, Hours: p.Hours}
	for _, own := range p.People {
		if own.User != u {
			continue
		}
		all.Country = cmp.Or(own.Country, all.Country)
		if len(own.Days) > 0 {
			all.Days = own.Days
		}
		if own.Hours != (calendar.Hours{}) {
			all.Hours = own.Hours
		}
	}
	return all
}
