package assess

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"cairn/internal/errs"
	"cairn/internal/maturity"
	"cairn/internal/wording"
)

// The steps of a setup, in order. Between the working time and the review stands one for each category of the model,
// see [CategoryStep].
const (
	SetupBasics  = "basics"  // what is assessed, by which model, who runs it, who reads it
	SetupApplies = "applies" // what of the model applies, and when it is asked
	SetupTime    = "time"    // when people work and how long they have
	SetupReview  = "review"  // who will be sent what
)

// CategoryStep is the step in which the owner and the deputy of a category are named.
func CategoryStep(category string) string { return "category/" + category }

// Setup is a draft with what a manager sees of it on the way.
type Setup struct {
	Draft
	Model     *maturity.Model // nil while none is chosen
	Steps     []SetupStep     // in order, without the review
	Stands    Programme       // the stored programme that is being changed; zero for a new one
	Changes   []Change        // what finishing changes, for a programme that is there
	Conflicts []Conflict      // what was changed since the draft was begun and would be undone: see ResolveDraft
}

// SetupStep is one page of a setup.
type SetupStep struct {
	ID       string
	Category *maturity.Category // of a category's step
	Faults   errs.Faults        // what is still to be said or mended, a sentence for each setting; empty when done
}

// Ready reports whether all that is needed has been said.
func (s Setup) Ready() bool {
	return s.Model != nil && !slices.ContainsFunc(s.Steps, func(step SetupStep) bool { return len(step.Faults) > 0 })
}

// StartDraft begins to change a programme, or with "" to set up a new one. Who has begun that already goes on with it.
func (s *Service) StartDraft(ctx context.Context, by Actor, id ProgrammeID) (setup Setup, err error) {
	defer errs.Wrap(&err, "assess.StartDraft(%s)", id)
	err = s.store.Update(ctx, func(tx Tx) error {
		var stored Programme
		if id != "" {
			if stored, err = tx.Programme(ctx, id); err != nil {
				return err
			}
		}
		if err := s.mayDeclare(ctx, tx, by, stored); err != nil {
			return err
		}
		begun, err := tx.Drafts(ctx, by.User)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(begun, func(d Draft) bool {
			return (d.Base > 0) == (id != "") && (id == "" || d.Programme.ID == id)
		})
		if i >= 0 {
			setup, err = s.setup(ctx, tx, by, begun[i])
			return err
		}
		d := Draft{
			ID: DraftID(fmt.Sprintf("%s/%d", by.User, s.now().UnixMilli())), By: by.User, Base: stored.Revision,
			Programme: stored, Step: SetupBasics, Version: 1, UpdatedAt: s.now(),
		}
		if id == "" {
			if d.Programme, err = s.blank(ctx, tx, by.User); err != nil {
				return err
			}
		}
		if err := tx.SaveDraft(ctx, d); err != nil {
			return err
		}
		setup, err = s.setup(ctx, tx, by, d)
		return err
	})
	return setup, err
}

// blank is a programme of which nothing is said, with the defaults of a programme file and what is known of who begins it.
func (s *Service) blank(ctx context.Context, tx Tx, by UserID) (Programme, error) {
	known, err := tx.PeopleByID(ctx, []UserID{by})
	if err != nil {
		return Programme{}, err
	}
	p, _ := declare(manifest{Cadence: manifestCadence{Every: "quarterly"}}, s.models)
	p.Managers, p.Zone = []UserID{by}, known[by].Zone
	return p, nil
}

// Setup returns a draft with what is still to be said.
func (s *Service) Setup(ctx context.Context, by Actor, id DraftID) (setup Setup, err error) {
	defer errs.Wrap(&err, "assess.Setup(%s)", id)
	err = s.store.View(ctx, func(tx Tx) error {
		d, err := s.ownDraft(ctx, tx, by, id, 0)
		if err != nil {
			return err
		}
		setup, err = s.setup(ctx, tx, by, d)
		return err
	})
	return setup, err
}

// Drafts lists what the person has begun to set up or change, newest change first.
func (s *Service) Drafts(ctx context.Context, by Actor) (drafts []Draft, err error) {
	defer errs.Wrap(&err, "assess.Drafts(%s)", by.User)
	err = s.store.View(ctx, func(tx Tx) error {
		drafts, err = tx.Drafts(ctx, by.User)
		return err
	})
	return drafts, err
}

