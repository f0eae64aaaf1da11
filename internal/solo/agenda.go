package solo

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"
	enumspb "go.temporal.io/server/api/enums/v1"
	persistencespb "go.temporal.io/server/api/persistence/v1"
	"go.temporal.io/server/common"
	"go.temporal.io/server/common/primitives"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"
)

// namespaceKey is a namespace's id as the rows of the database have it.
type namespaceKey uuid.UUID

// agenda is what the open workflows of a namespace are doing and waiting for at
// one instant. It is read in one transaction, straight from the state that the
// history service commits: visibility lags behind that, and asking each workflow
// in turn would not give one picture.
type agenda struct {
	busy  []string  // what is being done, each a phrase that names the workflow
	next  time.Time // the earliest instant after now at which something is due; zero if none
	wakes string    // what is due then
}

// run is one open workflow run, by its rows' key.
type run struct {
	workflowID string
	runID      uuid.UUID
}

// readAgenda reads the agenda at the instant now of the server's clock.
func (d *database) readAgenda(ctx context.Context, namespace namespaceKey, now time.Time) (*agenda, error) {
	tx, err := d.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return nil, fmt.Errorf("read what the workflows are waiting for: %w", err)
	}
	defer func() { _ = tx.Rollback() }()
	r := &agendaReader{ctx: ctx, tx: tx, namespace: namespace, now: now, open: map[run]bool{}, openIDs: map[string]bool{}}
	for _, read := range []func() error{r.readWorkflows, r.readTimers, r.readActivities, r.readChildren, r.readRequests} {
		if err := read(); err != nil {
			return nil, fmt.Errorf("read what the workflows are waiting for: %w", err)
		}
	}
	return &r.agenda, nil
}

type agendaReader struct {
	agenda
	ctx       context.Context // of the one readAgenda this lives for
	tx        *sql.Tx
	namespace namespaceKey
	now       time.Time
	open      map[run]bool
	openIDs   map[string]bool
}

// due notes the instant at which something is due. If that has passed, the
// server is about to do it.
func (r *agendaReader) due(instant *timestamppb.Timestamp, workflowID, what string) {
	at := instant.AsTime()
	switch {
	case at.Unix() <= 0: // never
	case !at.After(r.now):
		r.isBusy(workflowID, what+" is due")
	case r.next.IsZero() || at.Before(r.next):
		r.next, r.wakes = at, phrase(workflowID, what)
	}
}

func (r *agendaReader) isBusy(workflowID, what string) {
	r.busy = append(r.busy, phrase(workflowID, what))
}

func phrase(workflowID, what string) string {
	return fmt.Sprintf("workflow %s: %s", workflowID, what)
}

// readWorkflows finds the open runs: those with a task for a worker are busy,
// those that start later wake then, and each wakes at its timeout.
func (r *agendaReader) readWorkflows() error {
	const query = `
		SELECT e.workflow_id, e.run_id, e.data
		FROM current_executions c
		JOIN executions e USING (shard_id, namespace_id, workflow_id, run_id)
		WHERE c.shard_id = ? AND c.namespace_id = ? AND c.state IN (?, ?)
		ORDER BY e.workflow_id`
	return r.each(query, func(key run, data []byte) error {
		r.open[key] = true
		r.openIDs[key.workflowID] = true
		var info persistencespb.WorkflowExecutionInfo
		if err := proto.Unmarshal(data, &info); err != nil {
			return err
		}
		hadTask := info.GetLastCompletedWorkflowTaskStartedEventId() != common.EmptyEventID
		switch {
		case info.GetPauseInfo() != nil:
			return nil
		case info.GetWorkflowTaskScheduledEventId() != common.EmptyEventID:
			what := "it is running"
			if attempt := info.GetWorkflowTaskAttempt(); attempt > 1 {
				what = fmt.Sprintf("it has failed to run %d times", attempt-1)
			} else if info.GetWorkflowTaskStartedEventId() == common.EmptyEventID {
				what = fmt.Sprintf("it waits for a worker on the task queue %s", info.GetTaskQueue())
			}
			r.isBusy(key.workflowID, what)
		case !hadTask:
			r.due(info.GetExecutionTime(), key.workflowID, "its start")
		}
		r.due(info.GetWorkflowRunExpirationTime(), key.workflowID, "its timeout")
		r.due(info.GetWorkflowExecutionExpirationTime(), key.workflowID, "its timeout")
		return nil
	}, enumspb.WORKFLOW_EXECUTION_STATE_CREATED, enumspb.WORKFLOW_EXECUTION_STATE_RUNNING)
}

