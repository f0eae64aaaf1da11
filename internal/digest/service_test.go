package digest_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"cairn/internal/assess"
	"cairn/internal/digest"
	"cairn/internal/errs"
	"cairn/internal/exercise"
	"cairn/internal/maturity"
	"cairn/internal/roadmap"
	"cairn/internal/store"
	"cairn/internal/store/storetest"
	"cairn/internal/target"
)

// operator is whoever runs the command line.
var operator = assess.Actor{Source: assess.FromCLI}

// kept is a real store with the programme "north" and a service over it.
func kept(t *testing.T) (*store.Store, *digest.Service) {
	t.Helper()
	s := storetest.Fresh(t)
	at := time.Date(2026, 1, 1, 9, 0, 0, 0, time.UTC)
	err := s.Update(t.Context(), func(tx assess.Tx) error {
		return tx.SaveProgramme(t.Context(), assess.Programme{ID: "north", Scope: "North", Revision: 1, UpdatedAt: at})
	})
	if err != nil {
		t.Fatal(err)
	}
	return s, reading(s, at)
}

// reading is a service over a store, with all that it reads.
func reading(s *store.Store, at time.Time) *digest.Service {
	now := func() time.Time { return at }
	programmes := assess.NewService(assess.Options{Store: s, Models: maturity.Find, Now: now})
	targets := target.NewService(target.Options{Store: s.Targets(), Programmes: programmes, Models: maturity.Find, Now: now})
	roadmaps := roadmap.NewService(roadmap.Options{Store: s.Roadmap(), Targets: targets, Programmes: programmes, Models: maturity.Find, Now: now})
	exercises := exercise.NewService(exercise.Options{Store: s.Exercises(), Programmes: programmes, Models: maturity.Find, Now: now})
	return digest.NewService(digest.Options{Store: s, Models: maturity.Find, Targets: targets, Roadmaps: roadmaps, Exercises: exercises})
}

