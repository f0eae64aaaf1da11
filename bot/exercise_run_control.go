package bot

import (
	"context"
	"strconv"
	"strings"

	"github.com/slack-go/slack"

	"cairn/bot/blocks"
	"cairn/internal/errs"
	"cairn/internal/exercise"
	"cairn/internal/wording"
)

// ofRun is a button about an exercise that is played.
func ofRun(do func(*Bot, context.Context, *interaction, blocks.RunValue) error) press {
	return func(b *Bot, ctx context.Context, i *interaction, a *slack.BlockAction) error {
		v, ok := blocks.ParseRunValue(a.Value)
		if !ok {
			return errStale
		}
		return b.pressedInRun(ctx, i, a, v.ID, do(b, ctx, i, v))
	}
}

// pressedInRun says what went wrong with a button of an exercise that is played as all else of one is said: marked.
func (b *Bot) pressedInRun(ctx context.Context, i *interaction, a *slack.BlockAction, id exercise.ID, err error) error {
	if err == nil {
		return nil
	}
	b.refreshExercise(id) // perhaps the button should not have been there any more
	seen, readErr := b.exercises.View(ctx, actor(i), id)
	if readErr != nil {
		return err
	}
	b.logFailure("a button of an exercise failed", err, "action_id", a.ActionID, "user", i.User.ID)
	b.tell(ctx, i, blocks.RunFault(i.reader, seen.Name, i.reader.Error(err)))
	return nil
}

func (b *Bot) startRun(ctx context.Context, i *interaction, v blocks.RunValue) error {
	return b.steered(v.ID, b.runs.Start(ctx, actor(i), v.ID))
}

func (b *Bot) pauseRun(ctx context.Context, i *interaction, v blocks.RunValue) error {
	return b.steered(v.ID, b.runs.Pause(ctx, actor(i), v.ID, ""))
}

func (b *Bot) resumeRun(ctx context.Context, i *interaction, v blocks.RunValue) error {
	return b.steered(v.ID, b.runs.Resume(ctx, actor(i), v.ID))
}

// bringNext brings the inject that the button names.
func (b *Bot) bringNext(ctx context.Context, i *interaction, v blocks.RunValue) error {
	_, err := b.runs.Next(ctx, actor(i), v.ID, v.What)
	return b.steered(v.ID, err)
}

// steered has what shows the exercise brought up to date after the facilitator did something.
func (b *Bot) steered(id exercise.ID, err error) error {
	if err == nil {
		b.refreshExercise(id)
	}
	return err
}

func (b *Bot) openBring(ctx context.Context, i *interaction, v blocks.RunValue) error {
	return b.openControl(ctx, i, v.ID, blocks.BringInject)
}

func (b *Bot) openSkip(ctx context.Context, i *interaction, v blocks.RunValue) error {
	return b.openControl(ctx, i, v.ID, blocks.SkipInject)
}

func (b *Bot) openExtendRun(ctx context.Context, i *interaction, v blocks.RunValue) error {
	return b.openControl(ctx, i, v.ID, func(r blocks.Reader, c exercise.Control) slack.ModalViewRequest { return blocks.ExtendRun(r, c.View) })
}

// openControl asks the facilitator something about an exercise that is being played.
func (b *Bot) openControl(ctx context.Context, i *interaction, id exercise.ID, show func(blocks.Reader, exercise.Control) slack.ModalViewRequest) error {
	c, err := b.runs.Control(ctx, actor(i), id)
	if err != nil {
		return err
	}
	if !c.State.Live() {
		return notPlayed(c.View)
	}
	return b.onTop(ctx, i, show(i.reader, c))
}

// openEnd asks why an exercise ends. A manager may, who sees nothing of what would still come.
func (b *Bot) openEnd(ctx context.Context, i *interaction, at blocks.RunValue) error {
	v, err := b.exercises.View(ctx, actor(i), at.ID)
	if err != nil {
		return err
	}
	if !v.State.Live() {
		return notPlayed(v)
	}
	left := 0
	if v.Part == exercise.AsFacilitator {
		c, err := b.runs.Control(ctx, actor(i), at.ID)
		if err != nil {
			return err
		}
		left = len(c.Next)
	}
	return b.onTop(ctx, i, blocks.EndRun(i.reader, v, left))
}

func notPlayed(v exercise.View) error {
	if v.State == exercise.Planned {
		return errs.New(errs.Closed, "%s has not begun. Its facilitator starts it.", v.ID.Number())
	}
	return errs.New(errs.Closed, "%s is over, so nothing about its run can be changed any more.", v.ID.Number())
}