// ChangeDraft takes over what a page of the setup says. Version is that of the draft which was shown. With a fault nothing
// is taken over: the error is errs.Invalid with a sentence for each setting, as a programme file would have it.
func (s *Service) ChangeDraft(ctx context.Context, by Actor, id DraftID, version int, page SetupPage) (setup Setup, err error) {
	defer errs.Wrap(&err, "assess.ChangeDraft(%s)", id)
	err = s.store.Update(ctx, func(tx Tx) error {
		d, err := s.ownDraft(ctx, tx, by, id, version)
		if err != nil {
			return err
		}
		if d, err = s.turn(ctx, tx, d, page); err != nil {
			return err
		}
		setup, err = s.setup(ctx, tx, by, d)
		return err
	})
	return setup, err
}

// turn takes over one page and goes on to the next.
func (s *Service) turn(ctx context.Context, tx Tx, d Draft, page SetupPage) (Draft, error) {
	m := manifestOf(d.Programme)
	page.fill(&m)
	if d.Base > 0 {
		m.Programme = string(d.Programme.ID)
	} else if m.Programme == "" {
		suggested, err := freeSlug(ctx, tx, m.Scope)
		if err != nil {
			return d, err
		}
		m.Programme = suggested
	}
	if _, ok := page.(SetupBasicsPage); ok {
		s.prune(&m)
	}
	p, findings := declare(m, s.models)
	faults := faultsOf(page, findings)
	if err := s.checkPage(ctx, tx, d, page, p, faults); err != nil {
		return d, err
	}
	if err := faults.Err(); err != nil {
		return d, err
	}
	p.UpdatedAt, p.UpdatedBy = d.Programme.UpdatedAt, d.Programme.UpdatedBy
	d.Programme, d.Step = p, s.after(p, page.step())
	d.Version, d.UpdatedAt = d.Version+1, s.now()
	return d, tx.SaveDraft(ctx, d)
}

// checkPage adds the faults that only the stored facts show: a short name that is taken, people who cannot be asked.
func (s *Service) checkPage(ctx context.Context, tx Tx, d Draft, page SetupPage, p Programme, faults errs.Faults) error {
	if _, ok := page.(SetupBasicsPage); ok && d.Base == 0 {
		switch taken, err := tx.Programme(ctx, p.ID); {
		case err == nil:
			faults.Add("programme", "There is a programme %q already, for %s; choose another short name.", p.ID, taken.Scope)
		case !errs.Is(err, errs.NotFound):
			return err
		}
	}
	if p, ok := page.(SetupTimePage); ok && len(p.Unread) > 0 {
		faults.Add("holidays.dates", "%q is not read as a day off. Write a date such as 2026-12-24, or two with “to” between them, and a name if you like; both with their year, or neither for every year.",
			p.Unread[0])
	}
	named := page.people()
	var ids []UserID
	for _, users := range named {
		ids = append(ids, users...)
	}
	if len(ids) == 0 {
		return nil
	}
	known, err := tx.PeopleByID(ctx, ids)
	if err != nil {
		return err
	}
	for setting, users := range named {
		for _, u := range users {
			if who := known[u]; !who.MayBeAsked() && faults[setting].IsZero() {
				faults[setting] = barred(who)
			}
		}
	}
	return nil
}

// barred says why nothing can be asked of a person.
func barred(who Person) wording.Text {
	name := cmp.Or(who.Name, string(who.ID))
	switch who.Standing {
	case Guest:
		return wording.New("%s is a guest in Slack; choose a full member.", name)
	case Bot:
		return wording.New("%s is an app; choose a person.", name)
	default:
		return wording.New("%s was deactivated in Slack; choose somebody else.", name)
	}
}

// prune drops what belongs to a model that is no longer chosen.
func (s *Service) prune(m *manifest) {
	model, err := s.models(m.Model)
	if err != nil {
		return
	}
	for id := range m.Categories {
		if _, ok := model.Category(id); !ok {
			delete(m.Categories, id)
		}
	}
	m.Deployments = slices.DeleteFunc(slices.Clone(m.Deployments), func(id string) bool {
		return !slices.ContainsFunc(model.Tags, func(t maturity.Tag) bool { return t.ID == id })
	})
}

// DiscardDraft throws a draft away.
func (s *Service) DiscardDraft(ctx context.Context, by Actor, id DraftID) (err error) {
	defer errs.Wrap(&err, "assess.DiscardDraft(%s)", id)
	return s.store.Update(ctx, func(tx Tx) error {
		if _, err := s.ownDraft(ctx, tx, by, id, 0); err != nil {
			return err
		}
		return tx.DropDraft(ctx, id)
	})
}

