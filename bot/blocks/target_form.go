package blocks

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"cairn/internal/assess"
	"cairn/internal/calendar"
	"cairn/internal/maturity"
	"cairn/internal/target"
)

// TargetForm is what the form of a target's terms shows.
type TargetForm struct {
	State     TargetState
	Programme assess.Programme
	Model     *maturity.Model
	Terms     target.Terms    // as they are filled in
	Verdict   *target.Verdict // of a check of them; nil for none
	Of        *target.View    // the target that is changed; nil for a new one
	Why       string          // as it was typed; of a change
	Accept    string          // likewise
	Alert     Alert           // heads the form
}

// TargetState is what the form remembers, in its private metadata.
type TargetState struct {
	Programme assess.ProgrammeID `json:"programme"`
	ID        target.ID          `json:"id,omitempty"`      // of the target that is changed
	Edition   int                `json:"edition,omitempty"` // of its terms, that was shown
	Shown     string             `json:"shown,omitempty"`   // the warnings that were shown; see WarningsOf
	TargetRef
}

// TargetRef says what of a target a view about it was opened from, which shows it anew after an act. The zero TargetRef is for
// what has an owner elsewhere: the Home tab, or a follow-up.
type TargetRef struct {
	Over bool   `json:"over,omitempty"` // it lies above the view of the target
	Hook string `json:"hook,omitempty"` // Slack's address of the answer that shows the target, to only one person
}

// Encode returns the state as private metadata.
func (s TargetState) Encode() string {
	raw, err := json.Marshal(s)
	if err != nil { // strings and numbers always marshal
		return ""
	}
	return string(raw)
}

// DecodeTargetState reads what Encode wrote.
func DecodeTargetState(metadata string) (TargetState, error) {
	var s TargetState
	if err := json.Unmarshal([]byte(metadata), &s); err != nil {
		return s, fmt.Errorf("blocks: private metadata of a target's form: %w", err)
	}
	if s.Programme == "" {
		return s, fmt.Errorf("blocks: private metadata names no programme")
	}
	return s, nil
}

// WarningsOf is a fingerprint of the warnings of a verdict, and of what they are about: whoever was shown it has seen them.
// It is "" where there are none.
func WarningsOf(v target.Verdict) string {
	if len(v.Warnings) == 0 {
		return ""
	}
	about := fmt.Sprint(v.Terms.Category, "|", v.Level, "|", v.Due)
	for _, w := range v.Warnings {
		about += fmt.Sprint("|", w.Code, w.On, w.OnLevel)
	}
	sum := sha256.Sum256([]byte(about))
	return hex.EncodeToString(sum[:8])
}

// SetTarget is the form in which a target is set, or changed. Whoever is accountable for a target but may not set one for its
// category changes its day only.
func SetTarget(r Reader, f TargetForm) slack.ModalViewRequest {
	r = r.in(f.Programme.Zone)
	title, callback := r.say(setTargetTitle), CallbackTargetSet
	if f.Of != nil {
		title, callback = r.say(changeTargetTitle), CallbackTargetChange
	}
	blocks := append(f.Alert.blocks(), setHead(r, f)...)
	if f.Of == nil {
		blocks = append(blocks, slack.NewInputBlock(BlockCategory, plain(r.say(setCategory), MaxLabel), nil, categoryChoice(r, f)))
	}
	whole := f.Of == nil || maySetTarget(f.Programme, r.User, f.Of.Category)
	if whole {
		blocks = append(blocks, slack.NewInputBlock(BlockLevel, plain(r.say(setLevelLabel), MaxLabel), hinted(r.say(setLevelHint)), levelChoice(r, f)))
	}
	blocks = append(blocks, slack.NewInputBlock(BlockDue, plain(r.say(setDue), MaxLabel), hinted(r.say(setDueHint)), dayPicker(r, f.Terms.Due)))
	if whole {
		blocks = append(blocks, ownerInput(r, f), measureInput(r, f),
			slack.NewInputBlock(BlockReason, plain(r.say(setReason), MaxLabel), hinted(r.say(setReasonHint)), longText(f.Terms.Reason)))
	}
	if f.Of != nil {
		blocks = append(blocks, slack.NewInputBlock(BlockWhy, plain(r.say(targetChangeWhy), MaxLabel), hinted(r.say(targetChangeWhyHint)), longText(f.Why)).WithOptional(true))
	}
	if v := f.Verdict; v != nil && f.State.Shown != "" && v.MayAccept {
		blocks = append(blocks, slack.NewInputBlock(BlockAccept, plain(r.say(setAccept), MaxLabel), hinted(r.say(setAcceptHint)), longText(f.Accept)).WithOptional(true))
	}
	submit := r.say(buttonSetTargetNow)
	if f.Of != nil {
		submit = r.say(buttonTargetChangeNow)
	}
	return judgement(r, callback, title, submit, f.State.Encode(), blocks...)
}

