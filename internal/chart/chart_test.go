package chart_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"image"
	"image/color"
	"image/png"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/internal/chart"
	"cairn/internal/errs"
)

var update = flag.Bool("update", false, "write testdata/*.svg anew")

type picture interface {
	Alt() string
	PNG() ([]byte, error)
	SVG() ([]byte, error)
}

var (
	at     = chart.Exactly
	none   = chart.Value{}
	levels = []chart.Level{
		{At: 1, Name: "Initial"},
		{At: 2, Name: "Developing"},
		{At: 3, Name: "Defined"},
		{At: 4, Name: "Managed"},
		{At: 5, Name: "Optimising"},
	}
	longNames = []string{
		"AI Governance and Accountability", "AI-Supported Development and Supply Chain Security", "Identity and Access",
		"Data Security and Privacy Lifecycle Management", "Monitoring", "Incident Response and Recovery", "Threat Modelling",
		"Model Security", "Application and Interface Security", "Compliance & Audit <sample>", "People and Awareness",
		"Infrastructure",
	}
)

func pictures() map[string]picture {
	twelve := chart.Bars{Title: "AI security maturity", Levels: levels, Now: "2026-Q4", Before: "2026-Q3"}
	for i, name := range longNames {
		twelve.Rows = append(twelve.Rows, chart.Row{Name: name, Now: at(float64(i%5 + 1)), Before: at(float64((i+2)%4 + 1))})
	}
	return map[string]picture{
		"bars": chart.Bars{
			Title: "One of five areas rose a level; Incident Response is the weakest", Subtitle: "Example Ltd, level per dimension",
			Levels: levels, Now: "2026-Q4", Before: "2026-Q3",
			Rows: []chart.Row{
				{Name: "Incident Response", Now: at(1), Before: at(1)},
				{Name: "Governance", Now: at(3), Before: at(2)},
				{Name: "Secure Development", Now: chart.Between(2, 4), Before: at(3)},
				{Name: "Data and Supply Chain", Now: none, Before: at(2)},
				{Name: "Workforce", Now: at(4.6), Before: none},
			},
		},
		"bars-twelve": twelve,
		"bars-first": chart.Bars{
			Title: "The first assessment", Levels: levels, Now: "2026-Q4",
			Rows: []chart.Row{{Name: "Governance", Now: at(2.4)}},
		},
		"gantt": chart.Gantt{
			Title: "Two targets by the end of next year; one action is overdue", Subtitle: "Example Ltd, 6 of 6 positions",
			Today: date("2026-11-22"),
			Rows: []chart.Span{
				{Kind: chart.Heading, Name: "Security Monitoring"},
				{Kind: chart.Goal, Name: "T3: Level 4 in Security Monitoring", Note: "on track", End: date("2027-11-19")},
				{Kind: chart.Finished, Name: "1. Log what agents do", Note: "done", Start: date("2026-10-01"), End: date("2026-11-13")},
				{Kind: chart.Overdue, Name: "2. Detect prompt injection in the gateway and send it to those on duty", Note: "Rosa, overdue", Start: date("2026-10-12"), End: date("2026-11-16")},
				{Kind: chart.Underway, Name: "3. Write a guide to each detection", Note: "Tom", Start: date("2026-11-16"), End: date("2027-02-26")},
				{Kind: chart.Planned, Name: "4. Measure the time to detect", Note: "Rosa", Start: date("2027-03-01"), End: date("2027-06-30")},
				{Kind: chart.Heading, Name: "Governance"},
				{Kind: chart.Goal, Name: "T1: Level 3 in Governance", Note: "at risk", End: date("2027-06-30")},
				{Kind: chart.Proposed, Name: "5. Keep a register of deployments", Note: "nobody yet", Start: date("2026-11-23"), End: date("2027-06-30")},
			},
		},
	}
}

func date(s string) time.Time {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return t
}

func TestSVGIsAsReviewed(t *testing.T) {
	t.Parallel()
	for name, p := range pictures() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := p.SVG()
			require.NoError(t, err)
			file := filepath.Join("testdata", name+".svg")
			if *update {
				require.NoError(t, os.WriteFile(file, got, 0o644))
			}
			want, err := os.ReadFile(file)
			require.NoError(t, err)
			assert.True(t, bytes.Equal(want, got), "%s differs; look at it with -update and git diff", file)

			for d := xml.NewDecoder(bytes.NewReader(got)); ; {
				if _, err := d.Token(); errors.Is(err, io.EOF) {
					break
				} else if err != nil {
					t.Fatal(err)
				}
			}
			var escaped bytes.Buffer
			require.NoError(t, xml.EscapeText(&escaped, []byte(p.Alt())))
			assert.Contains(t, string(got), "<desc>"+escaped.String()+"</desc>")
		})
	}
}

