package e2e

import (
	"archive/zip"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"cairn/internal/assess"
	"cairn/internal/exercise"
	"cairn/internal/slacksim"
)

// The command that looks for the plots of exercises in everything that people were sent or shown.

// exchange is one line of the record of the simulated workspace, as far as it says what somebody reads.
type exchange struct {
	At       time.Time
	Kind     string
	Method   string
	Request  json.RawMessage
	Response json.RawMessage
}

// shown is a text that reached somebody: one person, or with to "" everybody in a channel.
type shown struct {
	to    assess.UserID
	at    time.Time
	where string // for whoever mends it
	text  string
}

// unspoiled looks at the whole record since the world began: messages and their changes, answers that one person sees, modals and
// their changes, Home tabs and files. Nothing of it that reached a player, or a channel, holds any part of a sentence that the
// scenario keeps for facilitators. Who plans reads the title and the summary of scenarios, and no more.
func (s *story) unspoiled(ctx context.Context, _ []string) error {
	if err := s.world.Slack.RecordError(); err != nil {
		return err
	}
	programmes, err := s.programmes(ctx)
	if err != nil {
		return err
	}
	var plots []plot
	for _, p := range programmes {
		some, err := s.plots(ctx, p)
		if err != nil {
			return err
		}
		plots = append(plots, some...)
	}
	if len(plots) == 0 {
		return fmt.Errorf("no exercise was planned, so nothing can be spoiled")
	}
	read, err := s.everythingShown()
	if err != nil {
		return err
	}
	var faults []string
	for _, sent := range read {
		for _, p := range plots {
			if found := p.in(sent); found != "" {
				faults = append(faults, fmt.Sprintf("%s of %s reached %s in %s: …%s…", found, p.name, sent.reader(), sent.where, sent.around(found)))
			}
		}
	}
	if len(faults) > 0 {
		return fmt.Errorf("facilitators' texts reached others:\n%s", strings.Join(faults[:min(len(faults), 20)], "\n"))
	}
	return nil
}

func (s shown) reader() string {
	if s.to == "" {
		return "everybody in the channel"
	}
	return string(s.to)
}

// around shows where words were found in a text.
func (s shown) around(found string) string {
	all := strings.Join(words(s.text), " ")
	at := strings.Index(all, found)
	return all[max(0, at-60):min(len(all), at+len(found)+60)]
}

// plot is what only some may read of one scenario.
type plot struct {
	name     string
	secret   map[string]bool // pieces of sentences for the facilitator and observers only
	outline  map[string]bool // pieces of the summary, which those who plan read too
	exercise exercise.View
}

// reads reports whether somebody may read the plot at an instant: the facilitator of then, and whoever observes.
func (p plot) reads(u assess.UserID, at time.Time) bool {
	lead, watches := p.exercise.Plan.Facilitator, slices.Contains(p.exercise.Plan.Observers, u)
	for _, h := range slices.Backward(p.exercise.Handovers) {
		if at.Before(h.At) {
			lead = h.From
			watches = watches || h.To == u && h.Was == exercise.AsObserver
		}
	}
	return u == lead || watches
}

// plans reports whether somebody may read the outline of the plot at an instant: a manager, but while they play.
func (p plot) plans(u assess.UserID, at time.Time) bool {
	plays := p.exercise.Plan.PartOf(u) == exercise.AsPlayer || slices.ContainsFunc(p.exercise.Handovers, func(h exercise.Handover) bool {
		return h.To == u && h.Was == exercise.AsPlayer && at.Before(h.At)
	})
	return p.exercise.In.IsManager(u) && !plays
}

// plots are those of a programme's exercises, each with who may read it.
func (s *story) plots(ctx context.Context, p assess.Programme) (all []plot, err error) {
	overview, err := s.world.App.Exercise.Overview(ctx, operator, p.ID)
	if err != nil {
		return nil, err
	}
	for _, view := range overview.Exercises {
		sc, err := s.scenarioOf(ctx, view)
		if err != nil {
			return nil, err
		}
		one := plot{name: view.ID.Number(), exercise: view}
		known := pieces(playerTexts(sc)...)
		one.outline = pieces(sc.Summary, sc.Title)
		one.secret = pieces(slices.DeleteFunc(sc.FacilitatorTexts(), func(text string) bool { return text == sc.Summary })...)
		for piece := range known { // what players read anyway is no secret
			delete(one.secret, piece)
			delete(one.outline, piece)
		}
		all = append(all, one)
	}
	return all, nil
}

