package bot

import (
	"context"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/slack-go/slack"

	"cairn/bot/blocks"
	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/maturity"
)

// setUp answers /cairn setup, alone or with the short name of a programme that is to be changed, with a view.
func (b *Bot) setUp(ctx context.Context, to blocks.Reader, words []string, trigger string) (blocks.Message, error) {
	var p assess.ProgrammeID
	if len(words) > 0 {
		mine, err := b.programmes.ProgrammesOf(ctx, to.User)
		if err != nil {
			return blocks.Message{}, err
		}
		i := slices.IndexFunc(mine, func(p assess.Programme) bool { return strings.EqualFold(string(p.ID), words[0]) })
		if i < 0 || len(words) > 1 {
			return blocks.NoSetup(to, strings.Join(words, " ")), nil
		}
		p = mine[i].ID
	}
	s, err := b.setups.StartDraft(ctx, assess.BySlack(to.User), p)
	if err != nil {
		return blocks.Message{}, err
	}
	view, err := b.setupView(ctx, to, s, blocks.FirstSetupPage(s), blocks.Alert{})
	if err != nil {
		return blocks.Message{}, err
	}
	b.homes.publish(to.User)
	return blocks.Message{}, b.openView(ctx, trigger, view)
}

// openSetup begins to set up a programme from a button, or to change one.
func (b *Bot) openSetup(ctx context.Context, i *interaction, p assess.ProgrammeID) error {
	s, err := b.setups.StartDraft(ctx, actor(i), p)
	if err != nil {
		return err
	}
	return b.showSetup(ctx, i, s)
}

// continueSetup takes up a setup where it was left.
func (b *Bot) continueSetup(ctx context.Context, i *interaction, id assess.DraftID) error {
	s, err := b.setups.Setup(ctx, actor(i), id)
	if err != nil {
		b.homes.publish(assess.UserID(i.User.ID)) // which showed what is no more
		return err
	}
	return b.showSetup(ctx, i, s)
}

// showSetup opens a setup where it is taken up; from a modal, on top of that.
func (b *Bot) showSetup(ctx context.Context, i *interaction, s assess.Setup) error {
	view, err := b.setupView(ctx, i.reader, s, blocks.FirstSetupPage(s), blocks.Alert{})
	if err != nil {
		return err
	}
	b.homes.publish(assess.UserID(i.User.ID))
	if i.View.Type != slack.VTModal {
		return b.openView(ctx, i.TriggerID, view)
	}
	_, err = b.client.PushViewContext(ctx, i.TriggerID, view)
	return formTrouble(err)
}

// discardSetup throws a setup away.
func (b *Bot) discardSetup(ctx context.Context, i *interaction, id assess.DraftID) error {
	err := b.setups.DiscardDraft(ctx, actor(i), id)
	b.homes.publish(assess.UserID(i.User.ID))
	if err != nil {
		return err
	}
	if i.View.Type == slack.VTModal {
		_, err = b.client.UpdateViewContext(ctx, blocks.SetupDiscarded(i.reader), "", "", i.View.ID)
		return formTrouble(err)
	}
	return nil // the Home tab shows it
}

// setupView renders and checks a page of a setup, by its step.
func (b *Bot) setupView(ctx context.Context, to blocks.Reader, s assess.Setup, step string, a blocks.Alert) (slack.ModalViewRequest, error) {
	return b.setupStep(ctx, to, s, blocks.SetupState{Step: step, Start: s.Base == 0}, a)
}

// setupStep renders and checks what the state says. A review of a setup that is not complete is the list of its pages.
func (b *Bot) setupStep(ctx context.Context, to blocks.Reader, s assess.Setup, at blocks.SetupState, a blocks.Alert) (view slack.ModalViewRequest, err error) {
	switch {
	case at.Step == assess.SetupReview && s.Ready():
		return b.setupReview(ctx, to, s, at, a)
	case at.Step == assess.SetupReview && a == (blocks.Alert{}):
		view = blocks.SetupList(to, s, blocks.AlertNotReady(to))
	case at.Step == assess.SetupReview, at.Step == blocks.SetupPages:
		view = blocks.SetupList(to, s, a)
	default:
		view = blocks.SetupPage(to, s, at.Step, b.offered(s.Programme.Model), a)
	}
	return view, blocks.CheckModal(view)
}

