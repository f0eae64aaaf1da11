package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"cairn/internal/assess"
	"cairn/internal/demo"
	"cairn/internal/maturity"
	"cairn/internal/slacksim"
)

// patience bounds every command, in wall time.
const patience = 5 * time.Minute

// commands are the verbs of a story. A leading ! means that it must not be so.
var commands = map[string]func(*testscript.TestScript, bool, []string){
	"world":     command(0, 9, (*story).open),          // world: start everything; people are those of the sample organisation
	"apply":     command(1, 1, (*story).apply),         // apply FILE
	"start":     command(0, 0, (*story).start),         // start: the manager opens a cycle
	"advance":   command(1, 1, (*story).advance),       // advance 7d | 36h | "2031-10-15 17:31" (London)
	"answer":    command(3, 7, (*story).answer),        // answer USER CATEGORY VALUE…: open the questionnaire and send values
	"open":      command(3, 3, (*story).openForm),      // open NAME USER CATEGORY: open the questionnaire and keep the form under a name
	"send":      command(3, 7, (*story).send),          // send NAME USER VALUE…: send a form kept before
	"form":      command(2, 2, (*story).form),          // form USER CATEGORY: open the questionnaire, whatever it asks
	"fill":      command(1, 20, (*story).fillIn),       // fill USER [INPUT=VALUE…]: send the modal on top with these inputs; times are London's
	"enter":     command(2, 9, (*story).enter),         // enter USER INPUT=VALUE…: type and choose in it without sending
	"press":     command(2, 3, (*story).press),         // press USER ACTION [VALUE]: a button of it, or of the Home tab without a modal
	"shut":      command(1, 1, (*story).shut),          // shut USER: close it
	"rate":      command(3, 9, (*story).rate),          // rate USER CATEGORY STATUS…: assess its objectives, part by part; the last status goes on
	"forge":     command(2, 2, (*story).forge),         // forge USER CATEGORY: press the owner's button as somebody else
	"slash":     command(1, 3, (*story).slash),         // slash USER [TEXT [CHANNEL]]: send /cairn TEXT
	"click":     command(2, 2, (*story).click),         // click USER ACTION: on the newest message (ephemeral or direct) that has it
	"reply":     command(1, 1, (*story).wantReply),     // reply REGEX: what the person who acted last saw
	"dm":        command(2, 3, (*story).wantDM),        // dm [-count=N] USER REGEX: messages to a person
	"channel":   command(2, 3, (*story).wantChannel),   // channel [-count=N] CHANNEL REGEX
	"home":      command(2, 2, (*story).wantHome),      // home USER REGEX: the Home tab, opened now
	"blocks":    command(2, 2, (*story).wantBlocks),    // blocks CHANNEL REGEX: the blocks of the newest message
	"fault":     command(2, 3, (*story).fault),         // fault KIND METHOD|any [COUNT]; fault off all
	"socket":    command(1, 2, (*story).socket),        // socket drop|warn|refresh [N]: of the connections by Socket Mode, the Nth or all
	"lines":     command(2, 2, (*story).wantLines),     // lines COUNT NEWEST: so many connections are open, soon, and the newest is number NEWEST
	"person":    command(2, 9, (*story).person),        // person USER KEY=VALUE…: change what Slack knows of somebody
	"who":       command(2, 2, (*story).who),           // who USER REGEX: what Slack knows of somebody
	"shortcut":  command(2, 2, (*story).shortcut),      // shortcut USER CALLBACK: run a global shortcut of the app
	"restart":   command(0, 0, (*story).restart),       // restart: stop everything and start it again
	"level":     command(2, 2, (*story).wantLevel),     // level CATEGORY N: in the newest snapshot
	"journal":   command(1, 2, (*story).wantJournal),   // journal [-count=N] REGEX: audit entries as "source verb subject"
	"limited":   command(1, 1, (*story).wantRateLimit), // limited N: how often Slack answered 429
	"got":       command(3, 4, (*story).got),           // got [-count=N] USER TIME REGEX: messages that came to a person at a time of their own clock
	"ledger":    command(1, 2, (*story).wantLedger),    // ledger [-count=N] REGEX: records of the reminder ledger
	"goals":     command(1, 2, (*story).wantGoals),     // goals [-count=N] REGEX: targets
	"actions":   command(1, 2, (*story).wantActions),   // actions [-count=N] REGEX
	"followed":  command(1, 2, (*story).wantFollowed),  // followed [-count=N] REGEX: records of the ledger of targets and actions
	"group":     command(2, 3, (*story).wantGroup),     // group [-count=N] USER REGEX: messages to several people, the one named among them
	"exercises": command(1, 2, (*story).wantExercises), // exercises [-count=N] REGEX
	"plan":      command(3, 3, (*story).plan),          // plan KIND SCENARIO LONDON TIME: an exercise in C0DRILL, to which everybody comes
	"delivered": command(2, 2, (*story).wantDelivered), // delivered NUMBER REGEX: the injects that came, each as INJECT@MINUTE
	"duties":    command(1, 2, (*story).wantDuties),    // duties [-count=N] REGEX: to exercise
	"tap":       command(3, 4, (*story).tap),           // tap USER CHANNEL ACTION [VALUE]: on the newest message of the channel that has it
	"on":        command(4, 4, (*story).on),            // on USER CALLBACK CHANNEL REGEX: run a shortcut on the newest message that matches
	"say":       command(3, 3, (*story).say),           // say USER CHANNEL TEXT
	"join":      command(1, 20, (*story).join),         // join CHANNEL USER…: make a channel with Cairn and these people in it
	"archive":   command(1, 2, (*story).archive),       // archive CHANNEL [undo]
	"delete":    command(2, 2, (*story).remove),        // delete CHANNEL REGEX: the newest message of Cairn that matches
	"file":      command(2, 3, (*story).wantFile),      // file [-count=N] CHANNEL REGEX: files by name and text
	"unspoiled": command(0, 0, (*story).unspoiled),     // unspoiled: no player has read anything that is for facilitators
	"exported":  command(1, 1, (*story).exported),      // exported PROGRAMME: applying what is exported changes nothing
	"manners":   command(0, 0, (*story).manners),       // manners: nobody was bothered out of hours, twice a day or twice with the same
}

