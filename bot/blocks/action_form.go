package blocks

import (
	"maps"
	"slices"
	"strconv"

	"github.com/slack-go/slack"

	"cairn/internal/assess"
	"cairn/internal/calendar"
	"cairn/internal/maturity"
	"cairn/internal/target"
)

// ServesNone is the value of the option by which an action serves no target.
const ServesNone = "none"

// ActionForm is what the form of a new action shows.
type ActionForm struct {
	Programme assess.Programme
	Model     *maturity.Model
	Targets   []target.View // open ones that the reader may see, in the order in which they are offered
	Action    target.Action // as it is filled in
	Opened    Opened
}

// NewActionForm is the form as it opens: the action is with the reader, and of their category if they have only one.
func NewActionForm(r Reader, st assess.Status, targets []target.View, o Opened) ActionForm {
	f := ActionForm{Programme: st.Programme, Model: st.Model, Targets: targets, Opened: o}
	f.Action.Owner = r.User
	if own := f.categories(r.User); len(own) == 1 && !f.Programme.IsManager(r.User) {
		f.Action.Category = own[0].ID
	}
	return f
}

// categories are those for which somebody may add an action.
func (f ActionForm) categories(u assess.UserID) []*maturity.Category {
	return slices.DeleteFunc(slices.Clone(f.Model.Categories()), func(c *maturity.Category) bool { return !mayAssign(f.Programme, c.ID, u) })
}

// About takes another category, and with it the questions or objectives that the action may help.
func (f ActionForm) About(category string) ActionForm {
	if category == f.Action.Category {
		return f
	}
	f.Action.Category, f.Action.Items = category, nil
	return f.renew(BlockItems)
}

// Serve takes another target. Category, owner and due day follow it, unless somebody has chosen others than those that the form
// proposed.
func (f ActionForm) Serve(id target.ID, u assess.UserID) ActionForm {
	was, is := f.target(f.Opened.Serves), f.target(id)
	f.Action.Target, f.Opened.Serves = is.ID, is.ID
	if is.ID == "" {
		return f
	}
	a := f.Action
	if (a.Category == "" || a.Category == was.Category) && a.Category != is.Category && mayAssign(f.Programme, is.Category, u) {
		f = f.About(is.Category).renew(BlockCategory)
	}
	if (a.Owner == "" || a.Owner == u || a.Owner == was.Owner) && a.Owner != is.Owner {
		f.Action.Owner = is.Owner
		f = f.renew(BlockOwner)
	}
	if due := proposedDay(is); (a.Due.IsZero() || a.Due == was.Due) && a.Due != due {
		f.Action.Due = due
		f = f.renew(BlockDue)
	}
	return f
}

// target is one of those that are offered; the zero target for none.
func (f ActionForm) target(id target.ID) target.View {
	if i := slices.IndexFunc(f.Targets, func(v target.View) bool { return v.ID == id }); i >= 0 {
		return f.Targets[i]
	}
	return target.View{}
}

// proposedDay is the day of a target, unless it is past.
func proposedDay(v target.View) calendar.Date {
	if v.Computed == target.Missed {
		return calendar.Date{}
	}
	return v.Due
}

// renew gives an input another id, because Slack keeps what was entered under one whatever the form proposes.
func (f ActionForm) renew(block string) ActionForm {
	renewed := make(map[string]string, len(f.Opened.Renewed)+1)
	maps.Copy(renewed, f.Opened.Renewed)
	f.Opened.Fills++
	renewed[block] = block + ":" + strconv.Itoa(f.Opened.Fills)
	f.Opened.Renewed = renewed
	return f
}

// AddAction is the form for an action that is no step of the roadmap.
func AddAction(r Reader, f ActionForm) slack.ModalViewRequest {
	a := f.Action
	blocks := []slack.Block{titleInput(r, a.Title)}
	if options := targetOptions(r, f.Targets, nil); len(options) > 1 {
		chosen := menu(r, options, string(a.Target))
		chosen.ActionID = ActionActionTarget
		blocks = append(blocks, input(BlockTarget, r.say(addTarget), r.say(addTargetHint), chosen).WithOptional(true).WithDispatchAction(true))
	}
	var options []*slack.OptionBlockObject
	for _, c := range f.categories(r.User) {
		if len(options) < MaxOptions {
			options = append(options, option(c.ID, c.Name))
		}
	}
	if len(options) > 0 {
		chosen := menu(r, options, a.Category)
		chosen.ActionID = ActionActionCategory
		blocks = append(blocks, input(BlockCategory, r.say(addCategory), "", chosen).WithOptional(f.Programme.IsManager(r.User)).WithDispatchAction(true))
	}
	blocks = append(blocks, itemsInput(r, f.Model, a.Category, a.Items)...)
	blocks = append(blocks, workInputs(r, a.Work)...)
	for _, b := range blocks {
		if in, ok := b.(*slack.InputBlock); ok {
			in.BlockID = f.Opened.Block(in.BlockID)
		}
	}
	return judgement(r, CallbackActionAdd, r.say(addTitle), r.say(buttonAddActionNow), f.Opened.Encode(), blocks...)
}

