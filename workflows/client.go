package workflows

import (
	"context"
	"errors"
	"fmt"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"golang.org/x/sync/errgroup"
	"google.golang.org/grpc/codes"

	"cairn/activities"
	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/exercise"
	"cairn/internal/target"
)

const (
	callTimeout    = 10 * time.Second // for one call to Temporal, where the caller allows no less
	startsAtOnce   = 16               // processes started side by side
	cycleSummary   = "Waits for the answers of a cycle, closes it and publishes its digest"
	ownerSummary   = "Waits for the answers to one questionnaire"
	openingSummary = "Opens a programme's next cycle"
	digestSummary  = "Brings a published digest up to date"
	noticeSummary  = "Tells people of something that happened"
	targetSummary  = "Stays with a target until it is reached or closed"
	actionSummary  = "Stays with an action until it is done or dropped"
	runSummary     = "Stays with an exercise until its report is published"
	dutySummary    = "Tells managers which exercise falls due"
	reviewSummary  = "Holds a programme's targets against what is answered"
)

// Client starts and nudges processes. Everything it does may be done again: a process that runs is left alone. That of a
// cycle or a questionnaire is not begun anew when it has ended, unless it failed or its questionnaire waits again. It is safe for
// concurrent use.
type Client struct {
	temporal  client.Client
	taskQueue string
}

var (
	_ assess.Processes     = (*Client)(nil)
	_ exercise.Processes   = (*Client)(nil)
	_ activities.Processes = (*Client)(nil)
)

// NewClient returns a Client that starts processes on a task queue.
func NewClient(c client.Client, taskQueue string) *Client {
	return &Client{temporal: c, taskQueue: taskQueue}
}

// StartCycle makes sure that the process of a cycle runs.
func (c *Client) StartCycle(ctx context.Context, id assess.CycleID) (err error) {
	defer errs.Wrap(&err, "workflows.StartCycle(%s)", id)
	return c.start(ctx, CycleWorkflowID(id), cycleSummary, onlyAfterFailure, Cycle, CycleInput{Cycle: id})
}

// StartQuestionnaires makes sure that the processes of questionnaires run.
func (c *Client) StartQuestionnaires(ctx context.Context, ids []assess.QuestionnaireID) (err error) {
	defer errs.Wrap(&err, "workflows.StartQuestionnaires(%d)", len(ids))
	starts, ctx := errgroup.WithContext(ctx)
	starts.SetLimit(startsAtOnce)
	for _, id := range ids {
		starts.Go(func() error {
			return c.start(ctx, QuestionnaireWorkflowID(id), ownerSummary, onlyAfterFailure, Questionnaire, QuestionnaireInput{Questionnaire: id})
		})
	}
	return starts.Wait()
}

// NudgeCycle tells the process of a cycle to look at its facts. One that has ended is not an error.
func (c *Client) NudgeCycle(ctx context.Context, id assess.CycleID) (err error) {
	defer errs.Wrap(&err, "workflows.NudgeCycle(%s)", id)
	return c.nudge(ctx, CycleWorkflowID(id))
}

// NudgeQuestionnaire tells the process of a questionnaire to look at its facts. One that has ended is not an error.
func (c *Client) NudgeQuestionnaire(ctx context.Context, id assess.QuestionnaireID) (err error) {
	defer errs.Wrap(&err, "workflows.NudgeQuestionnaire(%s)", id)
	return c.nudge(ctx, QuestionnaireWorkflowID(id))
}

// AskAgain makes sure that the process of a questionnaire runs which was answered and waits again, and tells it to look at its facts.
func (c *Client) AskAgain(ctx context.Context, id assess.QuestionnaireID) (err error) {
	defer errs.Wrap(&err, "workflows.AskAgain(%s)", id)
	return c.errand(ctx, QuestionnaireWorkflowID(id), ownerSummary, Questionnaire, QuestionnaireInput{Questionnaire: id})
}

// PublishDigest has the digest of a closed cycle brought up to date. Several calls at once are one.
func (c *Client) PublishDigest(ctx context.Context, id assess.CycleID) (err error) {
	defer errs.Wrap(&err, "workflows.PublishDigest(%s)", id)
	return c.errand(ctx, DigestWorkflowID(id), digestSummary, Digest, DigestInput{Cycle: id})
}

// TellDispute has the people of a dispute told of it, and of how it was settled. Several calls at once are one.
func (c *Client) TellDispute(ctx context.Context, id assess.DisputeID) (err error) {
	defer errs.Wrap(&err, "workflows.TellDispute(%s)", id)
	return c.errand(ctx, DisputeNoticeWorkflowID(id), noticeSummary, Notice, NoticeInput{Dispute: id})
}

// TellDeparture has managers told that somebody can no longer be asked. Several calls at once are one.
func (c *Client) TellDeparture(ctx context.Context, id assess.UserID) (err error) {
	defer errs.Wrap(&err, "workflows.TellDeparture(%s)", id)
	return c.errand(ctx, DepartureNoticeWorkflowID(id), noticeSummary, Notice, NoticeInput{Left: id})
}