func command(least, most int, do func(*story, context.Context, []string) error) func(*testscript.TestScript, bool, []string) {
	return func(ts *testscript.TestScript, neg bool, args []string) {
		if len(args) < least || len(args) > most {
			ts.Fatalf("takes %d to %d arguments, not %d", least, most, len(args))
		}
		for i, arg := range args {
			if strings.HasSuffix(arg, ".yaml") {
				args[i] = ts.MkAbs(arg)
			}
		}
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		err := do(ts.Value(storyKey{}).(*story), ctx, args)
		switch {
		case neg && err == nil:
			ts.Fatalf("this was to fail")
		case neg:
			ts.Logf("as it should: %v", err)
		default:
			ts.Check(err)
		}
	}
}

func (s *story) open(ctx context.Context, args []string) (err error) {
	if err := os.MkdirAll(s.data, 0o700); err != nil {
		return err
	}
	o := demo.Options{Data: s.data, Database: s.database, Start: began, Record: &s.record}
	for _, arg := range args {
		switch arg {
		case "limits":
			o.RateLimits = true
		case "patient":
			o.Patient = true
		case "socket":
			o.Socket = true
		default:
			return fmt.Errorf("there is no kind of world %q", arg)
		}
	}
	if s.world, err = demo.Open(ctx, o); err != nil {
		return err
	}
	s.kinds = args
	demo.AddPeople(s.world.Slack)
	return nil
}

func (s *story) restart(ctx context.Context, _ []string) error {
	if err := s.world.Close(); err != nil {
		return err
	}
	return s.open(ctx, s.kinds)
}

func (s *story) apply(ctx context.Context, args []string) error {
	data, err := os.ReadFile(args[0])
	if err != nil {
		return err
	}
	p, faults := assess.ParseManifest(data, args[0], maturity.Find)
	if len(faults) > 0 {
		return fmt.Errorf("%v", faults)
	}
	if _, err = s.world.App.Assess.Apply(ctx, assess.Actor{Source: assess.FromCLI}, p, false); err != nil {
		return err
	}
	return s.world.Settle(ctx) // its people are looked up
}

func (s *story) start(ctx context.Context, _ []string) error {
	if err := s.slash(ctx, []string{"U0MARA", "start"}); err != nil {
		return err
	}
	return s.wantReply(ctx, []string{"is open"})
}

func (s *story) advance(ctx context.Context, args []string) error {
	d, err := duration(args[0])
	if err != nil {
		at, timeErr := inLondon(args[0])
		if timeErr != nil {
			return err
		}
		if d = at.Sub(s.world.Clock.Now()); d <= 0 {
			return fmt.Errorf("%s has passed: it is %s", args[0], s.world.Clock.Now().In(at.Location()))
		}
	}
	return s.world.Skip(ctx, d)
}

