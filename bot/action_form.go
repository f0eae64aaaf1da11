package bot

import (
	"context"
	"strings"

	"github.com/slack-go/slack"

	"cairn/bot/blocks"
	"cairn/internal/assess"
	"cairn/internal/calendar"
	"cairn/internal/errs"
	"cairn/internal/target"
	"cairn/internal/wording"
)

// openActionAdd asks for an action that is no step of the roadmap.
func (b *Bot) openActionAdd(ctx context.Context, i *interaction, value string) error {
	p, shown := blocks.ParseRoadmapOf(value)
	f, err := b.newAction(ctx, i.reader, opened(i, p, shown))
	if err != nil {
		return err
	}
	return b.onTop(ctx, i, blocks.AddAction(i.reader, f))
}

// newAction is the form of a new action as it opens.
func (b *Bot) newAction(ctx context.Context, to blocks.Reader, o blocks.Opened) (f blocks.ActionForm, err error) {
	by := assess.BySlack(to.User)
	st, err := b.programmes.Status(ctx, by, o.Programme)
	if err != nil {
		return f, err
	}
	targets, err := b.aims(ctx, by, o.Programme)
	return blocks.NewActionForm(to, st, targets, o), err
}

// aims are the targets that somebody may have an action serve: the open ones of its programme that they may see.
func (b *Bot) aims(ctx context.Context, by assess.Actor, p assess.ProgrammeID) ([]target.View, error) {
	all, err := b.targets.List(ctx, by, p, target.Filter{})
	if errs.Is(err, errs.Forbidden) { // who has but an action there
		return nil, nil
	}
	return all, err
}

// filledAction is what was entered of a new action.
func (b *Bot) filledAction(ctx context.Context, i *interaction, o blocks.Opened) (a target.Action, err error) {
	a.Programme, a.Kind = o.Programme, target.Own
	a.Target = aimOf(chosenIn(i.View.State, o.Block(blocks.BlockTarget)))
	a.Category = chosenIn(i.View.State, o.Block(blocks.BlockCategory))
	if i.View.State != nil {
		a.Items = entriesOf(*i.View.State).options(o.Block(blocks.BlockItems))
	}
	a.Work, err = b.workIn(ctx, i, o.Block)
	return a, err
}

// chosenIn is the option that was chosen in an input, whichever action it has.
func chosenIn(state *slack.ViewState, block string) string {
	if state != nil {
		for _, entry := range state.Values[block] {
			return entry.SelectedOption.Value
		}
	}
	return ""
}

// aimOf is the target that an option names; "" for none.
func aimOf(value string) target.ID {
	if value == blocks.ServesNone {
		return ""
	}
	return target.ID(value)
}

// turnActionAdd shows the form of a new action with what follows from the target or category that was chosen.
func (b *Bot) turnActionAdd(ctx context.Context, i *interaction, a *slack.BlockAction) error {
	o, ok := blocks.DecodeOpened(i.View.PrivateMetadata)
	if !ok {
		return errStaleRoadmap
	}
	f, err := b.newAction(ctx, i.reader, o)
	if err != nil {
		return err
	}
	if f.Action, err = b.filledAction(ctx, i, o); err != nil {
		return err
	}
	if chosen := a.SelectedOption.Value; a.ActionID == blocks.ActionActionTarget {
		f = f.Serve(aimOf(chosen), i.reader.User)
	} else {
		f.Action.Category, f.Action.Items = "", nil // the items that were chosen are of the category before
		f = f.About(chosen)
	}
	view := blocks.AddAction(i.reader, f)
	if err := blocks.CheckModal(view); err != nil {
		return err
	}
	_, err = b.client.UpdateViewContext(ctx, view, "", i.View.Hash, i.View.ID)
	return formTrouble(err)
}

func (b *Bot) submitActionAdd(ctx context.Context, i *interaction) Reply {
	o, ok := blocks.DecodeOpened(i.View.PrivateMetadata)
	if !ok {
		return b.unread(i, nil)
	}
	a, err := b.filledAction(ctx, i, o)
	if err == nil {
		a, err = b.actions.AddAction(ctx, actor(i), a)
	}
	if err != nil {
		return b.notAdded(i, o, err)
	}
	return b.taken(ctx, i, o, a, blocks.ActionAdded)
}

