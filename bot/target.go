package bot

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"cairn/bot/blocks"
	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/maturity"
	"cairn/internal/target"
)

// targetNumber is how people name a target.
var targetNumber = regexp.MustCompile(`(?i)^T[0-9]{1,9}$`)

// target answers /cairn target: without words it lists targets, "T3" is one of them, and anything else is a sentence that
// sets one.
func (b *Bot) target(ctx context.Context, r request) (blocks.Message, error) {
	switch {
	case len(r.words) == 0:
		all, err := b.targets.List(ctx, assess.BySlack(r.user), r.programme.ID, target.Filter{})
		if err != nil {
			return blocks.Message{}, err
		}
		return blocks.TargetList(r.reader, r.programme, all), nil
	case len(r.words) == 1 && targetNumber.MatchString(r.words[0]):
		id := target.ID(string(r.programme.ID) + "/" + strings.ToUpper(r.words[0]))
		v, err := b.targets.View(ctx, assess.BySlack(r.user), id)
		if errs.Is(err, errs.NotFound) {
			return blocks.NoTarget(r.reader, r.words[0], r.programme), nil
		}
		if err != nil {
			return blocks.Message{}, err
		}
		return blocks.Target(r.reader, v), nil
	default:
		return b.propose(ctx, r, strings.Join(r.words, " "))
	}
}

// myTargets lists the targets of somebody with a part in several programmes, and says how to see the others.
func (b *Bot) myTargets(ctx context.Context, to blocks.Reader, all []assess.Programme) (blocks.Message, error) {
	mine, err := b.targets.Mine(ctx, to.User)
	if err != nil {
		return blocks.Message{}, err
	}
	return blocks.MyTargets(to, mine.Targets, all), nil
}

// propose opens the form of a target with what a sentence says, or answers what the sentence lacks.
func (b *Bot) propose(ctx context.Context, r request, text string) (blocks.Message, error) {
	if !blocks.MaySetTarget(r.programme, r.user, "") {
		return blocks.NoTargets(r.reader, r.programme), nil
	}
	v, err := b.targets.Propose(ctx, assess.BySlack(r.user), r.programme.ID, text)
	if err != nil {
		return blocks.Message{}, err
	}
	if !blocks.MaySetTarget(r.programme, r.user, v.Terms.Category) { // the form offers only what they may set
		return blocks.NoTargets(r.reader, r.programme), nil
	}
	if !v.OK() {
		return blocks.NotSmart(r.reader, r.programme, v), nil
	}
	view, err := b.targetForm(r.reader, r.programme, v)
	if err != nil {
		return blocks.Message{}, err
	}
	return blocks.Message{}, b.openView(ctx, r.trigger, view)
}

// targetForm is the form of a new target, filled in with what was understood.
func (b *Bot) targetForm(to blocks.Reader, p assess.Programme, v target.Verdict) (slack.ModalViewRequest, error) {
	model, err := b.modelOf(p)
	if err != nil {
		return slack.ModalViewRequest{}, err
	}
	return blocks.SetTarget(to, blocks.TargetForm{
		State: blocks.TargetState{Programme: p.ID}, Programme: p, Model: model, Terms: v.Terms, Verdict: &v,
	}), nil
}

// modelOf returns the model that a programme is on.
func (b *Bot) modelOf(p assess.Programme) (*maturity.Model, error) {
	for _, m := range b.models() {
		if m.ID == p.Model {
			return m, nil
		}
	}
	return nil, errs.New(errs.NotFound, "The model %s of %s is not there any more. Whoever runs Cairn can import it again.", p.Model, p.Scope)
}

// programmeOf returns a programme in which the person has a part.
func (b *Bot) programmeOf(ctx context.Context, i *interaction, id assess.ProgrammeID) (assess.Programme, error) {
	mine, err := b.programmes.ProgrammesOf(ctx, assess.UserID(i.User.ID))
	if err != nil {
		return assess.Programme{}, err
	}
	at := slices.IndexFunc(mine, func(p assess.Programme) bool { return p.ID == id })
	if at < 0 {
		return assess.Programme{}, errs.New(errs.Forbidden, "You have no part in this programme any more.")
	}
	return mine[at], nil
}