// inLondon reads "2031-10-15 17:31".
func inLondon(text string) (time.Time, error) {
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		return time.Time{}, err
	}
	return time.ParseInLocation("2006-01-02 15:04", text, london)
}

// duration reads a Go duration, or whole days as "7d".
func duration(text string) (time.Duration, error) {
	if days, ok := strings.CutSuffix(text, "d"); ok {
		n, err := strconv.Atoi(days)
		return time.Duration(n) * 24 * time.Hour, err
	}
	return time.ParseDuration(text)
}

// saw keeps what a person saw after an act, as they would read it: at once, and in what the bot sent them alone.
func (s *story) saw(ctx context.Context, user string, seen slacksim.Seen, err error) error {
	if err != nil {
		return err
	}
	if err := s.world.Settle(ctx); err != nil {
		return err
	}
	told := s.world.Slack.Ephemerals(user)
	data, err := json.Marshal(struct {
		slacksim.Seen
		Told []slacksim.Message
	}{seen, told[max(0, len(told)-1):]})
	s.reply = plain(data)
	return err
}

// plain shows JSON without its escapes, so that expressions read like the text.
func plain(data []byte) string {
	return strings.NewReplacer(`\u003c`, "<", `\u003e`, ">", `\u0026`, "&", `\"`, `"`).Replace(string(data))
}

func (s *story) answer(ctx context.Context, args []string) error {
	if err := s.openForm(ctx, append([]string{"answer"}, args[:2]...)); err != nil {
		return err
	}
	return s.send(ctx, append([]string{"answer", args[0]}, args[2:]...))
}

func (s *story) openForm(ctx context.Context, args []string) error {
	name, user, category := args[0], args[1], args[2]
	seen, err := s.world.OpenQuestionnaire(ctx, user, category)
	if err := s.saw(ctx, user, seen, err); err != nil {
		return err
	}
	if seen.View == nil || len(demo.FormItems(seen.View)) == 0 {
		return fmt.Errorf("no form opened: %s", s.reply)
	}
	if s.forms == nil {
		s.forms = make(map[string]*slacksim.View)
	}
	s.forms[name] = seen.View
	return nil
}

func (s *story) send(ctx context.Context, args []string) error {
	form, user, values := s.forms[args[0]], args[1], args[2:]
	chosen := make(map[string]map[string]any)
	for i, item := range demo.FormItems(form) {
		chosen[item] = map[string]any{"value": values[min(i, len(values)-1)]}
	}
	seen, err := s.world.Slack.Submit(ctx, user, form.ID, chosen)
	if err := s.saw(ctx, user, seen, err); err != nil {
		return err
	}
	if len(seen.Errors) > 0 || seen.Error != "" {
		return fmt.Errorf("refused: %s %v", seen.Error, seen.Errors)
	}
	return nil
}

func (s *story) form(ctx context.Context, args []string) error {
	seen, err := s.world.OpenQuestionnaire(ctx, args[0], args[1])
	if err := s.saw(ctx, args[0], seen, err); err != nil {
		return err
	}
	if seen.View == nil {
		return fmt.Errorf("no form opened: %s", s.reply)
	}
	return nil
}

// top is the modal that the person has before them.
func (s *story) top(user string) (slacksim.View, error) {
	views := s.world.Slack.Views(user)
	if len(views) == 0 {
		return slacksim.View{}, fmt.Errorf("%s has no modal open", user)
	}
	return views[len(views)-1], nil
}

// inputs reads INPUT=VALUE…, where an input is named by its block, and by its action after a slash unless that is "value".
func inputs(args []string) map[string]map[string]any {
	values := make(map[string]map[string]any)
	for _, arg := range args {
		input, value, _ := strings.Cut(arg, "=")
		block, action, named := strings.Cut(input, "/")
		if !named {
			action = "value"
		}
		if at, err := inLondon(value); err == nil { // as a picker sends it
			value = fmt.Sprint(at.Unix())
		}
		values[block] = map[string]any{action: value}
	}
	return values
}

func (s *story) fillIn(ctx context.Context, args []string) error {
	view, err := s.top(args[0])
	if err != nil {
		return err
	}
	seen, err := s.world.Slack.Submit(ctx, args[0], view.ID, inputs(args[1:]))
	if err := s.saw(ctx, args[0], seen, err); err != nil {
		return err
	}
	if len(seen.Errors) > 0 || seen.Error != "" {
		return fmt.Errorf("refused: %s %v", seen.Error, seen.Errors)
	}
	return nil
}

