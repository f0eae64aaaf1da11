package blocks

// Action ids of buttons. They never change for a released button: old messages keep theirs.
const (
	ActionAnswer       = "questionnaire.answer" // value: questionnaire id; opens the form
	ActionNote         = "questionnaire.note"   // in the form: comment and link
	ActionBack         = "questionnaire.back"   // in the form: the page before
	ActionDetails      = "objective.details"    // in the form, value: item id; all about an objective
	ActionOverride     = "level.override"       // value: programme id; asks for a level set by hand
	ActionConfirmClose = "cycle.close"          // value: a CloseValue; closes the cycle
	ActionKeepOpen     = "cycle.keep-open"      // takes the question back

	ActionConfirm     = "questionnaire.confirm"     // value: a RevisionValue; last time's answers are still true
	ActionLater       = "questionnaire.later"       // value: questionnaire ids, see IDs; asks when the person will answer
	ActionPromise     = "questionnaire.promise"     // in that view, value: an instant in seconds; promises it
	ActionAcknowledge = "questionnaire.acknowledge" // value: questionnaire ids; the person has seen them
	ActionGive        = "questionnaire.give"        // value: an ItemValue; asks to whom the questions go
	ActionHandBack    = "questionnaire.hand-back"   // value: an ItemValue; asks for a note
	ActionTakeBack    = "questionnaire.take-back"   // value: an ItemValue
	ActionSign        = "questionnaire.sign"        // value: questionnaire id; shows the answers to sign off
	ActionTakeOver    = "offer.take"                // value: questionnaire ids; the deputy answers
	ActionLeave       = "offer.leave"               // value: questionnaire ids; the deputy does not
	ActionSettle      = "dispute.settle"            // value: dispute id; asks which answer counts
	ActionReturn      = "absence.over"              // the person is back
	ActionDates       = "absence.dates"             // asks for the dates of an absence

	ActionSetup         = "setup.begin"    // value: programme id, or "" for a new one
	ActionSetupContinue = "setup.continue" // value: draft id
	ActionSetupDiscard  = "setup.discard"  // value: draft id
	ActionSetupGo       = "setup.go"       // in the setup, value: the step to show
	ActionSetupBack     = "setup.back"     // likewise
	ActionSetupWhen     = "setup.when"     // in its review: whether a cycle opens now
	ActionSetupMore     = "setup.more"     // in its review, value: the number of the first person to show
	ActionSetupFewer    = "setup.fewer"    // likewise
	ActionSetupTest     = "setup.test"     // in its review: sends what the first of them would be sent
	ActionSetupTried    = "setup.tried"    // in that message: does nothing
	ActionSetupMine     = "setup.mine"     // in its review: keeps what the draft has where others changed the same
	ActionSetupTheirs   = "setup.theirs"   // in its review: takes what others set there

	ActionLine       = "line.menu"              // then [ActionMany] and a questionnaire id; a menu of what a manager can do
	ActionReassign   = "questionnaire.reassign" // value: questionnaire id; asks who is to have it
	ActionExtend     = "cycle.extend"           // value: a CycleValue; asks for how much more time
	ActionLines      = "cycle.lines"            // value: programme id; shows the questionnaires of its cycle
	ActionProgrammes = "programmes"             // shows all programmes that the person runs
	ActionSettings   = "settings"

	ActionRoadmap        = "roadmap"          // value: programme id; shows its roadmap
	ActionRoadmapTurn    = "roadmap.turn"     // value: a RoadmapPage; another page or filter, in place
	ActionRoadmapPick    = "roadmap.pick"     // then [ActionMany] and a RoadmapPage; a choice of owner or category
	ActionPosition       = "roadmap.position" // value: a PositionValue; all about a position, and to assign it
	ActionRisks          = "roadmap.risks"    // value: programme id; asks how much each category weighs
	ActionOutlook        = "roadmap.outlook"  // value: programme id; shows where it is heading
	ActionRoadmapPicture = "roadmap.picture"  // value: a RoadmapPage; sends a picture of what is picked
	ActionRoadmapFiles   = "roadmap.files"    // value: a RoadmapPage; sends all of it as files
	ActionCalendar       = "calendar.make"    // value: see ParseCalendarValue; makes a new address
	ActionActionAdd      = "action.add"       // value: programme id; asks for an action
	ActionActionTarget   = "action.target"    // in that form: the target was chosen
	ActionActionCategory = "action.category"  // in that form: the category was chosen
	ActionActionOpen     = "action.open"      // value: an action's id, as for all that follow; shows it
	ActionActionBegin    = "action.begin"     // it is in progress
	ActionActionDone     = "action.done"      // asks for the link that shows it
	ActionActionChange   = "action.change"    // asks for other work, owner or days
	ActionActionNote     = "action.note"      // asks for a note
	ActionActionDrop     = "action.drop"      // asks why
	ActionActionReopen   = "action.reopen"    // asks why
)

