package calendar

import (
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/aa"
	"github.com/rickar/cal/v2/at"
	"github.com/rickar/cal/v2/au"
	"github.com/rickar/cal/v2/be"
	"github.com/rickar/cal/v2/br"
	"github.com/rickar/cal/v2/ca"
	"github.com/rickar/cal/v2/ch"
	"github.com/rickar/cal/v2/cz"
	"github.com/rickar/cal/v2/de"
	"github.com/rickar/cal/v2/dk"
	"github.com/rickar/cal/v2/es"
	"github.com/rickar/cal/v2/fr"
	"github.com/rickar/cal/v2/gb"
	"github.com/rickar/cal/v2/ie"
	"github.com/rickar/cal/v2/it"
	"github.com/rickar/cal/v2/jp"
	"github.com/rickar/cal/v2/nl"
	"github.com/rickar/cal/v2/no"
	"github.com/rickar/cal/v2/nz"
	"github.com/rickar/cal/v2/pl"
	"github.com/rickar/cal/v2/se"
	"github.com/rickar/cal/v2/us"
	"github.com/rickar/cal/v2/za"

	"cairn/internal/wording"
)

// countries holds the public holidays by lower-case ISO 3166 code, of a country or of a part of it. A federal country's
// own code has the days which all or nearly all of its parts keep. The comments say where the list differs from the
// library's, and why.
var countries = map[string][]*cal.Holiday{
	"at": at.Holidays,
	"au": { // the library has only states
		au.NewYear, au.AustraliaDay, au.GoodFriday, au.EasterMonday, au.AnzacDay, au.ChristmasDay, au.BoxingDay,
	},
	"au-act": au.HolidaysACT,
	"au-nsw": au.HolidaysNSW,
	"au-nt":  au.HolidaysNT,
	"au-qld": au.HolidaysQLD,
	"au-sa":  au.HolidaysSA,
	"au-tas": au.HolidaysTAS,
	"au-vic": au.HolidaysVIC,
	"au-wa":  au.HolidaysWA,
	"be":     be.Holidays,
	"br":     br.Holidays,
	"ca":     ca.Holidays,
	"ch": { // the library's list joins the days of all cantons
		ch.Neujahr, ch.Karfreitag, ch.Ostermontag, ch.Auffahrt, ch.Pfingstmontag, ch.Bundesfeiertag, ch.Weihnachtstag,
		ch.ZweiterWeihnachtsfeiertag,
	},
	"ch-be":  ch.HolidaysBE,
	"ch-bs":  ch.HolidaysBS,
	"ch-ge":  ch.HolidaysGE,
	"ch-lu":  ch.HolidaysLU,
	"ch-sg":  ch.HolidaysSG,
	"ch-ti":  ch.HolidaysTI,
	"ch-vd":  ch.HolidaysVD,
	"ch-zg":  ch.HolidaysZG,
	"ch-zh":  ch.HolidaysZH,
	"cz":     cz.Holidays,
	"de":     de.Holidays,
	"de-bb":  de.HolidaysBB,
	"de-be":  de.HolidaysBE,
	"de-bw":  de.HolidaysBW,
	"de-by":  de.HolidaysBY,
	"de-hb":  de.HolidaysHB,
	"de-he":  de.HolidaysHE,
	"de-hh":  de.HolidaysHH,
	"de-mv":  de.HolidaysMV,
	"de-ni":  de.HolidaysNI,
	"de-nw":  de.HolidaysNW,
	"de-rp":  de.HolidaysRP,
	"de-sh":  de.HolidaysSH,
	"de-sl":  de.HolidaysSL,
	"de-sn":  de.HolidaysSN,
	"de-st":  de.HolidaysST,
	"de-th":  de.HolidaysTH,
	"dk":     dk.Holidays,
	"es":     es.Holidays,
	"fi":     finland,
	"fr":     fr.Holidays,
	"gb":     gb.Holidays, // England and Wales
	"gb-eng": gb.Holidays,
	"gb-wls": gb.Holidays,
	"ie":     ie.Holidays,
	"it":     it.Holidays,
	"jp":     jp.Holidays,
	"nl":     nl.Holidays,
	"no":     no.Holidays,
	"nz":     append(slices.Clone(nz.Holidays), matariki), // a public holiday since 2022
	"pl":     append(slices.Clone(pl.Holidays), wigilia),  // a public holiday since 2025
	"se":     se.Holidays,
	"us":     us.Holidays, // federal
	"za":     za.Holidays,
}

