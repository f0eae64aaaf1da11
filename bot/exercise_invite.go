package bot

import (
	"bytes"
	"context"

	"github.com/slack-go/slack"

	"cairn/bot/blocks"
	"cairn/internal/assess"
	"cairn/internal/delivery"
	"cairn/internal/errs"
	"cairn/internal/exercise"
	"cairn/internal/planfile"
)

// notifyPlan tells somebody what there is to know of an exercise before it begins. The invitation is one message that is kept
// up to date; the rest stands in its thread.
func (m *Messenger) notifyPlan(ctx context.Context, n exercise.Notice, name string) error {
	to := m.readers.reader(ctx, n.To.ID)
	switch name {
	case exercise.StepReady:
		if n.Control == nil { // somebody else facilitates it by now
			return nil
		}
		_, err := m.deliver(ctx, outgoing{key: noticeKey(n), to: string(n.To.ID), message: blocks.Ready(to, *n.Control)})
		return err
	case exercise.StepInvite:
		return m.invite(ctx, to, n)
	case exercise.StepReply:
		return m.below(ctx, n, blocks.ReplyAsked(to, n.View))
	case exercise.StepUnled, exercise.StepLeft:
		_, err := m.deliver(ctx, outgoing{key: noticeKey(n), to: string(n.To.ID), message: blocks.Unled(to, n.View)})
		return err
	case exercise.StepTakenOver:
		_, err := m.deliver(ctx, outgoing{key: noticeKey(n), to: string(n.To.ID), message: blocks.Handed(to, n.View)})
		return err
	case exercise.StepTomorrow:
		return m.below(ctx, n, blocks.Tomorrow(to, n.View))
	default:
		return m.callOff(ctx, to, n)
	}
}

// invite posts an invitation with its calendar file, or brings it up to date and says in its thread what changed.
func (m *Messenger) invite(ctx context.Context, to blocks.Reader, n exercise.Notice) error {
	sent, err := m.write(ctx, m.invitationOf(ctx, to, n.View))
	if err != nil {
		return err
	}
	if n.Before != nil {
		if _, err := m.deliver(ctx, outgoing{
			key: noticeKey(n), to: string(n.To.ID), channel: sent.Channel, thread: sent.TS, message: blocks.NewDate(to, n.View, *n.Before, n.Why),
		}); err != nil {
			return err
		}
	}
	m.homes.publish(n.To.ID)
	return m.calendarFile(ctx, to, n, sent)
}

// below says something in the thread of the invitation, which is posted if it was not.
func (m *Messenger) below(ctx context.Context, n exercise.Notice, msg blocks.Message) error {
	sent, err := m.write(ctx, m.invitationOf(ctx, m.readers.reader(ctx, n.To.ID), n.View))
	if err == nil {
		_, err = m.deliver(ctx, outgoing{key: noticeKey(n), to: string(n.To.ID), channel: sent.Channel, thread: sent.TS, message: msg})
	}
	return err
}

// callOff says that an exercise is cancelled: in the thread of the invitation, or to a manager who got none in a message.
func (m *Messenger) callOff(ctx context.Context, to blocks.Reader, n exercise.Notice) error {
	msg := outgoing{key: noticeKey(n), to: string(n.To.ID), message: blocks.ExerciseOff(to, n.View)}
	invitation := m.invitationOf(ctx, to, n.View)
	had, err := m.ledger.Find(ctx, invitation.key)
	if err != nil && !errs.Is(err, errs.NotFound) {
		return err
	}
	if err != nil || had.State != delivery.Sent {
		_, err := m.deliver(ctx, msg)
		return err
	}
	sent, err := m.write(ctx, invitation)
	if err != nil {
		return err
	}
	msg.channel, msg.thread = sent.Channel, sent.TS
	if _, err := m.deliver(ctx, msg); err != nil {
		return err
	}
	m.homes.publish(n.To.ID)
	return m.calendarFile(ctx, to, n, sent)
}

