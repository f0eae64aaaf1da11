package blocks

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"cairn/internal/exercise"
)

const (
	reviewPage  = 12  // findings on a page of the review
	reviewShown = 300 // characters of an objective or finding in the review
)

// ReviewValue is the value of a button of the review of an exercise.
type ReviewValue struct {
	ID   exercise.ID
	What string // an objective, a finding or a page, as the button needs; "" for none
}

// String returns the button's value.
func (v ReviewValue) String() string { return string(v.ID) + "|" + v.What }

// ParseReviewValue reads a button's value.
func ParseReviewValue(s string) (ReviewValue, bool) {
	id, what, _ := strings.Cut(s, "|")
	return ReviewValue{exercise.ID(id), what}, id != ""
}

// ReviewState is what the review of an exercise and its forms remember, in their private metadata.
type ReviewState struct {
	ID   exercise.ID `json:"id"`
	Page int         `json:"page,omitempty"` // of the findings, from 0
	What string      `json:"what,omitempty"` // the objective or finding that a form is about
}

// Encode returns the state as private metadata.
func (s ReviewState) Encode() string {
	raw, err := json.Marshal(s)
	if err != nil { // strings and numbers always marshal
		return ""
	}
	return string(raw)
}

// DecodeReviewState reads what Encode wrote.
func DecodeReviewState(metadata string) (ReviewState, error) {
	var s ReviewState
	if err := json.Unmarshal([]byte(metadata), &s); err != nil {
		return s, fmt.Errorf("blocks: private metadata of a review: %w", err)
	}
	if s.ID == "" {
		return s, fmt.Errorf("blocks: private metadata names no exercise")
	}
	return s, nil
}

// ReviewView is what whoever evaluates an exercise works through before they sign its report.
func ReviewView(r Reader, v exercise.Review, s ReviewState, a Alert) slack.ModalViewRequest {
	r = r.in(v.In.Zone)
	s.ID, s.What = v.ID, ""
	last := max(0, (len(v.Findings)-1)/reviewPage)
	s.Page = min(max(s.Page, 0), last)
	blocks := append(a.blocks(), header(exerciseTitle(r, v.Name)), section(reviewHeadSays(r, v, r.when)), section(reviewStands(r, v)))
	if v.Lacks != exercise.LacksNothing {
		blocks = append(blocks, section(lacksSays(r, v.Lacks)))
	}
	if v.Refused != nil {
		blocks = append(blocks, section(refusedSays(r, v.View, r.when)))
	}
	blocks = append(blocks, reviewSummaryBlocks(r, v)...)
	blocks = append(blocks, slack.NewDividerBlock(), section(r.say(reviewObjectives)))
	for i, o := range v.Objectives {
		blocks = append(blocks, reviewObjectiveBlocks(r, v, i, o)...)
	}
	blocks = append(blocks, slack.NewDividerBlock())
	blocks = append(blocks, reviewFindingBlocks(r, v, s)...)
	foot := []slack.Block{slack.NewDividerBlock(), actions(reviewButtons(r, v)...)}
	if v.State != exercise.Reviewed {
		foot = append(foot, note(r.say(reviewFoot, channelOf(v.Plan.Channel))))
	}
	return slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: CallbackReview, PrivateMetadata: s.Encode(),
		Title: plain(r.say(reviewOf, v.ID.Number()), MaxViewTitle), Close: plain(r.say(buttonDone), MaxViewTitle),
		Blocks: slack.Blocks{BlockSet: append(fit(r, blocks, MaxViewBlocks-len(foot)), foot...)},
	}
}

// reviewHeadSays is what the review is of, and by when it is to be done.
func reviewHeadSays(r Reader, v exercise.Review, when func(time.Time) string) string {
	kind, number, scope, played := kindName(r, v.Kind), v.ID.Number(), Escape(Cut(v.In.Scope, maxName)), when(v.StartedAt)
	if v.State == exercise.Reviewed {
		return r.say(reviewHeadSigned, kind, number, scope, played, when(v.SignedAt))
	}
	head := r.say(reviewHead, kind, number, scope, played, when(v.DueAt))
	days := int(v.DueAt.Sub(v.Now).Hours() / 24)
	if v.Now.After(v.DueAt) {
		return join(head, r.say(reviewDaysOver, max(1, -days)))
	}
	return join(head, r.say(reviewDaysLeft, days))
}

