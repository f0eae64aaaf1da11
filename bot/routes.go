package bot

import (
	"context"

	"github.com/slack-go/slack"

	"cairn/bot/blocks"
	"cairn/internal/assess"
	"cairn/internal/exercise"
)

// press handles a button. Its error is said to whoever pressed it.
type press func(*Bot, context.Context, *interaction, *slack.BlockAction) error

// submission answers a view that was submitted.
type submission func(*Bot, context.Context, *interaction) Reply

// buttons are what the buttons do, by their ids without what tells several in a row apart.
var buttons = map[string]press{
	// A questionnaire, and what its owner can do about it.
	blocks.ActionAnswer:      value((*Bot).openForm),
	blocks.ActionNote:        plain((*Bot).openNote),
	blocks.ActionBack:        plain((*Bot).pageBack),
	blocks.ActionDetails:     value((*Bot).openDetails),
	blocks.ActionConfirm:     value((*Bot).confirm),
	blocks.ActionLater:       several((*Bot).openPromise),
	blocks.ActionPromise:     value((*Bot).promiseSoon),
	blocks.ActionAcknowledge: several((*Bot).acknowledge),
	blocks.ActionGive:        value((*Bot).openGive),
	blocks.ActionHandBack:    value((*Bot).openHandBack),
	blocks.ActionTakeBack:    value((*Bot).takeBack),
	blocks.ActionSign:        value((*Bot).openSign),
	blocks.ActionTakeOver:    several((*Bot).takeOver),
	blocks.ActionLeave:       several((*Bot).leave),
	blocks.ActionSettle:      value((*Bot).openSettle),
	blocks.ActionDates:       plain((*Bot).openDates),
	blocks.ActionReturn:      plain((*Bot).returned),

	// What managers run: cycles, the people asked, levels.
	blocks.ActionLine:         (*Bot).line,
	blocks.ActionReassign:     value((*Bot).openReassign),
	blocks.ActionExtend:       value((*Bot).extend),
	blocks.ActionLines:        value((*Bot).openLines),
	blocks.ActionProgrammes:   plain((*Bot).openProgrammes),
	blocks.ActionSettings:     plain((*Bot).openSettings),
	blocks.ActionOverride:     value((*Bot).openOverride),
	blocks.ActionConfirmClose: value((*Bot).closeCycle),
	blocks.ActionKeepOpen:     plain((*Bot).keptOpen),

	// The setup of a programme.
	blocks.ActionSetup:         value((*Bot).openSetup),
	blocks.ActionSetupContinue: value((*Bot).continueSetup),
	blocks.ActionSetupDiscard:  value((*Bot).discardSetup),
	blocks.ActionSetupGo:       (*Bot).turnSetup,
	blocks.ActionSetupBack:     (*Bot).turnSetup,
	blocks.ActionSetupWhen:     (*Bot).turnSetup,
	blocks.ActionSetupMore:     (*Bot).turnSetup,
	blocks.ActionSetupFewer:    (*Bot).turnSetup,
	blocks.ActionSetupMine:     (*Bot).turnSetup,
	blocks.ActionSetupTheirs:   (*Bot).turnSetup,
	blocks.ActionSetupTest:     (*Bot).turnSetup,
	blocks.ActionSetupTried:    plain((*Bot).testPressed),

	// Targets.
	blocks.ActionTarget:        value((*Bot).openTarget),
	blocks.ActionTargets:       value((*Bot).openTargets),
	blocks.ActionTargetSet:     value((*Bot).openSetTarget),
	blocks.ActionTargetCheckIn: (*Bot).targetAct,
	blocks.ActionTargetChange:  (*Bot).targetAct,
	blocks.ActionTargetClose:   (*Bot).targetAct,
	blocks.ActionTargetState:   (*Bot).targetAct,
	blocks.ActionTargetAccept:  (*Bot).targetAct,

	// The roadmap and its actions.
	blocks.ActionRoadmap:        value((*Bot).openRoadmap),
	blocks.ActionRoadmapTurn:    (*Bot).turnRoadmap,
	blocks.ActionRoadmapPick:    (*Bot).turnRoadmap,
	blocks.ActionPosition:       value((*Bot).openPosition),
	blocks.ActionRisks:          value((*Bot).openRisks),
	blocks.ActionOutlook:        value((*Bot).openOutlook),
	blocks.ActionRoadmapPicture: value((*Bot).sendPicture),
	blocks.ActionRoadmapFiles:   value((*Bot).sendFiles),
	blocks.ActionCalendar:       value((*Bot).remakeCalendar),
	blocks.ActionActionAdd:      value((*Bot).openActionAdd),
	blocks.ActionActionTarget:   (*Bot).turnActionAdd,
	blocks.ActionActionCategory: (*Bot).turnActionAdd,
	blocks.ActionActionOpen:     value((*Bot).openAction),
	blocks.ActionActionBegin:    value((*Bot).beginAction),
	blocks.ActionActionDone:     (*Bot).openActionForm,
	blocks.ActionActionChange:   (*Bot).openActionForm,
	blocks.ActionActionNote:     (*Bot).openActionForm,
	blocks.ActionActionDrop:     (*Bot).openActionForm,
	blocks.ActionActionReopen:   (*Bot).openActionForm,

	// Exercises until they start, and what shows one.
	blocks.ActionExercise:         value((*Bot).openExercise),
	blocks.ActionExercises:        value((*Bot).openExercises),
	blocks.ActionExercisePlan:     value((*Bot).openPlan),
	blocks.ActionExerciseKind:     (*Bot).turnPlan,
	blocks.ActionExercisePick:     (*Bot).turnPlan,
	blocks.ActionExerciseBack:     (*Bot).turnPlan,
	blocks.ActionExerciseYes:      replying(exercise.Yes),
	blocks.ActionExerciseMaybe:    replying(exercise.Maybe),
	blocks.ActionExerciseNo:       value((*Bot).openDecline),
	blocks.ActionExerciseReplan:   value((*Bot).openReplan),
	blocks.ActionExerciseCancel:   value((*Bot).openCancel),
	blocks.ActionExercisePrepared: (*Bot).prepared,
	blocks.ActionExerciseCheck:    value((*Bot).checkAgain),

	// An exercise that is played.
	blocks.ActionRunStart:    ofRun((*Bot).startRun),
	blocks.ActionRunPause:    ofRun((*Bot).pauseRun),
	blocks.ActionRunResume:   ofRun((*Bot).resumeRun),
	blocks.ActionRunNext:     ofRun((*Bot).bringNext),
	blocks.ActionRunBring:    ofRun((*Bot).openBring),
	blocks.ActionRunSkip:     ofRun((*Bot).openSkip),
	blocks.ActionRunExtend:   ofRun((*Bot).openExtendRun),
	blocks.ActionRunEnd:      ofRun((*Bot).openEnd),
	blocks.ActionRunTakeOver: ofRun((*Bot).openTakeOver),
	blocks.ActionRunGuide:    ofRun((*Bot).openGuide),
	blocks.ActionRunTurn:     ofRun((*Bot).openGuide),
	blocks.ActionRunObserve:  ofRun((*Bot).openObserve),
	blocks.ActionRunRetract:  ofRun((*Bot).openRetract),
	blocks.ActionRunDecide:   ofRun((*Bot).openDecide),
	blocks.ActionRunPick:     (*Bot).pickInject,
	blocks.ActionRunHotWash:  ofRun((*Bot).openHotWash),

	// The review of an exercise, and its report.
	blocks.ActionReview:        ofReview((*Bot).openReview),
	blocks.ActionReviewTurn:    (*Bot).reviewAct,
	blocks.ActionReviewSummary: (*Bot).reviewAct,
	blocks.ActionReviewRate:    (*Bot).reviewAct,
	blocks.ActionReviewTreat:   (*Bot).reviewAct,
	blocks.ActionReviewAs:      (*Bot).turnTreatment,
	blocks.ActionReviewSign:    ofReview((*Bot).signReport),
	blocks.ActionRepublish:     ofReview((*Bot).republish),
	blocks.ActionShelve:        ofReview((*Bot).shelve),
	blocks.ActionReport:        ofReview((*Bot).sendReport),
}

