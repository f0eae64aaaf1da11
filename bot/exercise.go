package bot

import (
	"context"
	"regexp"
	"strings"

	"cairn/bot/blocks"
	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/exercise"
)

// exerciseNumber is how people name an exercise.
var exerciseNumber = regexp.MustCompile(`(?i)^E[0-9]{1,9}$`)

// exerciseWords are what /cairn exercise takes beside a number.
var exerciseWords = []string{"plan", "list", "trends"}

// exercise answers /cairn exercise: without words it gives an overview, "plan" asks for a new one, "E2" is one of them.
func (b *Bot) exercise(ctx context.Context, r request) (blocks.Message, error) {
	word := "list"
	if len(r.words) > 0 {
		word = strings.ToLower(r.words[0])
	}
	switch {
	case word == "plan":
		return b.planCommand(ctx, r)
	case len(r.words) == 2 && exerciseNumber.MatchString(word):
		if !strings.EqualFold(r.words[1], "report") {
			return blocks.ReportUsage(r.reader, strings.ToUpper(word)), nil
		}
		return b.reportCommand(ctx, r, exercise.ID(string(r.programme.ID)+"/"+strings.ToUpper(word)))
	case len(r.words) > 1:
		return blocks.TooManyWords(r.reader, r.verb, strings.Join(r.words, " ")), nil
	case word == "list":
		return b.exerciseOverview(ctx, r)
	case word == "report":
		return blocks.ReportUsage(r.reader, "E1"), nil
	case word == "trends":
		return b.trends(ctx, r)
	case exerciseNumber.MatchString(word):
		return b.showExercise(ctx, r, exercise.ID(string(r.programme.ID)+"/"+strings.ToUpper(word)))
	default:
		return blocks.UnknownSubcommand(r.reader, r.verb+" "+r.words[0], nearestExercise(word)), nil
	}
}

func nearestExercise(word string) string {
	if meant := nearest(word, exerciseWords); meant != "" {
		return "exercise " + meant
	}
	return ""
}

// exerciseOverview answers which exercises there are in a programme.
func (b *Bot) exerciseOverview(ctx context.Context, r request) (blocks.Message, error) {
	o, err := b.exercises.Overview(ctx, assess.BySlack(r.user), r.programme.ID)
	if err != nil {
		return blocks.Message{}, err
	}
	return blocks.Exercises(r.reader, o), nil
}

// showExercise answers all about an exercise.
func (b *Bot) showExercise(ctx context.Context, r request, id exercise.ID) (blocks.Message, error) {
	v, err := b.exercises.View(ctx, assess.BySlack(r.user), id)
	if errs.Is(err, errs.NotFound) {
		return blocks.NoExercise(r.reader, id.Number(), r.programme), nil
	}
	if err != nil {
		return blocks.Message{}, err
	}
	return blocks.Exercise(r.reader, v), nil
}

// openExercises lists the exercises of a programme.
func (b *Bot) openExercises(ctx context.Context, i *interaction, p assess.ProgrammeID) error {
	o, err := b.exercises.Overview(ctx, actor(i), p)
	if err != nil {
		return err
	}
	return b.onTop(ctx, i, blocks.ExercisesView(i.reader, o))
}

// openExercise shows all about an exercise.
func (b *Bot) openExercise(ctx context.Context, i *interaction, id exercise.ID) error {
	v, err := b.exercises.View(ctx, actor(i), id)
	if err != nil {
		return err
	}
	return b.onTop(ctx, i, blocks.ExerciseView(i.reader, v))
}