func (r *agendaReader) readTimers() error {
	return r.eachOfOpen("timer_info_maps", func(key run, data []byte) error {
		var timer persistencespb.TimerInfo
		if err := proto.Unmarshal(data, &timer); err != nil {
			return err
		}
		r.due(timer.GetExpiryTime(), key.workflowID, "its timer")
		return nil
	})
}

// readActivities finds activities: one that waits for its next attempt wakes
// then, every other is in hand. The server's own, which watch the runs of a
// Temporal Schedule for as long as they last, do not count.
func (r *agendaReader) readActivities() error {
	return r.eachOfOpen("activity_info_maps", func(key run, data []byte) error {
		var activity persistencespb.ActivityInfo
		if err := proto.Unmarshal(data, &activity); err != nil {
			return err
		}
		name := activity.GetActivityType().GetName()
		scheduled := activity.GetScheduledTime()
		switch {
		case activity.GetPaused() || strings.HasPrefix(activity.GetTaskQueue(), primitives.PerNSWorkerTaskQueue):
		case activity.GetStartedEventId() != common.EmptyEventID:
			r.isBusy(key.workflowID, fmt.Sprintf("its activity %s is running, attempt %d", name, activity.GetAttempt()))
		case scheduled.AsTime().After(r.now):
			r.due(scheduled, key.workflowID, fmt.Sprintf("attempt %d of its activity %s", activity.GetAttempt(), name))
		default:
			r.isBusy(key.workflowID, fmt.Sprintf("its activity %s waits for a worker on the task queue %s, attempt %d",
				name, activity.GetTaskQueue(), activity.GetAttempt()))
		}
		return nil
	})
}

// readChildren finds parents that are about to hear of a child: that it has
// started, or has ended.
func (r *agendaReader) readChildren() error {
	return r.eachOfOpen("child_execution_info_maps", func(key run, data []byte) error {
		var child persistencespb.ChildExecutionInfo
		if err := proto.Unmarshal(data, &child); err != nil {
			return err
		}
		elsewhere := child.GetNamespaceId() != "" && child.GetNamespaceId() != uuid.UUID(r.namespace).String()
		switch {
		case child.GetStartedEventId() == common.EmptyEventID:
			r.isBusy(key.workflowID, fmt.Sprintf("its child %s is starting", child.GetWorkflowTypeName()))
		case !elsewhere && !r.openIDs[child.GetStartedWorkflowId()]:
			r.isBusy(key.workflowID, fmt.Sprintf("its child %s has just ended", child.GetStartedWorkflowId()))
		}
		return nil
	})
}

// readRequests finds signals and cancellations on their way to other workflows.
func (r *agendaReader) readRequests() error {
	for _, table := range []string{"signal_info_maps", "request_cancel_info_maps"} {
		err := r.eachOfOpen(table, func(key run, _ []byte) error {
			r.isBusy(key.workflowID, "its message to another workflow is on its way")
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// eachOfOpen visits a table's rows of the open runs. Closed runs keep theirs
// until their retention ends.
func (r *agendaReader) eachOfOpen(table string, visit func(run, []byte) error) error {
	query := `SELECT workflow_id, run_id, data FROM ` + table + ` WHERE shard_id = ? AND namespace_id = ? ORDER BY workflow_id`
	return r.each(query, func(key run, data []byte) error {
		if !r.open[key] {
			return nil
		}
		return visit(key, data)
	})
}

func (r *agendaReader) each(query string, visit func(run, []byte) error, more ...any) error {
	namespace := uuid.UUID(r.namespace)
	rows, err := r.tx.QueryContext(r.ctx, query, append([]any{shardID, namespace[:]}, more...)...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var key run
		var data sql.RawBytes
		if err := rows.Scan(&key.workflowID, &key.runID, &data); err != nil {
			return err
		}
		if err := visit(key, data); err != nil {
			return err
		}
	}
	return rows.Err()
}
