package assess

import (
	"fmt"
	"slices"

	"cairn/internal/calendar"
	"cairn/internal/errs"
	"cairn/internal/maturity"
)

// kinds reads how often a scheduled cycle is full, and how much a check-in asks.
func (r *manifestReader) kinds(m manifestCadence) (calendar.Period, int) {
	full, most := calendar.Period(m.Full), DefaultCheckIn
	switch {
	case full != "" && full != calendar.Quarterly && full != calendar.Annual:
		r.fault("cadence.full", "cadence.full: %q is not how often; use annual, or leave it out to make every cycle a full one.", m.Full)
		full = ""
	case full == calendar.Quarterly && m.Every == string(calendar.Annual):
		r.fault("cadence.full", "cadence.full: a full cycle each quarter needs cycles each quarter; set every to quarterly.")
	}
	if m.CheckIn != nil {
		if most = *m.CheckIn; most < 1 || most > maxCheckIn {
			r.fault("cadence.check_in", "cadence.check_in: give the most objectives that a check-in asks, from 1 to %d.", maxCheckIn)
		}
	}
	return full, most
}

// model reads the model of the programme, who answers for its categories, and what of it applies.
func (r *manifestReader) model(p *Programme, m manifest, models Models) {
	model, ok := r.find("model", m.Model, models)
	if !ok {
		return
	}
	p.Model = model.ID
	p.Assignments = r.assignments("categories", m.Categories, model)
	for i, name := range m.Deployments {
		known := slices.ContainsFunc(model.Tags, func(t maturity.Tag) bool { return t.ID == name })
		switch path := fmt.Sprintf("deployment_types[%d]", i); {
		case len(model.Tags) == 0:
			r.fault("deployment_types", "deployment_types: %s tells no deployment types apart; remove this setting.", model.Title)
			return
		case !known:
			r.fault(path, "deployment_types: %q is not one of %s.", name, joined(model.Tags, func(t maturity.Tag) string { return t.ID }))
		case slices.Contains(m.Deployments[:i], name):
			r.fault(path, "deployment_types: %q stands here twice.", name)
		}
	}
	for _, tag := range model.Tags {
		if slices.Contains(m.Deployments, tag.ID) {
			p.Deployments = append(p.Deployments, tag.ID)
		}
	}
}

// overlap reads the model that the programme leaves.
func (r *manifestReader) overlap(p *Programme, m manifest, models Models) {
	if m.Overlap.Model == "" && len(m.Overlap.Categories) == 0 {
		return
	}
	model, ok := r.find("overlap.model", m.Overlap.Model, models)
	switch {
	case !ok:
		return
	case model.ID == p.Model:
		r.fault("overlap.model", "overlap.model: this is the model of the programme itself; name the one that it leaves.")
		return
	}
	p.Overlap = &Overlap{Model: model.ID, Assignments: r.assignments("overlap.categories", m.Overlap.Categories, model)}
}

// find finds the model that stands at the path.
func (r *manifestReader) find(path, id string, models Models) (*maturity.Model, bool) {
	if id == "" {
		r.fault(path, "%s: name a model; `cairn model list` lists them.", path)
		return nil, false
	}
	model, err := models(id)
	if err != nil {
		r.fault(path, "%s: %s", path, errs.Message(err))
		return nil, false
	}
	return model, true
}

// assignments reads who answers for each category of a model.
func (r *manifestReader) assignments(at string, given map[string]assigned, model *maturity.Model) []Assignment {
	var list []Assignment
	for _, category := range model.Categories() {
		path := at + "." + category.ID
		a, ok := given[category.ID]
		if !ok {
			r.fault(at, "%s: say who owns %s (%s).", at, category.ID, category.Name)
			continue
		}
		as := Assignment{Category: category.ID, Owner: r.person(path+".owner", a.Owner)}
		if a.Deputy != "" {
			as.Deputy = r.person(path+".deputy", a.Deputy)
			if as.Deputy == as.Owner {
				r.fault(path+".deputy", "%s.deputy: the deputy must be somebody else than the owner.", path)
			}
		}
		list = append(list, as)
	}
	for name := range given {
		if _, ok := model.Category(name); !ok {
			r.fault(at+"."+name, "%s: %s has no category %q.", at, model.Title, name)
		}
	}
	return list
}
