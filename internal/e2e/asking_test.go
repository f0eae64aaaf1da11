package e2e

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"cairn/internal/app"
	"cairn/internal/assess"
	"cairn/internal/calendar"
	"cairn/internal/exercise"
	"cairn/internal/maturity"
	"cairn/internal/store"
)

// The commands that look at how people were asked.

// recording keeps what the bot posted, as the simulated workspace recorded it.
type recording struct {
	mu    sync.Mutex
	posts []post
	lines [][]byte // all of it, as JSON
}

// post is one call of chat.postMessage that succeeded.
type post struct {
	At      time.Time
	Channel string
	TS      string
	Ref     string // of the delivery that it was made for; the same for each attempt
	Text    string
}

// Write takes one recorded line.
func (r *recording) Write(data []byte) (int, error) {
	var line struct {
		At      time.Time
		Kind    string
		Method  string
		Request struct {
			Text     string
			Metadata struct {
				Payload struct{ Key string } `json:"event_payload"`
			}
		}
		Response struct {
			OK      bool
			Channel string
			TS      string
		}
	}
	r.mu.Lock()
	r.lines = append(r.lines, slices.Clone(data))
	r.mu.Unlock()
	if !strings.Contains(string(data), `"method":"chat.postMessage"`) {
		return len(data), nil
	}
	if err := json.Unmarshal(data, &line); err != nil {
		return 0, err
	}
	if line.Kind != "call" || !line.Response.OK {
		return len(data), nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.posts = append(r.posts, post{line.At, line.Response.Channel, line.Response.TS, line.Request.Metadata.Payload.Key, line.Request.Text})
	return len(data), nil
}

func (r *recording) all() []post {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.posts)
}

// whole is everything that was recorded, a line of JSON each.
func (r *recording) whole() [][]byte {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.lines)
}

// slack is how much later than planned a message may come: the clock of a story goes on while it is told.
const slack = 5 * time.Minute

// got looks for messages to a person that came at a time of their own clock: got [-count=N] USER "2031-11-04 09:00" REGEX.
func (s *story) got(_ context.Context, args []string) error {
	args = slices.Clone(args)
	i := len(args) - 3
	user, ok := s.world.Slack.User(args[i])
	if !ok {
		return fmt.Errorf("there is nobody %q", args[i])
	}
	at, err := time.ParseInLocation("2006-01-02 15:04", args[i+1], user.Location())
	if err != nil {
		return err
	}
	dm, _ := s.world.Slack.DM(user.ID)
	var came []string
	err = count(slices.Delete(args, i+1, i+2), func(string) (texts []string) {
		for _, m := range s.world.Slack.Messages(dm.ID) {
			sent := instantOf(m.TS).In(user.Location())
			came = append(came, sent.Format("Mon 2006-01-02 15:04 MST ")+m.Text)
			if !sent.Before(at) && sent.Before(at.Add(slack)) {
				texts = append(texts, m.Text)
			}
		}
		return texts
	})
	if err != nil {
		return fmt.Errorf("at %s: %w\nall that came:\n%s", at.Format("Mon 2006-01-02 15:04 MST"), err, strings.Join(came, "\n"))
	}
	return nil
}

// instantOf is when Slack took a message.
func instantOf(ts string) time.Time {
	var seconds, micros int64
	if _, err := fmt.Sscanf(ts, "%d.%d", &seconds, &micros); err != nil {
		return time.Time{}
	}
	return time.Unix(seconds, micros*1000)
}

// wantLedger counts records of the reminder ledger of all programmes, oldest first, each as
// "kind person [from FROM] [step STEP] [item ITEM] [until LONDON TIME] [by BY] [CYCLE/CATEGORY] [note NOTE] [STATE of its message]".
func (s *story) wantLedger(ctx context.Context, args []string) error {
	records, err := s.askings(ctx)
	if err != nil {
		return err
	}
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		return err
	}
	return count(anywhere(args), func(string) (lines []string) {
		for _, r := range records {
			words := []string{string(r.Kind), string(r.Person)}
			add := func(word, text string) {
				if text != "" {
					words = append(words, strings.TrimSpace(word+" "+text))
				}
			}
			add("from", string(r.From))
			add("step", r.Step)
			add("item", r.Item)
			if !r.Until.IsZero() {
				add("until", r.Until.In(london).Format("Mon 2006-01-02 15:04"))
			}
			add("by", string(r.By.User))
			add("", string(r.Questionnaire))
			add("note", r.Note)
			add("", r.State)
			lines = append(lines, strings.Join(words, " "))
		}
		return lines
	})
}

// askings are the records of all programmes of the story.
func (s *story) askings(ctx context.Context) (all []app.AskingRecord, err error) {
	seen := make(map[int64]bool)
	programmes, err := s.programmes(ctx)
	for _, p := range programmes {
		records, err := s.world.App.Asking(ctx, p.ID, calendar.Date{})
		if err != nil {
			return nil, err
		}
		for _, r := range records {
			if !seen[r.Seq] { // what concerns a person only stands in several
				seen[r.Seq] = true
				all = append(all, r)
			}
		}
	}
	slices.SortFunc(all, func(a, b app.AskingRecord) int { return int(a.Seq - b.Seq) })
	return all, err
}

// programmes are those in which anybody of the workspace has a part.
func (s *story) programmes(ctx context.Context) (all []assess.Programme, err error) {
	for _, u := range s.world.Slack.Users() {
		mine, err := s.world.App.Assess.ProgrammesOf(ctx, assess.UserID(u.ID))
		if err != nil {
			return nil, err
		}
		for _, p := range mine {
			if !slices.ContainsFunc(all, func(have assess.Programme) bool { return have.ID == p.ID }) {
				all = append(all, p)
			}
		}
	}
	return all, nil
}

