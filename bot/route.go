package bot

import (
	"context"
	"runtime/debug"

	"github.com/slack-go/slack"

	"cairn/bot/blocks"
	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/target"
)

// Inbound is one thing that Slack says, by whichever way it came. Exactly one of the pointers is set.
type Inbound struct {
	Event       *Envelope
	Command     *slack.SlashCommand
	Interaction *slack.InteractionCallback
	Retry       string // "1" to "3" when Slack sends an event again
}

// Reply is what Slack is answered within three seconds. Body is marshalled as JSON; nil acknowledges and says nothing.
type Reply struct {
	Body   any
	Failed bool // an event was not handled and should come again
}

// route handles one inbound. It always answers in time, and never panics.
func (b *Bot) route(ctx context.Context, in Inbound) (r Reply) {
	ctx, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			b.log.Error("panic while answering Slack", "panic", p, "stack", string(debug.Stack()))
			r = trouble(in)
		}
	}()
	switch {
	case in.Event != nil:
		return b.event(ctx, in.Event)
	case in.Command != nil:
		b.people.meet(assess.UserID(in.Command.UserID))
		return b.command(ctx, in.Command)
	case in.Interaction != nil:
		b.people.meet(assess.UserID(in.Interaction.User.ID))
		return b.interaction(ctx, &interaction{in.Interaction, b.readers.reader(ctx, assess.UserID(in.Interaction.User.ID))})
	default:
		return Reply{}
	}
}

// trouble is the answer to something that went wrong inside, in English: finding out the reader's language may be what did.
func trouble(in Inbound) Reply {
	switch {
	case in.Event != nil:
		return Reply{Failed: true}
	case in.Command != nil:
		return ephemeral(blocks.Say(anybody().Error(errInside)))
	case in.Interaction.Type == slack.InteractionTypeViewSubmission:
		return keep(&interaction{in.Interaction, anybody()})
	default:
		return Reply{}
	}
}

var errInside = errs.New(errs.Internal, "Something went wrong on Cairn's side. Nothing was lost; please try again in a minute.")

func (b *Bot) interaction(ctx context.Context, i *interaction) Reply {
	switch i.Type {
	case slack.InteractionTypeBlockActions:
		for _, a := range i.ActionCallback.BlockActions {
			b.action(ctx, i, a)
		}
		return Reply{}
	case slack.InteractionTypeViewSubmission:
		switch i.View.CallbackID {
		case blocks.CallbackForm:
			return b.submitForm(ctx, i)
		case blocks.CallbackNote:
			return b.submitNote(ctx, i)
		case blocks.CallbackOverride:
			return b.submitOverride(ctx, i)
		case blocks.CallbackSubstitute:
			return b.submitSubstitution(ctx, i)
		case blocks.CallbackPromise:
			return b.submitPromise(ctx, i)
		case blocks.CallbackGive:
			return b.submitGive(ctx, i)
		case blocks.CallbackHandBack:
			return b.submitHandBack(ctx, i)
		case blocks.CallbackSign:
			return b.submitSign(ctx, i)
		case blocks.CallbackSettle:
			return b.submitSettlement(ctx, i)
		case blocks.CallbackReassign:
			return b.submitReassign(ctx, i)
		case blocks.CallbackExtend:
			return b.submitExtend(ctx, i)
		case blocks.CallbackAbsence:
			return b.submitDates(ctx, i)
		case blocks.CallbackTargetSet, blocks.CallbackTargetChange:
			return b.submitTarget(ctx, i)
		case blocks.CallbackTargetCheckIn, blocks.CallbackTargetClose, blocks.CallbackTargetState, blocks.CallbackTargetAccept:
			return b.submitTargetAct(ctx, i)
		case blocks.CallbackSetup:
			return b.submitSetup(ctx, i)
		case blocks.CallbackPosition:
			return b.submitPosition(ctx, i)
		case blocks.CallbackRisks:
			return b.submitRisks(ctx, i)
		case blocks.CallbackActionAdd:
			return b.submitActionAdd(ctx, i)
		case blocks.CallbackActionDone, blocks.CallbackActionChange, blocks.CallbackActionNote, blocks.CallbackActionDrop, blocks.CallbackActionReopen:
			return b.submitAction(ctx, i)
		default:
			if blocks.AboutExercise(i.View.CallbackID) {
				return b.exerciseSubmit(ctx, i)
			}
			b.log.Warn("a view of an unknown kind was submitted", "callback_id", i.View.CallbackID, "user", i.User.ID)
			return updated(blocks.Notice(i.reader, blocks.AlertUnknownView(i.reader)))
		}
	case slack.InteractionTypeShortcut:
		b.shortcut(ctx, i)
		return Reply{}
	case slack.InteractionTypeMessageAction:
		b.messageShortcut(ctx, i)
		return Reply{}
	case slack.InteractionTypeViewClosed:
		return Reply{}
	default:
		b.log.Warn("an interaction of an unknown kind", "type", i.Type, "callback_id", i.CallbackID, "user", i.User.ID)
		b.tell(ctx, i, blocks.UnknownAction(i.reader))
		return Reply{}
	}
}

