package bot

import "context"

// Wait returns when nothing that follows an answer is under way, or when the context ends.
func (b *Bot) Wait(ctx context.Context) error { return b.tasks.running.Wait(ctx) }