// manners looks at all messages since the world began, and checks what is promised to those who get them alone: nothing comes
// outside their working hours but what belongs to an exercise while it is played; at most one reminder or follow-up a day comes,
// and none on a day on which a card, an offer, the first news of what is overdue or a word about an exercise came before it.
// Nothing comes twice, in channels neither. The ledger of asking names the message of all that was said.
func (s *story) manners(ctx context.Context, _ []string) error {
	if err := s.world.Slack.RecordError(); err != nil {
		return err
	}
	programmes, err := s.programmes(ctx)
	if err != nil {
		return err
	}
	records, err := s.askings(ctx)
	if err != nil {
		return err
	}
	var faults []string
	keys := make(map[string]string) // by channel and ts
	for _, r := range records {
		switch r.Kind {
		case assess.WasAsked, assess.WasNudged, assess.WasOffered, assess.WasEscalated, assess.WasFollowedUp:
			if r.Key == "" {
				faults = append(faults, fmt.Sprintf("%s to %s, %s: nothing says which message it was", r.Kind, r.Person, r.At))
			}
		}
		if r.TS != "" {
			keys[r.Channel+" "+r.TS] = r.Key
		}
	}
	db, err := store.Open(ctx, s.databaseURL())
	if err != nil {
		return err
	}
	defer db.Close()
	refs := make(map[string]bool)
	busy := make(map[string]string) // what came first, by person and local day
	for _, p := range s.record.all() {
		channel, ok := s.world.Slack.Channel(p.Channel)
		if !ok {
			continue
		}
		user, _ := s.world.Slack.User(channel.User)
		at := p.At.In(user.Location())
		fault := func(why string) {
			faults = append(faults, fmt.Sprintf("%s to %s, %s: %s", why, cmp.Or(user.ID, p.Channel), at.Format("Mon 2006-01-02 15:04 MST"), p.Text))
		}
		if p.Ref != "" && refs[p.Ref] {
			fault("came twice")
		}
		refs[p.Ref] = true
		if !channel.IsIM {
			continue
		}
		key := keys[p.Channel+" "+p.TS]
		if d, err := db.Ledger().FindByMessage(ctx, p.Channel, p.TS); err == nil && strings.HasPrefix(d.Key, "exercise:") {
			key = d.Key
		}
		if atAnyHour(key) {
			continue
		}
		if ok, err := atWorkIn(programmes, key, user.ID, user.TZ, p.At); err != nil {
			return err
		} else if !ok {
			fault("came outside working hours")
		}
		kind, _, _ := strings.Cut(key, ":")
		day := user.ID + at.Format(" 2006-01-02")
		if (kind == "nudge" || kind == "followup") && busy[day] != "" {
			fault("came on the day of a " + busy[day])
		}
		if kind != "" && busy[day] == "" {
			busy[day] = kind
		}
	}
	if len(faults) > 0 {
		return fmt.Errorf("bad manners:\n%s", strings.Join(faults, "\n"))
	}
	return nil
}

// atAnyHour reports whether a message belongs to an exercise that is played or was just played, by its key: those who get it are
// there.
func atAnyHour(key string) bool {
	parts := strings.Split(key, ":")
	if len(parts) < 3 || parts[0] != "exercise" {
		return false
	}
	switch exercise.StepName(parts[2]) {
	case exercise.StepControls, exercise.StepWatch, exercise.StepLate, exercise.StepNearEnd, exercise.StepStill, exercise.StepHotWash:
		return true
	default:
		return false
	}
}

// databaseURL is where the facts of the story are.
func (s *story) databaseURL() string {
	return cmp.Or(s.database, "sqlite:"+filepath.Join(s.data, "cairn.db"))
}

// atWorkIn reports whether an instant lies in a person's working time: in the programme that a message is about by its key,
// or in any.
func atWorkIn(programmes []assess.Programme, key, user, zone string, at time.Time) (bool, error) {
	_, about, _ := strings.Cut(key, ":")
	for _, p := range programmes {
		if !strings.HasPrefix(about, string(p.ID)+"-20") && slices.ContainsFunc(programmes, func(other assess.Programme) bool {
			return strings.HasPrefix(about, string(other.ID)+"-20")
		}) {
			continue
		}
		cal, err := p.CalendarOf(assess.Person{ID: assess.UserID(user), Zone: zone})
		if err != nil {
			return false, err
		}
		if !cal.Next(at).After(at) {
			return true, nil
		}
	}
	return false, nil
}

// wantGroup counts messages in the group messages that somebody is in: group [-count=N] USER REGEX.
func (s *story) wantGroup(_ context.Context, args []string) error {
	return count(args, func(user string) (all []string) {
		for _, c := range s.world.Slack.Channels() {
			if c.IsMpIM && slices.Contains(c.Members, user) {
				all = append(all, texts(s.world.Slack.Messages(c.ID))...)
			}
		}
		return all
	})
}

// exported checks that applying what `cairn export programme` writes changes nothing: exported PROGRAMME.
func (s *story) exported(ctx context.Context, args []string) error {
	file, err := s.world.App.Assess.Manifest(ctx, operator, assess.ProgrammeID(args[0]))
	if err != nil {
		return err
	}
	p, faults := assess.ParseManifest(file, args[0], maturity.Find)
	if len(faults) > 0 {
		return fmt.Errorf("%v in\n%s", faults, file)
	}
	changes, err := s.world.App.Assess.Apply(ctx, operator, p, true)
	if err == nil && len(changes) > 0 {
		err = fmt.Errorf("it changes %v", changes)
	}
	return err
}