// views are what the views do that can be submitted, by their callback ids.
var views = map[string]submission{
	blocks.CallbackForm:     (*Bot).submitForm,
	blocks.CallbackNote:     (*Bot).submitNote,
	blocks.CallbackPromise:  (*Bot).submitPromise,
	blocks.CallbackGive:     (*Bot).submitGive,
	blocks.CallbackHandBack: (*Bot).submitHandBack,
	blocks.CallbackSign:     (*Bot).submitSign,
	blocks.CallbackSettle:   (*Bot).submitSettlement,
	blocks.CallbackAbsence:  (*Bot).submitDates,

	blocks.CallbackReassign:   (*Bot).submitReassign,
	blocks.CallbackExtend:     (*Bot).submitExtend,
	blocks.CallbackOverride:   (*Bot).submitOverride,
	blocks.CallbackSubstitute: (*Bot).submitSubstitution,
	blocks.CallbackSetup:      (*Bot).submitSetup,

	blocks.CallbackTargetSet:     (*Bot).submitTarget,
	blocks.CallbackTargetChange:  (*Bot).submitTarget,
	blocks.CallbackTargetCheckIn: (*Bot).submitTargetAct,
	blocks.CallbackTargetClose:   (*Bot).submitTargetAct,
	blocks.CallbackTargetState:   (*Bot).submitTargetAct,
	blocks.CallbackTargetAccept:  (*Bot).submitTargetAct,

	blocks.CallbackPosition:     (*Bot).submitPosition,
	blocks.CallbackRisks:        (*Bot).submitRisks,
	blocks.CallbackActionAdd:    (*Bot).submitActionAdd,
	blocks.CallbackActionDone:   (*Bot).submitAction,
	blocks.CallbackActionChange: (*Bot).submitAction,
	blocks.CallbackActionNote:   (*Bot).submitAction,
	blocks.CallbackActionDrop:   (*Bot).submitAction,
	blocks.CallbackActionReopen: (*Bot).submitAction,

	blocks.CallbackExercisePlan:   (*Bot).submitPlan,
	blocks.CallbackExerciseReplan: (*Bot).submitReplan,
	blocks.CallbackExerciseCancel: (*Bot).submitCancel,
	blocks.CallbackExerciseNo:     (*Bot).submitDecline,

	blocks.CallbackRunBring:    inRunView((*Bot).submitControl),
	blocks.CallbackRunSkip:     inRunView((*Bot).submitControl),
	blocks.CallbackRunExtend:   inRunView((*Bot).submitControl),
	blocks.CallbackRunEnd:      inRunView((*Bot).submitControl),
	blocks.CallbackRunTakeOver: inRunView((*Bot).submitTakeOver),
	blocks.CallbackRunDecide:   inRunView((*Bot).submitDecision),
	blocks.CallbackRunObserve:  inRunView((*Bot).submitObservation),
	blocks.CallbackRunRetract:  inRunView((*Bot).submitRetraction),
	blocks.CallbackRunHotWash:  inRunView((*Bot).submitHotWash),

	blocks.CallbackReviewSummary: (*Bot).submitReview,
	blocks.CallbackReviewRate:    (*Bot).submitReview,
	blocks.CallbackReviewTreat:   (*Bot).submitReview,
}

// plain is a button whose value says nothing.
func plain(do func(*Bot, context.Context, *interaction) error) press {
	return func(b *Bot, ctx context.Context, i *interaction, _ *slack.BlockAction) error { return do(b, ctx, i) }
}

// value is a button about what its value says: an id, or what do reads itself.
func value[V ~string](do func(*Bot, context.Context, *interaction, V) error) press {
	return func(b *Bot, ctx context.Context, i *interaction, a *slack.BlockAction) error {
		return do(b, ctx, i, V(a.Value))
	}
}

// several is a button about the questionnaires that its value names.
func several(do func(*Bot, context.Context, *interaction, []assess.QuestionnaireID) error) press {
	return func(b *Bot, ctx context.Context, i *interaction, a *slack.BlockAction) error {
		return do(b, ctx, i, blocks.ParseIDs(a.Value))
	}
}
