package blocks

import (
	"cmp"
	"embed"
	"fmt"
	"path"
	"strings"
	"sync"
	"time"

	"github.com/go-playground/locales"
	"github.com/go-playground/locales/de"
	"go.yaml.in/yaml/v3"
	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
	"golang.org/x/text/message"
	"golang.org/x/text/message/catalog"
)

// catalogues hold the translations, a file a language, by the English text. English has one too, for its plurals.
//
//go:embed locales/*.yaml
var catalogues embed.FS

// spoken are the languages that Cairn speaks besides English, with their names of months and days.
var spoken = map[language.Tag]locales.Translator{language.German: de.New()}

// tongue is a language that Cairn speaks.
type tongue struct {
	tag     language.Tag
	printer *message.Printer
	names   locales.Translator // nil for English, whose names Go has
}

// tongues are the languages that Cairn speaks, and a matcher that finds one for a locale. English is the first.
type tongues struct {
	all     []tongue
	matcher language.Matcher
}

// speech is read when the first reader is made. The files are part of the program, so one that is wrong is a defect.
var speech = sync.OnceValue(func() tongues {
	tags := []language.Tag{language.English}
	for tag := range spoken {
		tags = append(tags, tag)
	}
	b := catalog.NewBuilder(catalog.Fallback(language.English))
	var s tongues
	for _, tag := range tags {
		if err := fill(b, tag); err != nil {
			panic(err)
		}
		s.all = append(s.all, tongue{tag, message.NewPrinter(tag, message.Catalog(b)), spoken[tag]})
	}
	s.matcher = language.NewMatcher(tags)
	return s
})

// speak returns the language of a Slack locale, such as "de-DE"; English where it is unknown or not spoken.
func speak(locale string) tongue {
	s := speech()
	tag, err := language.Parse(locale)
	if err != nil {
		return s.all[0]
	}
	_, i, confidence := s.matcher.Match(tag)
	if confidence == language.No {
		return s.all[0]
	}
	return s.all[i]
}

// fill adds the translations of a language to the catalogue.
func fill(b *catalog.Builder, tag language.Tag) error {
	file := path.Join("locales", tag.String()+".yaml")
	raw, err := catalogues.ReadFile(file)
	if err != nil {
		return fmt.Errorf("blocks: %w", err)
	}
	var texts map[string]translation
	if err := yaml.Unmarshal(raw, &texts); err != nil {
		return fmt.Errorf("blocks: %s: %w", file, err)
	}
	for english, t := range texts {
		if t.One == "" && t.Other == "" { // not translated yet
			continue
		}
		if err := b.Set(tag, english, t.message()); err != nil {
			return fmt.Errorf("blocks: %s: %q: %w", file, english, err)
		}
	}
	return nil
}

// translation is a text in a language: one form, or two that a number decides between.
type translation struct {
	One   string // for one thing; "" when the text has one form
	Other string
	By    int // the argument that decides, counted from 1; the first by default
}

// UnmarshalYAML reads a text, or a mapping with one, other and by.
func (t *translation) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind == yaml.ScalarNode {
		return n.Decode(&t.Other)
	}
	type forms translation
	return n.Decode((*forms)(t))
}

func (t translation) message() catalog.Message {
	if t.One == "" {
		return catalog.String(t.Other)
	}
	return plural.Selectf(max(t.By, 1), "%d", plural.One, t.One, plural.Other, t.Other)
}

// country is the language's name of a country, by its ISO 3166 code in any case; the code where it has none.
func (l tongue) country(code string) string {
	region, err := language.ParseRegion(code)
	if err != nil {
		return code
	}
	return cmp.Or(display.Regions(l.tag).Name(region), code)
}

// format is time.Format with the language's names of months and days.
func (l tongue) format(t time.Time, layout string) string {
	if l.names == nil {
		return t.Format(layout)
	}
	var b strings.Builder
	for layout != "" {
		at, token, name := len(layout), "", ""
		for _, n := range []struct{ token, name string }{ // the longer of two that start alike first
			{"Monday", l.names.WeekdayWide(t.Weekday())},
			{"Mon", l.names.WeekdayAbbreviated(t.Weekday())},
			{"January", l.names.MonthWide(t.Month())},
			{"Jan", l.names.MonthAbbreviated(t.Month())},
		} {
			if i := strings.Index(layout, n.token); i >= 0 && i < at {
				at, token, name = i, n.token, n.name
			}
		}
		b.WriteString(t.Format(layout[:at]))
		b.WriteString(name)
		layout = layout[at+len(token):]
	}
	return b.String()
}
