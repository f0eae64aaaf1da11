package bot

import (
	"context"
	"slices"
	"time"

	"github.com/slack-go/slack"

	"cairn/bot/blocks"
	"cairn/internal/assess"
	"cairn/internal/calendar"
	"cairn/internal/errs"
	"cairn/internal/wording"
)

// meetWithin bounds how long somebody who gets a role waits for what Slack tells of them.
const meetWithin = time.Second

// line does what a manager chose in the menu of a questionnaire.
func (b *Bot) line(ctx context.Context, i *interaction, a *slack.BlockAction) error {
	q := blocks.ParseLine(a.ActionID)
	switch a.SelectedOption.Value {
	case blocks.MenuRemind:
		return b.requestReminder(ctx, i, q)
	case blocks.MenuReassign:
		return b.openReassign(ctx, i, q)
	case blocks.MenuExtend:
		f, err := b.managed(ctx, i, q)
		if err != nil {
			return err
		}
		return b.openExtend(ctx, i, blocks.CycleValue{Programme: f.Programme.ID, Cycle: f.Cycle.ID, Questionnaire: q})
	default:
		return errStale
	}
}

// managed returns a questionnaire of an open cycle that the person runs.
func (b *Bot) managed(ctx context.Context, i *interaction, q assess.QuestionnaireID) (assess.Form, error) {
	f, err := b.questionnaires.Form(ctx, q)
	switch {
	case err != nil:
		return f, err
	case !f.Programme.IsManager(assess.UserID(i.User.ID)):
		return f, onlyManagers(f.Programme)
	case !f.Open():
		b.homes.publish(assess.UserID(i.User.ID))
		return f, errs.New(errs.Closed, "This cycle has closed, so its questionnaires stay as they are.")
	default:
		return f, nil
	}
}

func onlyManagers(p assess.Programme) error {
	return errs.New(errs.Forbidden, "Only the managers of %s can do this: %s.", p.Scope, assess.Mentions(p.Managers...))
}

// requestReminder has whoever is asked reminded, and says when that will be.
func (b *Bot) requestReminder(ctx context.Context, i *interaction, q assess.QuestionnaireID) error {
	at, err := b.managing.Request(ctx, actor(i), q)
	if err != nil {
		return err
	}
	f, err := b.questionnaires.Form(ctx, q)
	if err != nil {
		return err
	}
	return b.onTop(ctx, i, blocks.Requested(i.reader, f, at, b.now()))
}

// onTop shows a view above the one in which the person acted, which they find again when they close it.
func (b *Bot) onTop(ctx context.Context, i *interaction, view slack.ModalViewRequest) error {
	if i.View.Type != slack.VTModal {
		return b.openView(ctx, i.TriggerID, view)
	}
	if err := blocks.CheckModal(view); err != nil {
		return err
	}
	_, err := b.client.PushViewContext(ctx, i.TriggerID, view)
	return formTrouble(err)
}

// openReassign asks who is to have a questionnaire.
func (b *Bot) openReassign(ctx context.Context, i *interaction, q assess.QuestionnaireID) error {
	f, err := b.managed(ctx, i, q)
	if err != nil {
		return err
	}
	if f.Submitted() {
		b.homes.publish(assess.UserID(i.User.ID))
		return errs.New(errs.Conflict, "These questions are answered already, so nobody else needs to have them.")
	}
	return b.onTop(ctx, i, blocks.Reassign(i.reader, f))
}

func (b *Bot) submitReassign(ctx context.Context, i *interaction) Reply {
	q, to := assess.QuestionnaireID(i.View.PrivateMetadata), selectedUser(i.View.State, blocks.BlockPerson)
	before, err := b.managed(ctx, i, q)
	if err != nil {
		return b.notDone(i, err, "")
	}
	b.people.meetNow(ctx, to)
	if err := b.managing.Reassign(ctx, actor(i), q, to, entered(i.View.State, blocks.BlockReason)); err != nil {
		return b.notDone(i, err, blocks.BlockPerson)
	}
	f, err := b.questionnaires.Form(ctx, q)
	if err != nil {
		return b.notDone(i, err, "")
	}
	had := before.Questionnaire.Owner
	b.changed(before)
	b.changed(f)
	b.relist(i, f.Programme.ID)
	b.departed(f.Programme, had)
	return updated(blocks.Reassigned(i.reader, f, had))
}

