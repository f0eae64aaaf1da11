package bot

import (
	"bytes"
	"context"

	"github.com/slack-go/slack"

	"cairn/bot/blocks"
	"cairn/internal/assess"
	"cairn/internal/planfile"
	"cairn/internal/roadmap"
)

// uploadTries is how often files are uploaded while Slack asks to wait.
const uploadTries = 3

// upload is a file on its way into Slack.
type upload struct {
	name    string
	title   string
	alt     string // what is to be seen, for those who cannot
	content []byte
}

// sendPicture puts a picture of what is shown of a roadmap into the person's conversation with Cairn.
func (b *Bot) sendPicture(ctx context.Context, i *interaction, value string) error {
	shown, ok := blocks.ParseRoadmapPage(value)
	if !ok {
		return errStaleRoadmap
	}
	return b.sendPlan(ctx, i, shown.Programme, blocks.PlanComment, func(ctx context.Context, m roadmap.Roadmap) ([]upload, error) {
		g := planfile.Gantt(m, roadmap.Filter{Owner: shown.Owner, Category: shown.Category}, b.planReader(ctx, i.reader))
		png, err := g.PNG()
		return []upload{{planName(m, ".png"), g.Title, g.Alt(), png}}, err
	})
}

// sendFiles puts a roadmap as a table and as a workbook into the person's conversation with Cairn.
func (b *Bot) sendFiles(ctx context.Context, i *interaction, value string) error {
	shown, ok := blocks.ParseRoadmapPage(value)
	if !ok {
		return errStaleRoadmap
	}
	comment := func(to blocks.Reader, m roadmap.Roadmap) string { return blocks.PlanFilesComment(to, m, shown) }
	return b.sendPlan(ctx, i, shown.Programme, comment, func(ctx context.Context, m roadmap.Roadmap) ([]upload, error) {
		var table, book bytes.Buffer
		to := b.planReader(ctx, i.reader)
		if err := planfile.XLSX(&book, m, to); err != nil {
			return nil, err
		}
		if err := planfile.CSV(&table, m, to); err != nil {
			return nil, err
		}
		return []upload{
			{name: planName(m, ".xlsx"), title: planName(m, ".xlsx"), content: book.Bytes()},
			{name: planName(m, ".csv"), title: planName(m, ".csv"), content: table.Bytes()},
		}, nil
	})
}

// planName is what a file of a roadmap is called.
func planName(m roadmap.Roadmap, ending string) string {
	return "roadmap-" + string(m.Programme.ID) + "-" + m.Today.String() + ending
}

// sendPlan makes files of a roadmap and puts them, with a comment, into the person's conversation with Cairn.
func (b *Bot) sendPlan(ctx context.Context, i *interaction, p assess.ProgrammeID, comment func(blocks.Reader, roadmap.Roadmap) string,
	files func(context.Context, roadmap.Roadmap) ([]upload, error),
) error {
	m, err := b.roadmaps.Roadmap(ctx, actor(i), p)
	if err != nil {
		return err
	}
	return b.send(ctx, i, parcel{
		what: "files of the roadmap of " + string(p), comment: comment(i.reader, m), coming: blocks.PlanComing(i.reader), sent: blocks.PlanSent(i.reader),
		files: func(ctx context.Context) ([]upload, error) { return files(ctx, m) },
	})
}

// parcel is files for a person's conversation with Cairn, and what is said about them.
type parcel struct {
	what    string                  // for the log
	comment string                  // above the files
	coming  string                  // where they were asked for, until they are there
	sent    string                  // likewise, from then on
	failed  func(why string) string // what is said when they cannot be sent, with the reason; nil for the reason alone
	files   func(context.Context) ([]upload, error)
}

// send puts files into the person's conversation with Cairn, after the answer: Slack takes files slower than it waits for
// answers. Where they pressed the button they are told how it went, unless they see it there.
func (b *Bot) send(ctx context.Context, i *interaction, p parcel) error {
	view := "" // that says how it went, over another
	if i.ResponseURL == "" {
		on, err := b.client.PushViewContext(ctx, i.TriggerID, blocks.Notice(i.reader, blocks.AlertSays(p.coming)))
		if err != nil {
			return formTrouble(err)
		}
		view = on.View.ID
	}
	b.bring(i, view, p)
	return nil
}

// bring puts files into the person's conversation with Cairn in the background, and says how it went where they asked: in the view,
// or for "" beside the message or command.
func (b *Bot) bring(i *interaction, view string, p parcel) {
	b.tasks.start(p.what, func(ctx context.Context) error {
		at := "" // the conversation
		all, err := p.files(ctx)
		if err == nil {
			err = again(ctx, uploadTries, func(ctx context.Context) (err error) {
				at, err = b.share(ctx, i.reader, p.comment, all)
				return err
			})
		}
		said := p.sent
		if err == nil && view == "" && i.Channel.ID == at { // they look at it
			return nil
		}
		if err != nil {
			b.logFailure("files could not be sent", err, "files", p.what, "user", i.User.ID)
			if said = i.reader.Error(err); p.failed != nil {
				said = p.failed(said)
			}
		}
		if view == "" {
			b.tell(ctx, i, blocks.Say(said))
			return nil
		}
		_, err = b.client.UpdateViewContext(ctx, blocks.Notice(i.reader, blocks.AlertSays(said)), "", "", view)
		if slackError(err) == "not_found" { // closed meanwhile
			return nil
		}
		return err
	})
}

// share puts files into a person's conversation with Cairn, as one message, and returns the conversation.
func (b *Bot) share(ctx context.Context, to blocks.Reader, comment string, files []upload) (conversation string, err error) {
	if err := b.messenger.pace.turnCome(ctx, "conversations.open", "files "+string(to.User)); err != nil {
		return "", err
	}
	dm, _, _, err := b.client.OpenConversationContext(ctx, &slack.OpenConversationParameters{Users: []string{string(to.User)}, ReturnIM: true})
	if err != nil {
		return "", explain(err, string(to.User))
	}
	_, err = b.messenger.share(ctx, dm.ID, "", comment, files)
	return dm.ID, explain(err, string(to.User))
}
