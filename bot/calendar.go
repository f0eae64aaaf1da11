package bot

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"cairn/bot/blocks"
	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/feed"
	"cairn/internal/planfile"
)

// calendarWithin is for reading and writing one calendar.
const calendarWithin = 15 * time.Second

// calendar answers /cairn calendar [programme] with an address for a calendar program: for what is the person's own, or for
// all of a programme. One that they have already cannot be shown again.
func (b *Bot) calendar(ctx context.Context, to blocks.Reader, words []string) (blocks.Message, error) {
	mine, err := b.programmes.ProgrammesOf(ctx, to.User)
	if err != nil {
		return blocks.Message{}, err
	}
	var of *assess.Programme
	if len(words) > 0 && !slices.Contains(mineWords, strings.ToLower(words[0])) {
		i := slices.IndexFunc(mine, func(p assess.Programme) bool { return strings.EqualFold(string(p.ID), words[0]) })
		if i < 0 {
			return blocks.NoProgramme(to, words[0], mine), nil
		}
		of = &mine[i]
	}
	if len(words) > 1 {
		return blocks.TooManyWords(to, "calendar", strings.Join(words, " ")), nil
	}
	f, err := b.calendars.Feed(ctx, assess.BySlack(to.User), idOf(of))
	switch {
	case errs.Is(err, errs.NotFound):
		made, err := b.calendars.Make(ctx, assess.BySlack(to.User), idOf(of))
		if err != nil {
			return blocks.Message{}, err
		}
		return blocks.CalendarMade(to, of, made), nil
	case err != nil:
		return blocks.Message{}, err
	}
	return blocks.CalendarKept(to, of, f), nil
}

func idOf(p *assess.Programme) assess.ProgrammeID {
	if p == nil {
		return ""
	}
	return p.ID
}

// remakeCalendar makes a new address in the place of the one that the person has.
func (b *Bot) remakeCalendar(ctx context.Context, i *interaction, value string) error {
	id, ok := blocks.ParseCalendarValue(value)
	if !ok {
		return errs.New(errs.Invalid, "This button is out of date. Use `/cairn calendar` again.")
	}
	var of *assess.Programme
	if id != "" {
		mine, err := b.programmes.ProgrammesOf(ctx, assess.UserID(i.User.ID))
		if err != nil {
			return err
		}
		if at := slices.IndexFunc(mine, func(p assess.Programme) bool { return p.ID == id }); at >= 0 {
			of = &mine[at]
		}
	}
	made, err := b.calendars.Make(ctx, actor(i), id)
	if err != nil {
		return err
	}
	b.replace(ctx, i, blocks.CalendarMade(i.reader, of, made))
	return nil
}

// serveCalendar answers a calendar program. Nothing of the address is logged, and whatever is not there for its reader looks
// the same from outside.
func (b *Bot) serveCalendar(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), calendarWithin)
	defer cancel()
	w.Header().Set("Cache-Control", "private, no-cache")
	w.Header().Set("Referrer-Policy", "no-referrer")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("X-Robots-Tag", "noindex")
	secret, ok := strings.CutSuffix(r.PathValue("file"), feed.Ending)
	if !ok || secret == "" {
		http.Error(w, "There is no such calendar.", http.StatusNotFound)
		return
	}
	file, err := b.calendarFile(ctx, secret)
	switch {
	case errs.Is(err, errs.NotFound):
		http.Error(w, "There is no such calendar.", http.StatusNotFound)
		return
	case err != nil:
		b.log.Error("a calendar could not be read", "error", err)
		w.Header().Set("Retry-After", strconv.Itoa(int(max(errs.RetryAfter(err), time.Minute).Seconds())))
		http.Error(w, "The calendar cannot be read now. Try again in a few minutes.", http.StatusServiceUnavailable)
		return
	}
	sum := sha256.Sum256(file)
	w.Header().Set("ETag", `"`+hex.EncodeToString(sum[:16])+`"`)
	w.Header().Set("Content-Type", "text/calendar; charset=utf-8")
	w.Header().Set("Content-Disposition", `inline; filename="cairn.ics"`)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(file))
}

// calendarFile is what is to be read at an address, in the language of whose address it is.
func (b *Bot) calendarFile(ctx context.Context, secret string) ([]byte, error) {
	a, err := b.calendars.Read(ctx, secret)
	if err != nil {
		return nil, err
	}
	to := blocks.NewReader(a.Person, a.Reader.Locale, location(a.Reader.Zone))
	agenda := planfile.Agenda{Now: a.Now, Targets: a.Targets, Actions: a.Actions, Exercises: a.Exercises}
	if a.Of != nil {
		agenda.Scope = a.Of.Scope
	}
	var file bytes.Buffer
	err = planfile.ICS(&file, agenda, b.planReader(ctx, to))
	return file.Bytes(), err
}

// planReader is whom a file is written for, who reads people by their names.
func (b *Bot) planReader(ctx context.Context, to blocks.Reader) planfile.Reader {
	return b.readers.forFile(ctx, to)
}
