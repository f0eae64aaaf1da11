package bot

import (
	"context"

	"cairn/bot/blocks"
	"cairn/internal/assess"
	"cairn/internal/target"
)

// FollowUp posts all that a person is asked and told of targets and actions on a day as one message, or brings it up to date.
func (m *Messenger) FollowUp(ctx context.Context, f target.FollowUp) error {
	_, err := m.write(ctx, m.followUpOf(ctx, f))
	return err
}

// RefreshFollowUps brings the Home tabs that show a target or action up to date, and the messages about it that were posted
// before.
func (m *Messenger) RefreshFollowUps(ctx context.Context, s target.Subject) error {
	ids, err := m.followUps.FollowUpsOf(ctx, s)
	if err != nil {
		return err
	}
	var all []live
	for _, id := range ids {
		f, still, err := m.followUps.FollowUpAgain(ctx, id)
		if err != nil {
			return err
		}
		if still {
			all = append(all, m.followUpOf(ctx, f))
		}
	}
	return m.rewrite(ctx, all)
}

// followUpOf is what a person is asked and told of targets and actions.
func (m *Messenger) followUpOf(ctx context.Context, f target.FollowUp) live {
	reader, id := m.readers.reader(ctx, f.To.ID), f.ID
	l := live{
		outgoing: outgoing{key: key("followup", string(id)), to: string(f.To.ID), message: blocks.FollowUp(reader, f)},
		shows:    []assess.UserID{f.To.ID},
		again: func(ctx context.Context) (blocks.Message, error) {
			f, still, err := m.followUps.FollowUpAgain(ctx, id)
			if err != nil || !still {
				return blocks.Message{}, err
			}
			return blocks.FollowUp(reader, f), nil
		},
	}
	for _, p := range f.Parts {
		switch {
		case p.Target != nil:
			l.shows = append(l.shows, watchers(p.Target.In, p.Target.Owner)...)
		case p.Action != nil:
			l.shows = append(l.shows, watchers(p.Action.In, p.Action.Owner)...)
		}
	}
	return l
}

// watchers are the people whose Home tabs show a target or action of somebody.
func watchers(p assess.Programme, owner assess.UserID) []assess.UserID {
	return append([]assess.UserID{owner}, p.Managers...)
}
