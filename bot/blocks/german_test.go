package blocks_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/bot/blocks"
	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/target"
	"cairn/internal/wording"
)

func zoned(t *testing.T, u assess.UserID, locale, zone string) blocks.Reader {
	t.Helper()
	loc, err := time.LoadLocation(zone)
	require.NoError(t, err)
	return blocks.NewReader(u, locale, loc)
}

// TestGermanGolden shows what a person in Berlin reads. The words of the model stay in the model's language.
func TestGermanGolden(t *testing.T) {
	t.Parallel()
	g := &golden{name: "german"}
	r := zoned(t, gus, "de-DE", "Europe/Berlin")
	fresh := waiting(t)
	fresh.Before = assess.Before{Period: "2026-Q3", Answers: map[string]string{"G1": "2", "G2": "2"}}
	g.message(t, "introduction", blocks.Card(r, firstCard(t), early))
	g.message(t, "card", blocks.Card(r, asked(waiting(t)), early))
	g.message(t, "card when answered", blocks.Card(r, asked(answered(t)), late))
	g.message(t, "card when missed", blocks.Card(r, asked(ended(waiting(t))), closed))
	g.message(t, "reminder", blocks.Reminder(r, reminder(early, waiting(t))))
	g.message(t, "reminder when overdue", blocks.Reminder(r, reminder(late, waiting(t))))
	g.message(t, "escalation", blocks.Escalation(r, escalation(waiting(t))))
	v, err := blocks.Form(r, fresh, blocks.NewFormState(fresh), blocks.Alert{})
	g.modal(t, "form", v, err)
	v, err = blocks.Form(r, objectives(t), blocks.NewFormState(objectives(t)), blocks.Alert{})
	g.modal(t, "form of objectives", v, err)
	v, err = blocks.Note(r, blocks.NewFormState(fresh), "V0PARENT", blocks.Alert{})
	g.modal(t, "comment and link", v, err)
	g.modal(t, "set a level by hand", blocks.Override(r, status(t)), nil)
	g.modal(t, "substitute an objective", blocks.Substitute(r, programme(), objectives(t).Items[0], nil), nil)
	g.modal(t, "saved", blocks.Saved(r, assess.Receipt{Form: answered(t), Changed: true}), nil)
	g.home(t, "home of an owner", blocks.Home(r, assess.Home{Who: assess.Person{ID: gus}, At: early, Parts: partsOf(assess.Answers, waiting(t), answered(t))}, target.Mine{}, blocks.Rehearsals{}, nil))
	g.home(t, "home of a manager", blocks.Home(r, assess.Home{Who: assess.Person{ID: mara}, At: late, Runs: []assess.Status{status(t), {Programme: programme()}}}, target.Mine{}, blocks.Rehearsals{}, nil))
	g.message(t, "status", blocks.Status(r, status(t), late))
	g.message(t, "digest", blocks.Digest(r, fullDigest(t), blocks.Picture{}))
	g.message(t, "digest with targets", blocks.Digest(r, aimedDigest(t), blocks.Picture{}))
	g.message(t, "digest with exercises", blocks.Digest(r, rehearsedDigest(t), blocks.Picture{}))
	g.message(t, "digest of a profile", blocks.Digest(r, handSet(t), blocks.Picture{}))
	g.message(t, "help", blocks.Help(r, []assess.Programme{programme()}))
	g.compare(t)
}

func TestTheLocaleDecidesTheLanguage(t *testing.T) {
	t.Parallel()
	for locale, want := range map[string]string{
		"": "Outside", "en-GB": "Outside", "en-US": "Outside", "fr-FR": "Outside", "zh-Hant-TW": "Outside", "nonsense!": "Outside",
		"de": "Drinnen", "de-DE": "Drinnen", "de-AT": "Drinnen", "de_CH": "Drinnen",
	} {
		shown := "Outside"
		if blocks.CloseIsStale(blocks.NewReader(gus, locale, nil)).Text != blocks.CloseIsStale(reader).Text {
			shown = "Drinnen"
		}
		assert.Equal(t, want, shown, locale)
	}
}

func TestTheZeroReaderReadsEnglish(t *testing.T) {
	t.Parallel()
	assert.Equal(t, blocks.CloseIsStale(reader), blocks.CloseIsStale(blocks.Reader{}))
}