// reviewStands says what keeps the report from being signed.
func reviewStands(r Reader, v exercise.Review) string {
	if v.State == exercise.Reviewed {
		return r.say(reviewReal)
	}
	if len(v.Missing) == 0 {
		return r.say(reviewReady)
	}
	count := make(map[string]int)
	for _, m := range v.Missing {
		count[m.Kind]++
	}
	var said []string
	if count[exercise.MissingSummary] > 0 {
		said = append(said, r.say(reviewNoSummary))
	}
	if n := count[exercise.MissingRating]; n > 0 {
		said = append(said, r.say(reviewNoRatings, n))
	}
	if n := count[exercise.MissingFinding]; n > 0 {
		said = append(said, r.say(reviewNoAnswers, n))
	}
	return r.say(reviewToDo, r.list(said))
}

func reviewSummaryBlocks(r Reader, v exercise.Review) []slack.Block {
	label := buttonSummaryChange
	if v.Summary == "" {
		label = buttonSummary
	}
	title := slack.NewSectionBlock(mrkdwn(r.say(reviewSummaryTitle), MaxSection), nil, reviewAccessory(r, v, label, ActionReviewSummary, "", r.say(summaryTitle)))
	if v.Summary == "" {
		return []slack.Block{title, note(r.say(reviewSummaryNone))}
	}
	return []slack.Block{title, quote(Cut(v.Summary, MaxSection))}
}

// reviewAccessory is the button beside something that can still be changed; nil once the report is signed.
func reviewAccessory(r Reader, v exercise.Review, label, action, what, name string) *slack.Accessory {
	if v.State == exercise.Reviewed {
		return nil
	}
	id := action
	if what != "" {
		id += ActionMany + what
	}
	b := button(r.say(label), id, ReviewValue{v.ID, what}.String())
	b.AccessibilityLabel = Cut(name, MaxButton)
	return slack.NewAccessory(b)
}

// reviewObjectiveBlocks show an objective, how it is rated and on what that rests.
func reviewObjectiveBlocks(r Reader, v exercise.Review, i int, o exercise.ReviewObjective) []slack.Block {
	rated := r.say(reviewRated, ratingSays(r, o.Final))
	switch {
	case o.Final == "":
		rated = r.say(reviewProposed, ratingSays(r, o.Proposed))
	case o.Final.Exceeds(o.Ceiling):
		rated = r.say(reviewTooHigh, ratingSays(r, o.Final), ratingSays(r, o.Ceiling))
	}
	text := r.say(reviewObjective, i+1, Escape(Cut(o.Text, reviewShown)), rated)
	rests := r.say(rateNothing)
	if len(o.Strengths)+len(o.Improvements) > 0 {
		rests = r.say(reviewRests, r.list([]string{r.say(reviewStrengths, len(o.Strengths)), r.say(reviewImprovements, len(o.Improvements))}), ratingSays(r, o.Ceiling))
	}
	if wash := washSays(r, o); wash != "" {
		rests = join(rests, wash)
	}
	button := reviewAccessory(r, v, buttonRate, ActionReviewRate, o.ID, r.say(rateName, o.Text))
	return []slack.Block{slack.NewSectionBlock(mrkdwn(text, MaxSection), nil, button), note(rests)}
}

// washSays counts the ratings of an objective that were given in the hot wash; "" for none.
func washSays(r Reader, o exercise.ReviewObjective) string {
	var said []string
	for _, rating := range exercise.Ratings() {
		n := 0
		for _, given := range o.Ratings {
			if given == rating {
				n++
			}
		}
		if n > 0 {
			said = append(said, r.say(reviewWashOne, n, reviewLetter(r, rating)))
		}
	}
	if len(said) == 0 {
		return ""
	}
	return r.say(reviewWash, r.list(said))
}