// Action ids of targets.
const (
	ActionTarget        = "target.show"     // value: target id; all about it
	ActionTargets       = "target.list"     // value: programme id; its targets
	ActionTargetSet     = "target.set"      // value: programme id, then perhaps "|" and a sentence; asks for a target's terms
	ActionTargetCheckIn = "target.check-in" // value: target id; asks for the expected day and the confidence
	ActionTargetChange  = "target.change"   // likewise; asks for other terms
	ActionTargetClose   = "target.close"    // likewise; asks why it is closed
	ActionTargetState   = "target.state"    // likewise; asks for a state that a manager sets
	ActionTargetAccept  = "target.accept"   // likewise; asks why its warnings are accepted
)

// Action ids of exercises. The value is the exercise's id unless it says otherwise.
const (
	ActionExercise         = "exercise.show"     // all about it that the reader may see
	ActionExercises        = "exercise.list"     // value: programme id; its exercises
	ActionExercisePlan     = "exercise.plan"     // value: programme id, then perhaps "|" and a kind; asks for a new one
	ActionExerciseYes      = "exercise.yes"      // the reader takes part
	ActionExerciseMaybe    = "exercise.maybe"    // the reader may take part
	ActionExerciseNo       = "exercise.no"       // asks for a note
	ActionExercisePrepared = "exercise.prepared" // what the scenario asks for is ready
	ActionExerciseReplan   = "exercise.replan"   // asks for another plan
	ActionExerciseCancel   = "exercise.cancel"   // asks why
	ActionExerciseBack     = "exercise.back"     // in the form of a plan: the page before
	ActionExerciseKind     = "exercise.kind"     // in that form: the kind was chosen
	ActionExercisePick     = "exercise.pick"     // in that form: the scenario was chosen
	OfControls             = "controls"          // after ActionMany: the button stands in the controls
	ActionExerciseCheck    = "exercise.check"    // reads the readiness checks anew
)

// Action ids of an exercise that is played. The value is a [RunValue]; in those of buttons with "…" it opens a view.
const (
	ActionRunStart    = "exercise.run.start"
	ActionRunPause    = "exercise.run.pause"
	ActionRunResume   = "exercise.run.resume"
	ActionRunNext     = "exercise.run.next" // about the inject that is to come now
	ActionRunBring    = "exercise.run.bring"
	ActionRunSkip     = "exercise.run.skip"
	ActionRunExtend   = "exercise.run.extend"
	ActionRunEnd      = "exercise.run.end"
	ActionRunTakeOver = "exercise.run.take-over" // opens the form in which a manager becomes the facilitator
	ActionRunGuide    = "exercise.run.guide"     // about a page: the plot, for facilitator and observers
	ActionRunTurn     = "exercise.run.turn"      // likewise, in place
	ActionRunObserve  = "exercise.run.observe"   // opens the form of an observation
	ActionRunRetract  = "exercise.run.retract"   // about an observation
	ActionRunDecide   = "exercise.run.decide"    // about an inject, or none; opens the form of a decision
	ActionRunPick     = "exercise.run.pick"      // in that form: another inject was chosen
	ActionRunHotWash  = "exercise.run.hot-wash"
)

// Action ids of the review of an exercise, and of its report. The value is a [ReviewValue].
const (
	ActionReview        = "exercise.review.open"    // the review
	ActionReviewTurn    = "exercise.review.turn"    // about a page of it, in place
	ActionReviewSummary = "exercise.review.summary" // opens the form of the summary
	ActionReviewRate    = "exercise.review.rate"    // about an objective; opens the form of its rating
	ActionReviewTreat   = "exercise.review.treat"   // about a finding; opens the form of its answer
	ActionReviewAs      = "exercise.review.as"      // in that form: another kind of answer was chosen
	ActionReviewSign    = "exercise.review.sign"    // signs the report
	ActionRepublish     = "exercise.review.again"   // has a signed report that Slack refused be published after all
	ActionShelve        = "exercise.review.shelve"  // has it stay unpublished
	ActionReport        = "exercise.review.report"  // sends the report as files to the reader
)

// Values of the choice of how a finding is answered.
const (
	TreatWork  = "work"
	TreatSame  = "same"
	TreatAside = "aside"
)

// Values of the menu of a line, and of the choice of what an extension is for beside [All].
const (
	MenuRemind   = "remind"
	MenuReassign = "reassign"
	MenuExtend   = "extend"
	MenuOne      = "one"
)

