package assess

import (
	"context"
	"slices"
	"time"

	"cairn/internal/errs"
)

// Person returns what is known about somebody; who is unknown has an id only.
func (s *Service) Person(ctx context.Context, id UserID) (who Person, err error) {
	defer errs.Wrap(&err, "assess.Person(%s)", id)
	err = s.store.View(ctx, func(tx Tx) error {
		who, err = tx.Person(ctx, id)
		return err
	})
	return who, err
}

// Saw records what Slack told about somebody, and has the processes that ask them look again when it touches them. What
// was told before something newer is left out. An empty locale keeps the one that is known, because Slack's events do
// not tell it; what the person said of their absence stays as it is.
func (s *Service) Saw(ctx context.Context, told Person) (err error) {
	defer errs.Wrap(&err, "assess.Saw(%s)", told.ID)
	now := s.now()
	if told.SeenAt.IsZero() {
		told.SeenAt = now
	}
	err = s.store.Update(ctx, func(tx Tx) error {
		had, err := tx.Person(ctx, told.ID)
		if err != nil || told.SeenAt.Before(had.SeenAt) {
			return err
		}
		rules, err := awayRules(ctx, tx, told.ID)
		if err != nil {
			return err
		}
		who := had.updated(told, rules)
		if err := tx.SavePerson(ctx, who); err != nil {
			return err
		}
		if had.MayBeAsked() && !who.MayBeAsked() {
			if err := s.left(ctx, tx, who, now); err != nil {
				return err
			}
		}
		if had.Zone == who.Zone && had.Status == who.Status && had.MayBeAsked() == who.MayBeAsked() {
			return nil
		}
		return nudgeOf(ctx, tx, who.ID, now)
	})
	if err == nil {
		s.deliver()
	}
	return err
}

// updated lays what Slack told over what was known. A status that goes on meaning out of office under other words began
// when the first did.
func (p Person) updated(told Person, rules []AwayRule) Person {
	told.Absence, told.Version = p.Absence, p.Version+1
	if told.Locale == "" {
		told.Locale = p.Locale
	}
	away := func(s SlackStatus) bool {
		return slices.ContainsFunc(rules, func(r AwayRule) bool { return r.Matches(s) })
	}
	same := told.Status.Emoji == p.Status.Emoji && told.Status.Text == p.Status.Text
	switch {
	case told.Status.Emoji == "" && told.Status.Text == "":
		told.Status = SlackStatus{}
	case same || away(told.Status) && away(p.Status):
		told.Status.Since = p.Status.Since
	case told.Status.Since.IsZero():
		told.Status.Since = told.SeenAt
	}
	return told
}

// awayRules are those of the programmes in which a person has a role.
func awayRules(ctx context.Context, tx Tx, u UserID) ([]AwayRule, error) {
	programmes, err := programmesOf(ctx, tx, u)
	if err != nil {
		return nil, err
	}
	rules := make([]AwayRule, len(programmes))
	for i, p := range programmes {
		rules[i] = p.Away
	}
	return rules, nil
}

// Unseen lists the people with a role, a part in an exercise or questions to answer whom Slack has not told about since the given time.
func (s *Service) Unseen(ctx context.Context, before time.Time) (unseen []UserID, err error) {
	defer errs.Wrap(&err, "assess.Unseen")
	err = s.store.View(ctx, func(tx Tx) error {
		all, err := everybody(ctx, tx)
		if err != nil {
			return err
		}
		known, err := tx.PeopleByID(ctx, all)
		if err != nil {
			return err
		}
		unseen = slices.DeleteFunc(all, func(u UserID) bool { return !known[u].SeenAt.Before(before) })
		return nil
	})
	return unseen, err
}

// everybody lists all people with a role, with a part in an exercise that is not over, or with questions to answer, by id.
func everybody(ctx context.Context, tx Tx) ([]UserID, error) {
	programmes, err := tx.Programmes(ctx)
	if err != nil {
		return nil, err
	}
	all, err := tx.Rehearsing(ctx)
	if err != nil {
		return nil, err
	}
	for _, p := range programmes {
		all = append(append(all, p.Managers...), p.Leaders...)
		assignments := p.Assignments
		if p.Overlap != nil {
			assignments = slices.Concat(assignments, p.Overlap.Assignments)
		}
		for _, a := range assignments {
			all = append(all, a.Owner, a.Deputy)
		}
	}
	cycles, err := tx.OpenCycles(ctx)
	if err != nil {
		return nil, err
	}
	for _, c := range cycles {
		qs, err := tx.Questionnaires(ctx, c.ID)
		if err != nil {
			return nil, err
		}
		for _, q := range qs {
			all = append(all, q.Owner, q.Deputy, q.Answerer)
			for _, h := range q.Handed {
				all = append(all, h.To)
			}
		}
	}
	slices.Sort(all)
	return slices.DeleteFunc(slices.Compact(all), func(u UserID) bool { return u == "" }), nil
}
