package exercise

import "testing"

// steps are all that is ever said to a person about an exercise.
var steps = []string{
	StepInvite + "#1", StepReply + "#1", stepReply2 + "#2", step3 + "#1", step1 + "#3", StepTomorrow + "#1", StepControls + "#1", StepWatch + "#2",
	StepLate + "#1", StepCancelled, StepLapse, StepUnled + "#1", StepNearEnd + "#1", StepStill + "#2", StepHotWash, StepHotWashNow, StepReview, StepReviewNow,
	stepNearly, StepReviewLate,
}

func TestWhoReadsNoNotesGetsNoneWhateverIsSaidToThem(t *testing.T) {
	t.Parallel()
	for _, step := range steps {
		for _, part := range []Part{NoPart, AsFacilitator, AsScribe, AsPlayer, AsObserver} {
			for _, reviews := range []bool{false, true} {
				got := holds(part, reviews, step)
				switch {
				case got == holdsControl && part != AsFacilitator, got == holdsWatch && part != AsObserver,
					got == holdsReview && (!reviews || part == AsPlayer), part == AsPlayer && got != holdsNothing:
					t.Errorf("%s (reviews: %t) gets %d with %s", part, reviews, got, step)
				}
			}
		}
	}
	for step, want := range map[string]held{
		step3 + "#1": holdsControl, step1 + "#2": holdsControl, StepControls + "#1": holdsControl, StepLate + "#1": holdsControl,
		StepNearEnd + "#2": holdsControl, StepStill + "#1": holdsControl, StepReview: holdsReview, stepNearly: holdsReview,
		StepInvite + "#1": holdsNothing, StepHotWash: holdsNothing,
	} {
		if got := holds(AsFacilitator, true, step); got != want {
			t.Errorf("the facilitator gets %d with %s, want %d", got, step, want)
		}
	}
	if holds(AsObserver, false, StepWatch+"#1") != holdsWatch {
		t.Error("an observer does not learn what to look for")
	}
}