// Action and block ids of inputs. The input of a question has the item's id as its block id.
const (
	ActionValue   = "value"
	BlockComment  = "comment"
	BlockEvidence = "evidence"
	BlockCategory = "category"
	BlockLevel    = "level"
	BlockReason   = "reason"
	BlockName     = "name"
	BlockText     = "text"
	BlockPerson   = "person"
	BlockItem     = "item"
	BlockWhich    = "which" // questionnaire, of several
	BlockAt       = "at"
	BlockFirst    = "first"
	BlockLast     = "last"
	BlockUntil    = "until"
	BlockOwner    = "owner" // these are the fields by which package target names faults
	BlockTitle    = "title"
	BlockTarget   = "target"
	BlockItems    = "items"
	BlockStart    = "start"
	BlockDue      = "due"
	BlockIssue    = "issue"
	BlockLink     = "link"
	BlockWhy      = "why"

	BlockInject    = "inject" // these are the fields by which package exercise names faults of a run
	BlockMinutes   = "minutes"
	BlockWhat      = "what"
	BlockBy        = "by"
	BlockOptions   = "options"
	BlockObjective = "objective"
	BlockImpact    = "impact"

	BlockMeasure    = "measure"
	BlockAccept     = "accept"
	BlockExpected   = "expected"
	BlockConfidence = "confidence"
	BlockState      = "state"
	BlockNote       = "note"
	blockNote       = "form:note" // no item's id has a colon
)

// Callback ids of views.
const (
	CallbackSetup      = "setup"
	CallbackForm       = "questionnaire.form"
	CallbackNote       = "questionnaire.note"
	CallbackOverride   = "level.override"
	CallbackSubstitute = "objective.substitute"
	CallbackPromise    = "questionnaire.promise"
	CallbackGive       = "questionnaire.give"
	CallbackHandBack   = "questionnaire.hand-back"
	CallbackSign       = "questionnaire.sign"
	CallbackSettle     = "dispute.settle"
	CallbackAbsence    = "absence"
	CallbackMine       = "questions.mine" // the list of a person's questions, and the shortcut that opens it
	CallbackReassign   = "questionnaire.reassign"
	CallbackExtend     = "cycle.extend"
	CallbackLines      = "cycle.lines"
	CallbackProgrammes = "programmes"
	CallbackSettings   = "settings"

	CallbackRoadmap      = "roadmap"
	CallbackPosition     = "roadmap.position"
	CallbackRisks        = "roadmap.risks"
	CallbackOutlook      = "roadmap.outlook"
	CallbackAction       = "action"
	CallbackActionAdd    = "action.add"
	CallbackActionDone   = "action.done"
	CallbackActionChange = "action.change"
	CallbackActionNote   = "action.note"
	CallbackActionDrop   = "action.drop"
	CallbackActionReopen = "action.reopen"

	CallbackTarget        = "target"
	CallbackTargets       = "target.list"
	CallbackTargetSet     = "target.set"
	CallbackTargetChange  = "target.change"
	CallbackTargetCheckIn = "target.check-in"
	CallbackTargetClose   = "target.close"
	CallbackTargetState   = "target.state"
	CallbackTargetAccept  = "target.accept"

	CallbackExercise       = "exercise.show"
	CallbackExercises      = "exercise.list"
	CallbackExercisePlan   = "exercise.plan"
	CallbackExerciseReplan = "exercise.replan"
	CallbackExerciseCancel = "exercise.cancel"
	CallbackExerciseNo     = "exercise.no"

	CallbackRunBring    = "exercise.run.bring"
	CallbackRunSkip     = "exercise.run.skip"
	CallbackRunExtend   = "exercise.run.extend"
	CallbackRunEnd      = "exercise.run.end"
	CallbackRunTakeOver = "exercise.run.take-over" // of the facilitator who was shown
	CallbackRunGuide    = "exercise.run.guide"
	CallbackRunObserve  = "exercise.run.observe"
	CallbackRunRetract  = "exercise.run.retract"
	CallbackRunDecide   = "exercise.run.decide"
	CallbackRunHotWash  = "exercise.run.hot-wash"
	CallbackDecide      = "exercise.decide" // the shortcut of a message

	CallbackReview        = "exercise.review.show"
	CallbackReviewSummary = "exercise.review.summary"
	CallbackReviewRate    = "exercise.review.rate"
	CallbackReviewTreat   = "exercise.review.treat"

	CallbackNotice = "notice" // says something and takes nothing
	CallbackHome   = "home"
)

// MetadataEvent is the event type of the metadata that every message in the delivery ledger carries.
const MetadataEvent = "cairn_delivery"
