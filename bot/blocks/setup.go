package blocks

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/slack-go/slack"

	"cairn/internal/assess"
)

// SetupPages is the step of a setup that lists its pages.
const SetupPages = "pages"

// SetupState is what a setup remembers between its views, in their private metadata. What was entered is in its draft.
type SetupState struct {
	Draft   assess.DraftID `json:"d"`
	Version int            `json:"v"` // of the draft that is shown
	Step    string         `json:"s"` // the page that is shown
	Start   bool           `json:"start,omitempty"`
	People  int            `json:"people,omitempty"` // in the review, the first person shown, counted from 0
}

// Encode returns the state as private metadata.
func (s SetupState) Encode() string {
	raw, err := json.Marshal(s)
	if err != nil { // strings, numbers and a flag always marshal
		panic(err)
	}
	return string(raw)
}

// DecodeSetupState reads what Encode wrote.
func DecodeSetupState(metadata string) (SetupState, error) {
	var s SetupState
	if err := json.Unmarshal([]byte(metadata), &s); err != nil {
		return s, fmt.Errorf("blocks: private metadata of a setup: %w", err)
	}
	if s.Draft == "" {
		return s, fmt.Errorf("blocks: private metadata names no setup")
	}
	return s, nil
}

// FirstSetupPage is where a setup is taken up: a new one where it was left, a change at the list of its pages.
func FirstSetupPage(s assess.Setup) string {
	if s.Base > 0 {
		return SetupPages
	}
	return s.Step
}

// NextSetupPage is what follows a page that was saved.
func NextSetupPage(s assess.Setup) string {
	if s.Base > 0 || s.Step == assess.SetupReview && !s.Ready() {
		return SetupPages
	}
	return s.Step
}

// SetupPage is one page of a setup to fill in. Models are those on offer.
func SetupPage(r Reader, s assess.Setup, page string, models []Offered, a Alert) slack.ModalViewRequest {
	blocks := append(a.blocks(), conflictAlert(r, s)...)
	at := slices.IndexFunc(s.Steps, func(step assess.SetupStep) bool { return step.ID == page })
	if at < 0 {
		return SetupList(r, s, a)
	}
	step := s.Steps[at]
	how := r.say(setupHow, setupScopeOf(r, s), at+1, len(s.Steps)+1)
	if s.Model == nil { // which decides how many pages there are
		how = r.say(setupHowNew, setupScopeOf(r, s), at+1)
	}
	blocks = append(blocks, header(pageName(r, step)), note(how))
	switch {
	case step.Category != nil:
		blocks = append(blocks, categoryPage(r, s, step.Category)...)
	case page == assess.SetupApplies:
		blocks = append(blocks, appliesPage(r, s)...)
	case page == assess.SetupTime:
		blocks = append(blocks, timePage(r, s)...)
	default:
		blocks = append(blocks, basicsPage(r, s, models)...)
	}
	pages := button(r.say(buttonSetUpPages), ActionSetupGo, SetupPages)
	turn := []slack.BlockElement{pages}
	if at > 0 {
		back := button(r.say(buttonSetUpBack), ActionSetupBack, s.Steps[at-1].ID)
		turn = []slack.BlockElement{back, pages}
	}
	submit := r.say(buttonSetUpNext)
	if s.Base > 0 {
		submit = r.say(buttonSetUpKeep)
	}
	return setupView(r, s, SetupState{Step: page}, submit, append(blocks, actions(turn...)))
}

// SetupList lists the pages of a setup with what each says or is still to say, and is the way to its review.
func SetupList(r Reader, s assess.Setup, a Alert) slack.ModalViewRequest {
	blocks := append(a.blocks(), conflictAlert(r, s)...)
	blocks = append(blocks, header(r.say(setupPages)), note(setupScopeOf(r, s)))
	for i, step := range s.Steps {
		name := pageName(r, step)
		text := r.say(setupPageDone, i+1, Escape(name), pageSays(r, s, step))
		if len(step.Faults) > 0 {
			text = r.say(setupPageOpen, i+1, Escape(name), Sentence(r.Error(step.Faults.Err())))
		}
		open := button(r.say(buttonSetUpOpen), ActionSetupGo, step.ID)
		open.AccessibilityLabel = Cut(r.say(setupOpenName, name), MaxButton)
		blocks = append(blocks, slack.NewSectionBlock(mrkdwn(text, MaxSection), nil, slack.NewAccessory(open)))
	}
	last := len(s.Steps) + 1
	if s.Ready() {
		review := button(r.say(buttonSetUpReview), ActionSetupGo, assess.SetupReview)
		review.WithStyle(slack.StylePrimary)
		text := r.say(setupReadyLine, last, reviewName(r, s))
		blocks = append(blocks, slack.NewSectionBlock(mrkdwn(text, MaxSection), nil, slack.NewAccessory(review)))
	} else {
		blocks = append(blocks, section(r.say(setupReadyNot, last, reviewName(r, s))))
	}
	return setupView(r, s, SetupState{Step: SetupPages}, "", append(fit(r, blocks, MaxViewBlocks-1), actions(discardButton(r, s.Draft))))
}

