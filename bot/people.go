package bot

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"regexp"
	"slices"
	"sync"
	"time"

	"github.com/slack-go/slack"

	"cairn/internal/assess"
	"cairn/internal/errs"
)

const (
	knownFor   = 24 * time.Hour // for how long what Slack told of a person is not asked for again
	askSingly  = 25             // up to so many people are asked for one by one; more are looked for in the list of all
	listPage   = 200
	listPages  = 25                     // of the list, after which those not found are asked for one by one
	nameWithin = 500 * time.Millisecond // how long names are looked up for an answer
	metMost    = 5000                   // how many people are remembered as having been met
)

// people keeps what Slack tells of those with whom Cairn has to do: their name, zone, language, status and standing.
type people struct {
	client *slack.Client
	facts  People
	pace   *pace
	tasks  *tasks
	now    func() time.Time
	log    *slog.Logger

	looking chan struct{} // one look-up at a time
	cursor  string        // where the list of all is to be read on; held by whoever looks

	mu  sync.Mutex
	met map[assess.UserID]bool // who acted since the program began
}

func newPeople(o Options, pace *pace, tasks *tasks) *people {
	return &people{client: o.Client, facts: o.People, pace: pace, tasks: tasks, now: o.Now, log: o.Log, looking: make(chan struct{}, 1)}
}

// LookUp asks Slack about the people with a role of whom it has not told for a day. What it learned is kept when it
// returns an error.
func (b *Bot) LookUp(ctx context.Context) error { return b.people.lookUp(ctx) }

// LookUpSoon has people looked up in the background.
func (b *Bot) LookUpSoon() { b.tasks.start("look people up", b.people.lookUp) }

func (p *people) lookUp(ctx context.Context) (err error) {
	defer errs.Wrap(&err, "bot.LookUp")
	select {
	case p.looking <- struct{}{}:
		defer func() { <-p.looking }()
	case <-ctx.Done():
		return ctx.Err()
	}
	unseen, err := p.facts.Unseen(ctx, p.now().Add(-knownFor))
	if err != nil || len(unseen) == 0 {
		return err
	}
	if len(unseen) > askSingly {
		if unseen, err = p.list(ctx, unseen); err != nil {
			return err
		}
	}
	var failed []error
	for _, id := range unseen {
		err := p.ask(ctx, id)
		if errs.Is(err, errs.Unavailable) || ctx.Err() != nil { // the others would meet the same
			return errors.Join(append(failed, err)...)
		}
		if err != nil {
			failed = append(failed, err)
		}
	}
	return errors.Join(failed...)
}

// ask learns of one person.
func (p *people) ask(ctx context.Context, id assess.UserID) error {
	if err := p.pace.turnCome(ctx, "users.info", string(id)); err != nil {
		return err
	}
	user, err := p.client.GetUserInfoContext(ctx, string(id))
	switch slackError(err) {
	case "":
	case "user_not_found", "user_not_visible":
		return p.facts.Saw(ctx, assess.Person{ID: id, Standing: assess.Gone, SeenAt: p.now()})
	}
	if err != nil {
		return explain(err, string(id))
	}
	return p.saw(ctx, *user)
}

// list learns of the people from the list of all, and returns those who were not on the pages it read. It goes on where
// an earlier look-up had to stop.
func (p *people) list(ctx context.Context, wanted []assess.UserID) ([]assess.UserID, error) {
	for range listPages {
		if err := p.pace.turnCome(ctx, "users.list", p.cursor); err != nil {
			return wanted, err
		}
		page, err := p.client.GetUsersPaginated(slack.GetUsersOptionLimit(listPage), slack.GetUsersOptionCursor(p.cursor)).Next(ctx)
		if err != nil {
			if slackError(err) == "invalid_cursor" {
				p.cursor = ""
			}
			return wanted, explain(err, "")
		}
		for _, user := range page.Users {
			i := slices.Index(wanted, assess.UserID(user.ID))
			if i < 0 {
				continue
			}
			if err := p.saw(ctx, user); err != nil {
				return wanted, err
			}
			wanted = slices.Delete(wanted, i, i+1)
		}
		p.cursor = page.Cursor
		if len(wanted) == 0 || p.cursor == "" {
			break
		}
	}
	p.cursor = ""
	return wanted, nil
}