// action handles a button.
func (b *Bot) action(ctx context.Context, i *interaction, a *slack.BlockAction) {
	var err error
	switch blocks.ActionKind(a.ActionID) {
	case blocks.ActionAnswer:
		err = b.openForm(ctx, i, assess.QuestionnaireID(a.Value))
	case blocks.ActionNote:
		err = b.openNote(ctx, i)
	case blocks.ActionBack:
		err = b.pageBack(ctx, i)
	case blocks.ActionDetails:
		err = b.openDetails(ctx, i, a.Value)
	case blocks.ActionOverride:
		err = b.openOverride(ctx, i, assess.ProgrammeID(a.Value))
	case blocks.ActionConfirmClose:
		err = b.closeCycle(ctx, i, a.Value)
	case blocks.ActionSetup:
		err = b.openSetup(ctx, i, assess.ProgrammeID(a.Value))
	case blocks.ActionSetupContinue:
		err = b.continueSetup(ctx, i, assess.DraftID(a.Value))
	case blocks.ActionSetupDiscard:
		err = b.discardSetup(ctx, i, assess.DraftID(a.Value))
	case blocks.ActionSetupGo, blocks.ActionSetupBack, blocks.ActionSetupWhen, blocks.ActionSetupMore, blocks.ActionSetupFewer,
		blocks.ActionSetupMine, blocks.ActionSetupTheirs, blocks.ActionSetupTest:
		err = b.turnSetup(ctx, i, a)
	case blocks.ActionSetupTried:
		b.tell(ctx, i, blocks.TestPressed(i.reader))
	case blocks.ActionKeepOpen:
		b.replace(ctx, i, blocks.KeptOpen(i.reader))
	case blocks.ActionConfirm:
		err = b.confirm(ctx, i, a.Value)
	case blocks.ActionLater:
		err = b.openPromise(ctx, i, blocks.ParseIDs(a.Value))
	case blocks.ActionPromise:
		err = b.promiseSoon(ctx, i, a.Value)
	case blocks.ActionAcknowledge:
		err = b.acknowledge(ctx, i, blocks.ParseIDs(a.Value))
	case blocks.ActionGive:
		err = b.openGive(ctx, i, a.Value)
	case blocks.ActionHandBack:
		err = b.openHandBack(ctx, i, assess.QuestionnaireID(a.Value))
	case blocks.ActionTakeBack:
		err = b.takeBack(ctx, i, a.Value)
	case blocks.ActionSign:
		err = b.openSign(ctx, i, assess.QuestionnaireID(a.Value))
	case blocks.ActionTakeOver:
		err = b.takeOver(ctx, i, blocks.ParseIDs(a.Value))
	case blocks.ActionLeave:
		err = b.leave(ctx, i, blocks.ParseIDs(a.Value))
	case blocks.ActionSettle:
		err = b.openSettle(ctx, i, assess.DisputeID(a.Value))
	case blocks.ActionLine:
		err = b.line(ctx, i, a)
	case blocks.ActionReassign:
		err = b.openReassign(ctx, i, assess.QuestionnaireID(a.Value))
	case blocks.ActionExtend:
		err = b.extend(ctx, i, a.Value)
	case blocks.ActionLines:
		err = b.openLines(ctx, i, assess.ProgrammeID(a.Value))
	case blocks.ActionProgrammes:
		err = b.openProgrammes(ctx, i)
	case blocks.ActionSettings:
		err = b.openSettings(ctx, i)
	case blocks.ActionTarget:
		err = b.openTarget(ctx, i, target.ID(a.Value))
	case blocks.ActionTargets:
		err = b.openTargets(ctx, i, assess.ProgrammeID(a.Value))
	case blocks.ActionTargetSet:
		err = b.openSetTarget(ctx, i, a.Value)
	case blocks.ActionTargetCheckIn, blocks.ActionTargetChange, blocks.ActionTargetClose, blocks.ActionTargetState, blocks.ActionTargetAccept:
		err = b.targetAct(ctx, i, a)
	case blocks.ActionDates:
		err = b.openDates(ctx, i)
	case blocks.ActionReturn:
		err = b.returned(ctx, i)
	case blocks.ActionRoadmap:
		err = b.openRoadmap(ctx, i, assess.ProgrammeID(a.Value))
	case blocks.ActionRoadmapTurn, blocks.ActionRoadmapPick:
		err = b.turnRoadmap(ctx, i, a)
	case blocks.ActionPosition:
		err = b.openPosition(ctx, i, a.Value)
	case blocks.ActionRisks:
		err = b.openRisks(ctx, i, a.Value)
	case blocks.ActionOutlook:
		err = b.openOutlook(ctx, i, assess.ProgrammeID(a.Value))
	case blocks.ActionRoadmapPicture:
		err = b.sendPicture(ctx, i, a.Value)
	case blocks.ActionRoadmapFiles:
		err = b.sendFiles(ctx, i, a.Value)
	case blocks.ActionCalendar:
		err = b.remakeCalendar(ctx, i, a.Value)
	case blocks.ActionActionAdd:
		err = b.openActionAdd(ctx, i, a.Value)
	case blocks.ActionActionOpen:
		err = b.openAction(ctx, i, target.ActionID(a.Value))
	case blocks.ActionActionBegin:
		err = b.beginAction(ctx, i, target.ActionID(a.Value))
	case blocks.ActionActionDone, blocks.ActionActionChange, blocks.ActionActionNote, blocks.ActionActionDrop, blocks.ActionActionReopen:
		err = b.openActionForm(ctx, i, a)
	default:
		if blocks.AboutExercise(a.ActionID) {
			err = b.exerciseAction(ctx, i, a)
			break
		}
		b.log.Warn("an unknown button was pressed", "action_id", a.ActionID, "user", i.User.ID)
		b.tell(ctx, i, blocks.UnknownAction(i.reader))
	}
	if err != nil {
		b.logFailure("a button failed", err, "action_id", a.ActionID, "user", i.User.ID)
		b.tell(ctx, i, blocks.Say(i.reader.Error(err)))
	}
}