// setupReview renders what finishing a setup leads to.
func (b *Bot) setupReview(ctx context.Context, to blocks.Reader, s assess.Setup, at blocks.SetupState, a blocks.Alert) (slack.ModalViewRequest, error) {
	by := assess.BySlack(to.User)
	pre, err := b.setups.Preview(ctx, by, s.ID, at.Start)
	if err == nil && at.Start && pre.Open.ID != "" { // no other is opened beside it
		at.Start = false
		pre, err = b.setups.Preview(ctx, by, s.ID, false)
	}
	if err != nil {
		return slack.ModalViewRequest{}, err
	}
	view := blocks.SetupReview(to, blocks.Review{Preview: pre, Start: at.Start, People: at.People}, a)
	return view, blocks.CheckModal(view)
}

// offered are the models that a programme can be on: the newest version of each, and the one that it is on.
func (b *Bot) offered(now string) []*maturity.Model {
	var offered []*maturity.Model
	all := b.models()
	for i, m := range all { // the versions of one stand together, the newest last
		newest := i+1 == len(all) || all[i+1].Publisher != m.Publisher || all[i+1].Name != m.Name
		if newest || m.ID == now {
			offered = append(offered, m)
		}
	}
	return offered
}

// submitSetup saves a page of a setup and shows what follows, or finishes it.
func (b *Bot) submitSetup(ctx context.Context, i *interaction) Reply {
	at, err := blocks.DecodeSetupState(i.View.PrivateMetadata)
	if err != nil {
		return b.unread(i, err)
	}
	if at.Step == assess.SetupReview {
		return b.finishSetup(ctx, i, at)
	}
	s, err := b.setups.Setup(ctx, actor(i), at.Draft)
	if err != nil {
		return b.setupTrouble(ctx, i, at, err)
	}
	page, ok := setupEntries(s, at.Step, i.View.State)
	if !ok {
		return b.setupReply(ctx, i, s, blocks.SetupState{Step: blocks.SetupPages}, blocks.Alert{})
	}
	s, err = b.setups.ChangeDraft(ctx, actor(i), at.Draft, at.Version, page)
	if errs.Is(err, errs.Invalid) {
		if here := b.beside(i, err); len(here) > 0 {
			return Reply{Body: slack.NewErrorsViewSubmissionResponse(here)}
		}
	}
	if err != nil {
		return b.setupTrouble(ctx, i, at, err)
	}
	b.meetNamed(s.Programme)
	b.homes.publish(assess.UserID(i.User.ID))
	return b.setupReply(ctx, i, s, blocks.SetupState{Step: blocks.NextSetupPage(s), Start: s.Base == 0}, blocks.Alert{})
}

// meetNamed has those looked up whom a setup names and who are not known, so that its review knows their time zones, and
// whether they can be asked.
func (b *Bot) meetNamed(p assess.Programme) {
	for _, u := range p.Managers {
		b.people.meet(u)
	}
	for _, u := range p.Leaders {
		b.people.meet(u)
	}
	for _, a := range p.Assignments {
		b.people.meet(a.Owner)
		b.people.meet(a.Deputy)
	}
}

// beside are the faults of a page by the inputs that they stand beside. What no input on the page asks for stands beside
// the first.
func (b *Bot) beside(i *interaction, cause error) map[string]string {
	here, first := make(map[string]string), ""
	for _, block := range i.View.Blocks.BlockSet {
		if in, ok := block.(*slack.InputBlock); ok {
			first = in.BlockID
			break
		}
	}
	var rest []string
	faults := i.reader.Faults(cause)
	for _, setting := range slices.Sorted(maps.Keys(faults)) {
		if i.View.State != nil && i.View.State.Values[setting] != nil {
			here[setting] = faults[setting]
		} else {
			rest = append(rest, faults[setting])
		}
	}
	if len(rest) > 0 && first != "" {
		here[first] = strings.TrimSpace(here[first] + " " + strings.Join(rest, " "))
	}
	return here
}

// setupTrouble answers a submission that was not taken: with the setup as it stands now and why, where that is of use.
func (b *Bot) setupTrouble(ctx context.Context, i *interaction, at blocks.SetupState, cause error) Reply {
	b.logFailure("a setup was not saved", cause, "draft", at.Draft, "step", at.Step, "user", i.User.ID)
	switch errs.CodeOf(cause) {
	case errs.Internal, errs.Unavailable:
		return keep(i)
	case errs.NotFound, errs.Forbidden:
		return updated(blocks.Notice(i.reader, blocks.AlertSays(i.reader.Error(cause))))
	}
	s, err := b.setups.Setup(ctx, actor(i), at.Draft)
	if err != nil {
		return updated(blocks.Notice(i.reader, blocks.AlertSays(i.reader.Error(cause))))
	}
	return b.setupReply(ctx, i, s, at, blocks.AlertSays(i.reader.Error(cause)))
}

