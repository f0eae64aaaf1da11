package workflows

import (
	"context"
	"errors"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"

	"cairn/internal/assess"
	"cairn/internal/errs"
)

// openingCatchUp is how late an opening is made up for after a downtime. It is opened when everything runs again, so
// owners have their full time; a cycle more than a week into its period is for a manager to start.
const openingCatchUp = 7 * 24 * time.Hour

// Schedule makes a programme's coming openings known to Temporal, in place of those it knew. Without openings the
// schedule is taken away.
func (c *Client) Schedule(ctx context.Context, p assess.Programme, openings []time.Time) (err error) {
	defer errs.Wrap(&err, "workflows.Schedule(%s)", p.ID)
	if len(openings) == 0 {
		return c.removeSchedule(ctx, ProgrammeScheduleID(p.ID))
	}
	spec, err := openingSpec(p, openings)
	if err != nil {
		return err
	}
	return c.applySchedule(ctx, client.ScheduleOptions{
		ID:   ProgrammeScheduleID(p.ID),
		Spec: spec,
		Action: &client.ScheduleWorkflowAction{
			ID:            OpeningWorkflowID(p.ID),
			Workflow:      Opening,
			Args:          []any{OpeningInput{Programme: p.ID}},
			TaskQueue:     c.taskQueue,
			StaticSummary: openingSummary,
		},
		// An opening that still tries, because the database is down, must not make the next one be skipped in silence.
		Overlap:       enumspb.SCHEDULE_OVERLAP_POLICY_BUFFER_ONE,
		CatchupWindow: openingCatchUp,
		Note:          "The instants are the programme's; change them in its file and apply it.",
	})
}

// openingSpec lists instants as calendar entries in the programme's zone, where people read them in Temporal's pages.
func openingSpec(p assess.Programme, openings []time.Time) (client.ScheduleSpec, error) {
	zone, err := time.LoadLocation(p.Zone)
	if err != nil {
		return client.ScheduleSpec{}, errs.New(errs.Invalid, "The time zone %q of the programme %s is not known.", p.Zone, p.ID).Because(err)
	}
	spec := client.ScheduleSpec{TimeZoneName: p.Zone}
	only := func(n int) []client.ScheduleRange { return []client.ScheduleRange{{Start: n}} }
	for _, at := range openings {
		local := at.In(zone)
		spec.Calendars = append(spec.Calendars, client.ScheduleCalendarSpec{
			Year: only(local.Year()), Month: only(int(local.Month())), DayOfMonth: only(local.Day()),
			Hour: only(local.Hour()), Minute: only(local.Minute()), Second: only(local.Second()),
			Comment: "Opens " + p.Cadence.PeriodOf(at, zone),
		})
	}
	return spec, nil
}

// applySchedule creates a schedule or brings it up to date. Whether it is paused is the operators' and stays.
func (c *Client) applySchedule(ctx context.Context, want client.ScheduleOptions) error {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	err := c.updateSchedule(ctx, want)
	var absent *serviceerror.NotFound
	if !errors.As(err, &absent) {
		return coded(err)
	}
	_, err = c.temporal.ScheduleClient().Create(ctx, want)
	if errors.Is(err, temporal.ErrScheduleAlreadyRunning) { // another process was quicker
		err = c.updateSchedule(ctx, want)
	}
	return coded(err)
}

func (c *Client) updateSchedule(ctx context.Context, want client.ScheduleOptions) error {
	return c.temporal.ScheduleClient().GetHandle(ctx, want.ID).Update(ctx, client.ScheduleUpdateOptions{
		DoUpdate: func(is client.ScheduleUpdateInput) (*client.ScheduleUpdate, error) {
			return &client.ScheduleUpdate{Schedule: &client.Schedule{
				Action: want.Action,
				Spec:   &want.Spec,
				Policy: &client.SchedulePolicies{Overlap: want.Overlap, CatchupWindow: want.CatchupWindow},
				State:  is.Description.Schedule.State,
			}}, nil
		},
	})
}

func (c *Client) removeSchedule(ctx context.Context, id string) error {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	err := c.temporal.ScheduleClient().GetHandle(ctx, id).Delete(ctx)
	var absent *serviceerror.NotFound
	if errors.As(err, &absent) {
		return nil
	}
	return coded(err)
}