// tell says something to the person who acted, where they acted, and to nobody else.
func (b *Bot) tell(ctx context.Context, i *interaction, msg blocks.Message) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), answerWithin)
	defer cancel()
	var err error
	switch {
	case i.ResponseURL != "":
		_, _, _, err = b.client.SendMessageContext(ctx, "", append(content(msg), slack.MsgOptionResponseURL(i.ResponseURL, slack.ResponseTypeEphemeral))...)
	case i.TriggerID == "":
	case i.View.Type == slack.VTModal:
		_, err = b.client.PushViewContext(ctx, i.TriggerID, blocks.Notice(i.reader, blocks.AlertSays(msg.Text)))
	default:
		_, err = b.client.OpenViewContext(ctx, i.TriggerID, blocks.Notice(i.reader, blocks.AlertSays(msg.Text)))
	}
	if err != nil {
		b.log.Error("a person could not be told", "user", i.User.ID, "error", withoutAddress(err))
	}
}

// replace puts another message in place of the one whose button was pressed.
func (b *Bot) replace(ctx context.Context, i *interaction, msg blocks.Message) {
	if i.ResponseURL == "" {
		b.tell(ctx, i, msg)
		return
	}
	if _, _, _, err := b.client.SendMessageContext(ctx, "", append(content(msg), slack.MsgOptionReplaceOriginal(i.ResponseURL))...); err != nil {
		b.log.Error("a message could not be replaced", "user", i.User.ID, "error", withoutAddress(err))
	}
}

// ephemeral answers a command so that only the person who gave it sees it.
func ephemeral(msg blocks.Message) Reply {
	return Reply{Body: whisper{slack.ResponseTypeEphemeral, msg.Text, msg.Blocks}}
}

// whisper is a message that only one person sees.
type whisper struct {
	ResponseType string        `json:"response_type"`
	Text         string        `json:"text"`
	Blocks       []slack.Block `json:"blocks"`
}

// updated answers a submitted view with another in its place.
func updated(view slack.ModalViewRequest) Reply {
	return Reply{Body: slack.NewUpdateViewSubmissionResponse(&view)}
}
