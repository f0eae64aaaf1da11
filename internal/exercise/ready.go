package exercise

import (
	"context"
	"slices"
	"time"

	"cairn/internal/assess"
)

// askSlack bounds how long it may take to learn how a channel stands.
const askSlack = 5 * time.Second

// readiness is what speaks for and against starting a planned exercise, for its facilitator. It asks Slack about the channel,
// so it is called outside a transaction; where Slack cannot be asked, the channel is not judged.
func (s *Service) readiness(ctx context.Context, r *record) Readiness {
	said := func(u assess.UserID, which ...Reply) bool { return slices.Contains(which, r.reply(u)) }
	var checks []ReadyCheck
	if s.channels != nil {
		ctx, cancel := context.WithTimeout(ctx, askSlack)
		defer cancel()
		coming := slices.DeleteFunc(r.People(), func(u assess.UserID) bool { return said(u, No) })
		state, err := s.channels.ChannelOf(ctx, r.Channel, coming)
		if err != nil {
			s.log.Warn("the channel of an exercise cannot be judged now", "exercise", r.ID, "error", err)
		} else {
			checks = append(checks, ReadyCheck{Kind: CheckChannel, OK: state.Joined, Matters: true},
				ReadyCheck{Kind: CheckMembers, OK: len(state.Missing) == 0, People: state.Missing})
		}
	}
	silent := slices.DeleteFunc(r.People(), func(u assess.UserID) bool { return said(u, Yes, Maybe, No) || !r.people[u].MayBeAsked() })
	var empty []string
	for _, role := range r.Scenario.Roles {
		played := func(seat Seat) bool {
			return seat.Role == role.ID && !said(seat.User, No) && r.people[seat.User].MayBeAsked()
		}
		if !slices.ContainsFunc(r.Players, played) {
			empty = append(empty, role.Name)
		}
	}
	watched := slices.ContainsFunc(r.Observers, func(u assess.UserID) bool { return !said(u, No) && r.people[u].MayBeAsked() })
	prepare := slices.Clone(r.Scenario.Facilitator.Prepare)
	if r.Kind == Simulation {
		prepare = append(prepare, r.Scenario.Facilitator.Simulate...)
	}
	checks = append(checks,
		ReadyCheck{Kind: CheckLead, OK: said(r.Facilitator, Yes), Matters: true, People: []assess.UserID{r.Facilitator}},
		ReadyCheck{Kind: CheckRoles, OK: len(empty) == 0, Roles: empty},
		ReadyCheck{Kind: CheckReplies, OK: len(silent) == 0, People: silent},
		ReadyCheck{Kind: CheckWatched, OK: watched},
		ReadyCheck{Kind: CheckPrepared, OK: r.find(WasPrepared) != nil, Matters: true, Items: prepare})
	ready := !slices.ContainsFunc(checks, func(c ReadyCheck) bool { return c.Matters && !c.OK })
	return Readiness{Checks: checks, Ready: ready}
}
