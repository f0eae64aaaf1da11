package bot

import (
	"context"
	"strings"

	"github.com/slack-go/slack"

	"cairn/bot/blocks"
	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/exercise"
	"cairn/internal/target"
)

// notifyReview tells whoever evaluates an exercise that its report can be reviewed, or is late; and managers that it is.
func (m *Messenger) notifyReview(ctx context.Context, n exercise.Notice, name string) error {
	l := m.reviewOf(ctx, n, name)
	if l.message.Text == "" { // somebody who plays is told nothing of the review
		return nil
	}
	_, err := m.write(ctx, l)
	return err
}

// reviewOf is what a step of the review says to somebody. It is brought up to date until the report is signed.
func (m *Messenger) reviewOf(ctx context.Context, n exercise.Notice, name string) live {
	reader, to, id := m.readers.reader(ctx, n.To.ID), assess.BySlack(n.To.ID), n.View.ID
	l := live{outgoing: outgoing{key: noticeKey(n), to: string(n.To.ID)}, shows: []assess.UserID{n.To.ID}}
	step := n.Step
	switch {
	case name == exercise.StepRefused, name == exercise.StepUnpublished:
		l.message = blocks.Unpublished(reader, n.View)
		l.again = func(ctx context.Context) (blocks.Message, error) {
			v, err := m.exercises.View(ctx, to, id)
			if err != nil {
				return blocks.Message{}, err
			}
			return blocks.Unpublished(reader, v), nil
		}
	case n.Review != nil:
		l.message = blocks.ReviewDue(reader, *n.Review, step)
		l.again = func(ctx context.Context) (blocks.Message, error) {
			v, err := m.reviews.Review(ctx, to, id)
			if err != nil {
				return blocks.Message{}, err
			}
			return blocks.ReviewDue(reader, v, step), nil
		}
	case name == exercise.StepReviewLate:
		l.message = blocks.ReviewLate(reader, n.View, step)
		l.again = func(ctx context.Context) (blocks.Message, error) {
			v, err := m.exercises.View(ctx, to, id)
			if err != nil {
				return blocks.Message{}, err
			}
			return blocks.ReviewLate(reader, v, step), nil
		}
	}
	return l
}

// refreshReview brings the messages up to date in which people were told of a review, and of a report.
func (m *Messenger) refreshReview(ctx context.Context, v exercise.View) error {
	var all []live
	for _, said := range v.Said {
		name := noticeName(said.Step)
		switch name {
		case exercise.StepReview, exercise.StepReviewLate, exercise.StepRefused, exercise.StepUnpublished:
		default:
			continue
		}
		n := exercise.Notice{Subject: v.ID.Subject(), To: assess.Person{ID: said.To}, Step: said.Step, View: v}
		if _, err := m.ledger.Find(ctx, noticeKey(n)); errs.Is(err, errs.NotFound) {
			continue
		} else if err != nil {
			return err
		}
		review, err := m.reviews.Review(ctx, assess.BySlack(said.To), v.ID)
		switch {
		case err == nil:
			n.Review = &review
		case !errs.Is(err, errs.Forbidden):
			return err
		}
		if l := m.reviewOf(ctx, n, name); l.message.Text != "" {
			all = append(all, l)
		}
	}
	return m.rewrite(ctx, all)
}

// openReview shows the review of an exercise.
func (b *Bot) openReview(ctx context.Context, i *interaction, id exercise.ID) error {
	v, err := b.reviews.Review(ctx, actor(i), id)
	if err != nil {
		return err
	}
	for _, u := range v.Plan.People() { // the report names them
		b.people.meet(u)
	}
	return b.onTop(ctx, i, blocks.ReviewView(i.reader, v, blocks.ReviewState{}, blocks.Alert{}))
}

// ofReview is a button about the review of an exercise or its report.
func ofReview(do func(*Bot, context.Context, *interaction, exercise.ID) error) press {
	return func(b *Bot, ctx context.Context, i *interaction, a *slack.BlockAction) error {
		v, ok := blocks.ParseReviewValue(a.Value)
		if !ok {
			return errStale
		}
		return do(b, ctx, i, v.ID)
	}
}