// ChangeAction is the form that takes other words, another purpose, another owner or other days of an action.
func ChangeAction(r Reader, v target.ActionView, targets []target.View, o Opened, a Alert) slack.ModalViewRequest {
	blocks := append(a.blocks(), titleInput(r, v.Title))
	if options := targetOptions(r, targets, &v); len(options) > 1 {
		now := string(v.Target)
		if now == "" {
			now = ServesNone
		}
		blocks = append(blocks, input(BlockTarget, r.say(addTarget), "", menu(r, options, now)).WithOptional(true))
	}
	blocks = append(blocks, itemsInput(r, v.Of, v.Category, v.Items)...)
	blocks = append(blocks, workInputs(r, v.Work)...)
	why := slack.NewPlainTextInputBlockElement(nil, ActionValue).WithMultiline(true).WithMaxLength(assess.MaxReason)
	return judgement(r, CallbackActionChange, r.say(changeTitle), r.say(buttonChangeNow), o.Encode(),
		append(blocks, input(BlockWhy, r.say(changeWhy), r.say(changeWhyHint), why).WithOptional(true))...)
}

// titleInput takes what is to be done in a few words.
func titleInput(r Reader, title string) slack.Block {
	text := slack.NewPlainTextInputBlockElement(nil, ActionValue).WithMaxLength(target.MaxTitle)
	text.InitialValue = Cut(title, target.MaxTitle)
	return input(BlockTitle, r.say(changeTitleIs), "", text)
}

// targetOptions are none and the targets that an action may serve, that which it serves now among them, as many as a menu holds.
func targetOptions(r Reader, targets []target.View, of *target.ActionView) []*slack.OptionBlockObject {
	options := []*slack.OptionBlockObject{option(ServesNone, r.say(addNoTarget))}
	add := func(t target.Target, m *maturity.Model) {
		if len(options) < MaxOptions {
			options = append(options, option(string(t.ID), r.say(addTargetIs, t.ID.Number(), Cut(categoryName(m, t.Category), maxTargetName), t.Level, r.day(t.Due))))
		}
	}
	serves := target.ID("")
	if of != nil && of.Serves != nil { // first, whether it is open or not
		serves = of.Serves.ID
		add(*of.Serves, of.Of)
	}
	for _, v := range targets {
		if v.ID != serves {
			add(v.Target, v.Of)
		}
	}
	return options
}

// maxTargetName is how much of a category's name the option of a target has room for.
const maxTargetName = 36

// itemsInput takes the questions or objectives of a category that an action helps, and those that it helps already. There is none
// while the category is open.
func itemsInput(r Reader, m *maturity.Model, category string, had []string) []slack.Block {
	ids := slices.Clone(had)
	if c, ok := m.Category(category); ok {
		for _, item := range c.Items {
			if !slices.Contains(ids, item.ID) && len(ids) < MaxOptions {
				ids = append(ids, item.ID)
			}
		}
		place := func(id string) int {
			return slices.IndexFunc(c.Items, func(item *maturity.Item) bool { return item.ID == id })
		}
		slices.SortStableFunc(ids, func(a, b string) int { return place(a) - place(b) })
	}
	if len(ids) == 0 {
		return nil
	}
	options := make([]*slack.OptionBlockObject, 0, len(ids))
	for _, id := range ids[:min(len(ids), MaxOptions)] {
		name := id
		if item, ok := m.Item(id); ok {
			name = r.say(giveItem, id, item.Name)
		}
		options = append(options, option(id, name))
	}
	several := slack.NewOptionsMultiSelectBlockElement(slack.MultiOptTypeStatic, plain(r.say(addItemsPick), MaxPlaceholder), ActionValue, options...)
	several.InitialOptions = chosen(options, had...)
	return []slack.Block{input(BlockItems, r.say(addItems), r.say(addItemsHint), several).WithOptional(true)}
}
