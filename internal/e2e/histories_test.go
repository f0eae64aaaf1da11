package e2e

import (
	"context"
	"errors"
	"flag"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	historypb "go.temporal.io/api/history/v1"
	taskqueuepb "go.temporal.io/api/taskqueue/v1"
	"go.temporal.io/api/temporalproto"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/log"
	"go.temporal.io/sdk/worker"
	"google.golang.org/protobuf/reflect/protopath"
	"google.golang.org/protobuf/reflect/protorange"
	"google.golang.org/protobuf/reflect/protoreflect"

	"cairn/internal/assess"
	"cairn/internal/calendar"
	"cairn/internal/config"
	"cairn/internal/demo"
	"cairn/internal/maturity"
	"cairn/internal/slacksim"
	"cairn/internal/store"
	"cairn/internal/target"
	"cairn/workflows"
)

var updateHistories = flag.Bool("update-histories", false, "save the histories of processes that have none yet in "+historiesDir)

const (
	historiesDir = "../../workflows/testdata/histories"
	cycleID      = assess.CycleID("northwind-2031-q4")
)

// TestProcessesRunAsTheirSavedHistoriesSay runs each kind of process through each of its courses on the real server,
// and replays what Temporal then holds. Every course has a saved history, which the processes of later releases are held
// to (package workflows); -update-histories saves those that are missing and overwrites none.
func TestProcessesRunAsTheirSavedHistoriesSay(t *testing.T) {
	t.Parallel()
	for _, tt := range slices.Concat(exerciseWays(), []way{
		{
			"everybody answers",
			func(t *testing.T, r *run) {
				r.start(t)
				for _, category := range r.categories {
					r.answer(t, category)
				}
			},
			[]course{
				{"cycle/all-answered", "cycle/northwind-2031-q4", `StartQuestionnaires Progress timer Progress CloseDue NudgeQuestionnaires RefreshCards PublishDigest completed$`},
				{"questionnaire/answered", "questionnaire/northwind-2031-q4/governance", `^Due Ask Due timer Due ReportEnd Refresh .*completed$`},
			},
		},
		{
			"one owner never answers",
			func(t *testing.T, r *run) {
				r.start(t)
				for _, category := range r.categories[1:] {
					r.answer(t, category)
				}
				r.skip(t, 23*24*time.Hour)
			},
			[]course{
				{"cycle/deadline", "cycle/northwind-2031-q4", `timer fired Progress CloseDue .*PublishDigest completed$`},
				{"questionnaire/missed", "questionnaire/northwind-2031-q4/governance", `^Due Ask Due (timer fired Due Remind Due ){4}(timer fired Due Escalate Due ){2}timer fired Due .*ReportEnd Refresh .*completed$`},
			},
		},
		{
			"a manager closes the cycle",
			func(t *testing.T, r *run) {
				r.start(t)
				if _, err := r.world.App.Assess.CloseCycle(t.Context(), assess.BySlack("U0MARA"), "northwind"); err != nil {
					t.Fatal(err)
				}
				r.settle(t)
			},
			[]course{
				{"cycle/closed-by-manager", "cycle/northwind-2031-q4", `^StartQuestionnaires Progress timer Progress CloseDue .*PublishDigest completed$`},
				{"questionnaire/closed-by-manager", "questionnaire/northwind-2031-q4/governance", `^Due Ask Due timer Due ReportEnd Refresh .*completed$`},
			},
		},
		{
			"an answer whose nudge was lost is found at the next step",
			func(t *testing.T, r *run) {
				r.start(t)
				r.skip(t, 8*24*time.Hour) // past the half-time reminder
				r.answerUnheard(t, "governance")
				r.skip(t, 6*24*time.Hour) // past the next one, which is not sent
			},
			[]course{
				{"questionnaire/answered-nudge-lost", "questionnaire/northwind-2031-q4/governance", `^Due Ask Due timer fired Due Remind Due timer fired Due ReportEnd Refresh completed$`},
			},
		},
		{
			"the deputy takes over while the owner is away, and the owner comes back",
			func(t *testing.T, r *run) {
				r.start(t)
				now := r.world.Clock.Now()
				if _, err := r.world.App.Assess.Away(t.Context(), assess.BySlack("U0GWEN"), now, now.Add(6*24*time.Hour)); err != nil {
					t.Fatal(err)
				}
				r.settle(t)
				if err := r.world.App.Assess.TakeOver(t.Context(), assess.BySlack("U0DEVI"), questionnaire("governance")); err != nil {
					t.Fatal(err)
				}
				r.settle(t)
				r.skip(t, 7*24*time.Hour)
				r.answer(t, "governance")
			},
			[]course{
				{"questionnaire/away", "questionnaire/northwind-2031-q4/governance", `^Due Ask Due timer .*Offer .*GiveBack .*ReportEnd Refresh .*completed$`},
			},
		},
		{
			"a delegate changes what the owner has submitted, who signs it off as the last",
			func(t *testing.T, r *run) {
				r.start(t)
				if err := r.world.App.Assess.Delegate(t.Context(), assess.BySlack("U0GWEN"), questionnaire("governance"), "", "U0KOFI", ""); err != nil {
					t.Fatal(err)
				}
				r.settle(t)
				r.answer(t, "governance")
				r.say(t, "U0KOFI", "governance", 1, "2")
				for _, category := range r.categories[1:] {
					r.answer(t, category)
				}
				r.skip(t, 3*24*time.Hour)
				if _, err := r.world.App.Assess.SignOff(t.Context(), assess.BySlack("U0GWEN"), questionnaire("governance"), 2); err != nil {
					t.Fatal(err)
				}
				r.settle(t)
			},
			[]course{
				{"questionnaire/again", "questionnaire/northwind-2031-q4/governance", `^Due Refresh Due .*timer fired Due Remind Due .*ReportEnd Refresh .*completed$`},
				{"cycle/signed-last", "cycle/northwind-2031-q4", `^StartQuestionnaires Progress timer Progress CloseDue .*PublishDigest completed$`},
			},
		},
		{
			"a person whom Slack refuses",
			func(t *testing.T, r *run) {
				r.refuse(t, "user_disabled", 4) // all who are at work
				r.start(t)
				r.skip(t, 8*24*time.Hour)
			},
			[]course{
				{"questionnaire/undelivered", "questionnaire/northwind-2031-q4/governance", `^Due Ask failed Undelivered Due timer fired Due Remind Due timer$`},
			},
		},
		{
			"the schedule opens a cycle",
			func(t *testing.T, r *run) { r.opening(t) },
			[]course{{"opening/opens", "opening/northwind", `^LookUp OpenScheduled StartCycle completed$`}},
		},
		{
			"the schedule finds the quarter's cycle closed",
			func(t *testing.T, r *run) {
				r.start(t)
				if _, err := r.world.App.Assess.CloseCycle(t.Context(), assess.BySlack("U0MARA"), "northwind"); err != nil {
					t.Fatal(err)
				}
				r.opening(t)
			},
			[]course{{"opening/nothing-to-open", "opening/northwind", `^LookUp OpenScheduled completed$`}},
		},
		{
			"a level is set by hand after the close",
			func(t *testing.T, r *run) {
				r.start(t)
				if _, err := r.world.App.Assess.CloseCycle(t.Context(), assess.BySlack("U0MARA"), "northwind"); err != nil {
					t.Fatal(err)
				}
				r.settle(t)
				_, err := r.world.App.Assess.Override(t.Context(), assess.BySlack("U0MARA"), cycleID, "governance", 3, "The audit of May found it so.")
				if err != nil {
					t.Fatal(err)
				}
				r.settle(t)
			},
			[]course{{"digest/again", "digest/northwind-2031-q4", `^PublishDigest completed$`}},
		},
		{
			"two people answer one question in different ways, and the owner settles it",
			func(t *testing.T, r *run) {
				r.start(t)
				r.say(t, "U0DEVI", "governance", 0, "1")
				r.say(t, "U0GWEN", "governance", 1, "3")
				err := r.world.App.Assess.Settle(t.Context(), assess.BySlack("U0GWEN"), "northwind-2031-q4/governance/G1/1", "2", "Both are half right.")
				if err != nil {
					t.Fatal(err)
				}
				r.settle(t)
			},
			[]course{{"notice/dispute", "notice/dispute/northwind-2031-q4/governance/G1/1", `^TellDispute completed$`}},
		},
		{
			"an owner is deactivated in Slack",
			func(t *testing.T, r *run) {
				r.start(t)
				err := r.world.App.Assess.Saw(t.Context(), assess.Person{ID: "U0GWEN", Standing: assess.Gone, SeenAt: r.world.Clock.Now()})
				if err != nil {
					t.Fatal(err)
				}
				r.settle(t)
			},
			[]course{{"notice/departure", "notice/departure/U0GWEN", `^ToTellOfDeparture TellDeparture completed$`}},
		},
		{
			"an owner says how a target stands, and a manager gives it up",
			func(t *testing.T, r *run) {
				r.setTarget(t, 90)
				r.skip(t, 2*24*time.Hour)
				targets, now := r.world.App.Target, calendar.DateOf(r.world.Clock.Now())
				if err := targets.CheckIn(t.Context(), assess.BySlack("U0GWEN"), targetID, now.AddDays(80), assess.ConfidenceHigh, ""); err != nil {
					t.Fatal(err)
				}
				r.settle(t)
				if err := targets.Close(t.Context(), assess.BySlack("U0MARA"), targetID, "We buy it instead."); err != nil {
					t.Fatal(err)
				}
				r.settle(t)
			},
			[]course{{
				"target/given-up", "target/northwind/T1",
				`^FollowUpDue RefreshFollowUps FollowUpDue timer fired FollowUp timer FollowUpDue RefreshFollowUps FollowUpDue timer FollowUpDue RefreshFollowUps completed$`,
			}},
		},
		{
			"nobody answers about a target, and its day passes",
			func(t *testing.T, r *run) {
				r.setTarget(t, 45)
				r.skip(t, 100*24*time.Hour)
			},
			[]course{{"target/missed", "target/northwind/T1", `FollowUp timer fired ReviewTarget .*FollowUp timer fired FollowUp.* timer$`}},
		},
		{
			"an owner of a target whom Slack refuses",
			func(t *testing.T, r *run) {
				r.setTarget(t, 90)
				r.refuse(t, "user_disabled", 1)
				r.skip(t, 7*24*time.Hour)
			},
			[]course{{"target/undelivered", "target/northwind/T1", `timer fired FollowUp failed FollowUpUndelivered timer fired FollowUp timer`}},
		},
		{
			"an action is done, opened again and dropped",
			func(t *testing.T, r *run) {
				targets, by := r.world.App.Target, assess.BySlack("U0MARA")
				a, err := targets.AddAction(t.Context(), by, target.Action{
					Programme: "northwind", Kind: target.Own, Category: "governance",
					Work: target.Work{Title: "Write the inventory", Owner: "U0GWEN", Due: calendar.DateOf(r.world.Clock.Now()).AddDays(20)},
				})
				if err != nil {
					t.Fatal(err)
				}
				r.settle(t)
				r.skip(t, 2*24*time.Hour)
				for _, act := range []func() error{
					func() error {
						return targets.FinishAction(t.Context(), assess.BySlack("U0GWEN"), a.ID, "https://wiki.northwind.example/inventory", "")
					},
					func() error { return targets.ReopenAction(t.Context(), by, a.ID, "The link shows last year's.") },
					func() error { return targets.DropAction(t.Context(), by, a.ID, "Another unit has one.") },
				} {
					if err := act(); err != nil {
						t.Fatal(err)
					}
					r.settle(t)
				}
			},
			[]course{{"action/again", "action/northwind/A1", `^FollowUpDue .*RefreshFollowUps completed$`}},
		},
		{
			"a cycle closes and its targets are reviewed",
			func(t *testing.T, r *run) {
				r.setTarget(t, 90)
				r.start(t)
				for _, category := range r.categories {
					r.answer(t, category)
				}
			},
			[]course{
				{"review/reviewed", "review/northwind", `^ReviewTargets (ReviewTargets )*completed$`},
				{"target/reached", "target/northwind/T1", `^FollowUpDue .*RefreshFollowUps completed$`},
			},
		},
	}) {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := newRun(t)
			tt.play(t, r)
			for _, c := range tt.courses {
				c.check(t, r)
			}
		})
	}
}

