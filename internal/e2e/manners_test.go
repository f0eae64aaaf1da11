package e2e

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// What the stories end with finds what it is there to find.
func TestBadMannersAreFound(t *testing.T) {
	t.Parallel()
	s := &story{data: t.TempDir()}
	ctx := t.Context()
	if err := s.open(ctx, nil); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "northwind.yaml")
	if err := os.WriteFile(file, []byte(northwind), 0o600); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.world.Close(); err != nil {
			t.Error(err)
		}
	}()
	for _, step := range []func() error{
		func() error { return s.apply(ctx, []string{file}) },
		func() error { return s.start(ctx, nil) },
		func() error { return s.advance(ctx, []string{"9d"}) }, // past half time
		func() error {
			return s.slash(ctx, []string{"U0MARA", "target Level 3 in Governance by June 2032 because the board wants it"})
		},
		func() error { return s.fillIn(ctx, []string{"U0MARA"}) },
		func() error { return s.advance(ctx, []string{"2031-10-15 08:00"}) }, // its owner has heard of it
		func() error { return s.manners(ctx, nil) },
	} {
		if err := step(); err != nil {
			t.Fatal(err)
		}
	}
	good := s.record.all()
	of := func(text string) post {
		i := slices.IndexFunc(good, func(p post) bool { return strings.Contains(p.Text, text) })
		if i < 0 {
			t.Fatalf("nothing was sent with %q", text)
		}
		return good[i]
	}
	card, nudge, followUp := of("Governance: 5 questions"), of("Governance still waits"), of("How does T1 stand")
	again, late, soon, second, other := card, card, nudge, nudge, followUp
	late.At, late.Ref = card.At.Add(12*time.Hour), "late"
	soon.At, soon.Ref = card.At.Add(time.Hour), "soon"
	second.Ref, other.Ref = "second", "other"
	for want, bad := range map[string]post{
		"came twice to U0GWEN, Wed 2031-10-01 09:0":                      again,
		"came outside working hours to U0GWEN, Wed 2031-10-01 21:0":      late,
		"came on the day of a card to U0GWEN, Wed 2031-10-01 10:0":       soon,
		"came on the day of a nudge to U0GWEN, Wed 2031-10-08 13:15 BST": second,
		"came on the day of a followup to U0GWEN, Tue 2031-10-14 09:00":  other,
	} {
		s.record.posts = append(slices.Clone(good), bad)
		if err := s.manners(ctx, nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("manners says %v, want %q", err, want)
		}
	}
}