// AlertTargetChanged heads the form of a change when somebody changed the target meanwhile.
func AlertTargetChanged(r Reader) Alert {
	return Alert{Level: slack.AlertLevelWarning, Headline: r.say(alertTargetChanged)}
}

// setHead says what was understood of a sentence, what a check found, or what is changed.
func setHead(r Reader, f TargetForm) []slack.Block {
	v := f.Verdict
	switch {
	case v != nil && f.State.Shown != "":
		alert := Alert{Level: slack.AlertLevelWarning, Headline: r.say(alertDoubts)}
		blocks, doubts := append(alert.blocks(), sections(criteriaLines(r, *v))...), []string{r.say(setDoubts)}
		for _, w := range v.Warnings {
			doubts = append(doubts, r.say(wordBullet, warningSays(r, f.Model, v.Terms, w)))
		}
		blocks = append(blocks, sections(doubts)...)
		if !v.MayAccept {
			return append(blocks, note(r.say(setDoubtsManager)))
		}
		return append(blocks, note(r.say(setDoubtsAccept)))
	case v != nil && v.Text != "":
		lead := r.say(setUnderstood)
		if !v.OK() {
			lead = r.say(setUnderstoodPart)
		}
		blocks := []slack.Block{section(lead), quoteSentence(v.Text)}
		if len(v.Candidates) > 1 {
			blocks = append(blocks, section(r.say(smartCandidates, candidates(r, v.Candidates))))
		}
		return blocks
	case f.Of != nil:
		text := r.say(targetChangeWhat, Escape(targetTitle(r, f.Of.Target, f.Of.Of)), r.day(f.Of.Due)) + "\n" + progressSays(r, f.Of.Of, f.Of.Progress, f.Of.Level)
		return []slack.Block{section(text), note(r.say(targetChangeKept))}
	default:
		return []slack.Block{section(r.say(setWhat, Escape(Cut(f.Programme.Scope, maxName))))}
	}
}

// categoryChoice offers the categories for which the reader may set a target.
func categoryChoice(r Reader, f TargetForm) *slack.SelectBlockElement {
	var options []*slack.OptionBlockObject
	chosen := -1
	for _, c := range f.Model.Categories() {
		if len(options) == MaxOptions || !maySetTarget(f.Programme, r.User, c.ID) {
			continue
		}
		if c.ID == f.Terms.Category {
			chosen = len(options)
		}
		options = append(options, slack.NewOptionBlockObject(c.ID, plain(c.Name, MaxOption), nil))
	}
	menu := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, plain(r.say(setCategoryPick), MaxPlaceholder), ActionValue, options...)
	if chosen < 0 && len(options) == 1 {
		chosen = 0
	}
	if chosen >= 0 {
		menu = menu.WithInitialOption(options[chosen])
	}
	return menu
}

// maySetTarget reports whether somebody may set a target for a category, which decides what they are offered.
func maySetTarget(p assess.Programme, u assess.UserID, category string) bool {
	return p.IsManager(u) || slices.ContainsFunc(p.Assignments, func(a assess.Assignment) bool { return a.Category == category && a.Owner == u })
}

// MaySetTarget reports whether somebody may set a target for a category, or with "" for any, which decides what they are offered.
func MaySetTarget(p assess.Programme, u assess.UserID, category string) bool {
	if category == "" {
		return mayAnyTarget(p, u)
	}
	return maySetTarget(p, u, category)
}

// levelChoice offers the levels that can be reached, the highest last.
func levelChoice(r Reader, f TargetForm) *slack.SelectBlockElement {
	var options []*slack.OptionBlockObject
	chosen := -1
	for _, l := range f.Model.Levels[1:] {
		if l.Number == f.Terms.Level {
			chosen = len(options)
		}
		options = append(options, slack.NewOptionBlockObject(fmt.Sprint(l.Number), plain(r.say(wordLevel, l.Number, l.Name), MaxOption), nil))
	}
	menu := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, plain(r.say(setLevelPick), MaxPlaceholder), ActionValue, options...)
	if chosen >= 0 {
		menu = menu.WithInitialOption(options[chosen])
	}
	return menu
}

// dayPicker takes a day.
func dayPicker(r Reader, day calendar.Date) *slack.DatePickerBlockElement {
	picker := slack.NewDatePickerBlockElement(ActionValue)
	picker.Placeholder = plain(r.say(oooPick), MaxPlaceholder)
	if !day.IsZero() {
		picker.InitialDate = day.String()
	}
	return picker
}

