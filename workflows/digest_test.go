package workflows_test

import (
	"context"
	"strings"
	"testing"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/workflowservice/v1"

	"cairn/internal/errs"
	"cairn/workflows"
)

// runDigest runs the process that brings the digest of the closed cycle up to date.
func (w *world) runDigest() {
	w.t.Helper()
	w.env.ExecuteWorkflow(workflows.Digest, workflows.DigestInput{Cycle: cycle})
	w.ended()
}

func TestADigestIsPublishedAnewWhenAJudgementChangesIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "Oct 12 10:00")
	w.closeByManager()
	w.runDigest()
	w.said("Oct 12 10:00 digest of 2026-Q4 in CLEADERS: 0 of 5")
}

func TestWhatChangesWhileADigestGoesOutIsPublishedToo(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "Oct 12 10:00")
	w.closeByManager()
	w.people.refuse = func(string) error {
		if w.env.Now().Before(london(t, "Oct 12 10:05")) {
			return errs.New(errs.Unavailable, "Slack is away.")
		}
		return nil
	}
	w.at("Oct 12 10:01", func() { w.env.SignalWorkflow(workflows.NudgeSignal, nil) })
	w.runDigest()
	if told := w.people.told(); len(told) != 2 {
		t.Errorf("people were told\n\t%s\nwant the digest, and again what the nudge was about", strings.Join(told, "\n\t"))
	}
}

func TestADigestOfACycleThatIsOpenIsNotPublished(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "Oct 12 10:00")
	w.at("Oct 12 10:10", w.env.CancelWorkflow)
	w.env.ExecuteWorkflow(workflows.Digest, workflows.DigestInput{Cycle: cycle})
	if err := w.env.GetWorkflowError(); err == nil {
		t.Error("the process ended well")
	}
	w.said()
}

func TestPublishingADigestStartsOneProcessOrNudgesTheOneThatRuns(t *testing.T) {
	t.Parallel()
	temporal, processes := newFrontend(t)
	for range 2 {
		if err := processes.PublishDigest(t.Context(), "c"); err != nil {
			t.Fatal(err)
		}
	}
	temporal.end("digest/c", enumspb.WORKFLOW_EXECUTION_STATUS_COMPLETED)
	if err := processes.PublishDigest(t.Context(), "c"); err != nil {
		t.Fatal(err)
	}
	if n := len(temporal.starts()); n != 2 {
		t.Errorf("%d starts, want one while it runs and one after", n)
	}
	if s := temporal.starts()[0]; s.WorkflowId != "digest/c" || s.WorkflowType.Name != "Digest" || string(s.Input.Payloads[0].Data) != `{"cycle":"c"}` {
		t.Errorf("started %+v", s)
	}
	if got := strings.Join(temporal.signalled(), ","); got != "digest/c nudge,digest/c nudge,digest/c nudge" {
		t.Errorf("signals = %q", got)
	}
}

// SignalWithStartWorkflowExecution starts the process unless it runs, and signals it.
func (f *frontend) SignalWithStartWorkflowExecution(ctx context.Context, r *workflowservice.SignalWithStartWorkflowExecutionRequest) (*workflowservice.SignalWithStartWorkflowExecutionResponse, error) {
	started, err := f.StartWorkflowExecution(ctx, &workflowservice.StartWorkflowExecutionRequest{
		WorkflowId: r.WorkflowId, WorkflowType: r.WorkflowType, TaskQueue: r.TaskQueue, Input: r.Input,
		WorkflowIdReusePolicy: r.WorkflowIdReusePolicy, WorkflowIdConflictPolicy: enumspb.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING,
	})
	if err != nil {
		return nil, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.signals = append(f.signals, r.WorkflowId+" "+r.SignalName)
	return &workflowservice.SignalWithStartWorkflowExecutionResponse{RunId: started.RunId, Started: started.Started}, nil
}
