package slacksim

import (
	"encoding/json"
	"time"
)

// User is a person (or the bot) of the workspace.
type User struct {
	ID          string `json:"id"`
	Name        string `json:"name"`                   // the handle, as in @dana
	RealName    string `json:"real_name"`              // "Dana Reyes"
	DisplayName string `json:"display_name,omitempty"` // what Slack shows; empty means RealName
	Email       string `json:"email,omitempty"`
	Title       string `json:"title,omitempty"` // job title
	TZ          string `json:"tz"`              // IANA zone, such as Europe/London
	Locale      string `json:"locale"`          // such as en-GB
	IsAdmin     bool   `json:"is_admin,omitempty"`
	IsBot       bool   `json:"is_bot,omitempty"`
	IsGuest     bool   `json:"is_guest,omitempty"` // a guest of several channels: Slack's is_restricted
	Deleted     bool   `json:"deleted,omitempty"`  // deactivated

	StatusText       string `json:"status_text,omitempty"`
	StatusEmoji      string `json:"status_emoji,omitempty"`
	StatusExpiration int64  `json:"status_expiration,omitempty"` // Unix seconds; 0 never expires
	Updated          int64  `json:"updated,omitempty"`           // Unix seconds of the last change
}

// Shown is the name people see beside a message.
func (u User) Shown() string {
	switch {
	case u.DisplayName != "":
		return u.DisplayName
	case u.RealName != "":
		return u.RealName
	}
	return u.Name
}

// Channel is a conversation: a public or private channel, a direct message with the bot, or a group message.
type Channel struct {
	ID         string   `json:"id"`
	Name       string   `json:"name,omitempty"` // without #; empty for direct messages
	IsPrivate  bool     `json:"is_private,omitempty"`
	IsIM       bool     `json:"is_im,omitempty"`
	IsMpIM     bool     `json:"is_mpim,omitempty"`
	IsArchived bool     `json:"is_archived,omitempty"`
	User       string   `json:"user,omitempty"` // the person on the other side of a direct message
	Members    []string `json:"members"`        // user ids, the bot included when it is in
	Topic      string   `json:"topic,omitempty"`
	Purpose    string   `json:"purpose,omitempty"`
	Creator    string   `json:"creator,omitempty"`
	Created    int64    `json:"created"` // Unix seconds
}

// kind is the word Slack's scopes use for this type of conversation.
func (c *Channel) kind() string {
	switch {
	case c.IsIM:
		return "im"
	case c.IsMpIM:
		return "mpim"
	case c.IsPrivate:
		return "groups"
	}
	return "channels"
}

// Message is one message of a channel, or an ephemeral message of one person. Its JSON is what Slack's methods return.
type Message struct {
	Type        string          `json:"type"` // always "message"
	Subtype     string          `json:"subtype,omitempty"`
	User        string          `json:"user,omitempty"`
	BotID       string          `json:"bot_id,omitempty"`
	AppID       string          `json:"app_id,omitempty"`
	Team        string          `json:"team,omitempty"`
	Username    string          `json:"username,omitempty"`
	Text        string          `json:"text"`
	TS          string          `json:"ts"`
	ThreadTS    string          `json:"thread_ts,omitempty"`
	Blocks      json.RawMessage `json:"blocks,omitempty"` // every block has a block_id, every element an action_id
	Attachments json.RawMessage `json:"attachments,omitempty"`
	Files       []File          `json:"files,omitempty"`
	Metadata    *Metadata       `json:"metadata,omitempty"`
	Edited      *Edited         `json:"edited,omitempty"`
	ReplyCount  int             `json:"reply_count,omitempty"` // on the first message of a thread
	ReplyUsers  []string        `json:"reply_users,omitempty"`
	LatestReply string          `json:"latest_reply,omitempty"`
	ClientMsgID string          `json:"client_msg_id,omitempty"`
	IsEphemeral bool            `json:"is_ephemeral,omitempty"`
	Channel     string          `json:"channel,omitempty"` // only filled in by this package's accessors and /sim/state
}

// Metadata is the machine-readable part of a message.
type Metadata struct {
	EventType    string          `json:"event_type"`
	EventPayload json.RawMessage `json:"event_payload,omitempty"` // a JSON object
}