func TestPNGHasTheRightSizeAndIsDrawnOn(t *testing.T) {
	t.Parallel()
	for name, p := range pictures() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data, err := p.PNG()
			require.NoError(t, err)
			img, err := png.Decode(bytes.NewReader(data))
			require.NoError(t, err)
			assert.Equal(t, 2400, img.Bounds().Dx())
			assert.GreaterOrEqual(t, img.Bounds().Dy(), 600)
			assert.LessOrEqual(t, img.Bounds().Dy(), 2400)
			assert.Less(t, len(data), 1<<20)
			pixels, ok := img.(*image.RGBA)
			require.True(t, ok, "an opaque picture")
			share := shares(pixels)
			assert.Greater(t, share[color.RGBA{0, 0x72, 0xB2, 0xFF}], 0.0001, "the first series shows")
			assert.Less(t, share[color.RGBA{0, 0x72, 0xB2, 0xFF}], 0.5)
			assert.Greater(t, share[color.RGBA{0xFF, 0xFF, 0xFF, 0xFF}], 0.5, "the ground is white")
			assert.Greater(t, share[color.RGBA{0x1B, 0x22, 0x28, 0xFF}], 0.001, "there is text")
		})
	}
}

// shares is the part of the picture that each colour has, from every seventh pixel.
func shares(img *image.RGBA) map[color.RGBA]float64 {
	count := map[color.RGBA]int{}
	n := 0
	for i := 0; i < len(img.Pix); i += 4 * 7 {
		count[color.RGBA{img.Pix[i], img.Pix[i+1], img.Pix[i+2], img.Pix[i+3]}]++
		n++
	}
	share := make(map[color.RGBA]float64, len(count))
	for c, k := range count {
		share[c] = float64(k) / float64(n)
	}
	return share
}

func TestEqualChartsGiveEqualBytesFromManyGoroutines(t *testing.T) {
	t.Parallel()
	wantPNG, err := pictures()["bars-first"].PNG()
	require.NoError(t, err)
	wantSVG, err := pictures()["bars-first"].SVG()
	require.NoError(t, err)
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			p := pictures()["bars-first"]
			gotPNG, err := p.PNG()
			assert.NoError(t, err)
			gotSVG, err := p.SVG()
			assert.NoError(t, err)
			assert.True(t, bytes.Equal(wantPNG, gotPNG))
			assert.True(t, bytes.Equal(wantSVG, gotSVG))
		})
	}
	wg.Wait()
}

func TestAltSaysTheNumbers(t *testing.T) {
	t.Parallel()
	p := pictures()
	assert.Equal(t, "One of five areas rose a level; Incident Response is the weakest. 2026-Q4 compared with 2026-Q3: "+
		"Incident Response 1, was 1; Governance 3, was 2; Secure Development 2 to 4, was 3; Data and Supply Chain no answer, "+
		"was 2; Workforce 4.6, was no answer. Levels run from 1 Initial to 5 Optimising.", p["bars"].Alt())
	assert.Equal(t, "The first assessment. 2026-Q4: Governance 2.4. Levels run from 1 Initial to 5 Optimising.",
		p["bars-first"].Alt())
	assert.Equal(t, "Two targets by the end of next year; one action is overdue. Security Monitoring: "+
		"T3: Level 4 in Security Monitoring by 19 November 2027, on track; "+
		"1. Log what agents do 1 October 2026 to 13 November 2026, done, done; "+
		"2. Detect prompt injection in the gateway and send it to those on duty 12 October 2026 to 16 November 2026, overdue, Rosa, overdue; "+
		"3. Write a guide to each detection 16 November 2026 to 26 February 2027, in progress, Tom; "+
		"4. Measure the time to detect 1 March 2027 to 30 June 2027, planned, Rosa; "+
		"Governance: T1: Level 3 in Governance by 30 June 2027, at risk; "+
		"5. Keep a register of deployments 23 November 2026 to 30 June 2027, proposed, nobody yet.", p["gantt"].Alt())
	assert.Less(t, len(p["bars-twelve"].Alt()), 2000)
	assert.Equal(t, "Really? A 1. The highest level is 4.", chart.Bars{
		Title: " Really? ", Levels: []chart.Level{{At: 4}}, Rows: []chart.Row{{Name: "A", Now: at(1)}},
	}.Alt())
}