// way is something that happens, with the courses that processes take in it.
type way struct {
	name    string
	play    func(*testing.T, *run)
	courses []course
}

// course is one way in which a process goes.
type course struct {
	file    string // where its history is kept, below historiesDir and without .json
	process string // workflow id
	steps   string // expression for what it does; see steps
}

// check fails unless the process has taken the course, replays, and has a saved history.
func (c course) check(t *testing.T, r *run) {
	t.Helper()
	history := r.history(t, c.process)
	if got := steps(history); !regexp.MustCompile(c.steps).MatchString(got) {
		t.Errorf("%s did\n\t%s\nwhich does not match\n\t%s", c.process, got, c.steps)
		return
	}
	replayer := worker.NewWorkflowReplayer()
	workflows.Register(processesOnly{replayer: replayer}, nil)
	if err := replayer.ReplayWorkflowHistory(log.NewStructuredLogger(slog.New(slog.DiscardHandler)), history); err != nil {
		t.Errorf("%s does not replay: %v", c.process, err)
	}
	file := filepath.Join(historiesDir, filepath.FromSlash(c.file)+".json")
	switch _, err := os.Stat(file); {
	case err == nil:
	case !errors.Is(err, os.ErrNotExist):
		t.Error(err)
	case *updateHistories:
		save(t, file, history)
	default:
		t.Errorf("%s has no saved history: run this test with -update-histories and keep the file it makes", c.file)
	}
}