// reviewAct handles the buttons that turn to something in a review, or ask something about it.
func (b *Bot) reviewAct(ctx context.Context, i *interaction, a *slack.BlockAction) error {
	value, ok := blocks.ParseReviewValue(a.Value)
	if !ok {
		return errStale
	}
	v, err := b.reviews.Review(ctx, actor(i), value.ID)
	if err != nil {
		return err
	}
	s := b.reviewState(i, value.ID)
	if v.State == exercise.Reviewed { // the button should not be there any more
		return b.present(ctx, i, blocks.ReviewView(i.reader, v, s, blocks.Alert{}))
	}
	switch blocks.ActionKind(a.ActionID) {
	case blocks.ActionReviewTurn:
		s.Page = number(value.What)
		return b.present(ctx, i, blocks.ReviewView(i.reader, v, s, blocks.Alert{}))
	case blocks.ActionReviewSummary:
		return b.onTop(ctx, i, blocks.ReviewSummary(i.reader, v, s))
	case blocks.ActionReviewRate:
		if o, ok := objectiveOf(v, value.What); ok {
			return b.onTop(ctx, i, blocks.ReviewRate(i.reader, v, o, s))
		}
	case blocks.ActionReviewTreat:
		if f, ok := findingOf(v, value.What); ok {
			return b.onTop(ctx, i, blocks.ReviewTreat(i.reader, v, f, "", s))
		}
	}
	return errStale
}

// reviewState is what the review remembers from which a button was pressed.
func (b *Bot) reviewState(i *interaction, id exercise.ID) blocks.ReviewState {
	if s, err := blocks.DecodeReviewState(i.View.PrivateMetadata); err == nil && s.ID == id {
		return s
	}
	return blocks.ReviewState{ID: id}
}

func objectiveOf(v exercise.Review, id string) (exercise.ReviewObjective, bool) {
	for _, o := range v.Objectives {
		if o.ID == id {
			return o, true
		}
	}
	return exercise.ReviewObjective{}, false
}

func findingOf(v exercise.Review, id string) (exercise.Finding, bool) {
	for _, f := range v.Findings {
		if f.ID == id {
			return f, true
		}
	}
	return exercise.Finding{}, false
}

// turnTreatment shows the form of a finding's answer for another kind of answer. What was entered stays where it still is.
func (b *Bot) turnTreatment(ctx context.Context, i *interaction, a *slack.BlockAction) error {
	s, err := blocks.DecodeReviewState(i.View.PrivateMetadata)
	if err != nil {
		return err
	}
	v, err := b.reviews.Review(ctx, actor(i), s.ID)
	if err != nil {
		return err
	}
	f, ok := findingOf(v, s.What)
	if !ok {
		return errs.New(errs.NotFound, "%s is not a finding of %s any more.", s.What, s.ID.Number())
	}
	return b.present(ctx, i, blocks.ReviewTreat(i.reader, v, f, a.SelectedOption.Value, s))
}

// signReport signs the report and shows the review as it is then.
func (b *Bot) signReport(ctx context.Context, i *interaction, id exercise.ID) error {
	if err := b.reviews.SignOff(ctx, actor(i), id); err != nil {
		return err
	}
	v, err := b.reviews.Review(ctx, actor(i), id)
	if err != nil {
		return err
	}
	b.reviewed(v)
	var owners []assess.UserID
	for _, f := range v.Findings {
		if f.Treatment != nil && f.Treatment.Work != nil {
			owners = append(owners, f.Treatment.Work.Owner)
		}
	}
	b.homes.publish(append(append(owners, v.Plan.People()...), v.In.Managers...)...)
	return b.present(ctx, i, blocks.ReviewView(i.reader, v, b.reviewState(i, id), blocks.AlertSigned(i.reader)))
}

// republish has a signed report be tried anew that Slack refused, and says so where the button was pressed.
func (b *Bot) republish(ctx context.Context, i *interaction, id exercise.ID) error {
	if err := b.reviews.Republish(ctx, actor(i), id); err != nil {
		return err
	}
	b.refreshExercise(id)
	switch i.View.CallbackID {
	case blocks.CallbackReview:
		v, err := b.reviews.Review(ctx, actor(i), id)
		if err != nil {
			return err
		}
		return b.present(ctx, i, blocks.ReviewView(i.reader, v, b.reviewState(i, id), blocks.AlertRepublished(i.reader)))
	case blocks.CallbackExercise:
		v, err := b.exercises.View(ctx, actor(i), id)
		if err != nil {
			return err
		}
		if err := b.present(ctx, i, blocks.ExerciseView(i.reader, v)); err != nil {
			return err
		}
	}
	b.tell(ctx, i, blocks.Say(blocks.AlertRepublished(i.reader).Headline))
	return nil
}