// Finished is what came of a draft.
type Finished struct {
	Programme Programme
	Changes   []Change
	Cycle     Cycle // the one that was opened; zero when none was to be
}

// FinishDraft applies a draft, with start opens a full cycle on it at once, and drops it. It is refused like
// [Service.Apply]; then, and when no cycle can be opened, the draft stays as it is.
func (s *Service) FinishDraft(ctx context.Context, by Actor, id DraftID, version int, start bool) (done Finished, err error) {
	defer errs.Wrap(&err, "assess.FinishDraft(%s)", id)
	err = s.store.Update(ctx, func(tx Tx) error {
		done = Finished{}
		d, err := s.ownDraft(ctx, tx, by, id, version)
		if err != nil {
			return err
		}
		p, findings := declare(manifestOf(d.Programme), s.models)
		if err := bySetting(findings).Err(); err != nil {
			return err
		}
		p.Revision = d.Base
		if done.Changes, err = s.applyIn(ctx, tx, by, p, s.now(), false, false); err != nil {
			return err
		}
		if done.Programme, err = tx.Programme(ctx, p.ID); err != nil {
			return err
		}
		if start {
			if done.Cycle, err = s.startNow(ctx, tx, by, done.Programme, Full); err != nil {
				return err
			}
		}
		return tx.DropDraft(ctx, id)
	})
	if err != nil {
		return Finished{}, err
	}
	s.deliver()
	return done, nil
}

// ResolveDraft settles the conflicts of a draft with what was changed meanwhile. What only one side changed is kept from
// there; of what both changed the draft's stays, or with theirs the other's.
func (s *Service) ResolveDraft(ctx context.Context, by Actor, id DraftID, version int, theirs bool) (setup Setup, err error) {
	defer errs.Wrap(&err, "assess.ResolveDraft(%s)", id)
	err = s.store.Update(ctx, func(tx Tx) error {
		d, err := s.ownDraft(ctx, tx, by, id, version)
		if err != nil {
			return err
		}
		stored, err := tx.Programme(ctx, d.Programme.ID)
		if err != nil {
			return err
		}
		base, err := tx.ProgrammeAt(ctx, stored.ID, d.Base)
		if err != nil {
			return err
		}
		d.Programme = merged(base, d.Programme, stored, theirs)
		d.Base, d.Version, d.UpdatedAt = stored.Revision, d.Version+1, s.now()
		if err := tx.SaveDraft(ctx, d); err != nil {
			return err
		}
		setup, err = s.setup(ctx, tx, by, d)
		return err
	})
	return setup, err
}

// ownDraft returns a draft of the person's own; a version of 0 is any.
func (s *Service) ownDraft(ctx context.Context, tx Tx, by Actor, id DraftID, version int) (Draft, error) {
	d, err := tx.Draft(ctx, id)
	switch {
	case errs.Is(err, errs.NotFound):
		return d, errs.New(errs.NotFound, "This setup was finished or discarded already. Begin another one with `/cairn setup`.")
	case err != nil:
		return d, err
	case d.By != by.User:
		return d, forbidden("Only <@%s> can go on with this setup, who began it.", d.By)
	case version != 0 && version != d.Version:
		return d, errs.New(errs.Conflict, "This setup was changed in another window meanwhile. Look at it again, then repeat the change.")
	}
	return d, nil
}

// setup adds to a draft what its manager sees of it.
func (s *Service) setup(ctx context.Context, tx Tx, by Actor, d Draft) (Setup, error) {
	view := Setup{Draft: d}
	p, findings := declare(manifestOf(d.Programme), s.models)
	if p.Model != "" {
		model, err := s.model(p.Model)
		if err != nil {
			return view, err
		}
		view.Model = model
	}
	view.Steps = stepsOf(view.Model, findings)
	if d.Base == 0 {
		return view, nil
	}
	var err error
	if view.Stands, err = tx.Programme(ctx, d.Programme.ID); err != nil {
		return view, err
	}
	p.Revision = d.Base
	view.Changes = diff(view.Stands, p)
	view.Conflicts, err = conflicts(ctx, tx, by, view.Stands, p)
	return view, err
}

// after is the step that follows another.
func (s *Service) after(p Programme, step string) string {
	model, err := s.models(p.Model)
	if err != nil {
		return SetupBasics
	}
	steps := stepsOf(model, nil)
	i := slices.IndexFunc(steps, func(at SetupStep) bool { return at.ID == step })
	if i < 0 || i+1 == len(steps) {
		return SetupReview
	}
	return steps[i+1].ID
}
