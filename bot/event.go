package bot

import (
	"context"
	"encoding/json"

	"github.com/slack-go/slack"

	"cairn/internal/assess"
)

// Envelope is what the Events API sends. It holds what Cairn reads and nothing else, so that an event with parts that no
// library knows yet is read all the same.
type Envelope struct {
	Type              string `json:"type"` // "event_callback", "url_verification", "app_rate_limited"
	Challenge         string `json:"challenge"`
	TeamID            string `json:"team_id"`
	EventID           string `json:"event_id"`
	MinuteRateLimited int64  `json:"minute_rate_limited"`
	Event             Event  `json:"event"`
}

// Event is the inner event, with the fields of the kinds that Cairn reads.
type Event struct {
	Type        string     `json:"type"`
	Subtype     string     `json:"subtype"`
	User        ID         `json:"user"`
	Person      slack.User `json:"-"` // of user_change: the whole of User
	BotID       string     `json:"bot_id"`
	Tab         string     `json:"tab"`
	Channel     ID         `json:"channel"`
	ChannelType string     `json:"channel_type"`
}

// UnmarshalJSON reads an event, and of one that is about a person all that it tells of them.
func (e *Event) UnmarshalJSON(data []byte) error {
	type fields Event
	if err := json.Unmarshal(data, (*fields)(e)); err != nil || e.Type != "user_change" {
		return err
	}
	about := struct {
		User *slack.User `json:"user"`
	}{&e.Person}
	return json.Unmarshal(data, &about)
}

// ID is the id of a person or channel. Some events carry the whole of it, of which the id is read.
type ID string

// UnmarshalJSON reads an id, or the id of an object.
func (id *ID) UnmarshalJSON(data []byte) error {
	var whole struct {
		ID string `json:"id"`
	}
	if err := json.Unmarshal(data, &whole); err == nil {
		*id = ID(whole.ID)
		return nil
	}
	return json.Unmarshal(data, (*string)(id))
}

func (b *Bot) event(ctx context.Context, e *Envelope) Reply {
	switch e.Type {
	case "url_verification":
		return Reply{Body: map[string]string{"challenge": e.Challenge}}
	case "app_rate_limited":
		b.log.Warn("Slack holds back events because there were too many", "team", e.TeamID, "minute", e.MinuteRateLimited)
		return Reply{}
	case "event_callback":
	default:
		b.log.Warn("an unknown envelope of events", "type", e.Type)
		return Reply{}
	}
	if e.Event.Type != "user_change" { // of which there may be thousands a day, and which may be handled twice
		first, err := b.events.SeenEvent(ctx, e.EventID, b.now())
		if err != nil {
			b.log.Error("an event could not be recorded; Slack will send it again", "event_id", e.EventID, "error", err)
			return Reply{Failed: true}
		}
		if !first {
			return Reply{}
		}
	}
	user := assess.UserID(e.Event.User)
	switch e.Event.Type {
	case "user_change":
		if err := b.people.changed(ctx, e.Event.Person); err != nil {
			b.log.Error("a person's change was not taken; Slack will send it again", "user", user, "error", err)
			return Reply{Failed: true}
		}
	case "app_home_opened":
		b.people.meet(user)
		if e.Event.Tab != "messages" {
			b.homes.opened(user)
		}
	case "message":
		if e.Event.ChannelType == "im" && e.Event.BotID == "" && e.Event.Subtype == "" && user != "" {
			b.tasks.start("reply to "+string(user), func(ctx context.Context) error {
				return b.messenger.reply(ctx, user, string(e.Event.Channel))
			})
		}
	case "app_uninstalled", "tokens_revoked":
		b.log.Error("the app was removed from the workspace; nothing can be sent until it is installed again", "event", e.Event.Type, "team", e.TeamID)
	default:
		b.log.Info("an event that Cairn does not use", "event", e.Event.Type)
	}
	return Reply{}
}