func (s *story) enter(ctx context.Context, args []string) error {
	view, err := s.top(args[0])
	if err != nil {
		return err
	}
	seen, err := s.world.Slack.Enter(args[0], view.ID, inputs(args[1:]))
	return s.saw(ctx, args[0], seen, err)
}

func (s *story) press(ctx context.Context, args []string) error {
	view, err := s.top(args[0])
	if err != nil {
		home, ok := s.world.Slack.Home(args[0])
		if !ok {
			return err
		}
		view = home
	}
	seen, err := s.world.Slack.ClickView(ctx, args[0], view.ID, args[1], strings.Join(args[2:], ""))
	return s.saw(ctx, args[0], seen, err)
}

func (s *story) shut(ctx context.Context, args []string) error {
	view, err := s.top(args[0])
	if err != nil {
		return err
	}
	seen, err := s.world.Slack.CloseView(ctx, args[0], view.ID)
	return s.saw(ctx, args[0], seen, err)
}

func (s *story) rate(ctx context.Context, args []string) error {
	user, values := args[0], args[2:]
	if err := s.form(ctx, args[:2]); err != nil {
		return err
	}
	const parts = 20 // more than any form has
	asked := 0
	for range parts {
		view, err := s.top(user)
		if err != nil {
			return err
		}
		if view.Submit == nil {
			return s.shut(ctx, []string{user}) // it says that all is submitted
		}
		send := []string{user}
		for _, item := range demo.FormItems(&view) {
			if !strings.HasPrefix(item, "note:") {
				send = append(send, item+"="+values[min(asked, len(values)-1)])
				asked++
			}
		}
		if err := s.fillIn(ctx, send); err != nil {
			return err
		}
	}
	return fmt.Errorf("the form of %s has no end", args[1])
}

// forge lets a person press the button of the owner's message, which they can see only because the simulated workspace lets them in.
func (s *story) forge(ctx context.Context, args []string) error {
	for _, owner := range s.world.Slack.Users() {
		dm, ok := s.world.Slack.DM(owner.ID)
		if !ok {
			continue
		}
		for _, m := range s.world.Slack.Messages(dm.ID) {
			if strings.Contains(string(m.Blocks), "/"+args[1]+`"`) {
				dm.Members = append(dm.Members, args[0])
				s.world.Slack.AddChannel(dm)
				seen, err := s.world.Slack.Click(ctx, args[0], dm.ID, m.TS, "questionnaire.answer", "")
				return s.saw(ctx, args[0], seen, err)
			}
		}
	}
	return fmt.Errorf("nobody was asked about %s", args[1])
}

func (s *story) slash(ctx context.Context, args []string) error {
	text, channel := "/cairn", "C0GENERAL"
	if len(args) > 1 {
		text += " " + args[1]
	}
	if len(args) > 2 {
		channel = args[2]
	}
	seen, err := s.world.Slack.Slash(ctx, args[0], channel, text)
	return s.saw(ctx, args[0], seen, err)
}

func (s *story) click(ctx context.Context, args []string) error {
	user, action := args[0], args[1]
	messages := s.world.Slack.Ephemerals(user)
	if dm, ok := s.world.Slack.DM(user); ok {
		messages = append(s.world.Slack.Messages(dm.ID), messages...)
	}
	for i := len(messages) - 1; i >= 0; i-- {
		if m := messages[i]; strings.Contains(string(m.Blocks), `"`+action+`"`) {
			seen, err := s.world.Slack.Click(ctx, user, m.Channel, m.TS, action, "")
			return s.saw(ctx, user, seen, err)
		}
	}
	return fmt.Errorf("%s sees no message with %s", user, action)
}

func (s *story) wantReply(_ context.Context, args []string) error {
	return match(args[0], s.reply)
}

func match(expression, text string) error {
	re, err := regexp.Compile(expression)
	if err != nil {
		return err
	}
	if !re.MatchString(text) {
		return fmt.Errorf("%q does not match:\n%s", expression, text)
	}
	return nil
}

func (s *story) wantDM(_ context.Context, args []string) error {
	return count(args, func(user string) []string {
		dm, ok := s.world.Slack.DM(user)
		if !ok {
			return nil
		}
		return texts(s.world.Slack.Messages(dm.ID))
	})
}

func (s *story) wantChannel(_ context.Context, args []string) error {
	return count(args, func(channel string) []string { return texts(s.world.Slack.Messages(channel)) })
}

func texts(messages []slacksim.Message) (all []string) {
	for _, m := range messages {
		all = append(all, m.Text)
	}
	return all
}

