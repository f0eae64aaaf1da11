package blocks

import (
	"strconv"
	"strings"

	"cairn/internal/assess"
)

// RevisionValue is the value of a button about a questionnaire as it stood when the button was shown.
type RevisionValue struct {
	Questionnaire assess.QuestionnaireID
	Base          int // the revision that was shown
}

// String returns the button's value.
func (v RevisionValue) String() string {
	return string(v.Questionnaire) + "|" + strconv.Itoa(v.Base)
}

// ParseRevisionValue reads a button's value.
func ParseRevisionValue(s string) (RevisionValue, bool) {
	q, base, _ := strings.Cut(s, "|")
	n, err := strconv.Atoi(base)
	return RevisionValue{assess.QuestionnaireID(q), n}, err == nil && q != ""
}

// ItemValue is the value of a button about a questionnaire or one question of it.
type ItemValue struct {
	Questionnaire assess.QuestionnaireID
	Item          string // "" for all of them
}

// String returns the button's value.
func (v ItemValue) String() string {
	if v.Item == "" {
		return string(v.Questionnaire)
	}
	return string(v.Questionnaire) + "|" + v.Item
}

// ParseItemValue reads a button's value.
func ParseItemValue(s string) (ItemValue, bool) {
	q, item, _ := strings.Cut(s, "|")
	return ItemValue{assess.QuestionnaireID(q), item}, q != ""
}

// IDs is the value of a button about several questionnaires: as many of them, from the first on, as a button carries.
func IDs(ids []assess.QuestionnaireID) string {
	var b strings.Builder
	for _, id := range ids {
		if b.Len()+len(id)+1 > MaxButtonValue {
			break
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(string(id))
	}
	return b.String()
}

// ParseIDs reads a button's value.
func ParseIDs(s string) []assess.QuestionnaireID {
	var ids []assess.QuestionnaireID
	for _, id := range strings.Fields(s) {
		ids = append(ids, assess.QuestionnaireID(id))
	}
	return ids
}

// idsOf lists the questionnaires of forms.
func idsOf(forms []assess.Form) []assess.QuestionnaireID {
	ids := make([]assess.QuestionnaireID, len(forms))
	for i, f := range forms {
		ids[i] = f.Questionnaire.ID
	}
	return ids
}