// notAdded says why there is no new action beside the inputs at fault, by the ids that they have now.
func (b *Bot) notAdded(i *interaction, o blocks.Opened, cause error) Reply {
	here := make(map[string]string)
	for field, sentence := range i.reader.Faults(cause) {
		if id := o.Block(field); i.View.State != nil && i.View.State.Values[id] != nil {
			here[id] = b.people.named(sentence)
		}
	}
	if id := o.Block(blocks.BlockCategory); errs.Is(cause, errs.Forbidden) && i.View.State != nil && i.View.State.Values[id] != nil {
		here[id] = b.people.named(i.reader.Error(cause)) // it is the category that they may not add to
	}
	if len(here) == 0 {
		return b.notDone(i, cause, o.Block(blocks.BlockDue))
	}
	b.logFailure("an action was not added", cause, "programme", o.Programme, "user", i.User.ID)
	return Reply{Body: slack.NewErrorsViewSubmissionResponse(here)}
}

// submitChange changes an action. Where somebody else did meanwhile, the form stays with what was entered.
func (b *Bot) submitChange(ctx context.Context, i *interaction, o blocks.Opened) Reply {
	work, fault := b.work(ctx, i)
	if fault != nil {
		return b.notDone(i, fault, blocks.BlockDue)
	}
	v, err := b.actions.ActionView(ctx, actor(i), o.Action)
	if err != nil {
		return b.notDone(i, err, "")
	}
	work.Element = v.Element // which the form does not ask
	purpose := v.Purpose()
	if state := i.View.State; state != nil && state.Values[blocks.BlockTarget] != nil {
		purpose.Target = aimOf(chosenIn(state, blocks.BlockTarget))
	}
	if state := i.View.State; state != nil && state.Values[blocks.BlockItems] != nil {
		purpose.Items = entriesOf(*state).options(blocks.BlockItems)
	}
	err = b.actions.ChangeAction(ctx, actor(i), o.Action, o.Edition, work, &purpose, entered(i.View.State, blocks.BlockWhy))
	if errs.Is(err, errs.Conflict) && v.Edition != o.Edition {
		targets, trouble := b.aims(ctx, actor(i), v.Programme)
		if trouble != nil {
			return b.notDone(i, trouble, "")
		}
		v.Work, v.Target, v.Items = work, purpose.Target, purpose.Items
		b.logFailure("an action was changed meanwhile", err, "action", o.Action, "user", i.User.ID)
		return updated(blocks.ChangeAction(i.reader, v, targets, openedAction(v, o), blocks.AlertChanged(i.reader)))
	}
	if err != nil {
		return b.notDone(i, err, "")
	}
	b.homes.publish(v.Owner) // who may not have it any more
	return b.acted(ctx, i, o)
}

// work is what was entered about who does something until when. Somebody new is looked up first, so that a guest is refused.
func (b *Bot) work(ctx context.Context, i *interaction) (target.Work, error) {
	return b.workIn(ctx, i, func(block string) string { return block })
}

// workIn is the same from a form whose inputs have other ids.
func (b *Bot) workIn(ctx context.Context, i *interaction, id func(block string) string) (target.Work, error) {
	state := i.View.State
	w := target.Work{
		Title: strings.TrimSpace(entered(state, id(blocks.BlockTitle))), Text: strings.TrimSpace(entered(state, id(blocks.BlockText))),
		Owner: selectedUser(state, id(blocks.BlockOwner)), Issue: strings.TrimSpace(entered(state, id(blocks.BlockIssue))),
	}
	faults := make(errs.Faults)
	for block, day := range map[string]*calendar.Date{blocks.BlockStart: &w.Start, blocks.BlockDue: &w.Due} {
		if picked := pickedDate(state, id(block)); picked != "" && day.UnmarshalText([]byte(picked)) != nil {
			faults[block] = wording.New("Choose a day.")
		}
	}
	if err := faults.Err(); err != nil {
		return w, err
	}
	b.people.meetNow(ctx, w.Owner)
	return w, nil
}
