package bot

import (
	"context"

	"cairn/bot/blocks"
	"cairn/internal/assess"
	"cairn/internal/errs"
)

// openSettle asks the accountable owner which of two answers counts.
func (b *Bot) openSettle(ctx context.Context, i *interaction, id assess.DisputeID) error {
	d, err := b.disputes.Dispute(ctx, id)
	if err != nil {
		return err
	}
	if refused := maySettle(d, assess.UserID(i.User.ID)); refused != nil {
		b.refresh(d.Questionnaire)
		return refused
	}
	return b.present(ctx, i, blocks.Settle(i.reader, d))
}

// maySettle says before the view opens what the use case would say after it.
func maySettle(d assess.DisputeView, u assess.UserID) error {
	switch {
	case u != d.Accountable:
		return errs.New(errs.Forbidden, "Only %s, who is accountable for these answers, can settle this.", assess.Mentions(d.Accountable))
	case d.Settled != nil:
		return errs.New(errs.Conflict, "This was settled already by %s. To change the answer now, open the questions.", assess.Mentions(d.Settled.By))
	case !d.Form.Open():
		return errs.New(errs.Closed, "The cycle has closed, so its answers are final and this cannot be settled any more.")
	default:
		return nil
	}
}

func (b *Bot) submitSettlement(ctx context.Context, i *interaction) Reply {
	id := assess.DisputeID(i.View.PrivateMetadata)
	value := selected(i.View.State, blocks.BlockLevel)
	if err := b.disputes.Settle(ctx, actor(i), id, value, entered(i.View.State, blocks.BlockReason)); err != nil {
		return b.notDone(i, err, blocks.BlockLevel)
	}
	d, err := b.disputes.Dispute(ctx, id)
	if err != nil {
		return b.notDone(i, err, "")
	}
	b.changed(d.Form)
	b.tasks.start("thread of "+string(id), func(ctx context.Context) error {
		d, err := b.disputes.Dispute(ctx, id)
		if err != nil {
			return err
		}
		return b.messenger.Dispute(ctx, d)
	})
	return updated(blocks.Judged(i.reader, blocks.SettledDone(i.reader, d, value)))
}