// departed brings up to date what managers were told of somebody who left, if they did.
func (b *Bot) departed(p assess.Programme, u assess.UserID) {
	b.tasks.start("departure of "+string(u), func(ctx context.Context) error {
		who, err := b.people.facts.Person(ctx, u)
		if err != nil || who.MayBeAsked() {
			return err
		}
		notices, err := b.managing.Departure(ctx, u)
		if err != nil {
			return err
		}
		for _, manager := range p.Managers {
			if !slices.ContainsFunc(notices, func(n assess.DepartureNotice) bool { return n.To.ID == manager }) {
				notices = append(notices, assess.DepartureNotice{To: assess.Person{ID: manager}, Who: who})
			}
		}
		for _, n := range notices {
			if err := b.messenger.departureAgain(ctx, n); err != nil {
				return err
			}
		}
		return nil
	})
}

// relist brings the list of a cycle's questionnaires up to date that lies below the view in which the person acted.
func (b *Bot) relist(i *interaction, p assess.ProgrammeID) {
	if i.View.PreviousViewID == "" {
		return
	}
	by, to, view := actor(i), i.reader, i.View.PreviousViewID
	b.tasks.start("list of "+string(p), func(ctx context.Context) error {
		st, err := b.programmes.Status(ctx, by, p)
		if err != nil {
			return err
		}
		_, err = b.client.UpdateViewContext(ctx, blocks.Lines(to, st, b.now()), "", "", view)
		if slackError(err) == "not_found" { // closed meanwhile
			return nil
		}
		return explain(err, string(to.User))
	})
}

// cycleOf returns the open cycle that a button is about, and the line of it, nil for all.
func (b *Bot) cycleOf(ctx context.Context, i *interaction, v blocks.CycleValue) (assess.Status, *assess.Line, error) {
	st, err := b.programmes.Status(ctx, actor(i), v.Programme)
	if err != nil {
		return st, nil, err
	}
	if !st.Programme.IsManager(assess.UserID(i.User.ID)) {
		return st, nil, onlyManagers(st.Programme)
	}
	if st.Cycle.ID != v.Cycle && st.Beside != nil {
		st = *st.Beside
	}
	if st.Cycle.ID != v.Cycle || st.Cycle.State != assess.CycleOpen {
		b.homes.publish(assess.UserID(i.User.ID))
		return st, nil, errs.New(errs.Closed, "This cycle has closed, so its questionnaires stay as they are.")
	}
	at := slices.IndexFunc(st.Lines, func(l assess.Line) bool { return l.Questionnaire.ID == v.Questionnaire })
	if at < 0 {
		return st, nil, nil
	}
	return st, &st.Lines[at], nil
}

// extend asks for how much more time a cycle's questionnaires are to have.
func (b *Bot) extend(ctx context.Context, i *interaction, value string) error {
	v, ok := blocks.ParseCycleValue(value)
	if !ok {
		return errStale
	}
	return b.openExtend(ctx, i, v)
}

// openExtend asks for how much more time.
func (b *Bot) openExtend(ctx context.Context, i *interaction, v blocks.CycleValue) error {
	st, line, err := b.cycleOf(ctx, i, v)
	if err != nil {
		return err
	}
	return b.onTop(ctx, i, blocks.Extend(i.reader, st, line, b.now()))
}

