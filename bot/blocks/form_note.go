package blocks

import (
	"fmt"

	"github.com/slack-go/slack"

	"cairn/internal/assess"
)

// noteSection offers the comment and link, or says that they are there.
func noteSection(r Reader, s FormState) slack.Block {
	text, label := r.say(formNoteNone), r.say(buttonNoteEdit)
	switch {
	case s.Comment != "" && s.Evidence != "":
		text = r.say(formNoteBoth)
	case s.Comment != "":
		text = r.say(formNoteComment)
	case s.Evidence != "":
		text = r.say(formNoteLink)
	default:
		label = r.say(buttonNoteAdd)
	}
	accessory := slack.NewAccessory(button(label, ActionNote, string(s.Questionnaire)))
	return slack.NewSectionBlock(mrkdwn(text, MaxSection), nil, accessory, slack.SectionBlockOptionBlockID(blockNote))
}

// Note is the view in which a comment and a link are typed, on top of the form whose state is given.
func Note(r Reader, s FormState, parent string, a Alert) (slack.ModalViewRequest, error) {
	comment := slack.NewPlainTextInputBlockElement(nil, ActionValue).WithMultiline(true).WithMaxLength(assess.MaxComment).WithInitialValue(s.Comment)
	evidence := slack.NewURLTextInputBlockElement(nil, ActionValue)
	evidence.InitialValue = s.Evidence
	s.Comment, s.Evidence, s.Parent = "", "", parent
	metadata, ok := s.Encode()
	if !ok {
		return slack.ModalViewRequest{}, fmt.Errorf("blocks: note of %s: its state is longer than Slack carries", s.Questionnaire)
	}
	return slack.ModalViewRequest{
		Type:            slack.VTModal,
		CallbackID:      CallbackNote,
		Title:           plain(r.say(noteTitle), MaxViewTitle),
		Submit:          plain(r.say(buttonNoteSave), MaxViewTitle),
		Close:           plain(r.say(buttonCancel), MaxViewTitle),
		PrivateMetadata: metadata,
		Blocks: slack.Blocks{BlockSet: append(a.blocks(),
			slack.NewInputBlock(BlockComment, plain(r.say(noteComment), MaxLabel), plain(r.say(noteCommentHint), MaxHint), comment).WithOptional(true),
			slack.NewInputBlock(BlockEvidence, plain(r.say(noteEvidence), MaxLabel), plain(r.say(noteEvidenceHint), MaxHint), evidence).WithOptional(true),
			slack.NewSectionBlock(mrkdwn(r.say(giveMore), MaxSection), nil, slack.NewAccessory(button(r.say(buttonGive), ActionGive, string(s.Questionnaire)))),
		)},
	}, nil
}

// NoteTooLong is the fault of a comment and link that do not fit together.
func NoteTooLong(r Reader) string { return r.say(noteTooLong) }
