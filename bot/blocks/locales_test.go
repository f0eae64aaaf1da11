package blocks_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
)

// The catalogues are checked against the source: every English text that a person can read in Slack has a translation that
// takes the same arguments, and no translation is left over. With -update the files of all languages are written anew,
// in the order of the source, with "" for what is still to be translated.

// forms is a translation as it stands in a catalogue.
type forms struct {
	One   string `yaml:"one"`
	Other string `yaml:"other"`
	By    int    `yaml:"by"`
}

func (f *forms) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind == yaml.ScalarNode {
		return n.Decode(&f.Other)
	}
	type plain forms
	return n.Decode((*plain)(f))
}

func (f forms) all() []string {
	if f.One == "" {
		return []string{f.Other}
	}
	return []string{f.One, f.Other}
}

func readCatalogue(t *testing.T, file string) map[string]forms {
	t.Helper()
	raw, err := os.ReadFile(file)
	require.NoError(t, err)
	var texts map[string]forms
	require.NoError(t, yaml.Unmarshal(raw, &texts), file)
	return texts
}

func TestEveryTextIsTranslated(t *testing.T) {
	t.Parallel()
	texts := sourceTexts(t)
	require.Greater(t, len(texts), 300, "the source was not read")
	files, err := filepath.Glob("locales/*.yaml")
	require.NoError(t, err)
	require.Len(t, files, 2, "en and de")
	for _, file := range files {
		catalogue := readCatalogue(t, file)
		if filepath.Base(file) == "en.yaml" { // holds plurals only
			checkPlurals(t, texts, catalogue)
			continue
		}
		if *update {
			require.NoError(t, os.WriteFile(file, written(t, texts, catalogue), 0o644))
		}
		var missing strings.Builder
		section := ""
		for _, text := range texts {
			translation, ok := catalogue[text.english]
			if !ok || translation.Other == "" {
				if text.file != section {
					section = text.file
					fmt.Fprintf(&missing, "\n# %s\n", section)
				}
				fmt.Fprintf(&missing, "%s:\n  \"\"   # line %d\n", quoted(t, text.english), text.line)
				continue
			}
			for _, form := range translation.all() {
				assert.Empty(t, differences(text.english, form), "%s: the translation of %q", file, text.english)
			}
		}
		if missing.Len() > 0 {
			t.Errorf("bot/blocks/%s lacks these texts. Run `go test ./bot/blocks -run %s -update` and fill in what it leaves empty, or add:\n%s",
				file, t.Name(), missing.String())
		}
		for english := range catalogue {
			if !slices.ContainsFunc(texts, func(text sourceText) bool { return text.english == english }) {
				t.Errorf("bot/blocks/%s translates %q, which Cairn no longer says. Remove it, or run this test with -update.", file, english)
			}
		}
	}
}

// checkPlurals checks English's own catalogue: each of its texts is said, and is its own plural.
func checkPlurals(t *testing.T, texts []sourceText, catalogue map[string]forms) {
	t.Helper()
	for english, plural := range catalogue {
		assert.True(t, slices.ContainsFunc(texts, func(text sourceText) bool { return text.english == english }), "en.yaml: %q is said nowhere", english)
		assert.Equal(t, english, plural.Other, "en.yaml: the plural is the text itself")
		assert.NotEmpty(t, plural.One, "en.yaml: %q has no singular", english)
		assert.Empty(t, differences(english, plural.One), "en.yaml: %q", english)
	}
	for _, text := range texts {
		if text.one != "" {
			assert.Equal(t, text.one, catalogue[text.english].One, "en.yaml lacks the singular of %s:%d", text.file, text.line)
		}
	}
}

// written is a catalogue in the order of the source.
func written(t *testing.T, texts []sourceText, catalogue map[string]forms) []byte {
	t.Helper()
	var b bytes.Buffer
	b.WriteString("# What Cairn says in Slack, by the English text. Keep every %[1]s, *, ` and line break; an argument may move within its\n" +
		"# text. Where a number decides between two forms write \"one:\" and \"other:\", and \"by: 2\" when it is the second argument.\n" +
		"# `go test ./bot/blocks -run TestEveryTextIsTranslated -update` adds what is new and removes what is no longer said.\n")
	section := ""
	for _, text := range texts {
		if text.file != section {
			section = text.file
			fmt.Fprintf(&b, "\n# %s\n\n", section)
		}
		translation := catalogue[text.english]
		fmt.Fprintf(&b, "%s:\n", quoted(t, text.english))
		switch {
		case translation.One == "":
			fmt.Fprintf(&b, "  %s\n", quoted(t, translation.Other))
		default:
			fmt.Fprintf(&b, "  one: %s\n  other: %s\n", quoted(t, translation.One), quoted(t, translation.Other))
			if translation.By != 0 {
				fmt.Fprintf(&b, "  by: %d\n", translation.By)
			}
		}
	}
	return b.Bytes()
}

// quoted is a string as YAML and JSON write it.
func quoted(t *testing.T, s string) string {
	t.Helper()
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	require.NoError(t, enc.Encode(s))
	return strings.TrimSpace(b.String())
}

var (
	verb   = regexp.MustCompile(`%(?:\[(\d+)\])?[-+# 0]*[\d.]*([a-zA-Z%])`)
	markup = regexp.MustCompile("<[#@!]|[*`\n]")
)

// verbsOf lists what a format takes: "1s", "2d", each once.
func verbsOf(format string) []string {
	var verbs []string
	next := 1
	for _, m := range verb.FindAllStringSubmatch(format, -1) {
		if m[2] == "%" {
			continue
		}
		if m[1] != "" {
			_, _ = fmt.Sscan(m[1], &next)
		}
		verbs = append(verbs, fmt.Sprint(next, m[2]))
		next++
	}
	slices.Sort(verbs)
	return slices.Compact(verbs)
}

// differences says what a translation does otherwise than the English text: its arguments, its markup.
func differences(english, translation string) string {
	if a, b := verbsOf(english), verbsOf(translation); !slices.Equal(a, b) {
		return fmt.Sprintf("%q takes the arguments %v instead of %v", translation, b, a)
	}
	a, b := markup.FindAllString(english, -1), markup.FindAllString(translation, -1)
	slices.Sort(a)
	slices.Sort(b)
	if !slices.Equal(a, b) {
		return fmt.Sprintf("%q has the markup %q instead of %q", translation, b, a)
	}
	return ""
}

func TestDifferencesOfATranslationAreSeen(t *testing.T) {
	t.Parallel()
	const english = "*%[1]s*: %[2]d of %[3]d, `/cairn help`"
	assert.Empty(t, differences(english, "`/cairn help`: %[2]d von %[3]d in *%[1]s* (%[1]s)"))
	assert.NotEmpty(t, differences(english, "*%[1]s*: %[2]d von %[2]d, `/cairn help`"), "an argument is lost")
	assert.NotEmpty(t, differences(english, "*%[1]s*: %[2]s von %[3]d, `/cairn help`"), "another verb")
	assert.NotEmpty(t, differences(english, "*%[1]s*: %[2]d von %[3]d, `/cairn help"), "a mark is lost")
	assert.Empty(t, differences("%s and %s", "%[2]s, %[1]s"))
}
