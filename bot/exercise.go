package bot

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"cairn/bot/blocks"
	"cairn/internal/assess"
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
	case len(r.words) > 1:
		return blocks.TooManyWords(r.reader, r.verb, strings.Join(r.words, " ")), nil
	case word == "list":
		return b.exerciseOverview(ctx, r)
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

// exercising adds to a person's programmes those in whose exercises they have a part.
func (b *Bot) exercising(ctx context.Context, mine []assess.Programme, u assess.UserID) ([]assess.Programme, error) {
	all, err := b.exercises.Mine(ctx, u)
	if err != nil {
		return nil, err
	}
	for _, v := range all {
		if !slices.ContainsFunc(mine, func(p assess.Programme) bool { return p.ID == v.In.ID }) {
			mine = append(mine, v.In)
		}
	}
	return mine, nil
}

// planAction handles the buttons of exercises before the start.
func (b *Bot) planAction(_ context.Context, _ *interaction, _ *slack.BlockAction) error {
	return errStale
}

// planSubmit handles the views of exercises before the start.
func (b *Bot) planSubmit(_ context.Context, i *interaction) Reply { return b.unknownExerciseView(i) }

func (b *Bot) planCommand(_ context.Context, _ request) (blocks.Message, error) {
	return blocks.Message{}, errStale
}

func (b *Bot) exerciseOverview(_ context.Context, _ request) (blocks.Message, error) {
	return blocks.Message{}, errStale
}

func (b *Bot) showExercise(_ context.Context, _ request, _ exercise.ID) (blocks.Message, error) {
	return blocks.Message{}, errStale
}

func (m *Messenger) notifyPlan(_ context.Context, _ exercise.Notice, _ string) error { return errStale }

func (m *Messenger) notifyDuty(_ context.Context, _ exercise.Notice) error { return errStale }