// openTarget shows all about a target.
func (b *Bot) openTarget(ctx context.Context, i *interaction, id target.ID) error {
	v, err := b.targets.View(ctx, actor(i), id)
	if err != nil {
		return err
	}
	return b.onTop(ctx, i, blocks.TargetView(i.reader, v))
}

// openTargets lists the targets of a programme.
func (b *Bot) openTargets(ctx context.Context, i *interaction, id assess.ProgrammeID) error {
	p, err := b.programmeOf(ctx, i, id)
	if err != nil {
		return err
	}
	all, err := b.targets.List(ctx, actor(i), id, target.Filter{})
	if err != nil {
		return err
	}
	return b.onTop(ctx, i, blocks.TargetListView(i.reader, p, all))
}

// openSetTarget asks for the terms of a new target, filled in with what a sentence says where the button has one.
func (b *Bot) openSetTarget(ctx context.Context, i *interaction, value string) error {
	id, text := blocks.ParseSentenceValue(value)
	p, err := b.programmeOf(ctx, i, id)
	if err != nil {
		return err
	}
	if !blocks.MaySetTarget(p, assess.UserID(i.User.ID), "") {
		b.tell(ctx, i, blocks.NoTargets(i.reader, p))
		return nil
	}
	var v target.Verdict
	if text != "" {
		if v, err = b.targets.Propose(ctx, actor(i), id, text); err != nil {
			return err
		}
	}
	view, err := b.targetForm(i.reader, p, v)
	if err != nil {
		return err
	}
	return b.onTop(ctx, i, view)
}

// openChangeTarget asks for other terms.
func (b *Bot) openChangeTarget(ctx context.Context, i *interaction, id target.ID) error {
	v, err := b.openOf(ctx, i, id)
	if err != nil {
		return err
	}
	return b.onTop(ctx, i, blocks.SetTarget(i.reader, blocks.TargetForm{
		State:     blocks.TargetState{Programme: v.Programme, ID: v.ID, Edition: v.Edition, TargetRef: targetRef(i)},
		Programme: v.In, Model: v.Of, Terms: v.Terms, Of: &v,
	}))
}

// openOf returns a target that is still watched.
func (b *Bot) openOf(ctx context.Context, i *interaction, id target.ID) (target.View, error) {
	v, err := b.targets.View(ctx, actor(i), id)
	if err != nil {
		return v, err
	}
	if !v.Open() {
		b.refreshTarget(v) // the button should not have been there any more
		return v, errs.New(errs.Closed, "%s has ended, so nothing about it can be changed any more.", v.ID.Number())
	}
	return v, nil
}

// targetRef says from what of a target something about it is opened: the view of it, or an answer that shows it. A follow-up is
// brought up to date as what it is.
func targetRef(i *interaction) blocks.TargetRef {
	switch {
	case i.View.Type == slack.VTModal:
		return blocks.TargetRef{Over: i.View.CallbackID == blocks.CallbackTarget}
	case i.Container.IsEphemeral:
		return blocks.TargetRef{Hook: i.ResponseURL}
	default:
		return blocks.TargetRef{}
	}
}

// submitTarget sets or changes a target. Where it may be hard to achieve that is shown first; submitting once more does it.
func (b *Bot) submitTarget(ctx context.Context, i *interaction) Reply {
	s, err := blocks.DecodeTargetState(i.View.PrivateMetadata)
	if err != nil {
		return b.unread(i, err)
	}
	state := i.View.State
	f := blocks.TargetForm{State: s, Why: entered(state, blocks.BlockWhy), Accept: entered(state, blocks.BlockAccept)}
	if s.ID != "" {
		v, err := b.openOf(ctx, i, s.ID)
		if err != nil {
			return b.notDone(i, err, "")
		}
		f.Of, f.Programme, f.Model, f.Terms = &v, v.In, v.Of, v.Terms
	}
	f.Terms = termsOver(f.Terms, state)
	b.people.meetNow(ctx, f.Terms.Owner)
	verdict, err := b.targets.Check(ctx, actor(i), s.Programme, f.Terms, s.ID)
	if err != nil {
		return b.notDone(i, err, blocks.BlockLevel)
	}
	if shown := blocks.WarningsOf(verdict); verdict.OK() && shown != "" && shown != s.Shown {
		return b.reviewTarget(ctx, i, f, verdict, shown)
	}
	return b.commitTarget(ctx, i, f)
}