// reviewFindingBlocks show a page of the findings and how they are answered.
func reviewFindingBlocks(r Reader, v exercise.Review, s ReviewState) []slack.Block {
	if len(v.Findings) == 0 {
		return []slack.Block{section(r.say(reviewFindings)), note(r.say(reviewFindingsNone))}
	}
	from := s.Page * reviewPage
	until := min(from+reviewPage, len(v.Findings))
	title := r.say(reviewFindings)
	if len(v.Findings) > reviewPage {
		title = r.say(reviewFindingsPage, from+1, until, len(v.Findings))
	}
	blocks := []slack.Block{section(title)}
	for _, f := range v.Findings[from:until] {
		answer := r.say(reviewFindingImpact, impactName(r, f.Impact), findingSays(r, v, f))
		button := reviewAccessory(r, v, buttonTreat, ActionReviewTreat, f.ID, r.say(treatName, f.ID))
		blocks = append(blocks, slack.NewSectionBlock(mrkdwn(r.say(reviewFinding, f.ID, Escape(Cut(f.Text, reviewShown)), answer), MaxSection), nil, button))
	}
	var turns []slack.BlockElement
	if s.Page > 0 {
		turns = append(turns, button(r.say(buttonFindingsBack), ActionReviewTurn+ActionMany+"back", ReviewValue{v.ID, itoa(s.Page - 1)}.String()))
	}
	if until < len(v.Findings) {
		turns = append(turns, button(r.say(buttonFindingsOn), ActionReviewTurn+ActionMany+"on", ReviewValue{v.ID, itoa(s.Page + 1)}.String()))
	}
	if len(turns) > 0 {
		blocks = append(blocks, actions(turns...))
	}
	return blocks
}

// findingSays says how a finding is answered.
func findingSays(r Reader, v exercise.Review, f exercise.Finding) string {
	t := f.Treatment
	switch {
	case t == nil:
		says := r.say(reviewUnanswered)
		if f.Proposed != "" {
			says = join(says, r.say(reviewSeems, exercise.FindingNumber(f.Proposed)))
		}
		return says
	case t.Work != nil:
		title := Escape(Cut(t.Work.Title, maxName))
		if f.Action != "" {
			title = f.Action.Number() + " " + title
		}
		says := r.say(reviewWork, title, mention(t.Work.Owner), r.day(t.Work.Due))
		if t.Before != "" {
			says += " · " + r.say(reviewAgain, exercise.FindingNumber(t.Before))
		}
		return says
	case t.Same != "":
		says := r.say(reviewSame, t.Same)
		if slices.ContainsFunc(v.Missing, func(m exercise.Missing) bool { return m.Kind == exercise.MissingFinding && m.ID == f.ID }) {
			says = join(r.say(reviewUnanswered), says) // which is not there any more
		}
		return says
	default:
		return r.say(reviewAside, Escape(Cut(t.Aside, reviewShown)))
	}
}

// reviewButtons are what can be done about the whole report.
func reviewButtons(r Reader, v exercise.Review) []slack.BlockElement {
	value := ReviewValue{ID: v.ID}.String()
	if v.State == exercise.Reviewed {
		buttons := []slack.BlockElement{button(r.say(buttonReport), ActionReport, value)}
		if republishable(v.View) {
			buttons = append([]slack.BlockElement{republishButton(r, v.View)}, buttons...)
		}
		return buttons
	}
	draft := button(r.say(buttonDraft), ActionReport, value)
	if len(v.Missing) > 0 {
		return []slack.BlockElement{draft}
	}
	sign := button(r.say(buttonSignReport), ActionReviewSign, value).WithStyle(slack.StylePrimary).WithConfirm(
		slack.NewConfirmationBlockObject(plain(r.say(signOffTitle), MaxConfirmTitle), plain(r.say(signOffText), MaxConfirmText),
			plain(r.say(buttonSignReport), MaxConfirmButton), plain(r.say(buttonCancel), MaxConfirmButton)))
	return []slack.BlockElement{sign, draft}
}

// AlertRepublished says that the report is tried to be published anew.
func AlertRepublished(r Reader) Alert {
	return Alert{Level: slack.AlertLevelInfo, Headline: r.say(alertAgain)}
}

// AlertSigned says that the report is signed.
func AlertSigned(r Reader) Alert {
	return Alert{Level: slack.AlertLevelSuccess, Headline: r.say(alertSigned)}
}