// add stores a closed cycle with its snapshot; cycles close in the order of their calls, an hour apart.
func add(t *testing.T, s *store.Store, id assess.CycleID, hour int, found digest.Found, overrides ...assess.Override) {
	t.Helper()
	snap := found.Snapshot
	at := time.Date(2026, 10, 1, hour, 0, 0, 0, time.UTC)
	snap.Cycle, snap.Programme, snap.TakenAt = id, "north", at
	err := s.Update(t.Context(), func(tx assess.Tx) error {
		c := assess.Cycle{
			ID: id, Programme: "north", Model: snap.Model, Kind: snap.Kind, Period: snap.Period, State: assess.CycleClosed,
			OpenedAt: at, DueAt: at, ClosesAt: at, ClosedAt: at, Version: 1,
		}
		if err := tx.AddCycle(t.Context(), c, nil); err != nil {
			return err
		}
		for _, o := range overrides {
			o.Cycle, o.At = id, at
			if err := tx.AddOverride(t.Context(), o); err != nil {
				return err
			}
		}
		return tx.AddSnapshot(t.Context(), snap)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func of(t *testing.T, s *digest.Service, id assess.CycleID) digest.Digest {
	t.Helper()
	d, err := s.OfCycle(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func onDimensions(t *testing.T, period, levels string) digest.Found {
	t.Helper()
	return digest.Found{Snapshot: snapshot(t, model(t), period, levels)}
}

func TestMovingToAnotherModelShowsBothOnceAndMarksTheBreak(t *testing.T) {
	t.Parallel()
	s, digests := kept(t)
	m := objectives(t)
	add(t, s, "north-2026-q3", 1, onDimensions(t, "2026-Q3", "G1 T1 M1 I1 W1"))
	add(t, s, "north-2026-q4", 2, onObjectives(t, m, "2026-Q4", allOnTwo))

	d := of(t, digests, "north-2026-q4")
	if d.Beside != nil {
		t.Errorf("while the other cycle is open the digest names %+v", d.Beside)
	}
	add(t, s, "north-2026-q4-overlap", 3, onDimensions(t, "2026-Q4", "G2 T1 M1 I1 W1"))
	d = of(t, digests, "north-2026-q4")
	lawlor := model(t)
	if d.Beside == nil || d.Beside.ModelID != lawlor.ID || d.Beside.Sentence.String() != "On "+lawlor.Title+": Level 2 (Developing)." {
		t.Errorf("beside %+v", d.Beside)
	}
	if diff := cmp.Diff(&digest.ModelChange{From: lawlor.Title, Period: "2026-Q3"}, d.ModelChange); diff != "" || d.Before != "" {
		t.Errorf("compared with %q; %s", d.Before, diff)
	}

	overlap := of(t, digests, "north-2026-q4-overlap")
	if overlap.Before != "2026-Q3" || overlap.ModelChange != nil || overlap.Beside == nil ||
		!strings.Contains(overlap.Beside.Sentence.String(), "lowest Level 2, median Level 2") {
		t.Errorf("the other digest: before %q, %+v, %+v", overlap.Before, overlap.ModelChange, overlap.Beside)
	}

	latest, err := digests.Latest(t.Context(), operator, "north", "")
	if err != nil || latest.Cycle != "north-2026-q4" {
		t.Errorf("the latest digest is that of %s, %v; want that on the programme's own model", latest.Cycle, err)
	}

	add(t, s, "north-2027-q1", 4, onObjectives(t, m, "2027-Q1", strings.Replace(allOnTwo, "IR2", "IR3", 1)))
	d = of(t, digests, "north-2027-q1")
	if d.Before != "2026-Q4" || d.ModelChange != nil || d.Beside != nil || find(t, d, "IR").Change() != 1 {
		t.Errorf("the one after: before %q, %+v, %+v", d.Before, d.ModelChange, d.Beside)
	}
}

func TestTheDigestReadsWhatManagersDecided(t *testing.T) {
	t.Parallel()
	s, digests := kept(t)
	m := objectives(t)
	add(t, s, "north-2026-q3", 1, onObjectives(t, m, "2026-Q3", allOnTwo), assess.Override{Category: "GOV", Level: 1, Computed: 2, Reason: "As audited then."})
	add(t, s, "north-2026-q4", 2, onObjectives(t, m, "2026-Q4", allOnTwo), assess.Override{Category: "GOV", Level: 3, Computed: 2, Reason: "As audited now."})
	d := of(t, digests, "north-2026-q4")
	if g := find(t, d, "GOV"); g.Level != 3 || g.Computed != 2 || g.Before != 1 || g.Override.Reason != "As audited now." {
		t.Errorf("GOV %+v", g)
	}
}

func TestADigestIsForThoseWithAPartAndForTheChannelItIsPostedIn(t *testing.T) {
	t.Parallel()
	s, digests := kept(t)
	err := s.Update(t.Context(), func(tx assess.Tx) error {
		return tx.SaveProgramme(t.Context(), assess.Programme{
			ID: "north", Scope: "North", Channel: "C0LEAD", Managers: []assess.UserID{"U0MARA"}, Leaders: []assess.UserID{"U0LENA"}, Revision: 2,
			UpdatedAt: time.Date(2026, 1, 2, 9, 0, 0, 0, time.UTC),
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	add(t, s, "north-2026-q4", 2, onObjectives(t, objectives(t), "2026-Q4", allOnTwo))
	for _, c := range []struct {
		by      assess.Actor
		channel string
		may     bool
	}{
		{assess.BySlack("U0MARA"), "", true},
		{assess.BySlack("U0LENA"), "", true},
		{assess.BySlack("U0OTHER"), "C0LEAD", true},
		{operator, "", true},
		{assess.BySlack("U0OTHER"), "", false},
		{assess.BySlack("U0OTHER"), "C0ELSEWHERE", false},
		{assess.BySlack(""), "", false},
		{assess.Actor{}, "", false},
	} {
		_, err := digests.Latest(t.Context(), c.by, "north", c.channel)
		if c.may && err != nil || !c.may && (!errs.Is(err, errs.Forbidden) || !strings.Contains(errs.Message(err), "<@U0MARA>")) {
			t.Errorf("%+v in %q: %v", c.by, c.channel, err)
		}
	}
}

func TestThereIsNoDigestBeforeACycleHasClosed(t *testing.T) {
	t.Parallel()
	_, digests := kept(t)
	_, err := digests.Latest(t.Context(), operator, "north", "")
	if !errs.Is(err, errs.NotFound) || !strings.Contains(errs.Message(err), "No cycle of North has closed yet") {
		t.Errorf("error %v", err)
	}
}
