package activities

import (
	"context"
	"time"

	"cairn/internal/assess"
	"cairn/internal/exercise"
)

// Exercises are the use cases of staying with exercises and duties; exercise.Service has them. Each records what it allows,
// and returns false when it is not to be done any more; asked again for what it has recorded, it returns the same.
type Exercises interface {
	Due(ctx context.Context, s exercise.Subject, now time.Time) (exercise.Due, error)
	// Claim claims what a step says to a person, Tell returns it as well.
	Claim(ctx context.Context, s exercise.Subject, person assess.UserID, step string, now time.Time) (bool, error)
	Tell(ctx context.Context, s exercise.Subject, person assess.UserID, step string, now time.Time) (exercise.Notice, bool, error)
	// Post claims what a step says in the channel; an inject is released by it. Posted records when it came there.
	Post(ctx context.Context, id exercise.ID, step string, now time.Time) (exercise.Post, bool, error)
	Posted(ctx context.Context, id exercise.ID, step string, at time.Time) error
	// Unsettled returns what was begun to be said when a run ended and is not known to be in the channel.
	Unsettled(ctx context.Context, id exercise.ID, step string) (exercise.Post, bool, error)
	// Turn makes the exercise what a step says, unless it is that already.
	Turn(ctx context.Context, id exercise.ID, step string, now time.Time) error
	// Publication is the signed report, until Published has recorded where it is.
	Publication(ctx context.Context, id exercise.ID) (exercise.Report, bool, error)
	Published(ctx context.Context, id exercise.ID, link string, at time.Time) error
	Undelivered(ctx context.Context, s exercise.Subject, person assess.UserID, step, reason string, now time.Time) error
}

// Exercisers writes to people and channels about exercises, at most once for each occasion; bot.Messenger is one.
type Exercisers interface {
	Notify(ctx context.Context, n exercise.Notice) error
	// Announce posts in the exercise's channel and returns when the message came there.
	Announce(ctx context.Context, p exercise.Post) (time.Time, error)
	// Announced returns since when the message is there that Announce may have posted, and posts nothing; errs.NotFound when it
	// certainly is not.
	Announced(ctx context.Context, p exercise.Post) (time.Time, error)
	// PublishReport puts the report into the channel as a summary with its files, and returns the link to it.
	PublishReport(ctx context.Context, r exercise.Report) (link string, err error)
	// RefreshExercise brings what people have of an exercise up to date: invitations, controls, reviews, Home tabs.
	RefreshExercise(ctx context.Context, s exercise.Subject) error
}
