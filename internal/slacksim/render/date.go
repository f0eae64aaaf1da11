package render

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// dateToken draws the inside of <!date^UNIX^FORMAT^LINK|FALLBACK>; rest is UNIX^FORMAT^LINK. first says that nothing
// stands before it on its line.
func (r *renderer) dateToken(rest, fallback string, first bool) {
	unix, rest, _ := strings.Cut(rest, "^")
	format, link, _ := strings.Cut(rest, "^")
	n, err := strconv.ParseInt(unix, 10, 64)
	if err != nil || format == "" {
		if fallback == "" {
			fallback = format
		}
		r.text(fallback)
		return
	}
	r.instant(n, unescape(format), unescape(link), fallback, first)
}

// instant draws a moment in the viewer's time zone.
func (r *renderer) instant(unix int64, format, link, fallback string, first bool) {
	if unix < minUnix || unix > maxUnix {
		r.text(fallback)
		return
	}
	t := time.Unix(unix, 0).In(r.env.Location)
	text := FormatDate(t, r.env.Now, format)
	if first && text != "" && text[0] < utf8.RuneSelf {
		text = strings.ToUpper(text[:1]) + text[1:]
	}
	href := safeURL(link)
	if href != "" {
		r.open("a", at("href", href), at("target", "_blank"), at("rel", "noopener noreferrer"))
	}
	r.el("time", text, at("datetime", t.UTC().Format(time.RFC3339)), at("title", t.Format("Monday 2 January 2006, 15:04 MST")))
	if href != "" {
		r.end("a")
	}
}

// Instants outside the years 1 to 9999 are not drawn.
const (
	minUnix = -62135596800
	maxUnix = 253402300799
)

var dateField = regexp.MustCompile(`\{[a-z_]+\}`)

// FormatDate fills Slack's date fields ({date_short_pretty}, {time} and so on) for t, whose location counts. now decides
// what is today and which dates are near enough to go without their year. A field Slack does not have stays as it is.
func FormatDate(t, now time.Time, format string) string {
	now = now.In(t.Location())
	return dateField.ReplaceAllStringFunc(format, func(field string) string {
		switch field = strings.Trim(field, "{}"); field {
		case "date_num":
			return t.Format("2006-01-02")
		case "date_slash":
			return t.Format("01/02/2006")
		case "time":
			return t.Format("3:04 PM")
		case "time_secs":
			return t.Format("3:04:05 PM")
		case "ago":
			return ago(t, now)
		case "day_divider_pretty":
			return DayDivider(t, now)
		case "date", "date_long", "date_short", "date_long_full":
			return calendarDate(t, now, field)
		case "date_pretty", "date_long_pretty", "date_short_pretty":
			if day := nearDay(t, now); day != "" {
				return day
			}
			return calendarDate(t, now, strings.TrimSuffix(field, "_pretty"))
		default:
			return "{" + field + "}"
		}
	})
}

func calendarDate(t, now time.Time, field string) string {
	year := ""
	if field == "date_long_full" || t.Before(now.AddDate(0, -6, 0)) || t.After(now.AddDate(0, 6, 0)) {
		year = ", " + t.Format("2006")
	}
	switch field {
	case "date_short":
		return t.Format("Jan 2") + year
	case "date_long", "date_long_full":
		return t.Format("Monday, January ") + ordinal(t.Day()) + year
	default:
		return t.Format("January ") + ordinal(t.Day()) + year
	}
}

// DayDivider names the day a run of messages stands under: Today, Yesterday, or a long date.
func DayDivider(t, now time.Time) string {
	if day := nearDay(t, now.In(t.Location())); day != "" {
		return strings.ToUpper(day[:1]) + day[1:]
	}
	return calendarDate(t, now, "date_long")
}

func nearDay(t, now time.Time) string {
	switch days := julianDay(t) - julianDay(now); days {
	case -1:
		return "yesterday"
	case 0:
		return "today"
	case 1:
		return "tomorrow"
	}
	return ""
}

// julianDay numbers the calendar day t stands on.
func julianDay(t time.Time) int64 {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400
}

func ordinal(n int) string {
	suffix := "th"
	if n/10 != 1 {
		switch n % 10 {
		case 1:
			suffix = "st"
		case 2:
			suffix = "nd"
		case 3:
			suffix = "rd"
		}
	}
	return strconv.Itoa(n) + suffix
}

func ago(t, now time.Time) string {
	d := now.Sub(t)
	text := "now"
	for _, unit := range []struct {
		name string
		size time.Duration
	}{{"year", 365 * 24 * time.Hour}, {"month", 30 * 24 * time.Hour}, {"day", 24 * time.Hour}, {"hour", time.Hour}, {"minute", time.Minute}} {
		n := int(math.Abs(float64(d / unit.size)))
		if n == 0 {
			continue
		}
		text = strconv.Itoa(n) + " " + unit.name
		if n > 1 {
			text += "s"
		}
		if d > 0 {
			return text + " ago"
		}
		return "in " + text
	}
	return text
}
