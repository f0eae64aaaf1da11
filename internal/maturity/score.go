package maturity

import "encoding/json"

// Answers holds the answer to each item that has one, by item id. An item that is not in it is unanswered.
type Answers map[string]Answer

// Answer is the answer to one item.
type Answer struct {
	Value         string // a value of the item's answer set, in any spelling of the decimal; ignored when NotApplicable
	NotApplicable bool   // the item is left out of the score
	Evidenced     bool   // something backs the answer; matters only to a model with an evidence cap
}

// Result is what a set of answers scores under a model. It is plain data: store it as JSON, read it back, compare it.
type Result struct {
	Model      string          `json:"model"` // id of the model
	Hash       string          `json:"hash"`  // hex SHA-256 of the model's file
	Categories []CategoryScore `json:"categories"`
	Domains    []DomainScore   `json:"domains,omitempty"` // in a model with domains, in file order
	Overall    *Overall        `json:"overall,omitempty"` // nil when the model has no overall rule or nothing was measured
}

// CategoryScore is how one category stands.
//
// While items are unanswered the category is not complete: it has no level, and AtLeast and AtMost bound the level that
// the missing answers can still make of it. A category whose items are all not applicable is complete but not measured.
type CategoryScore struct {
	ID            string   `json:"id"`
	Name          string   `json:"name"`
	Mean          *Rat     `json:"mean,omitempty"`       // the score over the answered items; nil when nothing counts yet, and in a cumulative model
	Level         int      `json:"level,omitempty"`      // 0 while not known (see Known: 0 is also a level of some models)
	LevelName     string   `json:"level_name,omitempty"` // empty while not known
	AtLeast       int      `json:"at_least"`             // equal to Level when known
	AtMost        int      `json:"at_most"`              // equal to Level when known
	Answered      int      `json:"answered"`             // items with an answer, not applicable ones included
	Items         int      `json:"items"`
	NotApplicable int      `json:"not_applicable,omitempty"` // of Answered, those left out
	Unanswered    []string `json:"unanswered,omitempty"`     // item ids in file order
	Weak          []string `json:"weak,omitempty"`           // answered items that keep the category from the next level, in file order
	NotMeasured   []int    `json:"not_measured,omitempty"`   // cumulative: levels without an applicable objective
	Progress      *Rat     `json:"progress,omitempty"`       // share of the way from Level to the next, 0 to 1; nil while not known and on the top level
	Plus          bool     `json:"plus,omitempty"`           // cumulative with plus notation: part of the next level is in place
}

// Complete reports whether every item has an answer.
func (c CategoryScore) Complete() bool { return c.Answered == c.Items }

// Measured reports whether any item counts: not all are not applicable.
func (c CategoryScore) Measured() bool { return c.NotApplicable < c.Items }

// Known reports whether Level is the category's level: it is complete and measured.
func (c CategoryScore) Known() bool { return c.Complete() && c.Measured() }

// MarshalJSON leaves out the level exactly while it is not known, and the bounds exactly once it is.
func (c CategoryScore) MarshalJSON() ([]byte, error) {
	type plain CategoryScore
	out := struct {
		ID        string `json:"id"`
		Name      string `json:"name"`
		Mean      *Rat   `json:"mean,omitempty"`
		Level     *int   `json:"level,omitempty"`
		LevelName string `json:"level_name,omitempty"`
		AtLeast   *int   `json:"at_least,omitempty"`
		AtMost    *int   `json:"at_most,omitempty"`
		plain
	}{ID: c.ID, Name: c.Name, Mean: c.Mean, LevelName: c.LevelName, plain: plain(c)}
	switch {
	case c.Known():
		out.Level = &c.Level
	case c.Measured():
		out.AtLeast, out.AtMost = &c.AtLeast, &c.AtMost
	}
	return json.Marshal(out)
}

// UnmarshalJSON reads what MarshalJSON writes.
func (c *CategoryScore) UnmarshalJSON(data []byte) error {
	type plain CategoryScore
	var in plain
	if err := json.Unmarshal(data, &in); err != nil {
		return err
	}
	*c = CategoryScore(in)
	if c.Known() {
		c.AtLeast, c.AtMost = c.Level, c.Level
	}
	return nil
}

// DomainScore is the mean of the categories below a domain.
type DomainScore struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Mean *Rat   `json:"mean,omitempty"` // nil while a category below it is not complete, and in a cumulative model
}

// Overall is the level of the whole, by the model's own rule.
//
// While a category is not complete the whole is not either: it has no level, and AtLeast and AtMost bound it.
type Overall struct {
	Level     int      `json:"level,omitempty"`      // 0 while not Complete
	LevelName string   `json:"level_name,omitempty"` // empty while not Complete
	AtLeast   int      `json:"at_least"`             // equal to Level when Complete
	AtMost    int      `json:"at_most"`              // equal to Level when Complete
	Score     *Rat     `json:"score,omitempty"`      // for the mean and weighted rules, after caps; nil while not Complete
	Weakest   []string `json:"weakest"`              // complete categories on the lowest level, lowest mean first, file order on ties
	Complete  bool     `json:"complete"`
	Rule      string   `json:"rule"`           // RuleMinimum, RuleMean or RuleWeighted
	Caps      []string `json:"caps,omitempty"` // reasons of the caps that lowered the score
}

// MarshalJSON leaves out the level exactly while it is not known, and the bounds exactly once it is.
func (o Overall) MarshalJSON() ([]byte, error) {
	type plain Overall
	out := struct {
		Level     *int     `json:"level,omitempty"`
		LevelName string   `json:"level_name,omitempty"`
		AtLeast   *int     `json:"at_least,omitempty"`
		AtMost    *int     `json:"at_most,omitempty"`
		Weakest   []string `json:"weakest"`
		plain
	}{LevelName: o.LevelName, Weakest: o.Weakest, plain: plain(o)}
	if out.Weakest == nil {
		out.Weakest = []string{}
	}
	if o.Complete {
		out.Level = &o.Level
	} else {
		out.AtLeast, out.AtMost = &o.AtLeast, &o.AtMost
	}
	return json.Marshal(out)
}

// UnmarshalJSON reads what MarshalJSON writes.
func (o *Overall) UnmarshalJSON(data []byte) error {
	type plain Overall
	var in plain
	if err := json.Unmarshal(data, &in); err != nil {
		return err
	}
	*o = Overall(in)
	if o.Complete {
		o.AtLeast, o.AtMost = o.Level, o.Level
	}
	return nil
}

// Category returns the score of the category with the id.
func (r Result) Category(id string) (CategoryScore, bool) {
	for _, c := range r.Categories {
		if c.ID == id {
			return c, true
		}
	}
	return CategoryScore{}, false
}