// processesOnly registers processes, and leaves out activities, which a replay does not run.
type processesOnly struct {
	worker.Registry
	replayer worker.WorkflowReplayer
}

func (p processesOnly) RegisterWorkflow(w any) { p.replayer.RegisterWorkflow(w) }
func (p processesOnly) RegisterActivity(any)   {}

// steps tells what a process did: its activities by name, its timers and its end. A timer that did not fire was ended by
// a nudge; the nudges themselves are left out, because they may come at any moment.
func steps(history *historypb.History) string {
	var did []string
	for _, e := range history.Events {
		switch e.EventType {
		case enumspb.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED:
			did = append(did, e.GetActivityTaskScheduledEventAttributes().ActivityType.Name)
		case enumspb.EVENT_TYPE_TIMER_STARTED:
			did = append(did, "timer")
		case enumspb.EVENT_TYPE_TIMER_FIRED:
			did = append(did, "fired")
		case enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED:
			did = append(did, "completed")
		case enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_FAILED, enumspb.EVENT_TYPE_ACTIVITY_TASK_FAILED:
			did = append(did, "failed")
		}
	}
	return strings.Join(did, " ")
}

// save writes a history without the names of the machine it was made on.
func save(t *testing.T, file string, history *historypb.History) {
	t.Helper()
	if err := protorange.Range(history.ProtoReflect(), anonymous); err != nil {
		t.Fatal(err)
	}
	data, err := temporalproto.CustomJSONMarshalOptions{Indent: "  "}.Marshal(history)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, append(data, '\n'), 0o644); err != nil {
		t.Fatal(err)
	}
}