// scenarioOf is the scenario of an exercise, as its facilitator has it.
func (s *story) scenarioOf(ctx context.Context, view exercise.View) (*exercise.Scenario, error) {
	c, err := s.world.App.Exercise.Control(ctx, assess.BySlack(view.Plan.Facilitator), view.ID)
	if err != nil {
		return nil, err
	}
	return c.Scenario, nil
}

// playerTexts are the texts of a scenario that players read.
func playerTexts(s *exercise.Scenario) []string {
	brief := s.Brief()
	texts := append([]string{brief.Title, brief.Text}, s.Debrief...)
	for _, r := range brief.Roles {
		texts = append(texts, r.Name, r.Text)
	}
	for _, o := range brief.Objectives {
		texts = append(texts, o.Text)
	}
	for _, in := range s.Injects {
		texts = append(append(texts, in.From, in.Message), in.Questions...)
		for _, c := range in.Choices {
			texts = append(texts, c.Text)
		}
	}
	return texts
}

// in returns the first piece of the plot that somebody may not have read.
func (p plot) in(sent shown) string {
	if sent.to != "" && p.reads(sent.to, sent.at) {
		return ""
	}
	all := words(sent.text)
	for i := range all {
		for n := leastWords; n <= mostWords && i+n <= len(all); n++ {
			piece := strings.Join(all[i:i+n], " ")
			if p.secret[piece] || p.outline[piece] && !p.plans(sent.to, sent.at) {
				return piece
			}
		}
	}
	return ""
}

// A piece of a sentence has five words; a shorter sentence is one piece, if it has three at least.
const (
	leastWords = 3
	mostWords  = 5
)

var (
	sentenceEnd = regexp.MustCompile(`[.!?:;]+(\s+|$)|\n+`)
	wordOf      = regexp.MustCompile(`[\p{L}\p{N}]+`)
)

// words are the words of a text in lower case, without anything between them.
func words(text string) []string { return wordOf.FindAllString(strings.ToLower(text), -1) }

// pieces are all pieces of the sentences of texts.
func pieces(texts ...string) map[string]bool {
	found := make(map[string]bool)
	for _, text := range texts {
		for _, sentence := range sentenceEnd.Split(text, -1) {
			all := words(sentence)
			n := min(len(all), mostWords)
			if n < leastWords {
				continue
			}
			for i := 0; i+n <= len(all); i++ {
				found[strings.Join(all[i:i+n], " ")] = true
			}
		}
	}
	return found
}

// everythingShown lists every text that reached anybody, by the record.
func (s *story) everythingShown() (all []shown, err error) {
	var exchanges []exchange
	eyes := onlookers{}
	for _, line := range s.record.whole() { // an act is on record after what the bot did for it, so they are read first
		var x exchange
		if err := json.Unmarshal(line, &x); err != nil {
			return nil, err
		}
		exchanges = append(exchanges, x)
		eyes.learn(x)
	}
	for _, x := range exchanges {
		read := s.read
		if x.Kind == "callback" {
			read = s.answered
		}
		some, err := read(x, eyes)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", x.Method, err)
		}
		all = append(all, some...)
	}
	return all, nil
}

// onlookers are the people before modals, by the ids of triggers and views.
type onlookers map[string]assess.UserID

// learn remembers who acted, by what the bot can show them something with.
func (o onlookers) learn(x exchange) {
	who, act := actor(x)
	if x.Kind != "callback" || who == "" {
		return
	}
	for _, id := range []string{act.TriggerID, act.View.ID} {
		if id != "" {
			o[id] = who
		}
	}
}

// act is what somebody did, as the bot hears of it.
type act struct {
	UserID    assess.UserID `json:"user_id"` // of a command
	TriggerID string        `json:"trigger_id"`
	User      struct{ ID assess.UserID }
	View      struct{ ID string }
}

// actor is who acted; "" for an event.
func actor(x exchange) (assess.UserID, act) {
	var a act
	if json.Unmarshal(x.Request, &a) != nil {
		return "", a
	}
	return cmp.Or(a.UserID, a.User.ID), a
}

