package bot

import (
	"context"
	"strings"

	"github.com/slack-go/slack"

	"cairn/bot/blocks"
	"cairn/internal/assess"
	"cairn/internal/errs"
)

const commandName = "/cairn"

// The words that /cairn takes.
var subcommands = []string{"help", "status", "start", "close", "digest"}

// command answers /cairn.
func (b *Bot) command(ctx context.Context, c *slack.SlashCommand) Reply {
	if c.Command != commandName {
		b.log.Warn("an unknown slash command", "command", c.Command, "user", c.UserID)
		return ephemeral(blocks.UnknownCommand(c.Command))
	}
	msg, err := b.answer(ctx, assess.UserID(c.UserID), c.Text)
	if err == nil {
		err = blocks.Check(msg)
	}
	if err != nil {
		b.logFailure("a command failed", err, "text", c.Text, "user", c.UserID)
		return ephemeral(blocks.Say(errs.Message(err)))
	}
	return ephemeral(msg)
}

func (b *Bot) answer(ctx context.Context, u assess.UserID, text string) (blocks.Message, error) {
	words := strings.Fields(text)
	mine, err := b.programmes.ProgrammesOf(ctx, u)
	if err != nil {
		return blocks.Message{}, err
	}
	if len(words) == 0 {
		return blocks.Help(mine), nil
	}
	verb := strings.ToLower(words[0])
	var do func(context.Context, assess.UserID, assess.Programme) (blocks.Message, error)
	switch verb {
	case "help":
		return blocks.Help(mine), nil
	case "status":
		do = b.status
	case "start":
		do = b.startCycle
	case "close":
		do = b.askClose
	case "digest":
		do = b.digest
	default:
		return blocks.UnknownSubcommand(words[0], nearest(verb, subcommands)), nil
	}
	switch {
	case len(mine) == 0:
		return blocks.Outsider(), nil
	case len(words) > 2:
		return blocks.TooManyWords(verb, strings.Join(words[1:], " ")), nil
	case len(words) == 1 && len(mine) > 1:
		return blocks.WhichProgramme(verb, mine), nil
	case len(words) == 1:
		return do(ctx, u, mine[0])
	}
	for _, p := range mine {
		if strings.EqualFold(string(p.ID), words[1]) {
			return do(ctx, u, p)
		}
	}
	return blocks.NoProgramme(words[1], mine), nil
}

func (b *Bot) status(ctx context.Context, u assess.UserID, p assess.Programme) (blocks.Message, error) {
	st, err := b.programmes.Status(ctx, assess.BySlack(u), p.ID)
	if err != nil {
		return blocks.Message{}, err
	}
	return blocks.Status(st, b.now()), nil
}

func (b *Bot) digest(ctx context.Context, _ assess.UserID, p assess.Programme) (blocks.Message, error) {
	d, err := b.digests.Latest(ctx, p.ID)
	if err != nil {
		return blocks.Message{}, err
	}
	// Without its chart: an answer that Slack refuses cannot be sent again otherwise, as a message can.
	return blocks.Digest(d, blocks.Picture{}), nil
}

func (b *Bot) startCycle(ctx context.Context, u assess.UserID, p assess.Programme) (blocks.Message, error) {
	c, err := b.programmes.StartCycle(ctx, assess.BySlack(u), p.ID)
	if err != nil {
		return blocks.Message{}, err
	}
	b.homes.publish(p.Managers...)
	return blocks.Started(c, p), nil
}

// askClose asks before a cycle is closed. Whether the person may close it is said now, not after they confirmed.
func (b *Bot) askClose(ctx context.Context, u assess.UserID, p assess.Programme) (blocks.Message, error) {
	st, err := b.programmes.Status(ctx, assess.BySlack(u), p.ID)
	switch {
	case err != nil:
		return blocks.Message{}, err
	case !p.IsManager(u):
		return blocks.OnlyManagers(p), nil
	case st.Cycle.State != assess.CycleOpen:
		return blocks.NothingToClose(p), nil
	}
	return blocks.AskClose(st), nil
}

// closeCycle closes the cycle that the button was shown for.
func (b *Bot) closeCycle(ctx context.Context, i *slack.InteractionCallback, value string) error {
	v, ok := blocks.ParseCloseValue(value)
	if !ok {
		return errs.New(errs.Invalid, "This button names no cycle. Use `/cairn close` again.")
	}
	st, err := b.programmes.Status(ctx, actor(i), v.Programme)
	if err != nil {
		return err
	}
	if st.Cycle.ID != v.Cycle || st.Cycle.State != assess.CycleOpen {
		b.replace(ctx, i, blocks.CloseIsStale())
		b.homes.publish(assess.UserID(i.User.ID))
		return nil
	}
	c, err := b.programmes.CloseCycle(ctx, actor(i), v.Programme)
	if err != nil {
		return err
	}
	users := append([]assess.UserID(nil), st.Programme.Managers...)
	for _, l := range st.Lines {
		users = append(users, l.Questionnaire.Owner, l.Questionnaire.Deputy)
	}
	b.homes.publish(users...)
	b.replace(ctx, i, blocks.Closed(c, st.Programme))
	return nil
}

// nearest returns the word that a mistyped one may have meant, or "".
func nearest(word string, words []string) string {
	best, least := "", 3 // more than two slips is another word
	for _, w := range words {
		if d := slips(word, w); d < least && d < len(w)-1 {
			best, least = w, d
		}
	}
	return best
}

// slips counts the letters to insert, delete or change to make b of a (Levenshtein's distance). Long words are cut: they
// are no slip of a command.
func slips(a, b string) int {
	if len(a) > 20 {
		a = a[:20]
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