// invitationOf is somebody's invitation to an exercise, as they see it.
func (m *Messenger) invitationOf(_ context.Context, to blocks.Reader, v exercise.View) live {
	id, u := v.ID, to.User
	return live{
		outgoing: outgoing{key: personKey(id, exercise.StepInvite, u), to: string(u), message: blocks.Invitation(to, v)},
		shows:    []assess.UserID{u},
		again: func(ctx context.Context) (blocks.Message, error) {
			v, err := m.exercises.View(ctx, assess.BySlack(u), id)
			if errs.Is(err, errs.Forbidden) { // who has no part any more reads what was said last
				return blocks.Message{}, nil
			}
			if err != nil {
				return blocks.Message{}, err
			}
			return blocks.Invitation(to, v), nil
		},
	}
}

// refreshPlan brings the invitations to an exercise up to date that were posted before.
func (m *Messenger) refreshPlan(ctx context.Context, v exercise.View) error {
	people := v.Plan.People()
	for _, h := range v.Handovers {
		people = append(people, h.From)
	}
	views, err := m.exercises.Views(ctx, v.ID, people)
	if err != nil {
		return err
	}
	var all []live
	for _, seen := range views {
		all = append(all, m.invitationOf(ctx, m.readers.reader(ctx, seen.For), seen))
	}
	return m.rewrite(ctx, all)
}

// calendarFile puts the exercise as a file for calendar programs into the thread of an invitation, once for each edition of the
// plan. An invitation without it is whole, so a failure is logged and not repeated for ever.
func (m *Messenger) calendarFile(ctx context.Context, to blocks.Reader, n exercise.Notice, sent delivery.Delivery) error {
	v := n.View
	off := v.State == exercise.Cancelled || v.Part == exercise.NoPart
	if v.State != exercise.Planned && v.State != exercise.Cancelled {
		return nil
	}
	var file bytes.Buffer
	if err := planfile.ExerciseICS(&file, v, n.Edition, off, m.readers.forFile(ctx, to)); err != nil {
		return err
	}
	now := m.now()
	name := key("exercise", string(v.ID), n.Step, string(n.To.ID), "file")
	if _, err := m.ledger.Begin(ctx, delivery.Delivery{
		Key: name, Kind: "exercise", To: string(n.To.ID), State: delivery.Pending, CreatedAt: now, UpdatedAt: now,
	}); err != nil {
		return err
	}
	d, err := m.ledger.Claim(ctx, name, now, lease)
	if errs.Is(err, errs.Conflict) { // it is there, or somebody else brings it
		return nil
	}
	if err != nil {
		return err
	}
	if !d.UnsureSince.IsZero() { // it may be there; twice would be worse than not at all
		return m.settle(ctx, &d, delivery.Unknown, nil, string(n.To.ID))
	}
	shared, err := m.client.UploadFileContext(ctx, slack.UploadFileParameters{
		Filename: "exercise-" + string(v.ID.Programme()) + "-" + v.ID.Number() + ".ics", Title: blocks.CalendarTitle(to, v), Reader: bytes.NewReader(file.Bytes()),
		FileSize: file.Len(), Channel: sent.Channel, ThreadTimestamp: sent.TS, InitialComment: blocks.CalendarFile(to, v, n.Before != nil && n.Before.PartOf(n.To.ID) != exercise.NoPart),
	})
	state := delivery.Sent
	switch outcomeOf(err) {
	case done:
		d.Channel, d.TS = sent.Channel, "file:"+shared.ID // sharing a file tells no ts
	case refused:
		state = delivery.Pending
	default:
		state = delivery.Unknown
	}
	if err != nil {
		m.log.Warn("the calendar file of an exercise was not shared", "key", name, "error", err)
		_ = m.settle(ctx, &d, state, err, string(n.To.ID))
		return nil
	}
	return m.settle(ctx, &d, state, nil, string(n.To.ID))
}

// notifyDuty tells a manager that an exercise is due or overdue and none is planned.
func (m *Messenger) notifyDuty(ctx context.Context, n exercise.Notice) error {
	if n.Duty == nil {
		return nil
	}
	to := m.readers.reader(ctx, n.To.ID)
	msg := blocks.DutyNotice(to, *n.Duty)
	if n.First {
		msg = blocks.Introduced(to, n.Duty.In, msg)
	}
	_, err := m.deliver(ctx, outgoing{key: noticeKey(n), to: string(n.To.ID), message: msg, once: true})
	if err == nil {
		m.homes.publish(n.To.ID)
	}
	return err
}