// answered is what the answer to an act of somebody says to them.
func (s *story) answered(x exchange, _ onlookers) ([]shown, error) {
	who, _ := actor(x)
	if who == "" {
		return nil, nil // the answer to an event is seen by nobody
	}
	return []shown{{who, x.At, "the answer to " + x.Method, textOf(x.Response)}}, nil
}

// read is what a call of the bot says to somebody.
func (s *story) read(x exchange, eyes onlookers) ([]shown, error) {
	var request struct {
		Channel   string
		ChannelID string `json:"channel_id"`
		User      assess.UserID
		UserID    assess.UserID `json:"user_id"`
		TriggerID string        `json:"trigger_id"`
		ViewID    string        `json:"view_id"`
		Files     []struct{ ID string }
	}
	_ = json.Unmarshal(x.Request, &request) // other calls have other shapes
	var response struct {
		OK      bool
		Error   string
		Channel string
		User    assess.UserID
		View    struct{ ID string }
	}
	_ = json.Unmarshal(x.Response, &response)
	one := func(to assess.UserID) []shown { return []shown{{to, x.At, x.Method, textOf(x.Request)}} }
	switch x.Method {
	case "chat.postMessage", "chat.update":
		return one(s.alone(response.Channel, request.Channel)), nil
	case "chat.postEphemeral":
		return one(request.User), nil
	case "response_url":
		return one(response.User), nil
	case "views.publish":
		return one(request.UserID), nil
	case "views.open", "views.push", "views.update":
		who := cmp.Or(eyes[request.TriggerID], eyes[request.ViewID])
		if who == "" && response.OK {
			return nil, fmt.Errorf("nobody is known before the modal %s", request.ViewID)
		}
		if response.View.ID != "" {
			eyes[response.View.ID] = who
		}
		return one(who), nil
	case "files.completeUploadExternal":
		var all []shown
		for _, f := range request.Files {
			file, _ := s.world.Slack.File(f.ID)
			content, ok := s.world.Slack.FileContent(f.ID)
			if !ok {
				return nil, fmt.Errorf("the file %s cannot be read", f.ID)
			}
			all = append(all, shown{s.alone(request.ChannelID), x.At, "the file " + file.Name, file.Title + "\n" + fileText(file, content)})
		}
		return all, nil
	default:
		return nil, nil
	}
}

// alone is who alone reads a channel, the first of those named that there is; "" when others do too.
func (s *story) alone(channels ...string) assess.UserID {
	for _, id := range channels {
		if c, ok := s.world.Slack.Channel(id); ok {
			return assess.UserID(c.User)
		}
		if u, ok := s.world.Slack.User(id); ok {
			return assess.UserID(u.ID)
		}
	}
	return ""
}

// textOf are the texts in JSON, in their order: every string but those that are no text for people.
func textOf(data json.RawMessage) string {
	var b strings.Builder
	var walk func(key string, v any)
	walk = func(key string, v any) {
		switch v := v.(type) {
		case map[string]any:
			for _, k := range slices.Sorted(maps.Keys(v)) {
				walk(k, v[k])
			}
		case []any:
			for _, one := range v {
				walk(key, one)
			}
		case string:
			if strings.HasSuffix(key, "_id") || key == "type" || key == "token" || key == "style" {
				return
			}
			if (strings.HasPrefix(v, "{") || strings.HasPrefix(v, "[")) && json.Valid([]byte(v)) {
				b.WriteString(textOf(json.RawMessage(v)))
				return
			}
			b.WriteString(v + "\n")
		}
	}
	var v any
	if json.Unmarshal(data, &v) == nil {
		walk("", v)
	}
	return b.String()
}

var tag = regexp.MustCompile(`<[^>]*>`)

// fileText is what a person reads in a file: pages and documents without their marks, calendars as they are.
func fileText(f slacksim.File, content []byte) string {
	switch f.Filetype {
	case "docx":
		archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
		if err != nil {
			return ""
		}
		var b strings.Builder
		for _, part := range archive.File {
			if !strings.HasSuffix(part.Name, ".xml") {
				continue
			}
			in, err := part.Open()
			if err != nil {
				return ""
			}
			data, _ := io.ReadAll(in)
			_ = in.Close()
			b.WriteString(tag.ReplaceAllString(string(data), " "))
		}
		return b.String()
	case "html":
		return tag.ReplaceAllString(string(content), " ")
	default:
		return string(content)
	}
}
