package bot

import (
	"context"
	"strings"

	"github.com/slack-go/slack"

	"cairn/bot/blocks"
	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/target"
)

// actionCommand answers /cairn action: with a number the view of that action, with "add" the form for one, else a list.
func (b *Bot) actionCommand(ctx context.Context, r request) (blocks.Message, error) {
	by := assess.BySlack(r.user)
	if len(r.words) == 0 {
		all, err := b.actions.ListActions(ctx, by, r.programme.ID, target.Filter{})
		if err != nil {
			return blocks.Message{}, err
		}
		return blocks.Actions(r.reader, r.programme, all), nil
	}
	if strings.EqualFold(r.words[0], "add") {
		f, err := b.newAction(ctx, r.reader, blocks.Opened{Programme: r.programme.ID})
		if err != nil {
			return blocks.Message{}, err
		}
		return blocks.Message{}, b.openView(ctx, r.trigger, blocks.AddAction(r.reader, f))
	}
	id, ok := actionNamed(r.programme.ID, r.words[0])
	if !ok {
		return blocks.ActionUsage(r.reader), nil
	}
	v, err := b.actions.ActionView(ctx, by, id)
	if errs.Is(err, errs.NotFound) {
		return blocks.NoAction(r.reader, r.words[0], r.programme), nil
	}
	if err != nil {
		return blocks.Message{}, err
	}
	return blocks.Message{}, b.openView(ctx, r.trigger, blocks.ActionView(r.reader, v, openedAction(v, blocks.Opened{})))
}

// holding lists the programmes in which somebody has a target or an action, who may have no other part in them.
func (b *Bot) holding(ctx context.Context, u assess.UserID) ([]assess.Programme, error) {
	mine, err := b.targets.Mine(ctx, u)
	if err != nil {
		return nil, err
	}
	var all []assess.Programme
	for _, v := range mine.Targets {
		all = append(all, v.In)
	}
	for _, v := range mine.Actions {
		all = append(all, v.In)
	}
	return joined(nil, all), nil
}

// actionNamed reads "A12", "a12" and "northwind/A12".
func actionNamed(p assess.ProgrammeID, word string) (target.ActionID, bool) {
	word = strings.ToUpper(strings.TrimPrefix(strings.ToLower(word), strings.ToLower(string(p))+"/"))
	digits, ok := strings.CutPrefix(word, "A")
	if !ok || digits == "" || strings.Trim(digits, "0123456789") != "" {
		return "", false
	}
	return target.ActionID(string(p) + "/" + word), true
}

// openedAction is what the view of an action remembers.
func openedAction(v target.ActionView, o blocks.Opened) blocks.Opened {
	o.Programme, o.Action, o.Edition = v.Programme, v.ID, v.Edition
	return o
}

// openAction shows an action, from wherever a button names it.
func (b *Bot) openAction(ctx context.Context, i *interaction, id target.ActionID) error {
	return b.showAction(ctx, i, id, blocks.Opened{})
}

func (b *Bot) showAction(ctx context.Context, i *interaction, id target.ActionID, o blocks.Opened) error {
	v, err := b.actions.ActionView(ctx, actor(i), id)
	if err != nil {
		return err
	}
	return b.onTop(ctx, i, blocks.ActionView(i.reader, v, openedAction(v, o)))
}

// beginAction takes one tap as: it is in progress.
func (b *Bot) beginAction(ctx context.Context, i *interaction, id target.ActionID) error {
	o := b.openedFrom(i, id)
	if err := b.actions.BeginAction(ctx, actor(i), id); err != nil {
		return err
	}
	v, err := b.actions.ActionView(ctx, actor(i), id)
	if err != nil {
		return err
	}
	b.actionChanged(i, v, o)
	if o.Alone {
		b.tell(ctx, i, blocks.ActionBegun(i.reader, v))
		return nil
	}
	return b.present(ctx, i, blocks.ActionView(i.reader, v, openedAction(v, o)))
}

// openedFrom is what the view of an action remembers in which a button was pressed; else that there is none.
func (b *Bot) openedFrom(i *interaction, id target.ActionID) blocks.Opened {
	if i.View.CallbackID == blocks.CallbackAction {
		if o, ok := blocks.DecodeOpened(i.View.PrivateMetadata); ok && o.Action == id {
			return o
		}
	}
	return blocks.Opened{Programme: id.Programme(), Action: id, Alone: true}
}

