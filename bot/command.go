package bot

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/slack-go/slack"

	"cairn/bot/blocks"
	"cairn/internal/assess"
	"cairn/internal/crosswalk"
	"cairn/internal/errs"
	"cairn/internal/spelling"
)

const commandName = "/cairn"

// subcommands are the words that /cairn takes.
var subcommands = []string{
	"help", "mine", "ooo", "status", "start", "close", "digest", "override", "substitute", "crosswalk", "setup",
	"target", "roadmap", "action", "what-if", "outlook", "calendar", "exercise",
}

// kinds are the words for a kind of cycle.
var kinds = map[string]assess.CycleKind{"full": assess.Full, "quick": assess.Quick, "check-in": assess.CheckIn, "checkin": assess.CheckIn}

// request is a command of somebody about a programme.
type request struct {
	user      assess.UserID
	reader    blocks.Reader
	programme assess.Programme
	verb      string
	words     []string     // after the verb, without the programme's name
	trigger   string       // opens a view
	channel   string       // in which it was given
	later     *interaction // tells the person more where they gave the command, after the answer
}

// command answers /cairn.
func (b *Bot) command(ctx context.Context, c *slack.SlashCommand) Reply {
	reader := b.readers.reader(ctx, assess.UserID(c.UserID))
	if c.Command != commandName {
		b.log.Warn("an unknown slash command", "command", c.Command, "user", c.UserID)
		return ephemeral(blocks.UnknownCommand(reader, c.Command))
	}
	msg, err := b.answer(ctx, reader, c)
	if err == nil && msg.Text == "" {
		return Reply{} // a view says it
	}
	if err == nil {
		err = blocks.Check(msg)
	}
	if err != nil {
		b.logFailure("a command failed", err, "verb", verbOf(c.Text), "user", c.UserID)
		return ephemeral(blocks.Say(reader.Error(err)))
	}
	return ephemeral(msg)
}

// typed undoes what Slack writes for the three characters of its markup. A mention, <@U1|name>, stays what it is.
var typed = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&")

func (b *Bot) answer(ctx context.Context, reader blocks.Reader, c *slack.SlashCommand) (blocks.Message, error) {
	words := strings.Fields(typed.Replace(c.Text))
	u := assess.UserID(c.UserID)
	if len(words) > 0 { // what is about the person and no programme
		switch strings.ToLower(words[0]) {
		case "mine":
			return b.mine(ctx, reader)
		case "ooo":
			return b.outOfOffice(ctx, reader, strings.Join(words[1:], " "))
		case "calendar":
			return b.calendar(ctx, reader, words[1:])
		case "setup":
			return b.setUp(ctx, reader, words[1:], c.TriggerID)
		case "exercise":
			if len(words) > 1 {
				break
			}
			if here, err := b.playedIn(ctx, u, c.ChannelID); err != nil || len(here) > 0 {
				return blocks.PlayedHere(reader, here), err
			}
		}
	}
	r := request{user: u, reader: reader, trigger: c.TriggerID, channel: c.ChannelID, later: afterCommand(c, reader)}
	mine, err := b.programmes.ProgrammesOf(ctx, u)
	switch {
	case err != nil:
		return blocks.Message{}, err
	case len(words) == 0 || strings.EqualFold(words[0], "help"):
		return blocks.Help(reader, mine), nil
	}
	r.verb = strings.ToLower(words[0])
	v, ok := verbs[r.verb]
	if !ok {
		return blocks.UnknownSubcommand(reader, words[0], nearest(r.verb, subcommands)), nil
	}
	if r.verb == "target" && len(words) > 1 && targetNumber.MatchString(words[1]) {
		v.most = 1 // a number says it all; anything else is a sentence
	}
	if v.in != nil {
		if mine, err = v.in(b, ctx, r, mine); err != nil {
			return blocks.Message{}, err
		}
	}
	if len(mine) == 0 {
		return blocks.Outsider(reader), nil
	}
	return b.about(ctx, r, v, words, mine)
}

// verb is a subcommand about a programme.
type verb struct {
	do   func(*Bot, context.Context, request) (blocks.Message, error)
	most int  // words that it takes beside the programme's name
	last bool // the programme may be named after them, not only before

	// in says which programmes it may be about, given those in which the person has a part; nil for these.
	in func(*Bot, context.Context, request, []assess.Programme) ([]assess.Programme, error)
	// all answers for several programmes at once when the verb stands alone; nil to ask which one is meant.
	all func(*Bot, context.Context, blocks.Reader, []assess.Programme) (blocks.Message, error)
}

// many is more words than anybody types.
const many = 10_000

