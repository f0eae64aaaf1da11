package bot

import (
	"context"
	"log/slog"
	"time"

	"github.com/slack-go/slack"

	"cairn/bot/blocks"
	"cairn/internal/assess"
	"cairn/internal/planfile"
)

// interaction is what a person did in Slack, and how to speak to them.
type interaction struct {
	*slack.InteractionCallback
	reader blocks.Reader
}

// readers finds out how to speak to people, from what Slack told of them.
type readers struct {
	people People
	log    *slog.Logger
}

// reader returns how to speak to a person: in their language and time zone, where they are known. Not to know them is no
// reason not to speak, so it falls back to English and the zone of the programme.
func (rs *readers) reader(ctx context.Context, u assess.UserID) blocks.Reader {
	if u == "" {
		return blocks.NewReader(u, "", nil)
	}
	who, err := rs.people.Person(ctx, u)
	if err != nil {
		rs.log.Warn("a person's language and time zone could not be read; English and the programme's zone are used", "user", u, "error", err)
		return blocks.NewReader(u, "", nil)
	}
	return blocks.NewReader(u, who.Locale, location(who.Zone))
}

// forFile is whom a file is written for, who reads people by their names.
func (rs *readers) forFile(ctx context.Context, to blocks.Reader) planfile.Reader {
	names := make(map[assess.UserID]string)
	return planfile.Reader{Say: to.Says, Name: func(u assess.UserID) string {
		name, known := names[u]
		if !known {
			who, err := rs.people.Person(ctx, u)
			if err != nil {
				rs.log.Warn("a person's name could not be read; their id is written", "user", u, "error", err)
			}
			name = who.Name
			names[u] = name
		}
		return name
	}}
}

// location is a zone that Slack named, or nil where it named none that is known here.
func location(zone string) *time.Location {
	if zone == "" || zone == "Local" {
		return nil
	}
	loc, err := time.LoadLocation(zone)
	if err != nil {
		return nil
	}
	return loc
}

// anybody is the reader of a channel: English, and in the zone of the programme.
func anybody() blocks.Reader { return blocks.NewReader("", "", nil) }
