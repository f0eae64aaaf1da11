package solo

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/server/chasm"
	"go.temporal.io/server/common/clock"
	"go.temporal.io/server/common/definition"
	"go.temporal.io/server/common/dynamicconfig"
	"go.temporal.io/server/common/persistence/serialization"
	"go.temporal.io/server/common/pprof"
	"go.temporal.io/server/common/primitives"
	"go.temporal.io/server/common/resource"
	"go.temporal.io/server/service/history"
	"go.temporal.io/server/service/history/replication"
	"go.temporal.io/server/service/history/shard"
	"go.temporal.io/server/service/history/tasks"
	"go.temporal.io/server/temporal"
	"go.uber.org/fx"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/durationpb"
)

// servicesOnClock is temporal.TopLevelModule with one difference: the history
// service, which stamps events and fires timers, takes the time from clock.
func servicesOnClock(clock *Clock, waker *waker) fx.Option {
	return fx.Options(
		fx.Provide(
			temporal.NewServerFxImpl,
			temporal.ServerOptionsProvider,
			resource.ArchivalMetadataProvider,
			temporal.TaskCategoryRegistryProvider,
			func(params temporal.ServiceProviderParamsCommon) (temporal.ServicesGroupOut, error) {
				return historyOnClock(params, clock, waker)
			},
			temporal.MatchingServiceProvider,
			temporal.FrontendServiceProvider,
			temporal.InternalFrontendServiceProvider,
			temporal.WorkerServiceProvider,
			temporal.ApplyClusterMetadataConfigProvider,
		),
		dynamicconfig.Module,
		pprof.Module,
		temporal.TraceExportModule,
		chasm.Module,
		serialization.Module,
		temporal.FxLogAdapter,
		fx.Invoke(temporal.ServerLifetimeHooks),
	)
}

func historyOnClock(params temporal.ServiceProviderParamsCommon, c *Clock, w *waker) (temporal.ServicesGroupOut, error) {
	app := fx.New(
		params.GetCommonServiceOptions(primitives.HistoryService),
		fx.Decorate(func() clock.TimeSource { return timeSource{clock: c} }),
		fx.Populate(&w.shards),
		history.QueueModule,
		history.Module,
		replication.Module,
	)
	return temporal.NewService(app, primitives.HistoryService, params.Logger), app.Err()
}

// timeSource shows the server the clock. Its timers measure wall time, as those
// of the server that matter do anyway: waker makes it look at the clock again.
type timeSource struct {
	clock.RealTimeSource
	clock *Clock
}

func (t timeSource) Now() time.Time                     { return t.clock.Now() }
func (t timeSource) Since(then time.Time) time.Duration { return t.Now().Sub(then) }

// waker tells the history service that its clock has moved.
type waker struct {
	shards shard.Controller
}

// wake makes the timer queue load and fire what is due by now.
func (w *waker) wake(ctx context.Context, now time.Time) error {
	owned, err := w.shards.GetShardByID(shardID)
	if err != nil {
		return fmt.Errorf("find the history shard: %w", err)
	}
	engine, err := owned.GetEngine(ctx)
	if err != nil {
		return fmt.Errorf("find the engine of the history shard: %w", err)
	}
	// The queue asks its gate for a wake-up at the time of a new task. Telling
	// it of one that is due now, which need not exist, opens the gate.
	due := tasks.NewFakeTask(definition.WorkflowKey{}, tasks.CategoryTimer, now)
	engine.NotifyNewTasks(map[tasks.Category][]tasks.Task{tasks.CategoryTimer: {due}})
	return nil
}

// extendExecutionTimeouts adds the clock's offset to the execution timeout of
// every new workflow. The frontend turns that timeout into an instant by the
// wall clock, which the history service then compares with ours.
func extendExecutionTimeouts(c *Clock) grpc.UnaryServerInterceptor {
	extend := func(timeout *durationpb.Duration) *durationpb.Duration {
		if timeout.AsDuration() <= 0 { // none
			return timeout
		}
		return durationpb.New(timeout.AsDuration() + c.Offset())
	}
	return func(ctx context.Context, request any, _ *grpc.UnaryServerInfo, handle grpc.UnaryHandler) (any, error) {
		switch r := request.(type) {
		case *workflowservice.StartWorkflowExecutionRequest:
			r.WorkflowExecutionTimeout = extend(r.WorkflowExecutionTimeout)
		case *workflowservice.SignalWithStartWorkflowExecutionRequest:
			r.WorkflowExecutionTimeout = extend(r.WorkflowExecutionTimeout)
		case *workflowservice.ExecuteMultiOperationRequest:
			for _, operation := range r.GetOperations() {
				if start := operation.GetStartWorkflow(); start != nil {
					start.WorkflowExecutionTimeout = extend(start.WorkflowExecutionTimeout)
				}
			}
		}
		return handle(ctx, request)
	}
}

var errNotSkipping = errors.New("this Temporal server runs on the wall clock: start it with TimeSkipping to move its time")