// verbs are the subcommands about a programme.
var verbs = map[string]verb{
	"status":     {do: (*Bot).status},
	"start":      {do: (*Bot).startCycle, most: 1},
	"close":      {do: (*Bot).askClose},
	"digest":     {do: (*Bot).digest, in: (*Bot).readable},
	"override":   {do: (*Bot).override, most: many},
	"substitute": {do: (*Bot).substitute, most: 1},
	"crosswalk":  {do: (*Bot).crosswalk, most: 2},
	"target":     {do: (*Bot).target, most: many, in: (*Bot).orHeld, all: (*Bot).myTargets},
	"roadmap":    {do: (*Bot).roadmap, most: many, last: true}, // a category's name may have several words
	"action":     {do: (*Bot).actionCommand, most: 1, in: (*Bot).orHeld},
	"what-if":    {do: (*Bot).whatIf, most: many, last: true},
	"whatif":     {do: (*Bot).whatIf, most: many, last: true},
	"outlook":    {do: (*Bot).outlook},
	"exercise":   {do: (*Bot).exercise, most: 2, last: true, in: (*Bot).orRehearsed},
}

// about finds the programme that a command is about, and answers it.
func (b *Bot) about(ctx context.Context, r request, v verb, words []string, mine []assess.Programme) (blocks.Message, error) {
	var named bool
	last := v.last || v.most < len(words)
	r.programme, r.words, named = programmeIn(words[1:], mine, last)
	switch {
	case len(words)-1 > v.most+1:
		return blocks.TooManyWords(r.reader, r.verb, strings.Join(words[1:], " ")), nil
	case !named && len(r.words) > v.most:
		return blocks.NoProgramme(r.reader, r.words[len(r.words)-1], mine), nil
	case !named && len(mine) > 1 && len(words) == 1 && v.all != nil:
		return v.all(b, ctx, r.reader, mine)
	case !named && len(mine) > 1:
		command := r.verb
		if last { // else the programme comes before what is typed
			command = strings.Join(words, " ")
		}
		return blocks.WhichProgramme(r.reader, command, mine), nil
	case !named:
		r.programme = mine[0]
	}
	return v.do(b, ctx, r)
}

// orHeld adds to a person's programmes those in which they have a target or an action.
func (b *Bot) orHeld(ctx context.Context, r request, mine []assess.Programme) ([]assess.Programme, error) {
	held, err := b.holding(ctx, r.user)
	return joined(mine, held), err
}

// orRehearsed adds to a person's programmes those in whose exercises they have a part, or had one.
func (b *Bot) orRehearsed(ctx context.Context, r request, mine []assess.Programme) ([]assess.Programme, error) {
	rehearsed, err := b.exercises.Joined(ctx, r.user)
	return joined(mine, rehearsed), err
}

// joined adds programmes to others, each once.
func joined(all, more []assess.Programme) []assess.Programme {
	for _, p := range more {
		if !slices.ContainsFunc(all, func(had assess.Programme) bool { return had.ID == p.ID }) {
			all = append(all, p)
		}
	}
	return all
}

// afterCommand is how to say more to whoever gave a command, where they gave it.
func afterCommand(c *slack.SlashCommand, reader blocks.Reader) *interaction {
	i := &slack.InteractionCallback{ResponseURL: c.ResponseURL, User: slack.User{ID: c.UserID}}
	i.Channel.ID = c.ChannelID
	return &interaction{i, reader}
}

// readable adds to a person's programmes those that report in the channel they write from: who reads the digest there may
// ask for it there.
func (b *Bot) readable(ctx context.Context, r request, mine []assess.Programme) ([]assess.Programme, error) {
	reported, err := b.digests.ReportedIn(ctx, r.channel)
	return joined(mine, reported), err
}

// programmeIn finds the programme that is named first or, where no text may stand there, last, and returns the rest.
func programmeIn(words []string, mine []assess.Programme, orLast bool) (assess.Programme, []string, bool) {
	for _, p := range mine {
		if len(words) > 0 && strings.EqualFold(string(p.ID), words[0]) {
			return p, words[1:], true
		}
	}
	for _, p := range mine {
		if last := len(words) - 1; orLast && last > 0 && strings.EqualFold(string(p.ID), words[last]) {
			return p, words[:last], true
		}
	}
	return assess.Programme{}, words, false
}

func (b *Bot) status(ctx context.Context, r request) (blocks.Message, error) {
	st, err := b.programmes.Status(ctx, assess.BySlack(r.user), r.programme.ID)
	if err != nil {
		return blocks.Message{}, err
	}
	return blocks.Status(r.reader, st, b.now()), nil
}