// reviewTarget shows what may be hard to achieve, above the terms as they were entered.
func (b *Bot) reviewTarget(ctx context.Context, i *interaction, f blocks.TargetForm, v target.Verdict, shown string) Reply {
	if f.Of == nil {
		p, err := b.programmeOf(ctx, i, f.State.Programme)
		if err != nil {
			return b.notDone(i, err, "")
		}
		if f.Model, err = b.modelOf(p); err != nil {
			return b.notDone(i, err, "")
		}
		f.Programme = p
	}
	f.Verdict, f.State.Shown = &v, shown
	view := blocks.SetTarget(i.reader, f)
	if err := blocks.CheckModal(view); err != nil {
		return b.notDone(i, err, "")
	}
	return updated(view)
}

// commitTarget sets or changes a target and says so.
func (b *Bot) commitTarget(ctx context.Context, i *interaction, f blocks.TargetForm) Reply {
	id, before, err := f.State.ID, assess.UserID(""), error(nil)
	if f.Of == nil {
		var t target.Target
		t, err = b.targetActs.Set(ctx, actor(i), f.State.Programme, f.Terms, f.Accept)
		id = t.ID
	} else {
		before = f.Of.Owner
		err = b.targetActs.Change(ctx, actor(i), id, f.State.Edition, f.Terms, f.Why, f.Accept)
	}
	if errs.Is(err, errs.Conflict) && f.Of != nil {
		return b.changedMeanwhile(ctx, i, f, err)
	}
	if err != nil {
		return b.notDone(i, err, blocks.BlockLevel)
	}
	return b.targetActed(ctx, i, id, f.State.TargetRef, func(v target.View) slack.ModalViewRequest { return blocks.TargetDone(i.reader, v, f.Of != nil) }, before)
}

// changedMeanwhile shows the form of a change again, over the target as it is now, with what was entered.
func (b *Bot) changedMeanwhile(ctx context.Context, i *interaction, f blocks.TargetForm, cause error) Reply {
	v, err := b.openOf(ctx, i, f.State.ID)
	if err != nil {
		return b.notDone(i, err, blocks.BlockDue)
	}
	b.logFailure("a target was changed meanwhile", cause, "target", v.ID, "user", i.User.ID)
	f.Of, f.State.Edition, f.Alert = &v, v.Edition, blocks.AlertTargetChanged(i.reader)
	view := blocks.SetTarget(i.reader, f)
	if err := blocks.CheckModal(view); err != nil {
		return b.notDone(i, err, "")
	}
	return updated(view)
}

// termsOver lays the terms that were entered over others: what the form did not ask for stays.
func termsOver(t target.Terms, state *slack.ViewState) target.Terms {
	asked := func(block string) bool { return state != nil && state.Values[block] != nil }
	if asked(blocks.BlockCategory) {
		t.Category = selected(state, blocks.BlockCategory)
	}
	if asked(blocks.BlockLevel) {
		t.Level = number(selected(state, blocks.BlockLevel))
	}
	if asked(blocks.BlockDue) {
		t.Due = pickedDay(state, blocks.BlockDue)
	}
	if asked(blocks.BlockOwner) {
		t.Owner = selectedUser(state, blocks.BlockOwner)
	}
	if asked(blocks.BlockMeasure) {
		t.Measure = strings.TrimSpace(entered(state, blocks.BlockMeasure))
	}
	if asked(blocks.BlockReason) {
		t.Reason = strings.TrimSpace(entered(state, blocks.BlockReason))
	}
	return t
}