// ownerInput takes who is accountable; nobody means the owner of the category.
func ownerInput(r Reader, f TargetForm) slack.Block {
	picker := slack.NewOptionsSelectBlockElement(slack.OptTypeUser, plain(r.say(givePick), MaxPlaceholder), ActionValue)
	if f.Terms.Owner != "" {
		picker.InitialUser = string(f.Terms.Owner)
	}
	return slack.NewInputBlock(BlockOwner, plain(r.say(setOwner), MaxLabel), hinted(r.say(setOwnerHint)), picker).WithOptional(true)
}

// measureInput takes how one will see that the target is reached; nothing means the model's rule.
func measureInput(r Reader, f TargetForm) slack.Block {
	return slack.NewInputBlock(BlockMeasure, plain(r.say(setMeasure), MaxLabel), hinted(r.say(setMeasureHint)), longText(f.Terms.OwnMeasure(f.Model))).WithOptional(true)
}

// longText takes some sentences.
func longText(initial string) *slack.PlainTextInputBlockElement {
	e := reasonText()
	if initial != "" {
		e = e.WithInitialValue(Cut(initial, assess.MaxReason))
	}
	return e
}

// criteriaLines say letter by letter what is there and what is missing.
func criteriaLines(r Reader, v target.Verdict) []string {
	var lines []string
	for _, c := range v.Criteria {
		text := smartFine
		if !c.OK {
			text = smartMissing
		}
		lines = append(lines, r.say(text, smartWord(r, c.Letter), Sentence(r.tamed(c.Says))))
	}
	return lines
}

func smartWord(r Reader, letter string) string {
	switch letter {
	case "S":
		return r.say(smartS)
	case "M":
		return r.say(smartM)
	case "A":
		return r.say(smartA)
	case "R":
		return r.say(smartR)
	case "T":
		return r.say(smartT)
	default:
		return Escape(letter)
	}
}

// candidates names the categories that a sentence may mean.
func candidates(r Reader, all []*maturity.Category) string {
	names := make([]string, 0, len(all))
	for _, c := range all[:min(len(all), maxNamed)] {
		names = append(names, Escape(Cut(c.Name, maxOption)))
	}
	return r.list(names)
}

// NotSmart answers a sentence that is no target yet: what is missing, letter by letter, and the way to add it.
func NotSmart(r Reader, p assess.Programme, v target.Verdict) Message {
	r = r.in(p.Zone)
	lines := criteriaLines(r, v)
	text := join(r.say(smartRefused)+".", unstarred(strings.Join(lines, "\n")))
	blocks := []slack.Block{header(r.say(smartRefused)), quoteSentence(v.Text)}
	blocks = append(blocks, sections(lines)...)
	blocks = append(blocks, note(r.say(smartExample)))
	b := button(r.say(buttonComplete), ActionTargetSet, SentenceValue(p.ID, v.Text)).WithStyle(slack.StylePrimary)
	return Message{Text: Cut(text, MaxText), Blocks: append(blocks, actions(b))}
}

// quoteSentence shows a sentence as it was typed: whom it mentions by name, as any other word.
func quoteSentence(text string) slack.Block {
	return quote(Cut(typedMention.ReplaceAllString(text, "@$1"), maxSummary))
}

// typedMention is how Slack writes somebody who is mentioned in a command.
var typedMention = regexp.MustCompile(`<@[UW][A-Z0-9]+\|([^<>|]+)>`)

// SentenceValue is the value of a button about a sentence that names a target in a programme: as much of it as a button carries.
func SentenceValue(p assess.ProgrammeID, text string) string {
	return Cut(string(p)+"|"+strings.Join(strings.Fields(text), " "), MaxButtonValue)
}

// ParseSentenceValue reads a button's value; the sentence is "" for none.
func ParseSentenceValue(s string) (assess.ProgrammeID, string) {
	p, text, _ := strings.Cut(s, "|")
	return assess.ProgrammeID(p), text
}

// NoTargets tells somebody that they may set no target in a programme.
func NoTargets(r Reader, p assess.Programme) Message {
	return sentence(r.say(setForbidden, Escape(Cut(p.Scope, maxName)), mentions(r, p.Managers)))
}

// TargetDone confirms that a target was set or changed, and says what comes next.
func TargetDone(r Reader, v target.View, changed bool) slack.ModalViewRequest {
	r = r.in(v.In.Zone)
	says, next := targetSet, r.say(targetSetNext, mention(v.Owner))
	if changed {
		says = targetChanged
	}
	if v.Owner != r.User {
		next = r.say(targetSetNextOther, mention(v.Owner))
	}
	blocks := []slack.Block{section(r.say(says, Escape(targetTitle(r, v.Target, v.Of)), r.when(v.DueAt), mention(v.Owner))), section(termsSay(r, v.Of, v.Terms))}
	if lines := warningLines(r, v); len(lines) > 0 {
		blocks = append(blocks, sections(append([]string{r.say(targetDoubts)}, lines...))...)
	}
	return done(r, append(blocks, note(next))...)
}