// AlertNotReady says that a setup cannot be finished yet.
func AlertNotReady(r Reader) Alert {
	return Alert{Level: slack.AlertLevelWarning, Headline: r.say(setupNotReady)}
}

// AlertNotKept says that what was entered on a page was not taken over when another was opened.
func AlertNotKept(r Reader, s assess.Setup, page string, err error) Alert {
	name := page
	if i := slices.IndexFunc(s.Steps, func(step assess.SetupStep) bool { return step.ID == page }); i >= 0 {
		name = pageName(r, s.Steps[i])
	}
	return Alert{Detail: r.say(setupKept, tame(name), r.Error(err))}
}

// setupView is a view of a setup; without a submit button it takes nothing.
func setupView(r Reader, s assess.Setup, state SetupState, submit string, blocks []slack.Block) slack.ModalViewRequest {
	title := r.say(setupTitle)
	if s.Base > 0 {
		title = r.say(setupChangeTitle)
	}
	state.Draft, state.Version = s.ID, s.Version
	view := slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: CallbackSetup, PrivateMetadata: state.Encode(),
		Title: plain(title, MaxViewTitle), Close: plain(r.say(buttonSetUpLater), MaxViewTitle), Blocks: slack.Blocks{BlockSet: blocks},
	}
	if submit != "" {
		view.Submit = plain(submit, MaxViewTitle)
	}
	return view
}

// conflictAlert warns that the programme was changed since the setup was begun.
func conflictAlert(r Reader, s assess.Setup) []slack.Block {
	if len(s.Conflicts) == 0 {
		return nil
	}
	return Alert{Level: slack.AlertLevelWarning, Headline: r.say(setupConflictAlert), Detail: r.say(setupConflictSee)}.blocks()
}

// setupScopeOf names what is set up, for mrkdwn.
func setupScopeOf(r Reader, s assess.Setup) string {
	if s.Programme.Scope == "" {
		return r.say(setupNew)
	}
	return Escape(Cut(s.Programme.Scope, maxName))
}

// pageName is the title of a page, for plain text.
func pageName(r Reader, step assess.SetupStep) string {
	switch {
	case step.Category != nil:
		return r.say(setupCategory, Cut(step.Category.Name, maxName))
	case step.ID == assess.SetupApplies:
		return r.say(setupApplies)
	case step.ID == assess.SetupTime:
		return r.say(setupTime)
	default:
		return r.say(setupBasics)
	}
}

// reviewName is the title of the review.
func reviewName(r Reader, s assess.Setup) string {
	if s.Base > 0 {
		return r.say(setupReviewed)
	}
	return r.say(setupReview)
}

// pageSays sums up what a page says.
func pageSays(r Reader, s assess.Setup, step assess.SetupStep) string {
	p := s.Programme
	switch {
	case step.Category != nil:
		a := assignment(p, step.Category.ID)
		if a.Deputy == "" {
			return r.say(setupPageWho, mention(a.Owner))
		}
		return r.say(setupPageWith, mention(a.Owner), mention(a.Deputy))
	case step.ID == assess.SetupApplies:
		return r.say(setupCadence, periodName(r, p.Cadence.Every), monthName(r, p.Cadence.StartMonth), p.Cadence.At.String())
	case step.ID == assess.SetupTime:
		return r.say(setupWorking, dayNames(r, p), p.Hours.String(), r.say(wordWorkdays, p.Window), r.say(wordWorkdays, p.Grace))
	default:
		return r.say(setupSummary, Escape(Cut(p.Scope, maxName)), Escape(Cut(s.Model.Title, maxName)))
	}
}

func dayNames(r Reader, p assess.Programme) string {
	var names []string
	for _, d := range week {
		if slices.Contains(p.Days, d) {
			names = append(names, dayName(r, d))
		}
	}
	return r.list(names)
}

// assignment is who answers for a category, as far as it is said.
func assignment(p assess.Programme, category string) assess.Assignment {
	i := slices.IndexFunc(p.Assignments, func(a assess.Assignment) bool { return a.Category == category })
	if i < 0 {
		return assess.Assignment{Category: category}
	}
	return p.Assignments[i]
}

func discardButton(r Reader, d assess.Draft) *slack.ButtonBlockElement {
	b := button(r.say(buttonSetUpDiscard), ActionSetupDiscard, string(d.ID)).WithConfirm(
		slack.NewConfirmationBlockObject(plain(r.say(setupDiscardAsk), MaxConfirmTitle), plain(r.say(setupDiscardWhat), MaxConfirmText),
			plain(r.say(buttonSetUpDiscard), MaxConfirmButton), plain(r.say(buttonCancel), MaxConfirmButton)).WithStyle(slack.StyleDanger))
	name := strings.TrimSpace(d.Programme.Scope)
	if name == "" {
		name = r.say(setupNew)
	}
	b.AccessibilityLabel = Cut(r.say(setupDiscardName, name), MaxButton)
	return b
}

func itoa(n int) string { return strconv.Itoa(n) }
