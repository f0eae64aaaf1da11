package e2e

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"cairn/internal/slacksim"
)

// The commands that change what Slack knows of people.

// person changes somebody by words such as emoji=:palm_tree:, text=…, until=2031-10-02 21:00 (in London), tz=…,
// locale=…, guest=true, admin=true, deactivated=true.
func (s *story) person(ctx context.Context, args []string) error {
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		return err
	}
	var problem error
	_, err = s.world.Slack.EditUser(ctx, args[0], func(u *slacksim.User) {
		for _, arg := range args[1:] {
			key, value, _ := strings.Cut(arg, "=")
			var err error
			switch key {
			case "emoji":
				u.StatusEmoji = value
			case "text":
				u.StatusText = value
			case "until":
				var at time.Time
				at, err = time.ParseInLocation("2006-01-02 15:04", value, london)
				u.StatusExpiration = at.Unix()
			case "tz":
				u.TZ = value
			case "locale":
				u.Locale = value
			case "guest", "admin", "deactivated":
				var flag bool
				flag, err = strconv.ParseBool(value)
				*map[string]*bool{"guest": &u.IsGuest, "admin": &u.IsAdmin, "deactivated": &u.Deleted}[key] = flag
			default:
				err = fmt.Errorf("nothing of a person is called %q", key)
			}
			if err != nil {
				problem = err
			}
		}
	})
	if err == nil {
		err = problem
	}
	if err != nil {
		return err
	}
	return s.world.Settle(ctx)
}

// who looks at somebody as one line: emoji, text, zone, locale, what the account is, and when it changed, in London.
func (s *story) who(_ context.Context, args []string) error {
	u, ok := s.world.Slack.User(args[0])
	if !ok {
		return fmt.Errorf("there is nobody %q", args[0])
	}
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		return err
	}
	words := []string{u.StatusEmoji, u.StatusText, u.TZ, u.Locale}
	for word, is := range map[string]bool{"guest": u.IsGuest, "admin": u.IsAdmin, "deactivated": u.Deleted} {
		if is {
			words = append(words, word)
		}
	}
	words = append(words, "changed "+time.Unix(u.Updated, 0).In(london).Format("2006-01-02 15:04"))
	return match(args[1], strings.Join(words, " "))
}

// shortcut runs one of the app's global shortcuts.
func (s *story) shortcut(ctx context.Context, args []string) error {
	seen, err := s.world.Slack.Shortcut(ctx, args[0], args[1], "", "")
	return s.saw(ctx, args[0], seen, err)
}