func (b *Bot) digest(ctx context.Context, r request) (blocks.Message, error) {
	d, err := b.digests.Latest(ctx, assess.BySlack(r.user), r.programme.ID, r.channel)
	if err != nil {
		return blocks.Message{}, err
	}
	// Without its chart: an answer that Slack refuses cannot be sent again otherwise, as a message can.
	return blocks.Digest(r.reader, d, blocks.Picture{}), nil
}

func (b *Bot) startCycle(ctx context.Context, r request) (blocks.Message, error) {
	kind, p := assess.Full, r.programme
	if len(r.words) > 0 {
		var ok bool
		if kind, ok = kinds[strings.ToLower(r.words[0])]; !ok {
			return b.noKind(ctx, r)
		}
	}
	c, err := b.programmes.StartCycleOf(ctx, assess.BySlack(r.user), p.ID, kind)
	if err != nil {
		return blocks.Message{}, err
	}
	b.homes.publish(p.Managers...)
	return blocks.Started(r.reader, c, p, kind), nil
}

// noKind answers a word after start that is neither a kind of cycle nor a programme.
func (b *Bot) noKind(ctx context.Context, r request) (blocks.Message, error) {
	if meant := nearest(strings.ToLower(r.words[0]), slices.Sorted(maps.Keys(kinds))); meant != "" {
		return blocks.UnknownSubcommand(r.reader, r.words[0], r.verb+" "+meant), nil
	}
	mine, err := b.programmes.ProgrammesOf(ctx, r.user)
	return blocks.NoProgramme(r.reader, r.words[0], mine), err
}

// crosswalk answers which controls of other frameworks a level asks for.
func (b *Bot) crosswalk(ctx context.Context, r request) (blocks.Message, error) {
	st, err := b.programmes.Status(ctx, assess.BySlack(r.user), r.programme.ID)
	if err != nil {
		return blocks.Message{}, err
	}
	if len(r.words) < 2 {
		return blocks.CrosswalkUsage(r.reader, st.Model), nil
	}
	level, err := strconv.Atoi(r.words[1])
	if err != nil {
		return blocks.CrosswalkUsage(r.reader, st.Model), nil
	}
	category, ok := findCategory(st.Model, r.words[0])
	if !ok {
		return blocks.NoCategory(r.reader, r.words[0], st.Model), nil
	}
	x, err := crosswalk.For(st.Model, category.ID, level, "")
	if err != nil {
		return blocks.Message{}, err
	}
	return blocks.Crosswalk(r.reader, x), nil
}

// askClose asks before a cycle is closed. Whether the person may close it is said now, not after they confirmed.
func (b *Bot) askClose(ctx context.Context, r request) (blocks.Message, error) {
	u, p := r.user, r.programme
	st, err := b.programmes.Status(ctx, assess.BySlack(u), p.ID)
	switch {
	case err != nil:
		return blocks.Message{}, err
	case !p.IsManager(u):
		return blocks.OnlyManagers(r.reader, p), nil
	case st.Cycle.State != assess.CycleOpen:
		return blocks.NothingToClose(r.reader, p), nil
	}
	return blocks.AskClose(r.reader, st), nil
}

// closeCycle closes the cycle that the button was shown for.
func (b *Bot) closeCycle(ctx context.Context, i *interaction, value string) error {
	v, ok := blocks.ParseCloseValue(value)
	if !ok {
		return errs.New(errs.Invalid, "This button names no cycle. Use `/cairn close` again.")
	}
	st, err := b.programmes.Status(ctx, actor(i), v.Programme)
	if err != nil {
		return err
	}
	if st.Cycle.ID != v.Cycle || st.Cycle.State != assess.CycleOpen {
		b.replace(ctx, i, blocks.CloseIsStale(i.reader))
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
	b.replace(ctx, i, blocks.Closed(i.reader, c, st.Programme))
	return nil
}

// keptOpen takes back the question whether a cycle is to be closed.
func (b *Bot) keptOpen(ctx context.Context, i *interaction) error {
	b.replace(ctx, i, blocks.KeptOpen(i.reader))
	return nil
}

// nearest returns the word that a mistyped one may have meant, or "". One that it begins is nearer than any other.
func nearest(word string, words []string) string {
	best, least := "", 3 // more than two slips is another word
	for _, w := range words {
		if len(word) > 2 && strings.HasPrefix(w, word) {
			return w
		}
		if d := spelling.Distance(word, w); d < least && d < len(w)-1 {
			best, least = w, d
		}
	}
	return best
}
