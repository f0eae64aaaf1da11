package workflows_test

import (
	"context"
	"fmt"
	"net"
	"sync"
	"testing"

	commonpb "go.temporal.io/api/common/v1"
	enumspb "go.temporal.io/api/enums/v1"
	schedulepb "go.temporal.io/api/schedule/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	sdklog "go.temporal.io/sdk/log"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"

	"cairn/workflows"
)

const queue = "test-queue"

// frontend is as much of Temporal's frontend as the client speaks to: it starts, signals and ends processes by the
// rules of their id policies, and keeps schedules. The real server is the subject of the end-to-end stories.
type frontend struct {
	workflowservice.UnimplementedWorkflowServiceServer

	mu        sync.Mutex
	runs      map[string]enumspb.WorkflowExecutionStatus // of each id's latest run
	started   []*workflowservice.StartWorkflowExecutionRequest
	signals   []string // "id signal"
	schedules map[string]*schedulepb.Schedule
	inFlight  int
	mostAtOne int // processes started at once, at most

	arrived chan struct{} // gets one for each start that is asked for
	hold    chan struct{} // starts wait until it is closed; nil for no wait
}

// newFrontend starts a frontend and returns it with a client of ours that is connected to it.
func newFrontend(t *testing.T) (*frontend, *workflows.Client) {
	t.Helper()
	f := &frontend{runs: map[string]enumspb.WorkflowExecutionStatus{}, schedules: map[string]*schedulepb.Schedule{}, arrived: make(chan struct{}, 1000)}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := grpc.NewServer(grpc.UnaryInterceptor(
		func(ctx context.Context, req any, _ *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
			res, err := handler(ctx, req)
			if err != nil {
				err = serviceerror.ToStatus(err).Err()
			}
			return res, err
		}))
	workflowservice.RegisterWorkflowServiceServer(server, f)
	go func() { _ = server.Serve(listener) }() // ends with an error when the test stops it
	t.Cleanup(server.Stop)
	return f, workflows.NewClient(dial(t, listener.Addr().String()), queue)
}

func dial(t *testing.T, address string) client.Client {
	t.Helper()
	c, err := client.NewLazyClient(client.Options{HostPort: address, Logger: quiet{}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// quiet is a logger of the SDK that says nothing.
type quiet struct{}

var _ sdklog.Logger = quiet{}

func (quiet) Debug(string, ...any) {}
func (quiet) Info(string, ...any)  {}
func (quiet) Warn(string, ...any)  {}
func (quiet) Error(string, ...any) {}

// end lets the latest run of a process end.
func (f *frontend) end(id string, how enumspb.WorkflowExecutionStatus) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.runs[id] = how
}

func (f *frontend) starts() []*workflowservice.StartWorkflowExecutionRequest {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.started
}

func (f *frontend) signalled() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.signals
}

func (f *frontend) schedule(id string) *schedulepb.Schedule {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.schedules[id]
}

func (f *frontend) GetSystemInfo(context.Context, *workflowservice.GetSystemInfoRequest) (*workflowservice.GetSystemInfoResponse, error) {
	return &workflowservice.GetSystemInfoResponse{ServerVersion: "1.32.1"}, nil
}

func (f *frontend) StartWorkflowExecution(ctx context.Context, r *workflowservice.StartWorkflowExecutionRequest) (*workflowservice.StartWorkflowExecutionResponse, error) {
	defer f.enter(ctx)()
	f.mu.Lock()
	defer f.mu.Unlock()
	status, known := f.runs[r.WorkflowId]
	switch {
	case known && status == enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING:
		if r.WorkflowIdConflictPolicy == enumspb.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING {
			return &workflowservice.StartWorkflowExecutionResponse{RunId: "run", Started: false}, nil
		}
		return nil, serviceerror.NewWorkflowExecutionAlreadyStarted("It runs.", "", "run")
	case known && r.WorkflowIdReusePolicy == enumspb.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE_FAILED_ONLY &&
		status == enumspb.WORKFLOW_EXECUTION_STATUS_COMPLETED:
		return nil, serviceerror.NewWorkflowExecutionAlreadyStarted("It has ended.", "", "run")
	}
	f.runs[r.WorkflowId] = enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING
	f.started = append(f.started, r)
	return &workflowservice.StartWorkflowExecutionResponse{RunId: fmt.Sprint("run-", len(f.started)), Started: true}, nil
}

// enter counts a start that comes, and holds it if starts are held. It returns how to count it out again.
func (f *frontend) enter(ctx context.Context) (leave func()) {
	count := func(n int) {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.inFlight += n
		f.mostAtOne = max(f.mostAtOne, f.inFlight)
	}
	count(+1)
	f.arrived <- struct{}{}
	if f.hold != nil {
		select {
		case <-f.hold:
		case <-ctx.Done():
		}
	}
	return func() { count(-1) }
}

func (f *frontend) SignalWorkflowExecution(_ context.Context, r *workflowservice.SignalWorkflowExecutionRequest) (*workflowservice.SignalWorkflowExecutionResponse, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	id := r.WorkflowExecution.WorkflowId
	if f.runs[id] != enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING {
		return nil, serviceerror.NewNotFound("workflow execution already completed")
	}
	f.signals = append(f.signals, id+" "+r.SignalName)
	return &workflowservice.SignalWorkflowExecutionResponse{}, nil
}

func (f *frontend) CreateSchedule(_ context.Context, r *workflowservice.CreateScheduleRequest) (*workflowservice.CreateScheduleResponse, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.schedules[r.ScheduleId] != nil {
		return nil, serviceerror.NewWorkflowExecutionAlreadyStarted("The schedule exists.", "", "")
	}
	f.schedules[r.ScheduleId] = r.Schedule
	return &workflowservice.CreateScheduleResponse{}, nil
}

func (f *frontend) DescribeSchedule(_ context.Context, r *workflowservice.DescribeScheduleRequest) (*workflowservice.DescribeScheduleResponse, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	s := f.schedules[r.ScheduleId]
	if s == nil {
		return nil, serviceerror.NewNotFound("no such schedule")
	}
	return &workflowservice.DescribeScheduleResponse{
		Schedule: proto.CloneOf(s), Info: &schedulepb.ScheduleInfo{}, Memo: &commonpb.Memo{},
	}, nil
}

func (f *frontend) UpdateSchedule(_ context.Context, r *workflowservice.UpdateScheduleRequest) (*workflowservice.UpdateScheduleResponse, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.schedules[r.ScheduleId] = r.Schedule
	return &workflowservice.UpdateScheduleResponse{}, nil
}

func (f *frontend) DeleteSchedule(_ context.Context, r *workflowservice.DeleteScheduleRequest) (*workflowservice.DeleteScheduleResponse, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.schedules[r.ScheduleId] == nil {
		return nil, serviceerror.NewNotFound("no such schedule")
	}
	delete(f.schedules, r.ScheduleId)
	return &workflowservice.DeleteScheduleResponse{}, nil
}
