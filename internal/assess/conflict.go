package assess

import (
	"context"
	"errors"
	"slices"
	"time"

	"cairn/internal/errs"
	"cairn/internal/wording"
)

// Conflict is one setting that was changed after the revision on which a declaration is based, and that the declaration
// would undo.
type Conflict struct {
	Setting  string
	Declared string // what the declaration says; "" for nothing
	Stands   string // what stands there now; "" for nothing
	By       Actor  // who set that
	At       time.Time
	Revision int // the one that set it
}

// Conflicts is the cause of the error with which a declaration is refused that would undo what others set.
type Conflicts struct {
	Programme ProgrammeID
	Stands    int // the revision that stands
	List      []Conflict
}

// Error names the settings.
func (c *Conflicts) Error() string {
	return "conflicts: " + joined(c.List, func(c Conflict) string { return c.Setting })
}

// ConflictsOf returns what an error of Apply or FinishDraft says would be undone, or nil.
func ConflictsOf(err error) *Conflicts {
	var found *Conflicts
	if errors.As(err, &found) {
		return found
	}
	return nil
}

// shownConflicts is how many conflicts the sentence about them names.
const shownConflicts = 5

func conflictError(stored Programme, list []Conflict) error {
	names := make(wording.List, min(len(list), shownConflicts))
	for i := range names {
		names[i] = list[i].Setting
	}
	if len(list) > shownConflicts {
		names = append(names, "…")
	}
	return errs.New(errs.Conflict, "%s was changed meanwhile, and this would undo it: %s. Look at what stands there now, and take over what is to stay.",
		stored.Scope, names).Because(&Conflicts{Programme: stored.ID, Stands: stored.Revision, List: list})
}

// conflicts lists the settings that were changed since the declaration's base and that it would undo, in the order in
// which the stored programme has them.
func conflicts(ctx context.Context, tx Tx, by Actor, stored, declared Programme) ([]Conflict, error) {
	switch base := declared.Revision; {
	case stored.ID == "" || base == stored.Revision:
		return nil, nil
	case base > stored.Revision:
		return nil, errs.New(errs.Conflict, "This is based on revision %d of %s, which has had only %d. Look at the programme as it stands, and start from that.",
			base, stored.ID, stored.Revision)
	case base == 0 && !by.Operator():
		return nil, errs.New(errs.Conflict, "There is a programme %q already, for %s. Choose another short name, or change that programme.",
			stored.ID, stored.Scope)
	}
	return undone(ctx, tx, stored, declared)
}

// undone walks back from the stored revision to the declaration's base: the revision it names, or else the newest that
// did not come from Slack, or nothing where all of them did.
func undone(ctx context.Context, tx Tx, stored, declared Programme) ([]Conflict, error) {
	var list []Conflict
	seen := make(map[string]bool)
	says, at := valuesOf(declared), stored
	for at.Revision > declared.Revision {
		if declared.Revision == 0 && at.UpdatedBy.Operator() {
			break
		}
		var before Programme
		if at.Revision > 1 {
			var err error
			if before, err = tx.ProgrammeAt(ctx, stored.ID, at.Revision-1); err != nil {
				return nil, err
			}
		}
		for _, c := range diff(before, at) {
			if !seen[c.Setting] {
				seen[c.Setting] = true
				list = append(list, Conflict{
					Setting: c.Setting, Declared: says[c.Setting], Stands: c.New, By: at.UpdatedBy, At: at.UpdatedAt, Revision: at.Revision,
				})
			}
		}
		at = before
	}
	based := valuesOf(at)
	return slices.DeleteFunc(list, func(c Conflict) bool { return c.Declared == c.Stands || based[c.Setting] == c.Stands }), nil
}

// valuesOf are the settings of a programme by name.
func valuesOf(p Programme) map[string]string {
	values := make(map[string]string)
	for _, s := range settings(p) {
		values[s.name] = s.value
	}
	return values
}
