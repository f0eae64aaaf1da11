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
	card, nudge := of("Governance: 5 questions"), of("Governance still waits")
	again, late, soon, second := card, card, nudge, nudge
	late.At, late.Ref = card.At.Add(12*time.Hour), "late"
	soon.At, soon.Ref = card.At.Add(time.Hour), "soon"
	second.Ref = "second"
	for want, bad := range map[string]post{
		"came twice to U0GWEN, Wed 2031-10-01 09:0":                      again,
		"came outside working hours to U0GWEN, Wed 2031-10-01 21:0":      late,
		"came on the day of a card to U0GWEN, Wed 2031-10-01 10:0":       soon,
		"came on the day of a nudge to U0GWEN, Wed 2031-10-08 13:15 BST": second,
	} {
		s.record.posts = append(slices.Clone(good), bad)
		if err := s.manners(ctx, nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("manners says %v, want %q", err, want)
		}
	}
}
