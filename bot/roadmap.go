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
	"cairn/internal/roadmap"
	"cairn/internal/target"
)

// errStaleRoadmap is said of a button of a roadmap whose value cannot be read.
var errStaleRoadmap = errs.New(errs.Invalid, "This button is out of date. Use `/cairn roadmap` again.")

// mentioned finds who is mentioned, as Slack writes it in a command.
var mentioned = regexp.MustCompile(`^<@([UW][A-Z0-9]+)(?:\|[^>]*)?>$`)

// mineWords stand for whoever asks.
var mineWords = []string{"mine", "my", "me", "meine", "mich"}

// roadmap answers /cairn roadmap [mine|@user|CATEGORY].
func (b *Bot) roadmap(ctx context.Context, r request) (blocks.Message, error) {
	m, err := b.roadmaps.Roadmap(ctx, assess.BySlack(r.user), r.programme.ID)
	if err != nil {
		return blocks.Message{}, err
	}
	shown := blocks.RoadmapPage{Programme: r.programme.ID}
	if len(r.words) > 0 {
		word := strings.Join(r.words, " ")
		found := mentioned.FindStringSubmatch(word)
		category, known := categoryNamed(m.Model, word)
		switch {
		case slices.Contains(mineWords, strings.ToLower(word)):
			shown.Owner = r.user
		case found != nil:
			shown.Owner = assess.UserID(found[1])
		case known:
			shown.Category = category.ID
		default:
			return blocks.NotOnRoadmap(r.reader, word, m.Model), nil
		}
	}
	return blocks.Roadmap(r.reader, m, shown), nil
}

// categoryNamed finds a category by its id, short name or name, in any case.
func categoryNamed(m *maturity.Model, words string) (*maturity.Category, bool) {
	if c, ok := findCategory(m, words); ok {
		return c, true
	}
	for _, c := range m.Categories() {
		if strings.EqualFold(c.Name, words) {
			return c, true
		}
	}
	return nil, false
}

// openRoadmap shows a programme's roadmap: as an answer in the conversation, or over the Home tab.
func (b *Bot) openRoadmap(ctx context.Context, i *interaction, p assess.ProgrammeID) error {
	shown := blocks.RoadmapPage{Programme: p}
	m, err := b.roadmaps.Roadmap(ctx, actor(i), p)
	if err != nil {
		return err
	}
	if i.ResponseURL == "" {
		return b.onTop(ctx, i, blocks.RoadmapView(i.reader, m, shown))
	}
	b.tell(ctx, i, blocks.Roadmap(i.reader, m, shown))
	return nil
}

// turnRoadmap shows another page of a roadmap, or another choice of it, in its place.
func (b *Bot) turnRoadmap(ctx context.Context, i *interaction, a *slack.BlockAction) error {
	shown, ok := blocks.ParseRoadmapPage(a.Value)
	if blocks.ActionKind(a.ActionID) == blocks.ActionRoadmapPick {
		shown, ok = blocks.ParseRoadmapPick(a.ActionID)
		if a.SelectedUser != "" {
			shown.Owner = assess.UserID(a.SelectedUser)
		} else {
			shown.Category = a.SelectedOption.Value
		}
	}
	if !ok {
		return errStaleRoadmap
	}
	m, err := b.roadmaps.Roadmap(ctx, actor(i), shown.Programme)
	if err != nil {
		return err
	}
	if i.ResponseURL == "" {
		return b.present(ctx, i, blocks.RoadmapView(i.reader, m, shown))
	}
	b.replace(ctx, i, blocks.Roadmap(i.reader, m, shown))
	return nil
}

// opened remembers where a view was opened from.
func opened(i *interaction, p assess.ProgrammeID, shown *blocks.RoadmapPage) blocks.Opened {
	o := blocks.Opened{Programme: p, Shown: shown}
	switch {
	case shown == nil:
	case i.View.Type == slack.VTModal:
		o.View = i.View.ID
	default:
		o.Hook = i.ResponseURL
	}
	return o
}

// openPosition shows a step of the roadmap, or the action that it became.
func (b *Bot) openPosition(ctx context.Context, i *interaction, value string) error {
	v, ok := blocks.ParsePositionValue(value)
	if !ok {
		return errStaleRoadmap
	}
	o := opened(i, v.Shown.Programme, &v.Shown)
	if strings.Contains(v.Key, "/") { // an action's id; no key has a slash
		return b.showAction(ctx, i, target.ActionID(v.Key), o)
	}
	m, err := b.roadmaps.Roadmap(ctx, actor(i), o.Programme)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(m.Entries, func(e roadmap.Entry) bool { return e.Key == v.Key })
	if at < 0 {
		b.renew(i, o)
		return errs.New(errs.NotFound, "This step is not on the roadmap any more: it is in place, or the targets changed.")
	}
	if taken := m.Entries[at].Action; taken != nil {
		b.renew(i, o)
		return b.showAction(ctx, i, taken.ID, o)
	}
	o.Key = v.Key
	return b.onTop(ctx, i, blocks.Position(i.reader, m, m.Entries[at], o))
}

