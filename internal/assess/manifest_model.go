package assess

import (
	"fmt"
	"slices"

	"cairn/internal/errs"
	"cairn/internal/maturity"
)

// model reads the model of the programme, who answers for its categories, and what of it applies.
func (c *check) model(p *Programme, m manifest) {
	model, ok := c.find("model", m.Model)
	if !ok {
		return
	}
	p.Model = model.ID
	p.Assignments = c.assignments("categories", m.Categories, model)
	for i, name := range m.Deployments {
		known := slices.ContainsFunc(model.Tags, func(t maturity.Tag) bool { return t.ID == name })
		switch path := fmt.Sprintf("deployment_types[%d]", i); {
		case len(model.Tags) == 0:
			c.fault("deployment_types", "%s tells no deployment types apart; remove this setting.", model.Title)
			return
		case !known:
			c.fault(path, "%q is not one of %s.", name, joined(model.Tags, func(t maturity.Tag) string { return t.ID }))
		case slices.Contains(m.Deployments[:i], name):
			c.fault(path, "%q stands here twice.", name)
		}
	}
	for _, tag := range model.Tags {
		if slices.Contains(m.Deployments, tag.ID) {
			p.Deployments = append(p.Deployments, tag.ID)
		}
	}
}

// overlap reads the model that the programme leaves.
func (c *check) overlap(p *Programme, m manifest) {
	if m.Overlap.Model == "" && len(m.Overlap.Categories) == 0 {
		return
	}
	model, ok := c.find("overlap.model", m.Overlap.Model)
	switch {
	case !ok:
		return
	case model.ID == p.Model:
		c.fault("overlap.model", "This is the model of the programme itself; name the one that it leaves.")
		return
	}
	p.Overlap = &Overlap{Model: model.ID, Assignments: c.assignments("overlap.categories", m.Overlap.Categories, model)}
}

// find finds the model that stands at the path.
func (c *check) find(path, id string) (*maturity.Model, bool) {
	if id == "" {
		c.fault(path, "Name a model; `cairn model list` lists them.")
		return nil, false
	}
	model, err := c.models(id)
	if err != nil {
		c.passOn(path, errs.Text(err))
		return nil, false
	}
	return model, true
}

// assignments reads who answers for each category of a model, as far as it is said.
func (c *check) assignments(at string, given map[string]assigned, model *maturity.Model) []Assignment {
	var list []Assignment
	for _, category := range model.Categories() {
		path := at + "." + category.ID
		a := given[category.ID]
		if a.Owner == "" {
			c.fault(path+".owner", "Say who owns %s (%s).", category.ID, category.Name)
			continue
		}
		as := Assignment{Category: category.ID, Owner: c.person(path+".owner", a.Owner)}
		if a.Deputy != "" {
			as.Deputy = c.person(path+".deputy", a.Deputy)
			if as.Deputy == as.Owner {
				c.fault(path+".deputy", "The deputy must be somebody else than the owner.")
			}
		}
		as.Risk = c.risk(path+".risk", a.Risk)
		list = append(list, as)
	}
	for name := range given {
		if _, ok := model.Category(name); !ok {
			c.fault(at+"."+name, "%s has no category %q.", model.Title, name)
		}
	}
	return list
}

// risk reads what is at stake in a category; "" for the usual.
func (c *check) risk(path, name string) Risk {
	r := Risk(name)
	switch {
	case name == "" || r == RiskNormal:
		return ""
	case !slices.Contains(Risks(), r):
		c.fault(path, "%q is not one of %s.", name, joined(Risks(), func(r Risk) string { return string(r) }))
		return ""
	default:
		return r
	}
}
