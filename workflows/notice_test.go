package workflows_test

import (
	"strings"
	"testing"

	enumspb "go.temporal.io/api/enums/v1"

	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/workflows"
)

func (w *world) runNotice(in workflows.NoticeInput) {
	w.t.Helper()
	w.env.ExecuteWorkflow(workflows.Notice, in)
	w.ended()
}

// submit lets somebody give all questions of governance the same answer.
func (w *world) submit(by assess.UserID, base int, value string) {
	w.t.Helper()
	form, err := w.service.Form(w.t.Context(), governance)
	if err != nil {
		w.t.Fatal(err)
	}
	answers := map[string]string{}
	for _, item := range form.Category.Items {
		answers[item.ID] = value
	}
	in := assess.SubmitInput{Questionnaire: governance, Base: base, Answers: answers}
	if _, err := w.service.Submit(w.t.Context(), assess.BySlack(by), in); err != nil {
		w.t.Fatal(err)
	}
	w.settle()
}

func TestADisputeIsToldInTheWorkingHoursOfWhoSettlesItAndItsEndAtOnce(t *testing.T) {
	t.Parallel()
	const dispute assess.DisputeID = "harbour-2026-q4/governance/G1/1"
	w := newWorld(t, "Oct 1 20:00", func(p *assess.Programme) { p.Assignments[0].Deputy = "UDEPUTY" })
	w.submit("UDEPUTY", 0, "1")
	w.submit(owner("governance"), 1, "3")
	if id := workflows.DisputeNoticeWorkflowID(dispute); !strings.Contains(strings.Join(w.started(), " "), id) {
		t.Errorf("started %q, want %s among them", w.started(), id)
	}
	w.runNotice(workflows.NoticeInput{Dispute: dispute})
	w.said("Oct 2 09:00 harbour-2026-q4/governance/G1/1 is to be settled by UGOVERNANCE")
}

func TestEachManagerHearsInTheirMorningThatSomebodyHasLeft(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "Oct 1 18:00")
	for _, who := range []assess.Person{
		{ID: boss, Zone: "America/New_York", SeenAt: w.env.Now()},
		{ID: owner("governance"), Standing: assess.Gone, SeenAt: w.env.Now()},
	} {
		if err := w.service.Saw(t.Context(), who); err != nil {
			t.Fatal(err)
		}
	}
	w.settle()
	w.runNotice(workflows.NoticeInput{Left: owner("governance")})
	w.said(
		"Oct 1 18:00 tell UMANAGER1 that UGOVERNANCE has left",
		"Oct 2 09:00 tell UMANAGER2 that UGOVERNANCE has left",
	)
}

func TestAManagerWhoCannotBeReachedKeepsNoOtherFromHearing(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "Oct 1 10:00")
	w.people.refuse = func(letter string) error {
		if strings.Contains(letter, "tell "+string(boss)) {
			return errs.New(errs.NotFound, "The account of <@UMANAGER1> is deactivated.")
		}
		return nil
	}
	if err := w.service.Saw(t.Context(), assess.Person{ID: owner("governance"), Standing: assess.Guest, SeenAt: w.env.Now()}); err != nil {
		t.Fatal(err)
	}
	w.settle()
	w.runNotice(workflows.NoticeInput{Left: owner("governance")})
	w.said("Oct 1 10:00 tell UMANAGER2 that UGOVERNANCE has left")
}

func TestTellingPeopleOfSomethingStartsOneProcessOrNudgesTheOneThatRuns(t *testing.T) {
	t.Parallel()
	temporal, processes := newFrontend(t)
	for range 2 {
		if err := processes.TellDispute(t.Context(), "c/g/G1/1"); err != nil {
			t.Fatal(err)
		}
		if err := processes.TellDeparture(t.Context(), "U1"); err != nil {
			t.Fatal(err)
		}
	}
	temporal.end("notice/dispute/c/g/G1/1", enumspb.WORKFLOW_EXECUTION_STATUS_COMPLETED)
	if err := processes.TellDispute(t.Context(), "c/g/G1/1"); err != nil { // it is settled
		t.Fatal(err)
	}
	var started []string
	for _, s := range temporal.starts() {
		started = append(started, s.WorkflowId+" "+string(s.Input.Payloads[0].Data))
	}
	want := `notice/dispute/c/g/G1/1 {"dispute":"c/g/G1/1"}, notice/departure/U1 {"left":"U1"}, notice/dispute/c/g/G1/1 {"dispute":"c/g/G1/1"}`
	if got := strings.Join(started, ", "); got != want {
		t.Errorf("started %s, want %s", got, want)
	}
}
