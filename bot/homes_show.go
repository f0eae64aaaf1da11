package bot

import (
	"context"
	"errors"
	"time"

	"github.com/slack-go/slack"

	"cairn/bot/blocks"
	"cairn/internal/assess"
	"cairn/internal/delivery"
	"cairn/internal/digest"
	"cairn/internal/errs"
	"cairn/internal/exercise"
)

// homeLease is for how long a process may hold a Home tab; longer than an attempt to publish it takes. One that died holds it no longer.
const homeLease = 30 * time.Second

// errNoTurn is why a Home tab was not published that has changed: Slack takes no more at the moment.
var errNoTurn = errors.New("no turn to publish a Home tab has come")

// opened publishes a Home tab that its owner has just opened, whatever it shows: it says as of when it is.
func (h *homes) opened(u assess.UserID) {
	h.tasks.start("home of "+string(u), func(ctx context.Context) error {
		return h.hold(ctx, u, func(tab delivery.Home) (string, error) {
			view, err := h.view(ctx, u)
			if err != nil {
				return tab.Shown, err
			}
			return h.show(ctx, u, view)
		})
	})
}

// renew publishes a Home tab unless it shows what its owner would see.
func (h *homes) renew(ctx context.Context, u assess.UserID) error {
	return h.hold(ctx, u, func(tab delivery.Home) (string, error) {
		view, err := h.view(ctx, u)
		if err != nil || blocks.HomeHash(view) == tab.Shown {
			return tab.Shown, err
		}
		if err := h.pace.turnCome(ctx, "views.publish", string(u)); err != nil {
			return tab.Shown, errors.Join(errNoTurn, err)
		}
		return h.show(ctx, u, view)
	})
}

// hold has something done while nobody else, in this process or another, publishes the person's tab. It returns the hash of what the
// tab shows then.
func (h *homes) hold(ctx context.Context, u assess.UserID, do func(delivery.Home) (shown string, err error)) error {
	tab, err := h.claim(ctx, u)
	if err != nil {
		return err
	}
	shown, err := do(tab)
	settling, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleWithin)
	defer cancel()
	if err := h.tabs.SettleHome(settling, tab.Person, tab.Attempts, shown); err != nil { // until the lease is over, nobody publishes the tab
		h.log.Error("what a Home tab shows was not recorded", "user", u, "error", err)
	}
	return err
}

// claim waits until nobody publishes the person's tab, which takes no time as a rule.
func (h *homes) claim(ctx context.Context, u assess.UserID) (delivery.Home, error) {
	for look := 1; ; look++ {
		tab, err := h.tabs.ClaimHome(ctx, string(u), h.now(), homeLease)
		if !errs.Is(err, errs.Conflict) {
			return tab, err
		}
		if look == heldLooks {
			return tab, later(err, "The Home tab of %s is being published by another process.", u)
		}
		if err := wait(ctx, heldPause); err != nil {
			return tab, err
		}
	}
}

// show publishes a view and returns its hash, or "" when it is not certain that the tab shows it.
func (h *homes) show(ctx context.Context, u assess.UserID, view slack.HomeTabViewRequest) (shown string, err error) {
	if _, err := h.client.PublishViewContext(ctx, slack.PublishViewContextRequest{UserID: string(u), View: view}); err != nil {
		return "", explain(err, string(u))
	}
	return blocks.HomeHash(view), nil
}

// view reads what the person sees.
func (h *homes) view(ctx context.Context, u assess.UserID) (view slack.HomeTabViewRequest, err error) {
	home, err := h.programmes.Home(ctx, u)
	if err != nil {
		return view, err
	}
	reports, err := h.reports(ctx, home)
	if err != nil {
		return view, err
	}
	mine, err := h.targets.Mine(ctx, u)
	if err != nil {
		return view, err
	}
	rehearsals, err := h.rehearsals(ctx, u, home)
	if err != nil {
		return view, err
	}
	view = blocks.Home(h.readers.reader(ctx, u), home, mine, rehearsals, reports)
	return view, blocks.CheckHome(view)
}

// reports are the newest digests of the programmes whose results the person reads; one that has none yet has none here.
func (h *homes) reports(ctx context.Context, home assess.Home) ([]digest.Digest, error) {
	var all []digest.Digest
	for _, p := range home.Leads[:min(len(home.Leads), blocks.HomeReports)] {
		d, err := h.digests.Latest(ctx, assess.BySlack(home.Who.ID), p.ID, "")
		if errs.Is(err, errs.NotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		all = append(all, d)
	}
	return all, nil
}

// rehearsals are the exercises in which the person has a part, and the duties to exercise of the programmes they run.
func (h *homes) rehearsals(ctx context.Context, u assess.UserID, home assess.Home) (x blocks.Rehearsals, err error) {
	if h.exercises == nil {
		return x, nil
	}
	if x.Mine, err = h.exercises.Mine(ctx, u); err != nil {
		return x, err
	}
	for _, st := range home.Runs[:min(len(home.Runs), blocks.HomeDuties)] {
		duties, err := h.exercises.Duties(ctx, assess.BySlack(u), st.Programme.ID)
		if err != nil {
			return x, err
		}
		x.Duties = append(x.Duties, duties...)
		late, err := h.exercises.Outstanding(ctx, assess.BySlack(u), st.Programme.ID)
		if err != nil {
			return x, err
		}
		for _, v := range late {
			if v.State != exercise.Ended || v.Part != exercise.AsFacilitator { // theirs is among what they have a part in
				x.Late = append(x.Late, v)
			}
		}
	}
	return x, nil
}
