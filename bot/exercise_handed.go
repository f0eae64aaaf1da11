package bot

import (
	"context"
	"slices"

	"cairn/bot/blocks"
	"cairn/internal/assess"
	"cairn/internal/exercise"
)

// handedOver are the messages that tell the plot to people who have another part by now, or none: they say who has it, and nothing
// else. Whoever leads after all has the readiness check back.
func (m *Messenger) handedOver(ctx context.Context, v exercise.View) ([]live, error) {
	var all []live
	for _, said := range v.Said {
		leads := said.To == v.Plan.Facilitator
		switch noticeName(said.Step) {
		case exercise.StepControls:
			if !leads {
				all = append(all, m.taken(said.To, personKey(v.ID, exercise.StepControls, said.To), blocks.ControlsHanded(m.readers.reader(ctx, said.To), v)))
			}
		case exercise.StepWatch:
			if !slices.Contains(v.Plan.Observers, said.To) {
				all = append(all, m.taken(said.To, personKey(v.ID, exercise.StepWatch, said.To), blocks.WatchTaken(m.readers.reader(ctx, said.To), v)))
			}
		case exercise.StepLeft:
			about := noticeKey(exercise.Notice{Subject: v.ID.Subject(), To: assess.Person{ID: said.To}, Step: said.Step})
			if len(v.Handovers) > 0 && !v.Leaderless() {
				all = append(all, m.taken(said.To, about, blocks.Unled(m.readers.reader(ctx, said.To), v)))
			}
		case exercise.StepReady:
			about := noticeKey(exercise.Notice{Subject: v.ID.Subject(), To: assess.Person{ID: said.To}, Step: said.Step})
			switch {
			case !leads:
				all = append(all, m.taken(said.To, about, blocks.ControlsHanded(m.readers.reader(ctx, said.To), v)))
			case v.State == exercise.Planned && v.Edition > 1 && m.posted(ctx, about):
				c, err := m.runs.Control(ctx, assess.BySlack(said.To), v.ID)
				if err != nil {
					return nil, err
				}
				all = append(all, m.taken(said.To, about, blocks.Ready(m.readers.reader(ctx, said.To), c)))
			}
		}
	}
	return all, nil
}

// taken puts something in the place of what somebody had. What changes meanwhile is the next look's to show.
func (m *Messenger) taken(to assess.UserID, key string, msg blocks.Message) live {
	return live{
		outgoing: outgoing{key: key, to: string(to), message: msg},
		shows:    []assess.UserID{to},
		again:    func(context.Context) (blocks.Message, error) { return blocks.Message{}, nil },
	}
}
