package assess

import "time"

// DisputeID names a dispute by its questionnaire, item and number: "northwind-2026-q4/governance/G2/1".
type DisputeID string

// Dispute is one question that two respondents answered in ways which differ by two or more. Both answers are kept; the
// accountable owner settles it.
type Dispute struct {
	ID            DisputeID
	Questionnaire QuestionnaireID
	Item          string
	First, Second Response // in the order in which they were given
	Owner         UserID   // who settles it
	At            time.Time
	Settled       *Settlement // nil while it is open
}

// Response is one person's answer to one question.
type Response struct {
	By       UserID
	Value    string
	Revision int // of the submission
}

// Settlement is how a dispute ended.
type Settlement struct {
	Dispute DisputeID
	Value   string
	By      UserID
	Reason  string
	At      time.Time
}