// saw passes on what Slack told of a person.
func (p *people) saw(ctx context.Context, user slack.User) error {
	return p.facts.Saw(ctx, personOf(user, p.now()))
}

// personOf reads what Slack tells of a person.
func personOf(user slack.User, at time.Time) assess.Person {
	who := assess.Person{
		ID: assess.UserID(user.ID), Name: cmp.Or(user.Profile.DisplayName, user.Profile.RealName, user.RealName, user.Name),
		Zone: user.TZ, Locale: user.Locale, Standing: assess.Member, Admin: user.IsAdmin || user.IsOwner || user.IsPrimaryOwner,
		Status: assess.SlackStatus{Emoji: user.Profile.StatusEmoji, Text: user.Profile.StatusText}, SeenAt: at,
	}
	if until := user.Profile.StatusExpiration; until > 0 {
		who.Status.Until = time.Unix(int64(until), 0).UTC()
	}
	switch {
	case user.Deleted:
		who.Standing = assess.Gone
	case user.IsBot, user.IsWorkflowBot, user.IsConnectorBot, user.ID == "USLACKBOT":
		who.Standing = assess.Bot
	case user.IsRestricted, user.IsUltraRestricted, user.IsStranger:
		who.Standing = assess.Guest
	}
	return who
}

// changed takes Slack's word that a person changed. Whoever Cairn has nothing to do with is passed over: a large workspace
// sends thousands of these a day. It may be told twice.
func (p *people) changed(ctx context.Context, user slack.User) error {
	if user.ID == "" {
		return nil
	}
	known, err := p.facts.Person(ctx, assess.UserID(user.ID))
	if err != nil || known.SeenAt.IsZero() {
		return err
	}
	user.Locale = cmp.Or(user.Locale, known.Locale) // the event does not tell it
	return p.saw(ctx, user)
}

// meet looks a person up who acts and is not known yet, so that the next thing they read is in their language.
func (p *people) meet(user assess.UserID) {
	if user == "" || !p.first(user) {
		return
	}
	p.tasks.start("look up "+string(user), func(ctx context.Context) error {
		known, err := p.facts.Person(ctx, user)
		if err != nil || !known.SeenAt.IsZero() {
			return err
		}
		return p.ask(ctx, user)
	})
}

// meetNow looks people up who are about to get a role and are not known yet, so that a guest or an app is refused. What
// Slack does not tell soon is found out later.
func (p *people) meetNow(ctx context.Context, users ...assess.UserID) {
	ctx, cancel := context.WithTimeout(ctx, meetWithin)
	defer cancel()
	var all sync.WaitGroup
	defer all.Wait()
	asked := 0
	for _, user := range users {
		known, err := p.facts.Person(ctx, user)
		switch {
		case err != nil, user == "", !known.SeenAt.IsZero():
			continue
		case asked == askSingly:
			p.meet(user)
			continue
		}
		asked++
		all.Go(func() {
			if err := p.ask(ctx, user); err != nil {
				p.log.Info("somebody who gets a role could not be looked up yet", "user", user, "error", err)
			}
		})
	}
}

// first reports whether the person acts for the first time since the program began.
func (p *people) first(user assess.UserID) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.met[user] {
		return false
	}
	if p.met == nil || len(p.met) >= metMost {
		p.met = make(map[assess.UserID]bool)
	}
	p.met[user] = true
	return true
}

// mentionOf finds the mentions of people.
var mentionOf = regexp.MustCompile(`<@([A-Z0-9]+)>`)

// named puts names in the place of mentions, for what is said beside an input, where Slack shows no mentions.
func (p *people) named(text string) string {
	ctx, cancel := context.WithTimeout(context.Background(), nameWithin)
	defer cancel()
	return mentionOf.ReplaceAllStringFunc(text, func(mention string) string {
		id := assess.UserID(mentionOf.FindStringSubmatch(mention)[1])
		who, err := p.facts.Person(ctx, id)
		if err != nil || who.Name == "" {
			return "@" + string(id)
		}
		return "@" + who.Name
	})
}
