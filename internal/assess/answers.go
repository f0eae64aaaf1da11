package assess

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"cairn/internal/errs"
	"cairn/internal/maturity"
	"cairn/internal/wording"
)

// Limits on what a person may type beside the answers.
const (
	MaxComment  = 1000 // characters
	MaxEvidence = 500  // characters
	MaxNote     = 500  // characters
)

// Field names under which faults of a submission are reported, beside the item ids and those of NoteField.
const (
	FieldComment  = "comment"
	FieldEvidence = "evidence"
)

// NoteField is the name under which a fault of the note beside an item's answer is reported.
func NoteField(item string) string { return "note:" + item }

// check says what is wrong with a submission made from an input, a sentence a field.
func (s Submission) check(f Form, in SubmitInput) error {
	faults := make(errs.Faults)
	if f.Quick {
		s.checkPick(f, in, faults)
	} else {
		s.checkItems(f, in, faults)
	}
	for id, note := range s.Notes {
		if n := utf8.RuneCountInString(note); n > MaxNote {
			faults.Add(NoteField(id), "Shorten this to %d characters; it has %d.", MaxNote, n)
		}
	}
	if n := utf8.RuneCountInString(s.Comment); n > MaxComment {
		faults.Add(FieldComment, "Shorten the comment to %d characters; it has %d.", MaxComment, n)
	}
	if fault := CheckLink(s.Evidence); !fault.IsZero() {
		faults[FieldEvidence] = fault
	}
	return faults.Err()
}

// checkItems checks the answers to a model's items.
func (s Submission) checkItems(f Form, in SubmitInput, faults errs.Faults) {
	asked := make(map[string]bool, len(f.Items))
	mayStayOpen := f.Model.Scoring.Method == maturity.MethodCumulative
	for _, item := range f.Items {
		asked[item.ID] = true
		value, answered := s.Answers[item.ID]
		if !answered {
			switch {
			case in.Partial || mayStayOpen:
			case f.Questionnaire.GivenAway(item.ID):
				faults.Add(item.ID, "This question was given to a colleague who has not answered it yet. Answer it yourself, or save the others and wait.")
			default:
				faults.Add(item.ID, "Choose an answer. If nobody knows, choose the lowest that you can vouch for.")
			}
			continue
		}
		if fault := checkValue(item, value); !fault.IsZero() {
			faults[item.ID] = fault
		} else if value == NotApplicable && utf8.RuneCountInString(s.Notes[item.ID]) < MinReason {
			faults.Add(NoteField(item.ID), "Say in at least %d characters why this does not apply.", MinReason)
		}
	}
	if len(s.Answers) == 0 && !in.Partial && mayStayOpen && len(f.Items) > 0 {
		faults.Add(f.Items[0].ID, "Answer at least one objective. Those that you leave open stay unanswered; they do not count as missing.")
	}
	for id := range in.Answers {
		if !asked[id] {
			faults.Add(id, "This question is not part of the questionnaire.")
		}
	}
	for id := range in.Notes {
		if !asked[id] {
			faults.Add(NoteField(id), "This question is not part of the questionnaire.")
		}
	}
}

// checkValue says what is wrong with the answer to an item, or nothing.
func checkValue(item *maturity.Item, value string) wording.Text {
	if value == NotApplicable {
		if item.MayBeNotApplicable() {
			return wording.Text{}
		}
		return wording.New("This question always applies; choose one of its answers.")
	}
	if !slices.ContainsFunc(item.Options(), func(o maturity.AnswerOption) bool { return o.Value == value }) {
		return wording.New("%q is not one of the answers to this question.", value)
	}
	return wording.Text{}
}

// checkPick checks the answers to a quick questionnaire: a level and a confidence.
func (s Submission) checkPick(f Form, in SubmitInput, faults errs.Faults) {
	if level, answered := s.Answers[ItemLevel]; answered {
		if _, ok := pickedLevel(f.Model, level); !ok {
			faults.Add(ItemLevel, "Choose a level from %d to %d.", f.Model.LowestLevel(), f.Model.HighestLevel())
		}
	} else if !in.Partial {
		faults.Add(ItemLevel, "Choose the level whose description fits best today. Between two, choose the lower.")
	}
	if confidence, answered := s.Answers[ItemConfidence]; answered {
		if !slices.Contains(Confidences(), confidence) {
			faults.Add(ItemConfidence, "Choose high, medium or low.")
		}
	} else if !in.Partial {
		faults.Add(ItemConfidence, "Say how sure you are: high, medium or low.")
	}
	for id := range in.Answers {
		if id != ItemLevel && id != ItemConfidence {
			faults.Add(id, "A quick assessment asks for a level only.")
		}
	}
	for id := range in.Notes {
		if id != ItemLevel {
			faults.Add(NoteField(id), "A quick assessment takes one note, to the level.")
		}
	}
}

// pickedLevel reads the answer to ItemLevel.
func pickedLevel(m *maturity.Model, text string) (maturity.Level, bool) {
	n, err := strconv.Atoi(text)
	if err != nil || strconv.Itoa(n) != text {
		return maturity.Level{}, false
	}
	return m.Level(n)
}

// CheckLink says what is wrong with a link to what shows something, or nothing; no link is none.
func CheckLink(link string) wording.Text {
	if link == "" {
		return wording.Text{}
	}
	if utf8.RuneCountInString(link) > MaxEvidence {
		return wording.New("Use a link of at most %d characters.", MaxEvidence)
	}
	u, err := url.Parse(link)
	if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" || strings.ContainsAny(link, " <>|\n\t") {
		return wording.New("Paste a whole web address that starts with https://, such as a document's or a Slack message's link.")
	}
	return wording.Text{}
}

// modelAnswers turns stored values into the model's answers. Evidenced says whether something backs them.
func modelAnswers(values map[string]string, evidenced bool) maturity.Answers {
	answers := make(maturity.Answers, len(values))
	for item, value := range values {
		answers[item] = modelAnswer(value, evidenced)
	}
	return answers
}

func modelAnswer(value string, evidenced bool) maturity.Answer {
	if value == NotApplicable {
		return maturity.Answer{NotApplicable: true}
	}
	return maturity.Answer{Value: value, Evidenced: evidenced}
}
