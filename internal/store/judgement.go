package store

import (
	"context"

	"cairn/internal/assess"
	"cairn/internal/errs"
)

type overrideRow struct {
	Cycle    string  `db:"cycle"`
	Category string  `db:"category"`
	Level    int     `db:"level"`
	Computed int     `db:"computed"`
	Reason   string  `db:"reason"`
	User     string  `db:"by_user"`
	Source   string  `db:"by_source"`
	At       instant `db:"at"`
}

func (r overrideRow) override() assess.Override {
	return assess.Override{
		Cycle: assess.CycleID(r.Cycle), Category: r.Category, Level: r.Level, Computed: r.Computed, Reason: r.Reason,
		By: assess.Actor{User: assess.UserID(r.User), Source: assess.Source(r.Source)}, At: r.At.Time,
	}
}

// AddOverride adds a manager's decision on a level.
func (t tx) AddOverride(ctx context.Context, o assess.Override) (err error) {
	defer errs.Wrap(&err, "store.AddOverride(%s, %s)", o.Cycle, o.Category)
	if err := storable(map[string]string{assess.FieldReason: o.Reason}); err != nil {
		return err
	}
	_, err = t.save(ctx, `
		INSERT INTO level_override (cycle, category, level, computed, reason, by_user, by_source, at)
		VALUES (:cycle, :category, :level, :computed, :reason, :by_user, :by_source, :at)`,
		overrideRow{
			Cycle: string(o.Cycle), Category: o.Category, Level: o.Level, Computed: o.Computed, Reason: o.Reason,
			User: string(o.By.User), Source: string(o.By.Source), At: instant{o.At},
		})
	if t.dialect.classify(err) == orphan {
		return noCycle(o.Cycle)
	}
	return err
}

// Overrides returns all of the cycle, the oldest first.
func (t tx) Overrides(ctx context.Context, c assess.CycleID) (_ []assess.Override, err error) {
	defer errs.Wrap(&err, "store.Overrides(%s)", c)
	return many(ctx, t, overrideRow.override, `
		SELECT cycle, category, level, computed, reason, by_user, by_source, at
		FROM level_override WHERE cycle = ? ORDER BY seq`, c)
}

type substitutionRow struct {
	Programme string  `db:"programme"`
	Model     string  `db:"model"`
	Item      string  `db:"item"`
	Name      string  `db:"name"`
	Text      string  `db:"text"`
	Reason    string  `db:"reason"`
	User      string  `db:"by_user"`
	Source    string  `db:"by_source"`
	At        instant `db:"at"`
}

func (r substitutionRow) substitution() assess.Substitution {
	return assess.Substitution{
		Programme: assess.ProgrammeID(r.Programme), Model: r.Model, Item: r.Item, Name: r.Name, Text: r.Text, Reason: r.Reason,
		By: assess.Actor{User: assess.UserID(r.User), Source: assess.Source(r.Source)}, At: r.At.Time,
	}
}

// AddSubstitution adds a manager's decision on an objective.
func (t tx) AddSubstitution(ctx context.Context, s assess.Substitution) (err error) {
	defer errs.Wrap(&err, "store.AddSubstitution(%s, %s)", s.Programme, s.Item)
	texts := map[string]string{assess.FieldReason: s.Reason, assess.FieldName: s.Name, assess.FieldText: s.Text}
	if err := storable(texts); err != nil {
		return err
	}
	_, err = t.save(ctx, `
		INSERT INTO substitution (programme, model, item, name, text, reason, by_user, by_source, at)
		VALUES (:programme, :model, :item, :name, :text, :reason, :by_user, :by_source, :at)`,
		substitutionRow{
			Programme: string(s.Programme), Model: s.Model, Item: s.Item, Name: s.Name, Text: s.Text, Reason: s.Reason,
			User: string(s.By.User), Source: string(s.By.Source), At: instant{s.At},
		})
	if t.dialect.classify(err) == orphan {
		return noProgramme(s.Programme)
	}
	return err
}

// Substitutions returns all of the programme, the oldest first.
func (t tx) Substitutions(ctx context.Context, p assess.ProgrammeID) (_ []assess.Substitution, err error) {
	defer errs.Wrap(&err, "store.Substitutions(%s)", p)
	return many(ctx, t, substitutionRow.substitution, `
		SELECT programme, model, item, name, text, reason, by_user, by_source, at
		FROM substitution WHERE programme = ? ORDER BY seq`, p)
}