// anonymous replaces what names a process or a machine: identities, and the queues of sticky workers.
func anonymous(at protopath.Values) error {
	m, ok := at.Index(-1).Value.Interface().(protoreflect.Message)
	if !ok {
		return nil
	}
	if identity := m.Descriptor().Fields().ByName("identity"); identity != nil && m.Has(identity) {
		m.Set(identity, protoreflect.ValueOfString("cairn"))
	}
	if queue, ok := m.Interface().(*taskqueuepb.TaskQueue); ok && queue.Kind == enumspb.TASK_QUEUE_KIND_STICKY {
		queue.Name = "sticky"
	}
	return nil
}

// run is a World in which processes take their course.
type run struct {
	options    demo.Options
	world      *demo.World
	temporal   client.Client
	categories []string
}

func newRun(t *testing.T) *run {
	t.Helper()
	r := &run{options: demo.Options{Data: t.TempDir(), Start: began}}
	p, faults := assess.ParseManifest([]byte(northwind), "northwind.yaml", maturity.Find)
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	for _, a := range p.Assignments {
		r.categories = append(r.categories, a.Category)
	}
	r.open(t)
	t.Cleanup(func() { r.close(t) })
	if _, err := r.world.App.Assess.Apply(t.Context(), assess.Actor{Source: assess.FromCLI}, p, false); err != nil {
		t.Fatal(err)
	}
	r.settle(t) // everybody is looked up
	return r
}

func (r *run) open(t *testing.T) {
	t.Helper()
	var err error
	if r.world, err = demo.Open(t.Context(), r.options); err != nil {
		t.Fatal(err)
	}
	demo.AddPeople(r.world.Slack)
	if r.temporal, err = client.Dial(r.world.Server.ClientOptions()); err != nil {
		t.Fatal(err)
	}
}

func (r *run) close(t *testing.T) {
	t.Helper()
	if r.temporal != nil {
		r.temporal.Close()
	}
	if r.world != nil {
		if err := r.world.Close(); err != nil {
			t.Error(err)
		}
	}
}

func (r *run) start(t *testing.T) {
	t.Helper()
	c, err := r.world.App.Assess.StartCycle(t.Context(), assess.BySlack("U0MARA"), "northwind")
	if err != nil {
		t.Fatal(err)
	}
	if c.ID != cycleID {
		t.Fatalf("the cycle is %s, want %s", c.ID, cycleID)
	}
	r.settle(t)
}