// setupReply answers a submission with a page of the setup.
func (b *Bot) setupReply(ctx context.Context, i *interaction, s assess.Setup, at blocks.SetupState, a blocks.Alert) Reply {
	view, err := b.setupStep(ctx, i.reader, s, at, a)
	if err != nil {
		b.logFailure("a setup could not be shown", err, "draft", s.ID, "step", at.Step, "user", i.User.ID)
		return updated(blocks.Notice(i.reader, blocks.AlertSays(i.reader.Error(err))))
	}
	return updated(view)
}

// turnSetup handles the buttons in a setup's views: what was entered on the page is saved first, where it can be.
func (b *Bot) turnSetup(ctx context.Context, i *interaction, a *slack.BlockAction) error {
	at, err := blocks.DecodeSetupState(i.View.PrivateMetadata)
	if err != nil {
		return err
	}
	s, err := b.setups.Setup(ctx, actor(i), at.Draft)
	if err != nil {
		return err
	}
	var alert blocks.Alert
	if page, ok := setupEntries(s, at.Step, i.View.State); ok && !reflect.DeepEqual(page, said(s, page)) {
		saved, err := b.setups.ChangeDraft(ctx, actor(i), at.Draft, at.Version, page)
		switch {
		case err == nil:
			s = saved
			b.meetNamed(s.Programme)
		case errs.Is(err, errs.Internal), errs.Is(err, errs.Unavailable):
			return err
		default:
			alert = blocks.AlertNotKept(i.reader, s, at.Step, err)
		}
	}
	switch a.ActionID {
	case blocks.ActionSetupWhen:
		at.Start, at.People = a.SelectedOption.Value == blocks.SetupNow, 0
	case blocks.ActionSetupMore, blocks.ActionSetupFewer:
		if at.People, err = strconv.Atoi(a.Value); err != nil {
			at.People = 0
		}
	case blocks.ActionSetupMine, blocks.ActionSetupTheirs:
		if s, err = b.setups.ResolveDraft(ctx, actor(i), at.Draft, at.Version, a.ActionID == blocks.ActionSetupTheirs); err != nil {
			return err
		}
	case blocks.ActionSetupTest:
		if alert, err = b.sendTest(ctx, i, at); err != nil {
			return err
		}
	default:
		at = blocks.SetupState{Step: a.Value, Start: s.Base == 0}
	}
	view, err := b.setupStep(ctx, i.reader, s, at, alert)
	if err != nil {
		return err
	}
	_, err = b.client.UpdateViewContext(ctx, view, "", i.View.Hash, i.View.ID)
	return formTrouble(err)
}

// testPressed answers a button in the message of a test, which does nothing.
func (b *Bot) testPressed(ctx context.Context, i *interaction) error {
	b.tell(ctx, i, blocks.TestPressed(i.reader))
	return nil
}

// sendTest sends the manager what somebody would be sent. One version of a setup sends one test.
func (b *Bot) sendTest(ctx context.Context, i *interaction, at blocks.SetupState) (blocks.Alert, error) {
	card, ok, err := b.setups.PreviewCard(ctx, actor(i), at.Draft, at.Start)
	if err != nil {
		return blocks.Alert{}, err
	}
	if !ok {
		return blocks.TestNothing(i.reader), nil
	}
	if err := b.messenger.Test(ctx, i.reader, at.Draft, at.Version, card); err != nil {
		return blocks.Alert{}, err
	}
	return blocks.AlertTestSent(i.reader), nil
}

// finishSetup applies a setup, and opens a cycle where that was chosen.
func (b *Bot) finishSetup(ctx context.Context, i *interaction, at blocks.SetupState) Reply {
	done, err := b.setups.FinishDraft(ctx, actor(i), at.Draft, at.Version, at.Start)
	if err != nil {
		return b.setupTrouble(ctx, i, at, err)
	}
	st, err := b.programmes.Status(ctx, actor(i), done.Programme.ID)
	if err != nil {
		b.logFailure("the next opening could not be read", err, "programme", done.Programme.ID)
	}
	b.homes.publish(append(slices.Clone(done.Programme.Managers), assess.UserID(i.User.ID))...)
	b.LookUpSoon()
	return updated(blocks.SetupDone(i.reader, done, st.NextAt))
}
