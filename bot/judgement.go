package bot

import (
	"context"
	"strconv"
	"strings"

	"github.com/slack-go/slack"

	"cairn/bot/blocks"
	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/maturity"
)

// override answers /cairn override CATEGORY LEVEL reason.
func (b *Bot) override(ctx context.Context, r request) (blocks.Message, error) {
	st, err := b.programmes.Status(ctx, assess.BySlack(r.user), r.programme.ID)
	switch {
	case err != nil:
		return blocks.Message{}, err
	case !r.programme.IsManager(r.user):
		return blocks.OverrideManagers(r.reader, r.programme), nil
	case st.Cycle.ID == "":
		return blocks.NoCycle(r.reader, r.programme), nil
	case len(r.words) < 3:
		return blocks.OverrideUsage(r.reader, st.Model), nil
	}
	category, ok := findCategory(st.Model, r.words[0])
	if !ok {
		return blocks.NoCategory(r.reader, r.words[0], st.Model), nil
	}
	level, err := strconv.Atoi(r.words[1])
	if err != nil {
		return blocks.OverrideUsage(r.reader, st.Model), nil
	}
	return b.setLevel(ctx, r.reader, st, category, level, strings.Join(r.words[2:], " "))
}

// setLevel sets a level and brings up to date what shows it.
func (b *Bot) setLevel(ctx context.Context, to blocks.Reader, st assess.Status, c *maturity.Category, level int, reason string) (blocks.Message, error) {
	o, err := b.judgements.Override(ctx, assess.BySlack(to.User), st.Cycle.ID, c.ID, level, reason)
	if err != nil {
		return blocks.Message{}, err
	}
	for _, l := range st.Lines {
		if l.Questionnaire.Category == c.ID {
			b.refresh(l.Questionnaire.ID)
			b.homes.publish(l.Questionnaire.Owner, l.Questionnaire.Deputy)
		}
	}
	b.homes.publish(st.Programme.Managers...)
	return blocks.Overridden(to, o, c, st), nil
}

// openOverride opens the view for setting a level by hand.
func (b *Bot) openOverride(ctx context.Context, i *interaction, id assess.ProgrammeID) error {
	st, err := b.programmes.Status(ctx, actor(i), id)
	if err != nil {
		return err
	}
	switch {
	case !st.Programme.IsManager(assess.UserID(i.User.ID)):
		b.tell(ctx, i, blocks.OverrideManagers(i.reader, st.Programme))
		return nil
	case st.Cycle.ID == "":
		b.tell(ctx, i, blocks.NoCycle(i.reader, st.Programme))
		return nil
	}
	return b.openView(ctx, i.TriggerID, blocks.Override(i.reader, st))
}

func (b *Bot) submitOverride(ctx context.Context, i *interaction) Reply {
	v, ok := blocks.ParseCloseValue(i.View.PrivateMetadata)
	if !ok {
		return b.unread(i, nil)
	}
	st, err := b.programmes.Status(ctx, actor(i), v.Programme)
	if err != nil {
		return b.notJudged(i, err)
	}
	if st.Cycle.ID != v.Cycle {
		return updated(blocks.Notice(i.reader, blocks.AlertSays(blocks.CloseIsStale(i.reader).Text)))
	}
	category, ok := st.Model.Category(selected(i.View.State, blocks.BlockCategory))
	level, err := strconv.Atoi(selected(i.View.State, blocks.BlockLevel))
	if !ok || err != nil {
		return unknownView(i)
	}
	msg, err := b.setLevel(ctx, i.reader, st, category, level, entered(i.View.State, blocks.BlockReason))
	if err != nil {
		return b.notJudged(i, err)
	}
	return updated(blocks.Judged(i.reader, msg))
}

// substitute answers /cairn substitute OBJECTIVE with a view.
func (b *Bot) substitute(ctx context.Context, r request) (blocks.Message, error) {
	st, err := b.programmes.Status(ctx, assess.BySlack(r.user), r.programme.ID)
	switch {
	case err != nil:
		return blocks.Message{}, err
	case !r.programme.IsManager(r.user):
		return blocks.SubstituteManagers(r.reader, r.programme), nil
	case st.Model.Scoring.Method != maturity.MethodCumulative:
		return blocks.NotByObjectives(r.reader, st.Model), nil
	case len(r.words) == 0:
		return blocks.SubstituteUsage(r.reader, st.Model), nil
	}
	item, ok := findItem(st.Model, r.words[0])
	if !ok {
		return blocks.NoObjective(r.reader, r.words[0], st.Model), nil
	}
	now, err := b.substitution(ctx, st, item)
	if err != nil {
		return blocks.Message{}, err
	}
	return blocks.Message{}, b.openView(ctx, r.trigger, blocks.Substitute(r.reader, r.programme, item, now))
}