// Follow makes sure that the process of a target or an action runs, and tells it to look at its facts.
func (c *Client) Follow(ctx context.Context, subject string) (err error) {
	defer errs.Wrap(&err, "workflows.Follow(%s)", subject)
	id, summary, process, input, err := following(target.Subject(subject))
	if err != nil {
		return err
	}
	return c.errand(ctx, id, summary, process, input)
}

// StayWith makes sure that the process of an open target or action runs. One that runs is not woken.
func (c *Client) StayWith(ctx context.Context, subject string) (err error) {
	defer errs.Wrap(&err, "workflows.StayWith(%s)", subject)
	id, summary, process, input, err := following(target.Subject(subject))
	if err != nil {
		return err
	}
	return c.start(ctx, id, summary, enumspb.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE, process, input)
}

// following says which process stays with a target or an action.
func following(s target.Subject) (id, summary string, process, input any, err error) {
	if t, ok := s.Target(); ok {
		return TargetWorkflowID(t), targetSummary, Target, TargetInput{Target: t}, nil
	}
	if action, ok := s.Action(); ok {
		return ActionWorkflowID(action), actionSummary, Action, ActionInput{Action: action}, nil
	}
	return "", "", nil, nil, errs.New(errs.Invalid, "%q is neither a target nor an action.", s)
}

// Exercise makes sure that the process of an exercise, or of a programme's duty to exercise, runs, and tells it to look at its
// facts.
func (c *Client) Exercise(ctx context.Context, subject string) (err error) {
	defer errs.Wrap(&err, "workflows.Exercise(%s)", subject)
	id, summary, process, input, err := rehearsing(exercise.Subject(subject))
	if err != nil {
		return err
	}
	return c.errand(ctx, id, summary, process, input)
}

// StayWithExercise makes sure that the process of an exercise that is not over, or of a duty, runs. One that runs is not woken.
func (c *Client) StayWithExercise(ctx context.Context, s exercise.Subject) (err error) {
	defer errs.Wrap(&err, "workflows.StayWithExercise(%s)", s)
	id, summary, process, input, err := rehearsing(s)
	if err != nil {
		return err
	}
	return c.start(ctx, id, summary, enumspb.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE, process, input)
}

// rehearsing says which process stays with an exercise or a duty.
func rehearsing(s exercise.Subject) (id, summary string, process, input any, err error) {
	e, ok := s.Exercise()
	switch {
	case s.Programme() == "" || ok && e.Number() == "":
		return "", "", nil, nil, errs.New(errs.Invalid, "%q is neither an exercise nor a duty to exercise.", s)
	case ok:
		return ExerciseWorkflowID(e), runSummary, Exercise, ExerciseInput{Exercise: e}, nil
	default:
		return DutyWorkflowID(s.Programme()), dutySummary, Duty, DutyInput{Programme: s.Programme()}, nil
	}
}

// ReviewTargets has the targets of a programme held against what is answered now. Several calls at once are one.
func (c *Client) ReviewTargets(ctx context.Context, id assess.ProgrammeID) (err error) {
	defer errs.Wrap(&err, "workflows.ReviewTargets(%s)", id)
	return c.errand(ctx, ReviewWorkflowID(id), reviewSummary, Review, ReviewInput{Programme: id})
}

// errand starts a short process, or nudges the one that runs. It may be run again after it has ended.
func (c *Client) errand(ctx context.Context, id, summary string, process, input any) error {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	_, err := c.temporal.SignalWithStartWorkflow(ctx, id, NudgeSignal, nil, client.StartWorkflowOptions{
		TaskQueue:             c.taskQueue,
		WorkflowIDReusePolicy: enumspb.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE,
		StaticSummary:         summary,
	}, process, input)
	return coded(err)
}

// onlyAfterFailure is for processes that are not begun anew when they ended well.
const onlyAfterFailure = enumspb.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE_FAILED_ONLY

// start starts a process unless it runs. After it has ended, it is for the policy to say.
func (c *Client) start(ctx context.Context, id, summary string, again enumspb.WorkflowIdReusePolicy, process, input any) error {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	_, err := c.temporal.ExecuteWorkflow(ctx, client.StartWorkflowOptions{
		ID:                       id,
		TaskQueue:                c.taskQueue,
		WorkflowIDConflictPolicy: enumspb.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING,
		WorkflowIDReusePolicy:    again,
		StaticSummary:            summary,
	}, process, input)
	return coded(err)
}

func (c *Client) nudge(ctx context.Context, id string) error {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	err := c.temporal.SignalWorkflow(ctx, id, "", NudgeSignal, nil)
	var gone *serviceerror.NotFound
	if errors.As(err, &gone) {
		return nil
	}
	return coded(err)
}

// coded tells a Temporal that does not answer, which may pass, from one that refuses.
func coded(err error) error {
	if err == nil {
		return nil
	}
	switch serviceerror.ToStatus(err).Code() {
	case codes.Unavailable, codes.DeadlineExceeded, codes.ResourceExhausted, codes.Aborted:
		return errs.New(errs.Unavailable, "Temporal does not answer. Nothing is lost and Cairn tries again by itself; "+
			"if this goes on, check that Temporal runs and that its address is right.").Because(err)
	default:
		return fmt.Errorf("temporal refused: %w", err)
	}
}
