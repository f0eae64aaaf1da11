package blocks

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"cairn/internal/assess"
	"cairn/internal/calendar"
)

// ActionMany tells several buttons of one kind in a row apart: their ids end in it and a number. See [ActionKind].
const ActionMany = "#"

// maxSoon is how many times a promise offers as buttons.
const maxSoon = 4

// Promise is the view in which a person says when they will answer: a few times of theirs as buttons, and a picker. The
// forms are what it is about.
func Promise(r Reader, who assess.Person, forms []assess.Form, now time.Time) (slack.ModalViewRequest, error) {
	f := forms[0]
	r = r.in(f.Programme.Zone)
	cal, err := f.Programme.CalendarOf(who)
	if err != nil {
		return slack.ModalViewRequest{}, err
	}
	times := soon(cal, now, lastTime(forms, now))
	blocks := []slack.Block{section(r.say(promiseWhat))}
	if len(forms) > 1 {
		blocks = append(blocks, slack.NewInputBlock(BlockWhich, plain(r.say(promiseWhich), MaxLabel), nil, whichForm(r, forms)))
	}
	picker := slack.NewDateTimePickerBlockElement(ActionValue)
	picker.InitialDateTime = now.Truncate(time.Hour).Add(time.Hour).Unix()
	if len(times) > 0 {
		var choices []slack.BlockElement
		for i, at := range times {
			choices = append(choices, button(r.instant(at, promiseChoice), ActionPromise+ActionMany+strconv.Itoa(i), strconv.FormatInt(at.Unix(), 10)))
		}
		blocks = append(blocks, section(r.say(promiseQuick)), actions(choices...))
		picker.InitialDateTime = times[len(times)-1].Unix()
	}
	blocks = append(blocks,
		slack.NewInputBlock(BlockAt, plain(r.say(promiseAt), MaxLabel), hinted(r.say(promiseHint)), picker),
		note(r.say(promiseTimes, assess.MaxPromises)))
	return slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: CallbackPromise, PrivateMetadata: IDs(idsOf(forms)),
		Title: plain(r.say(promiseTitle), MaxViewTitle), Submit: plain(r.say(buttonSetTime), MaxViewTitle), Close: plain(r.say(buttonCancel), MaxViewTitle),
		Blocks: slack.Blocks{BlockSet: blocks},
	}, nil
}

// lastTime is the end of the times that are suggested for all of the forms: when the first is due, or once that is past,
// when its cycle closes. Later times can be named all the same.
func lastTime(forms []assess.Form, now time.Time) time.Time {
	var last time.Time
	for _, f := range forms {
		end := f.Questionnaire.DueAt
		if now.After(end) {
			end = f.Cycle.ClosesAt
		}
		if last.IsZero() || end.Before(last) {
			last = end
		}
	}
	return last
}

// soon lists a few instants of a person's working time: later today, the next two working mornings, and the first of the week
// after.
func soon(cal *calendar.Calendar, now, before time.Time) []time.Time {
	const settle = time.Hour // into the working day: its first hour has its own
	var times []time.Time
	add := func(at time.Time) {
		if at.After(now) && at.Before(before) && cal.InHours(at) && !slices.ContainsFunc(times, at.Equal) && len(times) < maxSoon {
			times = append(times, at)
		}
	}
	if later := now.Truncate(time.Hour).Add(3 * time.Hour); cal.Date(later) == cal.Date(now) {
		add(later)
	}
	day := cal.Date(now)
	morning := func(from calendar.Date) time.Time { return cal.Next(cal.At(from, 0)) }
	next := morning(day.AddDays(1))
	add(next)
	add(morning(cal.Date(next).AddDays(1)).Add(settle))
	for day = day.AddDays(1); day.Weekday() != time.Monday; day = day.AddDays(1) {
	}
	add(morning(day).Add(settle))
	slices.SortFunc(times, time.Time.Compare)
	return times
}

// whichForm chooses among several questionnaires, all of them by default. Its values are All and their numbers.
func whichForm(r Reader, forms []assess.Form) *slack.SelectBlockElement {
	options := []*slack.OptionBlockObject{slack.NewOptionBlockObject(All, plain(r.say(promiseAll), MaxOption), nil)}
	for i, f := range forms {
		if len(options) < MaxOptions {
			options = append(options, slack.NewOptionBlockObject(strconv.Itoa(i), plain(f.Category.Name, MaxOption), nil))
		}
	}
	return slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, nil, ActionValue, options...).WithInitialOption(options[0])
}

// All is the choice of everything that is offered.
const All = "*"

// Chosen returns which of some questionnaires were chosen: all, or the one with the number.
func Chosen(ids []assess.QuestionnaireID, choice string) []assess.QuestionnaireID {
	i, err := strconv.Atoi(choice)
	if err != nil || i < 0 || i >= len(ids) {
		return ids
	}
	return ids[i : i+1]
}

// Outcome is what came of an act on one questionnaire.
type Outcome struct {
	Form assess.Form
	At   time.Time // of a promise
	Err  error     // nil when it was done
}

// Promised confirms when the person is reminded.
func Promised(r Reader, all []Outcome, now time.Time) slack.ModalViewRequest {
	return outcomes(r, all, func(r Reader, o Outcome) string {
		f, name := o.Form, Escape(Cut(o.Form.Category.Name, maxName))
		if now.After(f.Questionnaire.DueAt) {
			return r.say(promiseLate, name, r.when(o.At), r.when(f.Questionnaire.DueAt), r.when(f.Cycle.ClosesAt))
		}
		return r.say(promiseDone, name, r.when(o.At), r.when(f.Questionnaire.DueAt))
	})
}

// outcomes shows what came of an act, a line a questionnaire.
func outcomes(r Reader, all []Outcome, done func(Reader, Outcome) string) slack.ModalViewRequest {
	var lines []string
	alert := Alert{Level: slack.AlertLevelSuccess, Headline: r.say(alertNoted)}
	for _, o := range all {
		r := r.in(o.Form.Programme.Zone)
		if o.Err == nil {
			lines = append(lines, done(r, o))
			continue
		}
		alert = Alert{Level: slack.AlertLevelWarning, Headline: r.say(alertPartly)}
		lines = append(lines, r.say(promiseMissed, Escape(Cut(o.Form.Category.Name, maxName)), Sentence(r.Error(o.Err))))
	}
	return notice(r, r.say(noticeTitle), fit(r, append(alert.blocks(), sections(lines)...), MaxViewBlocks))
}

// PromiseFault is the fault of a picker without a time.
func PromiseFault(r Reader) string { return r.say(promiseMended) }

// ActionKind is an action id without what tells several in a row apart.
func ActionKind(id string) string {
	kind, _, _ := strings.Cut(id, ActionMany)
	return kind
}