func TestInstantsAreInTheReadersZone(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		locale, zone, want string
	}{
		{"en-GB", "America/New_York", "is due Thu 15 Oct 2026, 12:30 EDT."},
		{"en-GB", "Asia/Kolkata", "is due Thu 15 Oct 2026, 22:00 IST."},
		{"de-DE", "Europe/Berlin", "fällig Do., 15. Okt. 2026, 18:30 CEST."},
	} {
		assert.Contains(t, blocks.Card(zoned(t, gus, tt.locale, tt.zone), asked(waiting(t)), early).Text, tt.want)
	}
	assert.Contains(t, blocks.Card(blocks.NewReader(gus, "de-DE", nil), asked(waiting(t)), early).Text, "fällig Do., 15. Okt. 2026, 17:30 BST.",
		"an unknown zone falls back to the programme's")
}

func TestNumbersHaveTheDecimalMarkOfTheReadersLanguage(t *testing.T) {
	t.Parallel()
	german := zoned(t, gus, "de-DE", "Europe/Berlin")
	for written, want := range map[wording.Decimal]string{
		"2.4": "2,4", "2.40": "2,40", "2.0": "2,0", "3": "3", "0.29": "0,29", "1234.5": "1.234,5", "7/3": "7/3", "": "",
	} {
		said := wording.New("Held there by %s.", wording.Series{"Governance", wording.New("%s (%s)", "Incident Response", written)})
		assert.Equal(t, "Held there by Governance und Incident Response ("+want+").", german.Says(said), written)
		assert.Equal(t, "Held there by Governance and Incident Response ("+string(written)+").", said.String(), written)
	}
	assert.Equal(t, "2.4", reader.Says(wording.New("%s", wording.Decimal("2.4"))))

	d := fullDigest(t)
	d.Levels[0].Mean = "2.4"
	said := string(asYAML(t, blocks.Digest(german, d, blocks.Picture{}).Blocks))
	assert.Contains(t, said, "2,4")
	assert.NotContains(t, said, "2.4")
}

func TestADayThatThereIsNotIsSaidInTheReadersLanguage(t *testing.T) {
	t.Parallel()
	for _, zone := range []string{"Europe/Berlin", "Pacific/Kiritimati", "Etc/GMT+12"} {
		german := zoned(t, gus, "de-DE", zone)
		assert.Equal(t, "Den 30. Februar 2027 gibt es nicht: Dieser Monat hat 28 Tage.", german.Says(day(2027, 2, 30).Missing()), zone)
		assert.Equal(t, "Den 31. April 2027 gibt es nicht: Dieser Monat hat 30 Tage.", german.Says(day(2027, 4, 31).Missing()), zone)
	}
	assert.Equal(t, "There is no 29 February 2027: that month has 28 days.", reader.Says(day(2027, 2, 29).Missing()))
	assert.Empty(t, reader.Says(day(2028, 2, 29).Missing()), "a leap year")
}

func TestErrorsAreSaidInTheReadersLanguageAndZone(t *testing.T) {
	t.Parallel()
	german := zoned(t, gus, "de-DE", "Europe/Berlin")
	err := error(errs.New(errs.Closed, "The %s cycle of %s closed on %s, so its answers are final. The next cycle asks anew.",
		"2026-Q4", "Northwind Bank", wording.At(closed, "2 January 2006 at 15:04")))
	assert.Equal(t, "The 2026-Q4 cycle of Northwind Bank closed on 20 October 2026 at 16:30, so its answers are final. The next cycle asks anew.",
		errs.Message(err))
	assert.Equal(t, errs.Message(err), reader.Error(err))
	assert.Equal(t, "Der Zyklus 2026-Q4 von Northwind Bank wurde geschlossen (20. Oktober 2026, 18:30), seine Antworten sind damit endgültig. "+
		"Der nächste Zyklus fragt neu.", german.Error(err))

	assert.Equal(t, "Bei Cairn ist etwas schiefgegangen. Nichts ist verloren; bitte versuchen Sie es in einer Minute noch einmal.",
		german.Error(assert.AnError), "an error of Cairn's own says nothing of itself")

	faults := make(errs.Faults)
	faults.Add("comment", "Shorten the comment to %d characters; it has %d.", 1000, 1234)
	faults.Add("odd", "Nobody has translated this %s.", "yet")
	assert.Equal(t, map[string]string{
		"comment": "Kürzen Sie den Kommentar auf 1.000 Zeichen; er hat 1.234.",
		"odd":     "Nobody has translated this yet.",
	}, german.Faults(faults.Err()))
	assert.Equal(t, "Kürzen Sie den Kommentar auf 1.000 Zeichen; er hat 1.234. Nobody has translated this yet.", german.Error(faults.Err()),
		"without the names of the fields")
	assert.Nil(t, german.Faults(err))
}
