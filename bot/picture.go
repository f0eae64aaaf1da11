package bot

import (
	"bytes"
	"context"
	"sync"
	"time"

	"github.com/slack-go/slack"

	"cairn/bot/blocks"
	"cairn/internal/delivery"
	"cairn/internal/digest"
	"cairn/internal/errs"
)

// Slack draws charts by itself only in some workspaces, and takes an uploaded image as a block only once it has processed
// it. So a digest's chart is tried in this order.
const (
	drawnBySlack = iota
	uploaded     // an image in the message
	inThread     // an image below the message; the message carries the numbers anyway
)

const (
	pictureMemory = 24 * time.Hour         // how long it is remembered what a workspace takes
	pictureTries  = 5                      // tries to show an uploaded image, while Slack processes it
	pictureWait   = 500 * time.Millisecond // before the second; doubles with each
)

// pictures remembers what kind of chart the workspace takes.
type pictures struct {
	pause time.Duration // pictureWait

	mu    sync.Mutex
	kind  int
	since time.Time
}

func (p *pictures) remember(kind int, now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.kind, p.since = kind, now
}

func (p *pictures) recall(now time.Time) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	if now.Sub(p.since) >= pictureMemory {
		return drawnBySlack
	}
	return p.kind
}

// picture is the chart of one digest on its way into Slack.
type picture struct {
	m      *Messenger
	digest digest.Digest
	kind   int
	file   string // id of the uploaded image
	tries  int    // to show it
}

func (p *pictures) begin(m *Messenger, d digest.Digest) *picture {
	return &picture{m: m, digest: d, kind: p.recall(m.now())}
}

// first is the digest with the kind of chart that is known to work. It is asked for only when there is something to
// send, so that a digest which is there already uploads nothing.
func (p *picture) first(ctx context.Context) blocks.Message {
	switch p.kind {
	case drawnBySlack:
		return blocks.Digest(anybody(), p.digest, blocks.Picture{Native: true})
	case uploaded:
		return p.withImage(ctx)
	default:
		return blocks.Digest(anybody(), p.digest, blocks.Picture{})
	}
}

// next is what to post after Slack refused the blocks.
func (p *picture) next(ctx context.Context) (blocks.Message, bool) {
	switch {
	case p.kind == drawnBySlack:
		p.kind = uploaded
		p.m.pictures.remember(uploaded, p.m.now())
		return p.withImage(ctx), true
	case p.kind == uploaded && p.tries < pictureTries && wait(ctx, p.m.pictures.pause<<(p.tries-1)) == nil:
		p.tries++
		return blocks.Digest(anybody(), p.digest, blocks.Picture{File: p.file}), true
	case p.kind == uploaded:
		return p.withoutImage(), true
	default:
		return blocks.Message{}, false
	}
}

func (p *picture) withImage(ctx context.Context) blocks.Message {
	file, err := p.upload(ctx, "", "")
	if err != nil {
		p.m.log.Warn("the digest's chart could not be uploaded", "cycle", p.digest.Cycle, "error", err)
		return p.withoutImage()
	}
	p.file, p.tries = file, 1
	return blocks.Digest(anybody(), p.digest, blocks.Picture{File: p.file})
}

func (p *picture) withoutImage() blocks.Message {
	p.kind = inThread
	return blocks.Digest(anybody(), p.digest, blocks.Picture{})
}

// finish shares the image below a digest that could not show it. A digest without its picture is whole, so a failure is
// logged and not repeated for ever.
func (p *picture) finish(ctx context.Context, sent delivery.Delivery) error {
	if p.kind != inThread {
		return nil
	}
	key := "digest-picture:" + string(p.digest.Cycle)
	now := p.m.now()
	if _, err := p.m.ledger.Begin(ctx, delivery.Delivery{Key: key, Kind: "digest-picture", To: sent.Channel, State: delivery.Pending, CreatedAt: now, UpdatedAt: now}); err != nil {
		return err
	}
	d, err := p.m.ledger.Claim(ctx, key, now, lease)
	if errs.Is(err, errs.Conflict) {
		return nil
	}
	if err != nil {
		return err
	}
	if !d.UnsureSince.IsZero() { // it may be there; twice would be worse than not at all
		return p.m.settle(ctx, &d, delivery.Unknown, nil, sent.Channel)
	}
	file, err := p.upload(ctx, sent.Channel, sent.TS)
	switch outcomeOf(err) {
	case done:
		d.Channel, d.TS = sent.Channel, "file:"+file // sharing a file tells no ts
		return p.m.settle(ctx, &d, delivery.Sent, nil, sent.Channel)
	case refused:
		p.m.log.Warn("the digest's chart could not be shared", "cycle", p.digest.Cycle, "error", err)
		_ = p.m.settle(ctx, &d, delivery.Pending, err, sent.Channel)
		return nil
	default:
		p.m.log.Warn("the digest's chart may not have been shared", "cycle", p.digest.Cycle, "error", err)
		_ = p.m.settle(ctx, &d, delivery.Unknown, err, sent.Channel)
		return nil
	}
}

// upload draws the chart and uploads it, sharing it in a thread if one is given, and returns the file's id.
func (p *picture) upload(ctx context.Context, channel, thread string) (string, error) {
	chart := blocks.DigestChart(anybody(), p.digest)
	png, err := chart.PNG()
	if err != nil {
		return "", err
	}
	comment := ""
	if channel != "" {
		comment = blocks.DigestImageComment(anybody(), p.digest)
	}
	file, err := p.m.client.UploadFileContext(ctx, slack.UploadFileParameters{
		Filename: "levels-" + string(p.digest.Cycle) + ".png", Title: chart.Title, AltTxt: blocks.Cut(chart.Alt(), blocks.MaxFileAlt),
		Reader: bytes.NewReader(png), FileSize: len(png),
		Channel: channel, ThreadTimestamp: thread, InitialComment: comment,
	})
	if err != nil {
		return "", err
	}
	return file.ID, nil
}