func (r *run) settle(t *testing.T) {
	t.Helper()
	if err := r.world.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func (r *run) skip(t *testing.T, d time.Duration) {
	t.Helper()
	if err := r.world.Skip(t.Context(), d); err != nil {
		t.Fatal(err)
	}
}

// answer submits a category's answers and lets its process end.
func (r *run) answer(t *testing.T, category string) {
	t.Helper()
	answer(t, r.world.App.Assess, category)
	r.settle(t)
}

const targetID = target.ID("northwind/T1")

// setTarget lets the manager set a target of Governance, due after so many days.
func (r *run) setTarget(t *testing.T, days int) {
	t.Helper()
	set, err := r.world.App.Target.Set(t.Context(), assess.BySlack("U0MARA"), "northwind", target.Terms{
		Category: "governance", Level: 3, Due: calendar.DateOf(r.world.Clock.Now()).AddDays(days), Owner: "U0GWEN",
		Measure: "The category scores 2.0 or more.", Reason: "The supervisor expects it of us.",
	}, "")
	if err != nil {
		t.Fatal(err)
	}
	if set.ID != targetID {
		t.Fatalf("the target is %s, want %s", set.ID, targetID)
	}
	r.settle(t)
}

func questionnaire(category string) assess.QuestionnaireID {
	return assess.QuestionnaireID(string(cycleID) + "/" + category)
}

// say submits the same answer to all questions of a category, on top of a revision.
func (r *run) say(t *testing.T, by assess.UserID, category string, base int, value string) {
	t.Helper()
	form, err := r.world.App.Assess.Form(t.Context(), questionnaire(category))
	if err != nil {
		t.Fatal(err)
	}
	answers := map[string]string{}
	for _, item := range form.Category.Items {
		answers[item.ID] = value
	}
	in := assess.SubmitInput{Questionnaire: questionnaire(category), Base: base, Answers: answers}
	if _, err := r.world.App.Assess.Submit(t.Context(), assess.BySlack(by), in); err != nil {
		t.Fatal(err)
	}
	r.settle(t)
}

// refuse has Slack refuse so many messages.
func (r *run) refuse(t *testing.T, why string, times int) {
	t.Helper()
	if err := r.world.Slack.Fault(slacksim.Fault{Kind: slacksim.FaultError, Method: "chat.postMessage", Error: why, Count: times}); err != nil {
		t.Fatal(err)
	}
}

func answer(t *testing.T, service *assess.Service, category string) {
	t.Helper()
	model, err := maturity.Find("lawlor")
	if err != nil {
		t.Fatal(err)
	}
	c, _ := model.Category(category)
	answers := map[string]string{}
	for _, item := range c.Items {
		answers[item.ID] = "3"
	}
	_, err = service.Submit(t.Context(), assess.Actor{Source: assess.FromCLI}, assess.SubmitInput{
		Questionnaire: questionnaire(category), Answers: answers,
	})
	if err != nil {
		t.Fatal(err)
	}
}

// answerUnheard submits a category's answers while everything else is down, and loses the nudge.
func (r *run) answerUnheard(t *testing.T, category string) {
	t.Helper()
	now, database := r.world.Clock.Now(), r.world.Config().Database
	r.close(t)
	facts, err := store.Open(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	service := assess.NewService(assess.Options{
		Store: facts, Processes: nobody{}, Models: maturity.Find, Now: func() time.Time { return now },
	})
	answer(t, service, category)
	if err := errors.Join(service.Wait(t.Context()), facts.Close()); err != nil {
		t.Fatal(err)
	}
	r.open(t)
	r.settle(t)
}

// nobody takes every nudge and passes none on.
type nobody struct{ assess.Processes }

func (nobody) NudgeQuestionnaire(context.Context, assess.QuestionnaireID) error { return nil }

// opening runs the process that the programme's schedule starts.
func (r *run) opening(t *testing.T) {
	t.Helper()
	_, err := r.temporal.ExecuteWorkflow(t.Context(),
		client.StartWorkflowOptions{ID: workflows.OpeningWorkflowID("northwind"), TaskQueue: config.DefaultTaskQueue},
		workflows.Opening, workflows.OpeningInput{Programme: "northwind"})
	if err != nil {
		t.Fatal(err)
	}
	r.settle(t)
}

// history reads what Temporal holds of a process.
func (r *run) history(t *testing.T, process string) *historypb.History {
	t.Helper()
	history := &historypb.History{}
	events := r.temporal.GetWorkflowHistory(t.Context(), process, "", false, enumspb.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
	for events.HasNext() {
		event, err := events.Next()
		if err != nil {
			t.Fatal(err)
		}
		history.Events = append(history.Events, event)
	}
	return history
}
