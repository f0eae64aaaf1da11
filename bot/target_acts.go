package bot

import (
	"context"
	"strconv"
	"strings"

	"github.com/slack-go/slack"

	"cairn/bot/blocks"
	"cairn/internal/assess"
	"cairn/internal/calendar"
	"cairn/internal/errs"
	"cairn/internal/target"
)

// openTargetAct asks something about a target that is still watched, if the person may do it.
func (b *Bot) openTargetAct(ctx context.Context, i *interaction, id target.ID, may func(target.View) bool,
	show func(blocks.Reader, target.View, blocks.TargetRef) slack.ModalViewRequest,
) error {
	v, err := b.openOf(ctx, i, id)
	if err != nil {
		return err
	}
	if !may(v) {
		b.refreshTarget(v)
		return errs.New(errs.Forbidden, "This is for somebody else to do: ask a manager of %s.", v.In.Scope)
	}
	return b.onTop(ctx, i, show(i.reader, v, targetRef(i)))
}

// targetAct handles the buttons that ask something about a target.
func (b *Bot) targetAct(ctx context.Context, i *interaction, a *slack.BlockAction) error {
	id := target.ID(a.Value)
	changes := func(v target.View) bool { return v.MayChange }
	judges := func(v target.View) bool { return v.MayJudge }
	switch blocks.ActionKind(a.ActionID) {
	case blocks.ActionTargetCheckIn:
		return b.openTargetAct(ctx, i, id, func(v target.View) bool { return v.MayCheckIn }, blocks.CheckIn)
	case blocks.ActionTargetChange:
		return b.openChangeTarget(ctx, i, id)
	case blocks.ActionTargetClose:
		return b.openTargetAct(ctx, i, id, changes, blocks.CloseTarget)
	case blocks.ActionTargetState:
		return b.openTargetAct(ctx, i, id, judges, blocks.SetState)
	case blocks.ActionTargetAccept:
		return b.openTargetAct(ctx, i, id, judges, blocks.AcceptWarnings)
	default:
		return errStale
	}
}

// submitTargetAct does what a view about one target asked.
func (b *Bot) submitTargetAct(ctx context.Context, i *interaction) Reply {
	s, err := blocks.DecodeTargetState(i.View.PrivateMetadata)
	if err != nil || s.ID == "" {
		return b.unread(i, err)
	}
	state := i.View.State
	reason := strings.TrimSpace(entered(state, blocks.BlockReason))
	var (
		beside string
		says   func(blocks.Reader, target.View) slack.ModalViewRequest
	)
	switch i.View.CallbackID {
	case blocks.CallbackTargetCheckIn:
		day := pickedDay(state, blocks.BlockExpected)
		beside, says = blocks.BlockExpected, blocks.CheckedIn
		err = b.targetActs.CheckIn(ctx, actor(i), s.ID, day, selected(state, blocks.BlockConfidence), strings.TrimSpace(entered(state, blocks.BlockNote)))
	case blocks.CallbackTargetClose:
		beside, says = blocks.BlockWhy, blocks.TargetClosed
		err = b.targetActs.Close(ctx, actor(i), s.ID, strings.TrimSpace(entered(state, blocks.BlockWhy)))
	case blocks.CallbackTargetState:
		to := target.State(selected(state, blocks.BlockState))
		if to == blocks.StateComputed {
			to = ""
		}
		beside, says = blocks.BlockState, blocks.StateSet
		err = b.targetActs.SetState(ctx, actor(i), s.ID, to, reason)
	default:
		beside, says = blocks.BlockAccept, blocks.WarningsAccepted
		err = b.targetActs.Accept(ctx, actor(i), s.ID, strings.TrimSpace(entered(state, blocks.BlockAccept)))
	}
	if err != nil {
		return b.notDone(i, err, beside)
	}
	return b.targetActed(ctx, i, s.ID, s.TargetRef, func(v target.View) slack.ModalViewRequest { return says(i.reader, v) })
}

// targetActed brings up to date what shows a target after an act on it, the view or the answer included from which it was done, and
// says what was done. Others are people whose Home tabs showed it before.
func (b *Bot) targetActed(ctx context.Context, i *interaction, id target.ID, from blocks.TargetRef, says func(target.View) slack.ModalViewRequest, others ...assess.UserID) Reply {
	v, err := b.targets.View(ctx, actor(i), id)
	if err != nil {
		return b.notDone(i, err, "")
	}
	b.refreshTarget(v, others...)
	b.showAnew(i, id, from)
	return updated(says(v))
}

// showAnew brings up to date the view or the answer from which something was done about a target.
func (b *Bot) showAnew(i *interaction, id target.ID, from blocks.TargetRef) {
	to, by, below := i.reader, actor(i), i.View.PreviousViewID
	if !from.Over || below == "" {
		below = ""
		if from.Hook == "" {
			return
		}
	}
	b.tasks.start("what shows "+string(id), func(ctx context.Context) error {
		v, err := b.targets.View(ctx, by, id)
		if err != nil {
			return err
		}
		if below == "" {
			if _, _, _, err := b.client.SendMessageContext(ctx, "", append(content(blocks.Target(to, v)), slack.MsgOptionReplaceOriginal(from.Hook))...); err != nil {
				b.log.Info("a target was left as it was shown; Slack takes its address for half an hour and five times", "user", to.User, "error", withoutAddress(err))
			}
			return nil
		}
		_, err = b.client.UpdateViewContext(ctx, blocks.TargetView(to, v), "", "", below)
		if slackError(err) == "not_found" { // closed meanwhile
			return nil
		}
		return explain(err, string(to.User))
	})
}

// refreshTarget brings the messages about a target and the Home tabs that show it up to date.
func (b *Bot) refreshTarget(v target.View, others ...assess.UserID) {
	b.refreshFollowUps(v.ID.Subject())
	b.homes.publish(append(watchers(v.In, v.Owner), others...)...)
}

// refreshFollowUps brings the messages about a target or action up to date after an act on it.
func (b *Bot) refreshFollowUps(s target.Subject) {
	b.tasks.start("messages about "+string(s), func(ctx context.Context) error { return b.messenger.RefreshFollowUps(ctx, s) })
}

// pickedDay returns the day that was picked in an input; the zero day, which is refused in words, for none.
func pickedDay(state *slack.ViewState, block string) calendar.Date {
	day, err := calendar.ParseDate(pickedDate(state, block))
	if err != nil {
		return calendar.Date{}
	}
	return day
}

// number reads digits; 0 for anything else.
func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}
