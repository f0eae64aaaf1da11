package maturity

// NextActions returns the actions of the roadmap that lead out of the level the result stands on: the overall level, or
// that of the lowest complete category while there is no overall one. They come in the model's order of priority. Those
// that would raise a weak item of the weakest categories carry its id in Helps; when limit leaves some actions out, the
// ones that help are kept first. A limit of 0 or less means all. There are none on the top level, or while no category
// is complete.
func (m *Model) NextActions(r Result, limit int) []Action {
	level, ok := r.standing()
	if !ok {
		return nil
	}
	weak := map[string]bool{}
	for _, id := range r.Weakest() {
		c, _ := r.Category(id)
		for _, item := range c.Weak {
			weak[item] = true
		}
	}
	var actions []Action
	helping := 0
	for _, t := range m.Roadmap {
		if t.From != level {
			continue
		}
		for _, a := range t.Actions {
			a.Helps = nil
			for _, item := range a.Items {
				if weak[item] {
					a.Helps = append(a.Helps, item)
				}
			}
			if len(a.Helps) > 0 {
				helping++
			}
			actions = append(actions, a)
		}
	}
	if limit <= 0 || limit >= len(actions) {
		return actions
	}
	helping = min(helping, limit)
	other := limit - helping
	kept := actions[:0]
	for _, a := range actions {
		room := &other
		if len(a.Helps) > 0 {
			room = &helping
		}
		if *room > 0 {
			*room--
			kept = append(kept, a)
		}
	}
	return kept
}

// standing returns the level the roadmap starts from.
func (r Result) standing() (int, bool) {
	if r.Overall != nil && r.Overall.Complete {
		return r.Overall.Level, true
	}
	level, ok := 0, false
	for _, c := range r.Categories {
		if c.Known() && (!ok || c.Level < level) {
			level, ok = c.Level, true
		}
	}
	return level, ok
}