// Edited says who edited a message and when; Slack shows "(edited)".
type Edited struct {
	User string `json:"user"`
	TS   string `json:"ts"`
}

// Text is a plain text object.
type Text struct {
	Type  string `json:"type"`
	Text  string `json:"text"`
	Emoji bool   `json:"emoji,omitempty"`
}

// View is a modal or a Home tab. Its JSON is what Slack's methods return and what callbacks carry.
type View struct {
	ID                 string          `json:"id"`
	TeamID             string          `json:"team_id"`
	Type               string          `json:"type"` // "modal" or "home"
	Title              *Text           `json:"title,omitempty"`
	Close              *Text           `json:"close"`
	Submit             *Text           `json:"submit"`
	Blocks             json.RawMessage `json:"blocks"`
	PrivateMetadata    string          `json:"private_metadata"`
	CallbackID         string          `json:"callback_id"`
	ExternalID         string          `json:"external_id"`
	State              State           `json:"state"`
	Hash               string          `json:"hash"`
	ClearOnClose       bool            `json:"clear_on_close"`
	NotifyOnClose      bool            `json:"notify_on_close"`
	RootViewID         string          `json:"root_view_id"`
	PreviousViewID     *string         `json:"previous_view_id"`
	AppID              string          `json:"app_id"`
	AppInstalledTeamID string          `json:"app_installed_team_id"`
	BotID              string          `json:"bot_id"`

	User    string            `json:"-"` // who sees it
	Errors  map[string]string `json:"-"` // the bot's validation errors by block id, until the next try
	Trouble string            `json:"-"` // Slack's own error line at the top of the modal, until the next try
}

// State is the values of a view's or a message's inputs: block id, then action id, then the typed value.
type State struct {
	Values map[string]map[string]Value `json:"values"`
}

// Value is the state of one element in Slack's form: {"type":"plain_text_input","value":"…"},
// {"type":"static_select","selected_option":{…}} and so on. Nothing chosen is null or an empty list, as in Slack.
type Value map[string]any

// File is an uploaded file. Its JSON is what Slack's methods return.
type File struct {
	ID          string   `json:"id"`
	Created     int64    `json:"created"`
	Timestamp   int64    `json:"timestamp"`
	Name        string   `json:"name"`
	Title       string   `json:"title"`
	Mimetype    string   `json:"mimetype"`
	Filetype    string   `json:"filetype"`
	User        string   `json:"user"`
	Size        int      `json:"size"`
	Mode        string   `json:"mode"`
	AltTxt      string   `json:"alt_txt,omitempty"`
	URLPrivate  string   `json:"url_private"`
	URLDownload string   `json:"url_private_download"`
	Permalink   string   `json:"permalink"`
	OriginalW   int      `json:"original_w,omitempty"`
	OriginalH   int      `json:"original_h,omitempty"`
	Channels    []string `json:"channels,omitempty"` // where it is shared
}

// Change tells a subscriber what changed, so that it can look again. It carries no state.
type Change struct {
	Kind    string    `json:"kind"` // message, ephemeral, view, home, user, channel, file, clock, connection; resync: anything may have changed
	Channel string    `json:"channel,omitempty"`
	TS      string    `json:"ts,omitempty"`
	User    string    `json:"user,omitempty"`
	At      time.Time `json:"at"`
}

// Counters is what the workspace counted since it started. Stories assert on it.
type Counters struct {
	Calls         map[string]int `json:"calls"`           // by method, refused calls included
	RateLimited   map[string]int `json:"rate_limited"`    // 429 answers by method, injected ones included
	Posts         map[string]int `json:"posts"`           // chat.postMessage and shared files by channel
	PeakPerSecond map[string]int `json:"peak_per_second"` // most posts within one second, by channel
	PeakPerMinute map[string]int `json:"peak_per_minute"` // most calls within one minute, by method, refused calls included
	Callbacks     map[string]int `json:"callbacks"`       // requests to the bot by name, retries included
	Retries       int            `json:"retries"`         // event deliveries after the first
	Undelivered   int            `json:"undelivered"`     // callbacks the bot never acknowledged
	OversizedAcks int            `json:"oversized_acks"`  // acknowledgements over a socket that were dropped for their size
}
