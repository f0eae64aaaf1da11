package assess

import "slices"

// maxLinks is how often questions may be handed on in a row before they have to go back.
const maxLinks = 5

// chain lists who had the whole questionnaire in turn, its owner first and whoever has it now last. Nobody stands in it
// twice.
func chain(q Questionnaire, records []Asking) []UserID {
	had := []UserID{q.Owner}
	for _, a := range records {
		if a.Questionnaire != q.ID || a.Item != "" {
			continue
		}
		switch a.Kind {
		case WasReassigned:
			had = []UserID{a.Person}
		case WasHandedOver, WasHandedBack:
			had = passed(had, a)
		}
	}
	if had[0] != q.Owner || had[len(had)-1] != q.Asks() { // the questionnaire itself says who has it
		had = []UserID{q.Owner}
		if q.Asks() != q.Owner {
			had = append(had, q.Asks())
		}
	}
	return had
}

// chainOf is chain for one question: whoever had the whole, then whoever had the question alone.
func chainOf(q Questionnaire, records []Asking, item string) []UserID {
	had := chain(q, records)
	i := slices.IndexFunc(q.Handed, func(h Handed) bool { return h.Item == item })
	if i < 0 {
		return had
	}
	var alone []UserID
	for _, a := range records {
		if a.Questionnaire == q.ID && a.Item == item && (a.Kind == WasHandedOver || a.Kind == WasHandedBack) {
			alone = passed(alone, a)
		}
	}
	now := q.Handed[i].To
	alone = slices.DeleteFunc(alone, func(u UserID) bool { return u == now || slices.Contains(had, u) })
	return append(had, append(alone, now)...)
}

// passed applies one record to a chain: a hand-over adds a link after whoever gave, and a hand-back cuts the chain after
// whoever has it again.
func passed(had []UserID, a Asking) []UserID {
	last := a.From
	if a.Kind == WasHandedBack {
		last = a.Person
	}
	had = had[:slices.Index(had, last)+1]
	if a.Kind == WasHandedOver {
		had = append(had, a.Person)
	}
	return had
}

// handing lists the records of who handed a questionnaire, or questions of it, to whom, oldest first.
func handing(records []Asking) []Asking {
	var links []Asking
	for _, a := range records {
		if a.hands() {
			links = append(links, a)
		}
	}
	return links
}