// openActionForm asks for what an act on an action needs.
func (b *Bot) openActionForm(ctx context.Context, i *interaction, a *slack.BlockAction) error {
	id := target.ActionID(a.Value)
	o := b.openedFrom(i, id)
	v, err := b.actions.ActionView(ctx, actor(i), id)
	if err != nil {
		return err
	}
	o = openedAction(v, o)
	kind := blocks.ActionKind(a.ActionID)
	if err := mayAct(v, kind); err != nil {
		b.actionChanged(i, v, o) // the button should not have been there
		return err
	}
	var view slack.ModalViewRequest
	switch kind {
	case blocks.ActionActionDone:
		view = blocks.FinishAction(i.reader, v, o)
	case blocks.ActionActionChange:
		targets, err := b.aims(ctx, actor(i), v.Programme)
		if err != nil {
			return err
		}
		view = blocks.ChangeAction(i.reader, v, targets, o, blocks.Alert{})
	case blocks.ActionActionNote:
		view = blocks.NoteAction(i.reader, v, o)
	case blocks.ActionActionDrop:
		view = blocks.DropAction(i.reader, v, o)
	default:
		view = blocks.ReopenAction(i.reader, v, o)
	}
	return b.onTop(ctx, i, view)
}

// mayAct says why a form would be filled in for nothing. The use case decides again when it is sent.
func mayAct(v target.ActionView, kind string) error {
	switch ended := v.Status.Ended(); {
	case ended && kind != blocks.ActionActionReopen && kind != blocks.ActionActionNote:
		return errs.New(errs.Closed, "%s has ended already, so there is nothing left to do for it.", v.ID.Number())
	case !ended && kind == blocks.ActionActionReopen:
		return errs.New(errs.Conflict, "%s is open already.", v.ID.Number())
	case !v.MayChange && !v.MayFinish:
		return errs.New(errs.Forbidden, "Only the owner of %s and the managers of the programme can do this.", v.ID.Number())
	default:
		return nil
	}
}

// submitAction does what a form about an action asks for.
func (b *Bot) submitAction(ctx context.Context, i *interaction) Reply {
	o, ok := blocks.DecodeOpened(i.View.PrivateMetadata)
	if !ok {
		return b.unread(i, nil)
	}
	by, state := actor(i), i.View.State
	var err error
	switch i.View.CallbackID {
	case blocks.CallbackActionDone:
		err = b.actions.FinishAction(ctx, by, o.Action, strings.TrimSpace(entered(state, blocks.BlockLink)), entered(state, blocks.BlockNote))
	case blocks.CallbackActionChange:
		return b.submitChange(ctx, i, o)
	case blocks.CallbackActionNote:
		err = b.actions.NoteAction(ctx, by, o.Action, entered(state, blocks.BlockNote))
	case blocks.CallbackActionDrop:
		err = b.actions.DropAction(ctx, by, o.Action, entered(state, blocks.BlockWhy))
	default:
		err = b.actions.ReopenAction(ctx, by, o.Action, entered(state, blocks.BlockWhy))
	}
	if err != nil {
		return b.notDone(i, err, "")
	}
	return b.acted(ctx, i, o)
}

// acted shows an action as it is now: in its view below the form that was sent, or in the form's place.
func (b *Bot) acted(ctx context.Context, i *interaction, o blocks.Opened) Reply {
	v, err := b.actions.ActionView(ctx, actor(i), o.Action)
	if err != nil {
		return b.notDone(i, err, "")
	}
	b.actionChanged(i, v, o)
	view := blocks.ActionView(i.reader, v, openedAction(v, o))
	if below := i.View.PreviousViewID; below != "" && !o.Alone {
		if _, err = b.client.UpdateViewContext(ctx, view, "", "", below); err == nil {
			return Reply{}
		}
		b.log.Info("the view of an action was not brought up to date", "action", o.Action, "error", err)
	}
	return updated(view)
}

// actionChanged brings up to date what shows an action, after an act on it.
func (b *Bot) actionChanged(i *interaction, v target.ActionView, o blocks.Opened) {
	b.homes.publish(append(watchers(v.In, v.Owner), assess.UserID(i.User.ID))...)
	b.refreshFollowUps(v.ID.Subject())
	b.renew(i, o)
}

// taken answers a form that has made an action.
func (b *Bot) taken(ctx context.Context, i *interaction, o blocks.Opened, a target.Action, say func(blocks.Reader, assess.Programme, target.Action) slack.ModalViewRequest) Reply {
	v, err := b.actions.ActionView(ctx, actor(i), a.ID)
	if err != nil {
		return b.notDone(i, err, "")
	}
	b.actionChanged(i, v, o)
	return updated(say(i.reader, v.In, a))
}