func (b *Bot) submitExtend(ctx context.Context, i *interaction) Reply {
	v, ok := blocks.ParseCycleValue(i.View.PrivateMetadata)
	if !ok {
		return b.unread(i, nil)
	}
	if selected(i.View.State, blocks.BlockWhich) == blocks.All {
		v.Questionnaire = ""
	}
	_, line, err := b.cycleOf(ctx, i, v)
	if err != nil {
		return b.notDone(i, err, "")
	}
	until, err := b.dayUntil(ctx, pickedDate(i.View.State, blocks.BlockUntil), line)
	if err != nil {
		return b.notDone(i, err, blocks.BlockUntil)
	}
	var due time.Time
	if reason := entered(i.View.State, blocks.BlockReason); line != nil {
		due, err = b.managing.Extend(ctx, actor(i), v.Questionnaire, until, reason)
	} else {
		due, err = b.managing.ExtendAll(ctx, actor(i), v.Cycle, until, reason)
	}
	if err != nil {
		return b.notDone(i, err, blocks.BlockUntil)
	}
	st, line, err := b.cycleOf(ctx, i, v)
	if err != nil {
		return b.notDone(i, err, "")
	}
	b.cycleChanged(st, line)
	b.relist(i, v.Programme)
	return updated(blocks.Extended(i.reader, st, line, due))
}

// dayUntil is an instant of the day that was picked: of the owner's day, or of one that is the same nearly everywhere.
func (b *Bot) dayUntil(ctx context.Context, picked string, line *assess.Line) (time.Time, error) {
	var day calendar.Date
	if err := day.UnmarshalText([]byte(picked)); err != nil {
		return time.Time{}, errs.Faults{assess.FieldUntil: wording.New("Choose a day.")}.Err()
	}
	zone, noon := time.UTC, 10*time.Hour+30*time.Minute // of the same date from Hawaii to New Zealand
	if line != nil {
		who, err := b.people.facts.Person(ctx, line.Questionnaire.Owner)
		if err != nil {
			return time.Time{}, err
		}
		if zone, err = b.zoneOf(ctx, who); err != nil {
			return time.Time{}, err
		}
		noon = 12 * time.Hour
	}
	now := b.now()
	at := time.Date(day.Year, day.Month, day.Day, 0, 0, 0, 0, zone).Add(noon)
	if !at.After(now) && calendar.DateOf(now.In(zone)) == day {
		return now.Add(time.Minute), nil // what is left of today
	}
	return at, nil
}

// cycleChanged brings up to date what shows one questionnaire of a cycle, or with nil all of them.
func (b *Bot) cycleChanged(st assess.Status, line *assess.Line) {
	for _, l := range st.Lines {
		if q := l.Questionnaire; line == nil || q.ID == line.Questionnaire.ID {
			b.changed(assess.Form{Programme: st.Programme, Cycle: st.Cycle, Questionnaire: q})
		}
	}
}

// openLines shows the questionnaires of a programme's newest cycle.
func (b *Bot) openLines(ctx context.Context, i *interaction, p assess.ProgrammeID) error {
	st, err := b.programmes.Status(ctx, actor(i), p)
	if err != nil {
		return err
	}
	if !st.Programme.IsManager(assess.UserID(i.User.ID)) {
		return onlyManagers(st.Programme)
	}
	return b.onTop(ctx, i, blocks.Lines(i.reader, st, b.now()))
}

// openProgrammes shows all programmes that the person runs.
func (b *Bot) openProgrammes(ctx context.Context, i *interaction) error {
	home, err := b.programmes.Home(ctx, assess.UserID(i.User.ID))
	if err != nil {
		return err
	}
	if len(home.Runs) == 0 {
		b.homes.publish(assess.UserID(i.User.ID))
		return errs.New(errs.Forbidden, "You run no programme any more.")
	}
	return b.onTop(ctx, i, blocks.ProgrammeList(i.reader, home.Runs))
}

// openSettings shows what Cairn takes the person's circumstances to be.
func (b *Bot) openSettings(ctx context.Context, i *interaction) error {
	u := assess.UserID(i.User.ID)
	home, err := b.programmes.Home(ctx, u)
	if err != nil {
		return err
	}
	mine, err := b.programmes.ProgrammesOf(ctx, u)
	if err != nil {
		return err
	}
	return b.onTop(ctx, i, blocks.Settings(i.reader, home, mine))
}