// openGuide shows a page of the plot to the facilitator or an observer; in a guide, in its place.
func (b *Bot) openGuide(ctx context.Context, i *interaction, v blocks.RunValue) error {
	page, err := strconv.Atoi(v.What)
	if err != nil {
		page = 0
	}
	seen, err := b.exercises.View(ctx, actor(i), v.ID)
	if err != nil {
		return err
	}
	var view slack.ModalViewRequest
	if seen.Part == exercise.AsObserver {
		w, err := b.notes.Watch(ctx, actor(i), v.ID)
		if err != nil {
			return err
		}
		view = blocks.ObserverGuide(i.reader, w, page)
	} else {
		c, err := b.runs.Control(ctx, actor(i), v.ID)
		if err != nil {
			return err
		}
		view = blocks.Guide(i.reader, c, page)
	}
	if i.View.CallbackID == blocks.CallbackRunGuide {
		return b.present(ctx, i, view)
	}
	return b.onTop(ctx, i, view)
}

// inRunView is a view about an exercise that is played.
func inRunView(do func(*Bot, context.Context, *interaction, blocks.RunValue) Reply) submission {
	return func(b *Bot, ctx context.Context, i *interaction) Reply {
		v, ok := blocks.ParseRunValue(i.View.PrivateMetadata)
		if !ok {
			return b.unread(i, nil)
		}
		return do(b, ctx, i, v)
	}
}

// submitControl does what the facilitator asked for in a view.
func (b *Bot) submitControl(ctx context.Context, i *interaction, at blocks.RunValue) Reply {
	state := i.View.State
	inject, why := selected(state, blocks.BlockInject), strings.TrimSpace(entered(state, blocks.BlockWhy))
	var (
		err    error
		beside = blocks.BlockInject
		says   func(exercise.View) slack.ModalViewRequest
	)
	switch i.View.CallbackID {
	case blocks.CallbackRunBring:
		_, err = b.runs.Next(ctx, actor(i), at.ID, inject)
		says = func(v exercise.View) slack.ModalViewRequest { return blocks.InjectBrought(i.reader, v, inject) }
	case blocks.CallbackRunSkip:
		err = b.runs.Skip(ctx, actor(i), at.ID, inject, why)
		says = func(v exercise.View) slack.ModalViewRequest { return blocks.InjectSkipped(i.reader, v, inject) }
	case blocks.CallbackRunExtend:
		minutes := number(entered(state, blocks.BlockMinutes)) // 0 is refused in words
		err, beside = b.runs.Extend(ctx, actor(i), at.ID, minutes), blocks.BlockMinutes
		says = func(v exercise.View) slack.ModalViewRequest { return blocks.RunExtended(i.reader, v, minutes) }
	default:
		err, beside = b.runs.End(ctx, actor(i), at.ID, why), blocks.BlockWhy
		says = func(v exercise.View) slack.ModalViewRequest { return blocks.RunEnded(i.reader, v) }
	}
	if err != nil {
		return b.notInRun(ctx, i, at.ID, err, beside)
	}
	return b.ran(ctx, i, at.ID, says)
}

// ran brings what people have of an exercise up to date after somebody did something in it, and says what.
func (b *Bot) ran(ctx context.Context, i *interaction, id exercise.ID, says func(exercise.View) slack.ModalViewRequest) Reply {
	b.refreshExercise(id)
	v, err := b.exercises.View(ctx, actor(i), id)
	if err != nil {
		return b.notDone(i, err, "")
	}
	return updated(says(v))
}

// notInRun says why something was not done: at the inputs where it can be mended, else in the place of the view, marked as all
// of an exercise is.
func (b *Bot) notInRun(ctx context.Context, i *interaction, id exercise.ID, cause error, beside string) Reply {
	b.refreshExercise(id)
	code := errs.CodeOf(cause)
	if code == errs.Internal || code == errs.Unavailable || len(errs.FaultsOf(cause)) > 0 {
		return b.notDone(i, cause, beside)
	}
	v, err := b.exercises.View(ctx, actor(i), id)
	if err != nil {
		return b.notDone(i, cause, beside)
	}
	b.logFailure("a view of an exercise was not done", cause, "callback_id", i.View.CallbackID, "user", i.User.ID)
	return updated(blocks.RunNotice(i.reader, v.Name, i.reader.Error(cause)))
}

// inRun returns an exercise in which the person has a part.
func (b *Bot) inRun(ctx context.Context, i *interaction, id exercise.ID) (exercise.View, error) {
	v, err := b.exercises.View(ctx, actor(i), id)
	switch {
	case err != nil:
		return v, err
	case v.Part == exercise.NoPart:
		return v, errs.New(errs.Forbidden, "You have no part in %s. Ask its facilitator, %s.", v.ID.Number(), wording.People{string(v.Plan.Facilitator)})
	case v.State == exercise.Planned, v.State.Over():
		return v, notPlayed(v)
	default:
		return v, nil
	}
}
