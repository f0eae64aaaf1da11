package bot

import (
	"bytes"
	"context"
	"slices"

	"github.com/google/uuid"
	"github.com/slack-go/slack"

	"cairn/bot/blocks"
	"cairn/internal/afteraction"
	"cairn/internal/assess"
	"cairn/internal/delivery"
	"cairn/internal/errs"
	"cairn/internal/exercise"
)

// reportUploads are the files of a report.
func reportUploads(r exercise.Report) ([]upload, error) {
	var page, document bytes.Buffer
	if err := afteraction.HTML(&page, r); err != nil {
		return nil, err
	}
	if err := afteraction.DOCX(&document, r); err != nil {
		return nil, err
	}
	html, docx := afteraction.FileName(r, ".html"), afteraction.FileName(r, ".docx")
	return []upload{{name: html, title: html, content: page.Bytes()}, {name: docx, title: docx, content: document.Bytes()}}, nil
}

// PublishReport puts a signed report into the channel of its exercise, as a summary with its files in the thread, and returns the
// link to it. Asked again it finds what is there.
func (m *Messenger) PublishReport(ctx context.Context, r exercise.Report) (link string, err error) {
	about := key("exercise", string(r.ID), "report")
	// Somebody may have deleted the summary since an earlier attempt, and the files would have no thread.
	sent, err := m.deliver(ctx, outgoing{key: about, to: r.Channel, message: blocks.Report(anybody(), r), sure: !m.posted(ctx, about+":files")})
	if err != nil {
		return "", err
	}
	if err := m.shareReport(ctx, about+":files", r, sent); err != nil {
		return "", err
	}
	link, err = m.client.GetPermalinkContext(ctx, &slack.PermalinkParameters{Channel: sent.Channel, Ts: sent.TS})
	return link, explain(err, r.Channel)
}

// shareReport puts the files of a report into the thread of its summary, once. Where an earlier attempt may have done it, the
// thread is read first: a shared file carries no key, but what stands above it in that thread tells which it is.
func (m *Messenger) shareReport(ctx context.Context, about string, r exercise.Report, summary delivery.Delivery) error {
	d, err := m.ledger.Begin(ctx, delivery.Delivery{
		Key: about, Kind: "exercise", To: r.Channel, Ref: uuid.NewString(), State: delivery.Pending, CreatedAt: m.now(), UpdatedAt: m.now(),
	})
	if err != nil || d.State == delivery.Sent {
		return err
	}
	files, err := reportUploads(r)
	if err != nil {
		return err
	}
	comment := blocks.ReportComment(anybody(), r)
	if d, err = m.ledger.Claim(ctx, about, m.now(), lease); err != nil {
		if errs.Is(err, errs.Conflict) {
			return later(err, "The files of the report of %s are being sent by another process.", r.ID.Number())
		}
		return err
	}
	if !d.UnsureSince.IsZero() {
		ts, err := m.sharedIn(ctx, summary, comment, files)
		if err != nil {
			return m.settle(ctx, &d, delivery.Unknown, err, r.Channel)
		}
		if ts != "" {
			d.Channel, d.TS = summary.Channel, ts
			return m.settle(ctx, &d, delivery.Sent, nil, r.Channel)
		}
	}
	shared, err := m.share(ctx, summary.Channel, summary.TS, comment, files)
	switch outcomeOf(err) {
	case done:
		d.Channel, d.TS = summary.Channel, "file:"+shared // sharing a file tells no ts
		return m.settle(ctx, &d, delivery.Sent, nil, r.Channel)
	case refused:
		return m.settle(ctx, &d, delivery.Pending, err, r.Channel)
	default:
		return m.settle(ctx, &d, delivery.Unknown, err, r.Channel)
	}
}

// sharedIn returns the ts of the message in the thread of a summary that has the files; "" when there is certainly none. It is
// known by what stands above the files, or by their names: an app may be shown either without the other.
func (m *Messenger) sharedIn(ctx context.Context, summary delivery.Delivery, comment string, files []upload) (string, error) {
	cursor := ""
	for range lookupPages {
		messages, next, err := m.page(ctx, summary.Channel, summary.TS, "", cursor, summary.Key)
		if err != nil {
			return "", err
		}
		for _, msg := range messages {
			missing := func(f upload) bool {
				return !slices.ContainsFunc(msg.Files, func(had slack.File) bool { return had.Name == f.name })
			}
			if msg.BotID != "" && (msg.Text == comment || !slices.ContainsFunc(files, missing)) {
				return msg.Timestamp, nil
			}
		}
		if next == "" {
			return "", nil
		}
		cursor = next
	}
	return "", later(nil, "The thread of the report in %s has more than %d messages; Cairn cannot tell whether its files are there.",
		summary.Channel, lookupPage*lookupPages)
}

// share uploads files and shows them in a conversation, or in a thread of it, as one message. It returns the id of the first. Until
// the last call nobody sees anything.
func (m *Messenger) share(ctx context.Context, channel, thread, comment string, files []upload) (string, error) {
	shared := slack.CompleteUploadExternalParameters{Channel: channel, ThreadTimestamp: thread, InitialComment: comment}
	for _, f := range files {
		at, err := m.client.GetUploadURLExternalContext(ctx, slack.GetUploadURLExternalParameters{
			FileName: f.name, FileSize: len(f.content), AltTxt: blocks.Cut(f.alt, blocks.MaxFileAlt),
		})
		if err != nil {
			return "", err
		}
		err = m.client.UploadToURL(ctx, slack.UploadToURLParameters{UploadURL: at.UploadURL, Reader: bytes.NewReader(f.content), Filename: f.name})
		if err != nil {
			return "", err
		}
		shared.Files = append(shared.Files, slack.FileSummary{ID: at.FileID, Title: f.title})
	}
	_, err := m.client.CompleteUploadExternalContext(ctx, shared)
	return shared.Files[0].ID, err
}

// sendReport puts the report of an exercise, or its draft, into the person's conversation with Cairn.
func (b *Bot) sendReport(ctx context.Context, i *interaction, id exercise.ID) error {
	r, err := b.reviews.Report(ctx, actor(i), id)
	if err != nil {
		return err
	}
	return b.send(ctx, i, reportParcel(i.reader, r))
}

// reportCommand answers /cairn exercise E2 report. Who may not read it hears so at once.
func (b *Bot) reportCommand(ctx context.Context, r request, id exercise.ID) (blocks.Message, error) {
	report, err := b.reviews.Report(ctx, assess.BySlack(r.user), id)
	if err != nil {
		return blocks.Message{}, err
	}
	b.bring(r.later, "", reportParcel(r.reader, report))
	return blocks.Say(blocks.ReportComing(r.reader)), nil
}

// reportParcel is the files of a report for whoever asked for them.
func reportParcel(to blocks.Reader, r exercise.Report) parcel {
	return parcel{
		what: "report of " + string(r.ID), comment: blocks.ReportComment(to, r), coming: blocks.ReportComing(to), sent: blocks.ReportSent(to),
		failed: func(why string) string { return blocks.ReportNotSent(to, r.ID, why) },
		files:  func(context.Context) ([]upload, error) { return reportUploads(r) },
	}
}
