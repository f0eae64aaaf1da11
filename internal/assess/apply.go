package assess

import (
	"context"
	"slices"
	"strings"
	"time"

	"cairn/internal/errs"
)

// Apply makes the stored programme be what is declared, and returns what that changes. Declaring the same again changes
// nothing. With dryRun nothing is stored. A cycle that is open keeps its roster and instants.
//
// A declaration is the whole programme, so it would undo what was set since by another way: in Slack while a file was
// edited, or by a file while somebody was setting up in Slack. Apply refuses that as an errs.Conflict whose [Conflicts]
// say what stands there now; [Service.Overwrite] does not. p.Revision is the revision on which the declaration is based;
// 0 means the newest that did not come from Slack.
func (s *Service) Apply(ctx context.Context, by Actor, p Programme, dryRun bool) (changes []Change, err error) {
	defer errs.Wrap(&err, "assess.Apply(%s)", p.ID)
	return s.apply(ctx, by, p, dryRun, false)
}

// Overwrite is Apply for one who means to undo what was set since.
func (s *Service) Overwrite(ctx context.Context, by Actor, p Programme, dryRun bool) (changes []Change, err error) {
	defer errs.Wrap(&err, "assess.Overwrite(%s)", p.ID)
	return s.apply(ctx, by, p, dryRun, true)
}

func (s *Service) apply(ctx context.Context, by Actor, p Programme, dryRun, overwrite bool) (changes []Change, err error) {
	work := s.store.Update
	if dryRun {
		work = s.store.View
	}
	err = work(ctx, func(tx Tx) (err error) {
		changes, err = s.applyIn(ctx, tx, by, p, s.now(), dryRun, overwrite)
		return err
	})
	if err == nil && !dryRun && len(changes) > 0 {
		s.deliver()
	}
	return changes, err
}

// applyIn applies a declaration in a transaction.
func (s *Service) applyIn(ctx context.Context, tx Tx, by Actor, p Programme, at time.Time, dryRun, overwrite bool) ([]Change, error) {
	stored, err := tx.Programme(ctx, p.ID)
	if err != nil && !errs.Is(err, errs.NotFound) {
		return nil, err
	}
	if err := s.mayDeclare(ctx, tx, by, stored); err != nil {
		return nil, err
	}
	changes := diff(stored, p)
	if len(changes) == 0 {
		return nil, nil
	}
	undone, err := conflicts(ctx, tx, by, stored, p)
	if err != nil {
		return changes, err
	}
	if len(undone) > 0 && !overwrite {
		return changes, conflictError(stored, undone)
	}
	if dryRun {
		return changes, nil
	}
	p.Revision, p.UpdatedAt, p.UpdatedBy = stored.Revision+1, at, by
	if err := tx.SaveProgramme(ctx, p); err != nil {
		return changes, err
	}
	detail := make(map[string]string, len(changes)+1)
	for _, c := range changes {
		detail[c.Setting] = strings.TrimPrefix(c.Old+" -> "+c.New, " -> ")
	}
	if len(undone) > 0 {
		detail["overwrote"] = joined(undone, func(c Conflict) string { return c.Setting })
	}
	if err := record(ctx, tx, at, by, "programme.applied", p.ID, string(p.ID), detail); err != nil {
		return changes, err
	}
	if stored.followedOtherwise(p) {
		if err := nudgeIn(ctx, tx, p.ID, at); err != nil {
			return changes, err
		}
	}
	if err := nudge(ctx, tx, at, NudgeExercise, dutyOf(p.ID)); err != nil {
		return changes, err
	}
	return changes, nudge(ctx, tx, at, NudgeSchedule, string(p.ID))
}

// followedOtherwise reports whether people are followed up otherwise in the changed programme about targets, actions and
// exercises: at other times, with other managers, or by other answers.
func (p Programme) followedOtherwise(changed Programme) bool {
	of := func(p Programme) Programme {
		return Programme{
			ID: p.ID, Model: p.Model, Deployments: p.Deployments, Managers: p.Managers, Zone: p.Zone, Days: p.Days, Hours: p.Hours, Country: p.Country,
			Holidays: p.Holidays, People: p.People, Away: p.Away,
		}
	}
	return p.ID != "" && len(diff(of(p), of(changed))) > 0
}

// nudgeIn nudges the processes of all open targets and actions of a programme, and of its exercises that are not over.
func nudgeIn(ctx context.Context, tx Tx, p ProgrammeID, at time.Time) error {
	subjects, err := tx.WorkIn(ctx, p)
	if err != nil {
		return err
	}
	if err := nudgeAll(ctx, tx, at, NudgeFollow, subjects); err != nil {
		return err
	}
	exercises, err := tx.RehearsalsIn(ctx, p)
	if err != nil {
		return err
	}
	return nudgeAll(ctx, tx, at, NudgeExercise, exercises)
}

func nudgeAll(ctx context.Context, tx Tx, at time.Time, kind NudgeKind, subjects []string) error {
	for _, subject := range subjects {
		if err := nudge(ctx, tx, at, kind, subject); err != nil {
			return err
		}
	}
	return nil
}

// mayDeclare checks that the actor may say how a programme is set up. A new one is zero.
func (s *Service) mayDeclare(ctx context.Context, tx Tx, by Actor, stored Programme) error {
	if stored.ID != "" {
		return s.mayRun(by, stored, "change how it is set up")
	}
	may, err := s.maySetUp(ctx, tx, by)
	if err == nil && !may {
		err = forbidden("Only workspace admins, those who run another programme and people named by the operator may set up a programme. " +
			"Ask one of them, or ask the operator to add you to CAIRN_SETUP_USERS.")
	}
	return err
}

func (s *Service) maySetUp(ctx context.Context, tx Tx, by Actor) (bool, error) {
	if by.Operator() || slices.Contains(s.setupUsers, by.User) {
		return true, nil
	}
	people, err := tx.PeopleByID(ctx, []UserID{by.User})
	if err != nil || people[by.User].Admin {
		return err == nil, err
	}
	all, err := tx.ProgrammesNaming(ctx, by.User)
	return slices.ContainsFunc(all, func(p Programme) bool { return p.IsManager(by.User) }), err
}

// MaySetUp reports whether the person may set up a new programme.
func (s *Service) MaySetUp(ctx context.Context, by Actor) (may bool, err error) {
	defer errs.Wrap(&err, "assess.MaySetUp(%s)", by.User)
	err = s.store.View(ctx, func(tx Tx) error {
		may, err = s.maySetUp(ctx, tx, by)
		return err
	})
	return may, err
}
