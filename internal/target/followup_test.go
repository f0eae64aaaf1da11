package target_test

import "testing"

func TestATargetOfWhichNobodySpeaksIsFollowedUpAtItsSetPointsUntilItIsMissedAndThenFourTimes(t *testing.T) {
	t.Parallel()
	b := newDesk(t)
	id := b.set(gov, gov, 2, "2027-09-30")
	equal(t, []string{
		"2027-04-01 13:15 T1 is at risk",
		"2027-04-01 13:15 U0GOV: check in of T1",
		"2027-04-06 09:00 U0GOV: remind of T1",
		"2027-04-09 09:00 U0GOV: remind of T1",
		"2027-04-13 09:00 U0BOSS: silent of T1",
		"2027-04-13 09:00 U0SECOND: silent of T1",
		"2027-07-01 15:22 U0GOV: check in of T1",
		"2027-07-06 09:00 U0GOV: remind of T1",
		"2027-07-09 09:00 U0GOV: remind of T1",
		"2027-07-13 09:00 U0BOSS: silent of T1",
		"2027-07-13 09:00 U0SECOND: silent of T1",
		"2027-09-16 09:00 U0GOV: check in of T1",
		"2027-09-21 09:00 U0GOV: remind of T1",
		"2027-09-24 09:00 U0GOV: remind of T1",
		"2027-09-28 09:00 U0BOSS: silent of T1",
		"2027-09-28 09:00 U0SECOND: silent of T1",
		"2027-09-30 09:00 U0GOV: check in of T1",
		"2027-09-30 17:30 T1 is missed",
		"2027-10-01 09:00 U0GOV: renew of T1",
		"2027-10-01 09:00 U0BOSS: missed of T1",
		"2027-10-01 09:00 U0SECOND: missed of T1",
		"2027-10-08 09:00 U0GOV: renew of T1",
		"2027-10-15 09:00 U0GOV: renew of T1",
		"2027-10-29 09:00 U0GOV: renew of T1",
	}, b.pass("2028-12-31 00:00", id.Subject()))
}