// substitution returns what stands in the place of an objective in the newest cycle, or nil.
func (b *Bot) substitution(ctx context.Context, st assess.Status, item *maturity.Item) (*assess.Substitution, error) {
	if len(st.Lines) == 0 {
		return nil, nil
	}
	f, err := b.questionnaires.Form(ctx, st.Lines[0].Questionnaire.ID)
	if err != nil {
		return nil, err
	}
	if s, ok := f.Substitutions[item.ID]; ok {
		return &s, nil
	}
	return nil, nil
}

func (b *Bot) submitSubstitution(ctx context.Context, i *interaction) Reply {
	programme, item, ok := strings.Cut(i.View.PrivateMetadata, "|")
	if !ok {
		return b.unread(i, nil)
	}
	name, text := strings.TrimSpace(entered(i.View.State, blocks.BlockName)), strings.TrimSpace(entered(i.View.State, blocks.BlockText))
	if name != "" && text == "" {
		return Reply{Body: slack.NewErrorsViewSubmissionResponse(map[string]string{blocks.BlockText: blocks.SubstituteFault(i.reader)})}
	}
	s, err := b.judgements.Substitute(ctx, actor(i), assess.ProgrammeID(programme), item, name, text, entered(i.View.State, blocks.BlockReason))
	if err != nil {
		return b.notJudged(i, err)
	}
	b.reworded(s)
	return updated(blocks.Judged(i.reader, blocks.Substituted(i.reader, s)))
}

// reworded brings up to date the messages that show a substituted objective's words.
func (b *Bot) reworded(s assess.Substitution) {
	b.tasks.start("words of "+s.Item, func(ctx context.Context) error {
		st, err := b.programmes.Status(ctx, s.By, s.Programme)
		if err != nil {
			return err
		}
		item, ok := st.Model.Item(s.Item)
		if !ok {
			return nil
		}
		for _, l := range st.Lines {
			if l.Questionnaire.Category == item.Category().ID {
				b.refresh(l.Questionnaire.ID)
			}
		}
		return nil
	})
}

// notJudged says why a judgement was not recorded: beside the input where there is one.
func (b *Bot) notJudged(i *interaction, cause error) Reply {
	b.logFailure("a judgement was not recorded", cause, "user", i.User.ID)
	switch errs.CodeOf(cause) {
	case errs.Internal, errs.Unavailable:
		return keep(i)
	}
	here := make(map[string]string)
	for field, sentence := range i.reader.Faults(cause) {
		if i.View.State != nil && i.View.State.Values[field] != nil {
			here[field] = sentence
		}
	}
	if len(here) > 0 {
		return Reply{Body: slack.NewErrorsViewSubmissionResponse(here)}
	}
	return updated(blocks.Notice(i.reader, blocks.AlertSays(i.reader.Error(cause))))
}

// openView checks and opens a view.
func (b *Bot) openView(ctx context.Context, trigger string, view slack.ModalViewRequest) error {
	if err := blocks.CheckModal(view); err != nil {
		return err
	}
	_, err := b.client.OpenViewContext(ctx, trigger, view)
	return formTrouble(err)
}

// selected returns what was chosen in an input.
func selected(state *slack.ViewState, block string) string {
	if state == nil {
		return ""
	}
	return state.Values[block][blocks.ActionValue].SelectedOption.Value
}

// findCategory finds a category by its id or short name, in any case.
func findCategory(m *maturity.Model, word string) (*maturity.Category, bool) {
	for _, c := range m.Categories() {
		if strings.EqualFold(c.ID, word) || strings.EqualFold(c.Short, word) {
			return c, true
		}
	}
	return nil, false
}

// findItem finds an item by its id, in any case.
func findItem(m *maturity.Model, word string) (*maturity.Item, bool) {
	for _, c := range m.Categories() {
		for _, item := range c.Items {
			if strings.EqualFold(item.ID, word) {
				return item, true
			}
		}
	}
	return nil, false
}