// submitPosition makes an action of a step.
func (b *Bot) submitPosition(ctx context.Context, i *interaction) Reply {
	o, ok := blocks.DecodeOpened(i.View.PrivateMetadata)
	if !ok {
		return b.unread(i, nil)
	}
	work, fault := b.work(ctx, i)
	if fault != nil {
		return b.notDone(i, fault, blocks.BlockDue)
	}
	a, err := b.roadmaps.Adopt(ctx, actor(i), o.Programme, o.Key, work)
	if errs.Is(err, errs.Conflict) {
		b.renew(i, o)
	}
	if err != nil {
		return b.notDone(i, err, "")
	}
	return b.taken(ctx, i, o, a, blocks.Assigned)
}

// renew brings the roadmap up to date that a view was opened from.
func (b *Bot) renew(i *interaction, o blocks.Opened) {
	if o.Shown == nil || o.Hook == "" && o.View == "" {
		return
	}
	by, to := actor(i), i.reader
	b.tasks.start("roadmap of "+string(o.Programme), func(ctx context.Context) error {
		m, err := b.roadmaps.Roadmap(ctx, by, o.Programme)
		if err != nil {
			return err
		}
		if o.View != "" {
			_, err = b.client.UpdateViewContext(ctx, blocks.RoadmapView(to, m, *o.Shown), "", "", o.View)
			if slackError(err) == "not_found" { // closed meanwhile
				return nil
			}
			return explain(err, string(to.User))
		}
		if _, _, _, err := b.client.SendMessageContext(ctx, "", append(content(blocks.Roadmap(to, m, *o.Shown)), slack.MsgOptionReplaceOriginal(o.Hook))...); err != nil {
			b.log.Info("a roadmap was left as it was; Slack takes its address for half an hour and five times", "user", to.User, "error", withoutAddress(err))
		}
		return nil
	})
}

// openRisks asks a manager how much each category weighs.
func (b *Bot) openRisks(ctx context.Context, i *interaction, value string) error {
	p, shown := blocks.ParseRoadmapOf(value)
	st, err := b.programmes.Status(ctx, actor(i), p)
	if err != nil {
		return err
	}
	if !st.Programme.IsManager(assess.UserID(i.User.ID)) {
		return onlyManagers(st.Programme)
	}
	return b.onTop(ctx, i, blocks.Risks(i.reader, st.Programme, st.Model, opened(i, p, shown)))
}

func (b *Bot) submitRisks(ctx context.Context, i *interaction) Reply {
	o, ok := blocks.DecodeOpened(i.View.PrivateMetadata)
	if !ok || i.View.State == nil {
		return b.unread(i, nil)
	}
	risks := make(map[string]assess.Risk)
	for category := range i.View.State.Values {
		risks[category] = assess.Risk(selected(i.View.State, category))
	}
	if err := b.roadmaps.SetRisks(ctx, actor(i), o.Programme, risks); err != nil {
		return b.notDone(i, err, "")
	}
	st, err := b.programmes.Status(ctx, actor(i), o.Programme)
	if err != nil {
		return b.notDone(i, err, "")
	}
	b.renew(i, o)
	return updated(blocks.Weighed(i.reader, st.Programme))
}

// whatIf answers /cairn what-if G4=3 I2=3.
func (b *Bot) whatIf(ctx context.Context, r request) (blocks.Message, error) {
	w, err := b.roadmaps.WhatIf(ctx, assess.BySlack(r.user), r.programme.ID, strings.Join(r.words, " "))
	if len(errs.FaultsOf(err)) > 0 {
		st, statusErr := b.programmes.Status(ctx, assess.BySlack(r.user), r.programme.ID)
		if statusErr != nil {
			return blocks.Message{}, statusErr
		}
		return blocks.WhatIfFault(r.reader, st.Model, r.reader.Error(err)), nil
	}
	if err != nil {
		return blocks.Message{}, err
	}
	return blocks.WhatIf(r.reader, w), nil
}

// outlook answers /cairn outlook.
func (b *Bot) outlook(ctx context.Context, r request) (blocks.Message, error) {
	o, err := b.roadmaps.Outlook(ctx, assess.BySlack(r.user), r.programme.ID)
	if err != nil {
		return blocks.Message{}, err
	}
	return blocks.Outlook(r.reader, o), nil
}

// openOutlook shows where a programme is heading: as an answer in the conversation, or over the view.
func (b *Bot) openOutlook(ctx context.Context, i *interaction, p assess.ProgrammeID) error {
	o, err := b.roadmaps.Outlook(ctx, actor(i), p)
	if err != nil {
		return err
	}
	if i.ResponseURL == "" {
		return b.onTop(ctx, i, blocks.OutlookView(i.reader, o))
	}
	b.tell(ctx, i, blocks.Outlook(i.reader, o))
	return nil
}
