package slacksim

import (
	"fmt"
	"html/template"
	"maps"
	"slices"
	"strings"
	"time"

	"cairn/internal/slacksim/render"
)

// This file is what the page shows of people, and the panel that edits one of them.

// statusView is a status beside a name; no Text means none.
type statusView struct {
	Emoji template.HTML
	Text  string // what it says, and until when, in words
}

// personForm is the panel that edits a person.
type personForm struct {
	personView
	User           User
	Until          string // when the status ends, as a local date and time in the person's zone
	Zones, Locales []string
	Emoji          []emojiView
}

type emojiView struct{ Code, Meaning string }

// statusEmoji are what the panel suggests; any other code can be written.
var statusEmoji = []emojiView{
	{":palm_tree:", "On leave"},
	{":face_with_thermometer:", "Ill"},
	{":airplane:", "Travelling"},
	{":baby:", "Parental leave"},
	{":house_with_garden:", "Working from home"},
	{":calendar:", "In a meeting"},
	{":bus:", "Commuting"},
	{":headphones:", "Concentrating"},
}

// suggestedZones are what the panel suggests besides the zones in use; any other of the tz database can be written.
var suggestedZones = []string{
	"America/Chicago", "America/Los_Angeles", "America/New_York", "America/Sao_Paulo", "Asia/Dubai", "Asia/Kolkata", "Asia/Singapore",
	"Asia/Tokyo", "Australia/Sydney", "Europe/Berlin", "Europe/London", "Europe/Madrid", "Europe/Zurich", "Pacific/Auckland", "UTC",
}

// suggestedLocales are languages that Slack can be set to.
var suggestedLocales = []string{
	"de-DE", "en-GB", "en-US", "es-ES", "es-LA", "fr-FR", "it-IT", "ja-JP", "ko-KR", "nl-NL", "pl-PL", "pt-BR", "sv-SE", "zh-CN", "zh-TW",
}

func person(u User) personView {
	return personView{
		ID: u.ID, Name: u.Shown(), Title: u.Title, Initials: initials(u.Shown()), Tint: tint(u.ID), Bot: u.IsBot,
		Status: status(u), Gone: u.Deleted, Guest: u.IsGuest,
	}
}

// status says what a person says of themselves, and until when by their own clock.
func status(u User) statusView {
	if !u.hasStatus() || u.Deleted {
		return statusView{}
	}
	text := u.StatusText
	if text == "" {
		text = strings.ReplaceAll(strings.Trim(u.StatusEmoji, ":"), "_", " ")
	}
	if u.StatusExpiration != 0 {
		text += ", until " + time.Unix(u.StatusExpiration, 0).In(u.Location()).Format("Mon 2 Jan, 15:04 MST")
	}
	return statusView{Emoji: render.Plain(u.StatusEmoji), Text: text}
}

// zoneName is a person's time zone with its present offset, such as "Europe/London, UTC+1".
func zoneName(u User, now time.Time) string {
	_, seconds := now.In(u.Location()).Zone()
	offset := fmt.Sprintf("%+d", seconds/3600)
	if minutes := seconds / 60 % 60; minutes != 0 {
		offset += fmt.Sprintf(":%02d", max(minutes, -minutes))
	}
	if u.TZ == "UTC" {
		return u.TZ
	}
	return u.TZ + ", UTC" + offset
}

// personForm fills in the panel.
func (p *page) personForm(u User) *personForm {
	f := &personForm{personView: person(u), User: u, Emoji: statusEmoji}
	f.Zone = zoneName(u, p.w.Now())
	if u.StatusExpiration != 0 {
		f.Until = time.Unix(u.StatusExpiration, 0).In(u.Location()).Format("2006-01-02T15:04")
	}
	zones, locales := map[string]bool{}, map[string]bool{}
	for _, z := range suggestedZones {
		zones[z] = true
	}
	for _, l := range suggestedLocales {
		locales[l] = true
	}
	for _, someone := range p.w.Users() {
		zones[someone.TZ], locales[someone.Locale] = true, true
	}
	f.Zones, f.Locales = slices.Sorted(maps.Keys(zones)), slices.Sorted(maps.Keys(locales))
	return f
}