// finland is not in the library. Midsummer Eve and Christmas Eve are not public holidays there, but offices are closed.
var finland = []*cal.Holiday{
	named(aa.NewYear, "Uudenvuodenpäivä"),
	named(aa.Epiphany, "Loppiainen"),
	named(aa.GoodFriday, "Pitkäperjantai"),
	named(aa.EasterMonday, "Toinen pääsiäispäivä"),
	named(aa.WorkersDay, "Vappu"),
	named(aa.AscensionDay, "Helatorstai"),
	{Name: "Juhannusaatto", Month: time.June, Day: 19, Weekday: time.Friday, Offset: 1, Func: cal.CalcWeekdayFrom},
	{Name: "Juhannuspäivä", Month: time.June, Day: 20, Weekday: time.Saturday, Offset: 1, Func: cal.CalcWeekdayFrom},
	{Name: "Pyhäinpäivä", Month: time.October, Day: 31, Weekday: time.Saturday, Offset: 1, Func: cal.CalcWeekdayFrom},
	{Name: "Itsenäisyyspäivä", Month: time.December, Day: 6, Func: cal.CalcDayOfMonth},
	{Name: "Jouluaatto", Month: time.December, Day: 24, Func: cal.CalcDayOfMonth},
	named(aa.ChristmasDay, "Joulupäivä"),
	named(aa.ChristmasDay2, "Tapaninpäivä"),
}

func named(h *cal.Holiday, name string) *cal.Holiday { return h.Clone(&cal.Holiday{Name: name}) }

var wigilia = &cal.Holiday{
	Name: "Wigilia Bożego Narodzenia", StartYear: 2025, Month: time.December, Day: 24, Func: cal.CalcDayOfMonth,
}

// matariki follows the moon; the law lists its dates.
var matariki = &cal.Holiday{
	Name: "Matariki", StartYear: 2022, EndYear: 2035,
	Func: func(_ *cal.Holiday, year int) time.Time {
		dates := [...]struct {
			month time.Month
			day   int
		}{
			{time.June, 24},
			{time.July, 14},
			{time.June, 28},
			{time.June, 20},
			{time.July, 10},
			{time.June, 25},
			{time.July, 14},
			{time.July, 6},
			{time.June, 21},
			{time.July, 11},
			{time.July, 2},
			{time.June, 24},
			{time.July, 7},
			{time.June, 29},
		}
		d := dates[year-2022]
		return time.Date(year, d.month, d.day, 0, 0, 0, 0, time.UTC)
	},
}

// The library reckons in the machine's zone unless told otherwise; where clocks change at midnight its dates would slip.
func init() { cal.DefaultLoc = time.UTC }

// Countries lists the codes that [Config].Country may hold, sorted.
func Countries() []string { return slices.Sorted(maps.Keys(countries)) }

func checkCountry(code string) (problem wording.Text) {
	if _, ok := countries[code]; ok || code == "" {
		return wording.Text{}
	}
	return wording.New("Public holidays of %q are not known; leave it empty and list your own dates, or use one of %s.",
		code, strings.Join(Countries(), ", "))
}

type countryYear struct {
	country string
	year    int
}

// computed keeps what publicHolidays has worked out, map[Date]string by countryYear. The answers are the same for
// every calendar and never change.
var computed sync.Map

// publicHolidays names each public holiday of a country in a year. A holiday that moves off a weekend is named on the
// day it moves to, and on its own weekend day for those who work then.
func publicHolidays(country string, year int) map[Date]string {
	if country == "" {
		return nil
	}
	key := countryYear{country, year}
	if names, ok := computed.Load(key); ok {
		return names.(map[Date]string)
	}
	names := map[Date]string{}
	add := func(d Date, name string) {
		if _, taken := names[d]; !taken && d.Year == year {
			names[d] = name
		}
	}
	for _, h := range countries[country] {
		for y := year - 1; y <= year+1; y++ { // New Year's Day may be kept on 31 December
			actual, observed := h.Calc(y)
			if actual.IsZero() {
				continue
			}
			if day := actual.Weekday(); observed.Equal(actual) || day == time.Saturday || day == time.Sunday {
				add(DateOf(actual), h.Name)
			}
			if !observed.Equal(actual) {
				add(DateOf(observed), h.Name+" (substitute day)")
			}
		}
	}
	computed.Store(key, names)
	return names
}
