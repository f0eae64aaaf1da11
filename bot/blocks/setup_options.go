package blocks

import (
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"cairn/internal/calendar"
)

// noCountry is the option for keeping no public holidays: an option cannot be empty.
const noCountry = "none"

// zones are what the menu of time zones offers: one where many people live for each way in which clocks are set. The one
// that a programme has is offered besides.
var zones = strings.Fields(`
	Africa/Cairo Africa/Casablanca Africa/Johannesburg Africa/Lagos Africa/Nairobi
	America/Anchorage America/Argentina/Buenos_Aires America/Bogota America/Caracas America/Chicago America/Denver
	America/Edmonton America/Halifax America/Havana America/Lima America/Los_Angeles America/Mexico_City America/Montevideo
	America/New_York America/Panama America/Phoenix America/Puerto_Rico America/Regina America/Santiago America/Sao_Paulo
	America/St_Johns America/Tijuana America/Toronto America/Vancouver America/Winnipeg
	Asia/Almaty Asia/Baghdad Asia/Baku Asia/Bangkok Asia/Beirut Asia/Colombo Asia/Dhaka Asia/Dubai Asia/Ho_Chi_Minh
	Asia/Hong_Kong Asia/Jakarta Asia/Jerusalem Asia/Kabul Asia/Karachi Asia/Kathmandu Asia/Kolkata Asia/Kuala_Lumpur
	Asia/Manila Asia/Qatar Asia/Riyadh Asia/Seoul Asia/Shanghai Asia/Singapore Asia/Taipei Asia/Tashkent Asia/Tbilisi
	Asia/Tehran Asia/Tokyo Asia/Yangon Asia/Yerevan
	Atlantic/Azores Atlantic/Reykjavik
	Australia/Adelaide Australia/Brisbane Australia/Darwin Australia/Hobart Australia/Melbourne Australia/Perth
	Australia/Sydney
	Europe/Amsterdam Europe/Athens Europe/Belgrade Europe/Berlin Europe/Brussels Europe/Bucharest Europe/Budapest
	Europe/Copenhagen Europe/Dublin Europe/Helsinki Europe/Istanbul Europe/Kyiv Europe/Lisbon Europe/London Europe/Madrid
	Europe/Oslo Europe/Paris Europe/Prague Europe/Rome Europe/Sofia Europe/Stockholm Europe/Vienna Europe/Warsaw
	Europe/Zurich
	Pacific/Auckland Pacific/Fiji Pacific/Honolulu UTC`)

// zoneOptions are the zones with the one that is set, by name.
func zoneOptions(set string) []*slack.OptionBlockObject {
	all := slices.Clone(zones)
	if set != "" && !slices.Contains(all, set) {
		all = append(all, set)
		slices.Sort(all)
	}
	options := make([]*slack.OptionBlockObject, len(all))
	for i, zone := range all {
		options[i] = option(zone, strings.ReplaceAll(zone, "_", " "))
	}
	return options
}

// countryOptions are the countries and parts of them whose public holidays are known, by the reader's names for them.
func countryOptions(r Reader) []*slack.OptionBlockObject {
	options := []*slack.OptionBlockObject{option(noCountry, r.say(setupCountryNone))}
	for _, code := range calendar.Countries() {
		options = append(options, option(code, countryName(r, code)))
	}
	slices.SortStableFunc(options[1:], func(a, b *slack.OptionBlockObject) int { return strings.Compare(a.Text.Text, b.Text.Text) })
	return options
}

// countryName names a country, or a part of one: "Germany · BY".
func countryName(r Reader, code string) string {
	country, part, _ := strings.Cut(code, "-")
	name := r.language().country(country)
	if part != "" {
		return r.say(setupRegion, name, strings.ToUpper(part))
	}
	return name
}

// Country is the code that an option of the countries' menu stands for.
func Country(value string) string {
	if value == noCountry {
		return ""
	}
	return value
}

// monthName and dayName are the reader's names.
func monthName(r Reader, m time.Month) string {
	return r.language().format(time.Date(2026, m, 1, 0, 0, 0, 0, time.UTC), "January")
}

func dayName(r Reader, d time.Weekday) string {
	const sunday = 4 // of January 2026
	return r.language().format(time.Date(2026, time.January, sunday+int(d), 0, 0, 0, 0, time.UTC), "Monday")
}

// week begins on Monday.
var week = []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday, time.Sunday}

func option(value, text string) *slack.OptionBlockObject {
	return slack.NewOptionBlockObject(value, plain(text, MaxOption), nil)
}

// chosen are the options with one of the values.
func chosen(options []*slack.OptionBlockObject, values ...string) []*slack.OptionBlockObject {
	var picked []*slack.OptionBlockObject
	for _, o := range options {
		if slices.Contains(values, o.Value) {
			picked = append(picked, o)
		}
	}
	return picked
}

// menu chooses one option from a list that is searched by typing.
func menu(r Reader, options []*slack.OptionBlockObject, value string) *slack.SelectBlockElement {
	m := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, plain(r.say(setupPick), MaxPlaceholder), ActionValue, options...)
	if set := chosen(options, value); len(set) > 0 {
		m.WithInitialOption(set[0])
	}
	return m
}

// boxes choose any number of options.
func boxes(options []*slack.OptionBlockObject, values ...string) *slack.CheckboxGroupsBlockElement {
	b := slack.NewCheckboxGroupsBlockElement(ActionValue, options...)
	b.InitialOptions = chosen(options, values...)
	return b
}

// number takes a whole number.
func number(value, most int) *slack.NumberInputBlockElement {
	n := slack.NewNumberInputBlockElement(nil, ActionValue, false)
	n.InitialValue, n.MinValue, n.MaxValue = itoa(value), "1", itoa(most)
	return n
}

// clock takes a time of day.
func clock(c calendar.Clock) *slack.TimePickerBlockElement {
	t := slack.NewTimePickerBlockElement(ActionValue)
	t.InitialTime = c.String()
	return t
}