// shelve has a signed report stay unpublished that Slack refused for good, and says so where the button was pressed.
func (b *Bot) shelve(ctx context.Context, i *interaction, id exercise.ID) error {
	if err := b.reviews.Shelve(ctx, actor(i), id); err != nil {
		return b.overtaken(id, err)
	}
	v, err := b.exercises.View(ctx, actor(i), id)
	if err != nil {
		return err
	}
	b.refreshExercise(id)
	b.homes.publish(v.In.Managers...)
	if i.View.CallbackID == blocks.CallbackExercise {
		return b.present(ctx, i, blocks.ExerciseView(i.reader, v))
	}
	b.tell(ctx, i, blocks.Shelved(i.reader, v))
	return nil
}

// reviewed brings up to date what shows a review, after an act on it.
func (b *Bot) reviewed(v exercise.Review) {
	b.tasks.start("messages about the review of "+string(v.ID), func(ctx context.Context) error { return b.messenger.refreshReview(ctx, v.View) })
}

// submitReview handles the forms of an exercise's review.
func (b *Bot) submitReview(ctx context.Context, i *interaction) Reply {
	s, err := blocks.DecodeReviewState(i.View.PrivateMetadata)
	if err != nil {
		return b.unread(i, err)
	}
	state, beside := i.View.State, ""
	switch i.View.CallbackID {
	case blocks.CallbackReviewSummary:
		beside = exercise.FieldSummary
		err = b.reviews.Summarise(ctx, actor(i), s.ID, entered(state, exercise.FieldSummary))
	case blocks.CallbackReviewRate:
		beside = exercise.FieldRating + ":" + s.What
		err = b.reviews.Rate(ctx, actor(i), s.ID, s.What, exercise.Rating(selected(state, beside)), entered(state, exercise.FieldWhy))
	case blocks.CallbackReviewTreat:
		var t exercise.Treatment
		if t, beside, err = b.treatment(ctx, i); err == nil {
			err = b.reviews.Treat(ctx, actor(i), s.ID, s.What, t)
		}
	}
	if err != nil {
		return b.notDone(i, err, beside)
	}
	v, err := b.reviews.Review(ctx, actor(i), s.ID)
	if err != nil {
		return b.notDone(i, err, "")
	}
	b.reviewed(v)
	view := blocks.ReviewView(i.reader, v, s, blocks.Alert{})
	if below := i.View.PreviousViewID; below != "" {
		if _, err = b.client.UpdateViewContext(ctx, view, "", "", below); err == nil {
			return Reply{}
		}
		b.log.Info("the review of an exercise was not brought up to date", "exercise", s.ID, "error", err)
	}
	return updated(view)
}

// treatment is what was entered as the answer to a finding, and the field beside which what is wrong with all of it is said.
func (b *Bot) treatment(ctx context.Context, i *interaction) (t exercise.Treatment, beside string, err error) {
	state := i.View.State
	as := ""
	if chosen := state.Values[exercise.FieldFinding][blocks.ActionReviewAs].SelectedOption; chosen.Value != "" {
		as = chosen.Value
	}
	switch as {
	case blocks.TreatSame:
		t.Same = selected(state, exercise.FieldSame)
		return t, exercise.FieldSame, nil
	case blocks.TreatAside:
		t.Aside = strings.TrimSpace(entered(state, exercise.FieldAside))
		return t, exercise.FieldAside, nil
	}
	work, err := b.work(ctx, i)
	work.Element = selected(state, target.FieldElement)
	t.Work = &work
	if before := selected(state, exercise.FieldBefore); before != blocks.All {
		t.Before = before
	}
	return t, blocks.BlockDue, err
}

// trends answers /cairn exercise trends.
func (b *Bot) trends(ctx context.Context, r request) (blocks.Message, error) {
	t, err := b.exercises.Trends(ctx, assess.BySlack(r.user), r.programme.ID)
	if err != nil {
		return blocks.Message{}, err
	}
	m, err := b.modelOf(t.In)
	if err != nil {
		return blocks.Message{}, err
	}
	return blocks.ExerciseTrends(r.reader, t, m), nil
}