func TestAMissingValueIsNotDrawnAsZero(t *testing.T) {
	t.Parallel()
	draw := func(v chart.Value) string {
		data, err := chart.Bars{
			Title: "T", Levels: levels, Now: "now", Rows: []chart.Row{{Name: "A", Now: v}},
		}.SVG()
		require.NoError(t, err)
		return string(data)
	}
	missing, zero := draw(none), draw(at(0))
	assert.Contains(t, missing, ">no answer</text>")
	assert.NotContains(t, missing, ">0</text>")
	assert.Contains(t, zero, ">0</text>")
	assert.NotContains(t, zero, "no answer")
	assert.Greater(t, strings.Count(missing, "#a9b4bf"), 20, "hatched")
	assert.Zero(t, strings.Count(zero, "#a9b4bf"))
}

func TestACompleteChartExplainsNoHatching(t *testing.T) {
	t.Parallel()
	data, err := pictures()["bars-first"].SVG() // its rows have no value before, and nothing to compare with
	require.NoError(t, err)
	assert.NotContains(t, string(data), ">no answer<")
}

func TestFaultyChartsAreRefusedWithASentence(t *testing.T) {
	t.Parallel()
	row := func(v chart.Value) []chart.Row { return []chart.Row{{Name: "Governance", Now: v}} }
	tests := map[string]struct {
		p   picture
		say string
	}{
		"no rows":             {chart.Bars{Levels: levels}, "no rows"},
		"too many rows":       {chart.Bars{Levels: levels, Rows: make([]chart.Row, 41)}, "41 rows"},
		"no levels":           {chart.Bars{Rows: row(at(1))}, "no levels"},
		"only level 0":        {chart.Bars{Levels: []chart.Level{{At: 0}}, Rows: row(at(0))}, "no levels"},
		"levels out of order": {chart.Bars{Levels: []chart.Level{{At: 2}, {At: 1, Name: "Low"}}, Rows: row(at(1))}, `"Low"`},
		"level without place": {chart.Bars{Levels: []chart.Level{{At: math.NaN(), Name: "Odd"}}, Rows: row(at(1))}, `"Odd"`},
		"endless level":       {chart.Bars{Levels: []chart.Level{{At: math.Inf(1), Name: "Far"}}, Rows: row(at(1))}, `"Far"`},
		"above the axis":      {chart.Bars{Levels: levels, Rows: row(at(5.1))}, `5.1 of "Governance"`},
		"below the axis":      {chart.Bars{Levels: levels, Rows: row(at(-1))}, `-1 of "Governance"`},
		"not a number":        {chart.Bars{Levels: levels, Rows: row(at(math.NaN()))}, `"Governance"`},
		"limits swapped":      {chart.Bars{Levels: levels, Rows: row(chart.Between(3, 2))}, "3 to 2"},
		"no spans":            {chart.Gantt{Today: date("2026-11-22")}, "no rows"},
		"a span that ends first": {
			chart.Gantt{Today: date("2026-11-22"), Rows: []chart.Span{{Kind: chart.Planned, Name: "A", Start: date("2026-12-01"), End: date("2026-11-30")}}},
			"ends on 30 November 2026, before it begins on 1 December 2026",
		},
		"a span of another kind": {
			chart.Gantt{Today: date("2026-11-22"), Rows: []chart.Span{{Kind: "party", Name: "A", Start: date("2026-12-01"), End: date("2026-12-02")}}},
			`"party"`,
		},
		"a span of a century": {
			chart.Gantt{Today: date("2026-11-22"), Rows: []chart.Span{{Kind: chart.Goal, Name: "A", End: date("2126-12-02")}}},
			"20 years at most",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, draw := range []func() ([]byte, error){tt.p.PNG, tt.p.SVG} {
				_, err := draw()
				require.True(t, errs.Is(err, errs.Invalid), "%v", err)
				assert.Contains(t, err.Error(), tt.say)
			}
		})
	}
}

func BenchmarkPNG(b *testing.B) {
	for name, p := range pictures() {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := p.PNG(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
