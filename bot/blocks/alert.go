package blocks

import (
	"github.com/slack-go/slack"

	"cairn/internal/assess"
)

// Alert is what a form says above its questions. The zero Alert says nothing.
type Alert struct {
	Level    slack.AlertLevel
	Headline string // plain
	Detail   string // a sentence, may mention people
}

func (a Alert) blocks() []slack.Block {
	var blocks []slack.Block
	if a.Headline != "" {
		blocks = append(blocks, slack.NewAlertBlock(plain(a.Headline, MaxAlert), slack.AlertBlockOptionLevel(a.Level)))
	}
	if a.Detail != "" {
		blocks = append(blocks, section(Sentence(a.Detail)))
	}
	return blocks
}

// Notice is a view that says one thing.
func Notice(r Reader, a Alert) slack.ModalViewRequest {
	return notice(r, r.say(noticeTitle), a.blocks())
}

func notice(r Reader, title string, blocks []slack.Block) slack.ModalViewRequest {
	return slack.ModalViewRequest{
		Type:       slack.VTModal,
		CallbackID: CallbackNotice,
		Title:      plain(title, MaxViewTitle),
		Close:      plain(r.say(buttonDone), MaxViewTitle),
		Blocks:     slack.Blocks{BlockSet: blocks},
	}
}

// AlertConflict says that somebody, or the reader in another form, answered meanwhile.
func AlertConflict(r Reader, f assess.Form) Alert {
	a := Alert{Level: slack.AlertLevelWarning, Headline: r.say(alertConflict)}
	if f.Latest == nil {
		return a
	}
	if f.Latest.By == r.User {
		a.Headline = r.say(alertConflictOwn)
	}
	shut := r.say(buttonCancel)
	if byObjectives(f) {
		shut = r.say(buttonShut)
	}
	a.Detail = r.say(alertConflictDo, mention(f.Latest.By), r.in(f.Programme.Zone).at(f.Latest.At), shut)
	return a
}

// FaultTrouble is the fault under an input when Cairn itself failed: shown that way, the form keeps all that was entered
// without anything having to be read again.
func FaultTrouble(r Reader) string { return r.say(faultTrouble) }

// AlertClosed heads answers that came too late; sentence says why.
func AlertClosed(r Reader, sentence string) Alert {
	return Alert{Level: slack.AlertLevelWarning, Headline: r.say(alertClosed), Detail: sentence}
}

// AlertForbidden heads a form of somebody who may not answer.
func AlertForbidden(r Reader, sentence string) Alert {
	return Alert{Level: slack.AlertLevelError, Headline: r.say(alertForbidden), Detail: sentence}
}

// AlertTrouble says that Cairn itself failed, where there is no input to say it under.
func AlertTrouble(r Reader) Alert {
	return Alert{Level: slack.AlertLevelError, Headline: r.say(alertTrouble)}
}

// AlertTroubleSaved says the same of a review, whose parts are saved.
func AlertTroubleSaved(r Reader) Alert {
	return Alert{Level: slack.AlertLevelError, Headline: r.say(alertTroubleSaved)}
}

// AlertFix heads a form with faults that are not beside an input.
func AlertFix(r Reader, sentence string) Alert {
	return Alert{Level: slack.AlertLevelError, Headline: r.say(alertFix), Detail: sentence}
}

// AlertUnknownView heads a form that this version cannot read.
func AlertUnknownView(r Reader) Alert { return Alert{Detail: r.say(unknownView)} }

// AlertOnItsWay stands alone for the moment until a long form is there.
func AlertOnItsWay(r Reader) Alert { return Alert{Detail: r.say(alertOnItsWay)} }

// AlertSays says one sentence.
func AlertSays(sentence string) Alert { return Alert{Detail: sentence} }
