package bot

import (
	"context"
	"slices"
	"strconv"

	"cairn/bot/blocks"
	"cairn/internal/assess"
	"cairn/internal/delivery"
	"cairn/internal/errs"
	"cairn/internal/exercise"
)

// RefreshExercise brings what people have of an exercise up to date: the controls first, which somebody looks at right now, what
// observers have, what was decided, the hot wash, invitations, the review, and the Home tabs. Of a duty those are all there is.
func (m *Messenger) RefreshExercise(ctx context.Context, s exercise.Subject) error {
	id, is := s.Exercise()
	if !is {
		o, err := m.exercises.Overview(ctx, byCairn, s.Programme())
		if err == nil {
			m.homes.publish(o.In.Managers...)
		}
		return err
	}
	v, err := m.exercises.View(ctx, byCairn, id)
	if err != nil {
		return err
	}
	m.homes.publish(m.exerciseHomes.changed(v)...)
	for range lineRounds {
		if err := m.refreshRun(ctx, v); err != nil {
			return err
		}
		more, err := m.refreshDecisions(ctx, v)
		if err != nil {
			return err
		}
		if !more {
			break
		}
		if v, err = m.exercises.View(ctx, byCairn, id); err != nil {
			return err
		}
	}
	for _, refresh := range []func(context.Context, exercise.View) error{m.refreshPlan, m.refreshReview} {
		if err := refresh(ctx, v); err != nil {
			return err
		}
	}
	return nil
}

// Where many decisions are logged at once, a channel takes a minute for their lines, and the controls do not wait for that: they
// are brought up to date after every few lines.
const (
	fewLines   = 8
	lineRounds = 100
)

// refreshRun brings the controls, what observers have and the hot wash up to date, where they were posted before, and takes the plot
// back from who has another part by now.
func (m *Messenger) refreshRun(ctx context.Context, v exercise.View) error {
	all, err := m.handedOver(ctx, v)
	if err != nil {
		return err
	}
	if lead := v.Plan.Facilitator; m.posted(ctx, personKey(v.ID, exercise.StepControls, lead)) {
		c, err := m.runs.Control(ctx, assess.BySlack(lead), v.ID)
		if err != nil {
			return err
		}
		all = append(all, m.controlsOf(ctx, c))
	}
	watches, err := m.notes.Watches(ctx, v.ID, slices.DeleteFunc(slices.Clone(v.Plan.Observers), func(u assess.UserID) bool {
		return !m.posted(ctx, personKey(v.ID, exercise.StepWatch, u))
	}))
	if err != nil {
		return err
	}
	for _, w := range watches {
		all = append(all, m.watchOf(ctx, w))
	}
	if !v.EndedAt.IsZero() && !v.StartedAt.IsZero() {
		closed, err := m.washedUp(ctx, v)
		if err != nil {
			return err
		}
		for _, u := range v.Plan.People() {
			if m.posted(ctx, personKey(v.ID, exercise.StepHotWash, u)) {
				all = append(all, m.hotWashOf(ctx, v, u, closed))
			}
		}
	}
	return m.rewrite(ctx, all)
}

// posted reports whether a message is in Slack.
func (m *Messenger) posted(ctx context.Context, key string) bool {
	d, err := m.ledger.Find(ctx, key)
	return err == nil && d.State == delivery.Sent
}

// refreshDecisions makes sure that everybody in the channel can read what was decided: each decision once, in the thread of what
// it answers. Once the report is signed they read it there. After a few lines it reports that there may be more.
func (m *Messenger) refreshDecisions(ctx context.Context, v exercise.View) (more bool, err error) {
	if v.State.Over() {
		return false, nil
	}
	lines := 0
	for _, d := range v.Log {
		posted, err := m.decisionLine(ctx, v, d)
		switch {
		case errs.Is(err, errs.Unavailable) || ctx.Err() != nil:
			return false, err
		case err != nil:
			m.log.Warn("a decision is not in the channel", "exercise", v.ID, "decision", d.Number, "error", err)
		case posted:
			lines++
		}
		if lines == fewLines {
			return true, nil
		}
	}
	return false, nil
}

// decisionLine makes sure that everybody in the channel can read a decision, and reports whether it had to be posted. Where many
// are logged at once, what the facilitator brings comes before them.
func (m *Messenger) decisionLine(ctx context.Context, v exercise.View, d exercise.Logged) (posted bool, err error) {
	key := postKey(v.ID, "decision:"+strconv.Itoa(d.Number))
	if m.posted(ctx, key) {
		return false, nil
	}
	done, err := m.writing.take(ctx, key) // two who post the same would take two turns in the channel
	if err != nil {
		return false, err
	}
	defer done()
	if m.posted(ctx, key) {
		return false, nil
	}
	o := outgoing{key: key, to: v.Plan.Channel, message: blocks.DecisionLine(anybody(), v, d), once: true, yields: true}
	if d.Inject != "" {
		post, err := m.ledger.Find(ctx, postKey(v.ID, exercise.StepInject+d.Inject))
		switch {
		case err == nil && post.State == delivery.Sent:
			o.channel, o.thread = post.Channel, post.TS
		case err == nil && post.State != delivery.Pending:
			return false, nil // it is on its way; whoever sends it has this looked at again
		case err != nil && !errs.Is(err, errs.NotFound):
			return false, err
		}
	}
	_, err = m.deliver(ctx, o)
	if slackError(err) == "cannot_reply_to_message" { // somebody has deleted the inject
		o.channel, o.thread = "", ""
		_, err = m.deliver(ctx, o)
	}
	return err == nil, err
}

// refreshExercise brings what people have of an exercise up to date after an act on it. Where many act at once, one after the
// other reads what all of them did before.
func (b *Bot) refreshExercise(id exercise.ID) {
	b.refreshing.soon(b.tasks, string(id), func(ctx context.Context) error { return b.messenger.RefreshExercise(ctx, id.Subject()) })
}
