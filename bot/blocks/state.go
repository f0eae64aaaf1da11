package blocks

import (
	"bytes"
	"encoding/json"
	"fmt"
	"unicode/utf8"

	"cairn/internal/assess"
	"cairn/internal/maturity"
)

// A form with more than pageLimit questions is asked in parts of pageSize: more inputs a view tire people.
const (
	pageLimit = 6
	pageSize  = 5
)

// FormKind says how a form is asked.
type FormKind string

// The kinds of form.
const (
	Questions  FormKind = ""           // all are answered; saved at the end
	Objectives FormKind = "objectives" // some may be left unanswered; saved part by part, with a review at the end
	Pick       FormKind = "pick"       // a level by its description
)

// FormState is what the form remembers between its views, in their private metadata.
type FormState struct {
	Questionnaire assess.QuestionnaireID `json:"q"`
	Kind          FormKind               `json:"kind,omitempty"`
	Base          int                    `json:"base"`              // the revision that the form showed
	Page          int                    `json:"page,omitempty"`    // counted from 0
	Pages         int                    `json:"pages,omitempty"`   // of the whole form
	Answers       map[string]string      `json:"answers,omitempty"` // chosen and not saved, by item id
	Notes         map[string]string      `json:"notes,omitempty"`   // typed beside them and not saved, by item id
	Comment       string                 `json:"comment,omitempty"`
	Evidence      string                 `json:"evidence,omitempty"`
	Parent        string                 `json:"parent,omitempty"` // of the comment's view: the id of the form's
}

// NewFormState starts a form from what is saved.
func NewFormState(f assess.Form) FormState {
	s := FormState{Questionnaire: f.Questionnaire.ID, Base: f.Questionnaire.Revision, Page: resumeAt(f), Pages: Pages(f)}
	switch {
	case f.Quick:
		s.Kind = Pick
	case byObjectives(f):
		s.Kind = Objectives
	}
	if f.Latest != nil {
		s.Comment, s.Evidence = f.Latest.Comment, f.Latest.Evidence
	}
	if s.Evidence == "" {
		s.Evidence = f.ShownBy()
	}
	return s
}

// Encode returns the state as private metadata, and whether Slack can carry it.
func (s FormState) Encode() (string, bool) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false) // each < would take six characters
	if err := enc.Encode(s); err != nil {
		return "", false
	}
	raw := string(bytes.TrimSpace(b.Bytes()))
	return raw, utf8.RuneCountInString(raw) <= MaxPrivateMetadata
}

// DecodeFormState reads what Encode wrote.
func DecodeFormState(metadata string) (FormState, error) {
	var s FormState
	if err := json.Unmarshal([]byte(metadata), &s); err != nil {
		return s, fmt.Errorf("blocks: private metadata of a form: %w", err)
	}
	if s.Questionnaire == "" {
		return s, fmt.Errorf("blocks: private metadata names no questionnaire")
	}
	return s, nil
}

// Pages returns in how many parts a form is asked, the review of control objectives counted.
func Pages(f assess.Form) int {
	switch {
	case f.Quick:
		return 1
	case byObjectives(f):
		return objectivePages(f) + 1
	case len(f.Items) <= pageLimit:
		return 1
	default:
		return (len(f.Items) + pageSize - 1) / pageSize
	}
}

// PageItems returns the items of a part, counted from 0; the review has none. A part that does not exist is the last one.
func PageItems(f assess.Form, page int) []*maturity.Item {
	pages, size := Pages(f), pageSize
	switch {
	case byObjectives(f):
		size = objectivesPage
	case pages == 1:
		return f.Items
	}
	start := min(max(page, 0), pages-1) * size
	return f.Items[min(start, len(f.Items)):min(start+size, len(f.Items))]
}

// PageFields returns the ids of a part's inputs, in the order they are shown.
func PageFields(f assess.Form, page int) []string {
	if f.Quick {
		return []string{assess.ItemLevel, assess.ItemConfidence, assess.NoteField(assess.ItemLevel)}
	}
	var fields []string
	for _, item := range PageItems(f, page) {
		fields = append(fields, item.ID)
		if byObjectives(f) {
			fields = append(fields, assess.NoteField(item.ID))
		}
	}
	return fields
}

// answersRoom is how much of the private metadata the answers may take, beside a comment and a link of common length.
const answersRoom = 1800

// fits reports whether Slack can carry the answers to all questions from page to page.
func fits(items []*maturity.Item) bool {
	room := 0
	for _, item := range items {
		room += len(item.ID) + len(`"":"0.25",`)
	}
	return room <= answersRoom
}