// count checks how many of the texts match: at least one, or exactly -count=N.
func count(args []string, find func(string) []string) error {
	want := -1
	if n, ok := strings.CutPrefix(args[0], "-count="); ok {
		var err error
		if want, err = strconv.Atoi(n); err != nil {
			return err
		}
		args = args[1:]
	}
	re, err := regexp.Compile(args[len(args)-1])
	if err != nil {
		return err
	}
	all := find(args[0])
	got := 0
	for _, text := range all {
		if re.MatchString(text) {
			got++
		}
	}
	if got == want || want < 0 && got > 0 {
		return nil
	}
	return fmt.Errorf("%d match %q, of:\n%s", got, re, strings.Join(all, "\n"))
}

func (s *story) wantHome(ctx context.Context, args []string) error {
	if _, err := s.world.Slack.OpenHome(ctx, args[0]); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	var err error
	awaited := s.world.Slack.Await(ctx, func() bool {
		home, _ := s.world.Slack.Home(args[0])
		err = match(args[1], plain(home.Blocks))
		return err == nil
	})
	if awaited != nil {
		return err
	}
	return nil
}

func (s *story) wantBlocks(_ context.Context, args []string) error {
	messages := s.world.Slack.Messages(args[0])
	if len(messages) == 0 {
		return fmt.Errorf("%s is empty", args[0])
	}
	return match(args[1], plain(messages[len(messages)-1].Blocks))
}

func (s *story) fault(_ context.Context, args []string) error {
	f := slacksim.Fault{Kind: slacksim.FaultKind(args[0]), Method: args[1], Hold: 100 * time.Millisecond}
	switch {
	case args[0] == "off":
		f = slacksim.Fault{Off: true}
	case args[1] == "any":
		f.Method = ""
	}
	if len(args) > 2 {
		n, err := strconv.Atoi(args[2])
		if err != nil {
			return err
		}
		f.Count = n
	}
	return s.world.Slack.Fault(f)
}

func (s *story) socket(_ context.Context, args []string) error {
	n := 0
	if len(args) > 1 {
		var err error
		if n, err = strconv.Atoi(args[1]); err != nil {
			return err
		}
	}
	switch args[0] {
	case "drop":
		return s.world.Slack.DropConnection(n)
	case "warn":
		return s.world.Slack.WarnConnection(n)
	case "refresh":
		return s.world.Slack.RefreshConnection(n)
	default:
		return fmt.Errorf("a connection has no act %q", args[0])
	}
}

func (s *story) wantLines(ctx context.Context, args []string) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	var got []string
	awaited := s.world.Slack.Await(ctx, func() bool {
		open, newest := s.world.Slack.Connections(), 0
		if len(open) > 0 {
			newest = open[len(open)-1].ID
		}
		got = []string{strconv.Itoa(len(open)), strconv.Itoa(newest)}
		return slices.Equal(got, args)
	})
	if awaited != nil {
		return fmt.Errorf("%s connections are open, and the newest is number %s", got[0], got[1])
	}
	return nil
}

func (s *story) wantLevel(ctx context.Context, args []string) error {
	d, err := s.world.App.Digest.Latest(ctx, assess.Actor{Source: assess.FromCLI}, "northwind", "")
	if err != nil {
		return err
	}
	for _, level := range append(d.Levels, d.Overall) {
		if level.ID == args[0] || level.ID == "" && args[0] == "overall" {
			if got := fmt.Sprintf("%d-%d", level.AtLeast, level.AtMost); got != args[1] && fmt.Sprint(level.Level) != args[1] {
				return fmt.Errorf("%s stands at %d (%s), not %s", args[0], level.Level, got, args[1])
			}
			return nil
		}
	}
	return fmt.Errorf("there is no category %s", args[0])
}

func (s *story) wantJournal(ctx context.Context, args []string) error {
	entries, err := s.world.App.Assess.Entries(ctx, operator, "northwind", 1000)
	if err != nil {
		return err
	}
	return count(anywhere(args), func(string) (all []string) {
		for _, e := range entries {
			all = append(all, strings.TrimSpace(fmt.Sprintf("%s %s %s %s", e.Actor.Source, e.Verb, e.Subject, e.Actor.User)))
		}
		return all
	})
}

func (s *story) wantRateLimit(_ context.Context, args []string) error {
	total := 0
	for _, n := range s.world.Slack.Counters().RateLimited {
		total += n
	}
	if fmt.Sprint(total) != args[0] {
		return fmt.Errorf("Slack answered 429 %d times, not %s", total, args[0])
	}
	return nil
}
