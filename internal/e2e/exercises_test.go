package e2e

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"time"

	goslack "github.com/slack-go/slack"

	"cairn/internal/assess"
	"cairn/internal/exercise"
	"cairn/internal/slacksim"
)

// The commands about exercises.

// wantExercises counts the exercises of all programmes, each as
// "E1 KIND NAME at LONDON TIME by FACILITATOR in CHANNEL: STATE [delivered N] [decisions N] [debriefed N] [LINK] [why WHY]".
func (s *story) wantExercises(ctx context.Context, args []string) error {
	all, err := s.exercises(ctx)
	if err != nil {
		return err
	}
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		return err
	}
	return count(anywhere(args), func(string) (lines []string) {
		for _, v := range all {
			line := fmt.Sprintf("%s %s %s at %s by %s in %s: %s", v.ID.Number(), v.Kind, v.Name, v.Plan.Start.In(london).Format("2006-01-02 15:04"),
				v.Plan.Facilitator, v.Plan.Channel, v.State)
			for _, n := range []struct {
				word string
				of   int
			}{{"delivered", len(v.Delivered)}, {"decisions", len(v.Log)}, {"debriefed", len(v.Debriefed)}} {
				if n.of > 0 {
					line += fmt.Sprintf(" %s %d", n.word, n.of)
				}
			}
			if v.Link != "" {
				line += " " + v.Link
			}
			if v.Why != "" {
				line += " why " + v.Why
			}
			lines = append(lines, line)
		}
		return lines
	})
}

// exercises are those of all programmes, as an operator sees them.
func (s *story) exercises(ctx context.Context) (all []exercise.View, err error) {
	programmes, err := s.programmes(ctx)
	if err != nil {
		return nil, err
	}
	for _, p := range programmes {
		o, err := s.world.App.Exercise.Overview(ctx, operator, p.ID)
		if err != nil {
			return nil, err
		}
		all = append(all, o.Exercises...)
	}
	return all, nil
}

// wantDuties counts the duties of all programmes, each as "PROGRAMME KIND every N months by its last DAY: STATUS [last E1] [planned E2]".
func (s *story) wantDuties(ctx context.Context, args []string) error {
	programmes, err := s.programmes(ctx)
	if err != nil {
		return err
	}
	var lines []string
	for _, p := range programmes {
		o, err := s.world.App.Exercise.Overview(ctx, operator, p.ID)
		if err != nil {
			return err
		}
		for _, d := range o.Duties {
			line := fmt.Sprintf("%s %s every %d months by %s: %s", p.ID, d.Kind, d.Months, d.DueAt.Add(-1).Format("2006-01-02"), d.Status)
			if d.Last != nil {
				line += " last " + d.Last.ID.Number()
			}
			if d.Planned != nil {
				line += " planned " + d.Planned.ID.Number()
			}
			lines = append(lines, line)
		}
	}
	return count(anywhere(args), func(string) []string { return lines })
}

// tap presses a button of the newest message in a channel that has it.
func (s *story) tap(ctx context.Context, args []string) error {
	user, channel, action := args[0], args[1], args[2]
	messages := s.world.Slack.Messages(channel)
	for i := len(messages) - 1; i >= 0; i-- {
		if m := messages[i]; strings.Contains(string(m.Blocks), `"`+action+`"`) {
			seen, err := s.world.Slack.Click(ctx, user, channel, m.TS, action, strings.Join(args[3:], ""))
			return s.saw(ctx, user, seen, err)
		}
	}
	return fmt.Errorf("no message in %s has %s", channel, action)
}

// on runs a shortcut on the newest message of a channel that matches.
func (s *story) on(ctx context.Context, args []string) error {
	user, callback, channel := args[0], args[1], args[2]
	re, err := regexp.Compile(args[3])
	if err != nil {
		return err
	}
	messages := s.world.Slack.Messages(channel)
	for i := len(messages) - 1; i >= 0; i-- {
		if m := messages[i]; re.MatchString(m.Text) {
			seen, err := s.world.Slack.Shortcut(ctx, user, callback, channel, m.TS)
			return s.saw(ctx, user, seen, err)
		}
	}
	return fmt.Errorf("no message in %s matches %q", channel, re)
}

// say posts what a person writes in a channel.
func (s *story) say(ctx context.Context, args []string) error {
	seen, err := s.world.Slack.Post(ctx, args[0], args[1], args[2], "")
	return s.saw(ctx, args[0], seen, err)
}

// join makes a channel with Cairn and these people in it; more of them come into one that there is.
func (s *story) join(_ context.Context, args []string) error {
	id := args[0]
	c, ok := s.world.Slack.Channel(id)
	if !ok {
		c = slacksim.Channel{ID: id, Name: strings.ToLower(strings.TrimPrefix(id, "C0")), Members: []string{s.world.Slack.Options().BotUserID}}
	}
	c.Members = append(c.Members, args[1:]...)
	s.world.Slack.AddChannel(c)
	return nil
}

// archive archives a channel, or takes that back.
func (s *story) archive(_ context.Context, args []string) error {
	c, ok := s.world.Slack.Channel(args[0])
	if !ok {
		return fmt.Errorf("there is no channel %s", args[0])
	}
	c.IsArchived = len(args) == 1
	s.world.Slack.AddChannel(c)
	return nil
}

// remove deletes the newest message of Cairn in a channel that matches.
func (s *story) remove(ctx context.Context, args []string) error {
	re, err := regexp.Compile(args[1])
	if err != nil {
		return err
	}
	messages := s.world.Slack.Messages(args[0])
	for i := len(messages) - 1; i >= 0; i-- {
		if re.MatchString(messages[i].Text) {
			client := goslack.New(s.world.Slack.Options().BotToken, goslack.OptionAPIURL(s.world.URL+"/api/"))
			_, _, err := client.DeleteMessageContext(ctx, args[0], messages[i].TS)
			return err
		}
	}
	return fmt.Errorf("no message in %s matches %q", args[0], re)
}

// wantFile counts the files in a channel whose name and text match.
func (s *story) wantFile(_ context.Context, args []string) error {
	return count(args, func(channel string) (all []string) {
		for _, m := range s.world.Slack.Messages(channel) {
			for _, f := range m.Files {
				content, _ := s.world.Slack.FileContent(f.ID)
				all = append(all, f.Name+"\n"+fileText(f, content))
			}
		}
		return all
	})
}

// plan has the manager plan an exercise in C0DRILL with the sample's people, who all take part: plan KIND SCENARIO LONDON TIME.
// Ivor facilitates, Kofi observes, and four others share the roles.
func (s *story) plan(ctx context.Context, args []string) error {
	at, err := inLondon(args[2])
	if err != nil {
		return err
	}
	library, err := exercise.NewLibrary()
	if err != nil {
		return err
	}
	sc, err := library.Find(args[1])
	if err != nil {
		return err
	}
	plan := exercise.Plan{Start: at, Length: sc.Length(), Facilitator: "U0IVOR", Observers: []assess.UserID{"U0KOFI"}, Channel: "C0DRILL"}
	for _, o := range sc.Objectives {
		plan.Objectives = append(plan.Objectives, o.ID)
	}
	players := []assess.UserID{"U0GWEN", "U0TOMAS", "U0MINA", "U0WREN"}
	for i, role := range sc.Roles {
		plan.Players = append(plan.Players, exercise.Seat{User: players[i%len(players)], Role: role.ID})
	}
	if _, ok := s.world.Slack.Channel(plan.Channel); !ok {
		if err := s.join(ctx, append([]string{plan.Channel, "U0IVOR", "U0KOFI"}, "U0GWEN", "U0TOMAS", "U0MINA", "U0WREN")); err != nil {
			return err
		}
	}
	e, err := s.world.App.Exercise.Plan(ctx, assess.BySlack("U0MARA"), "northwind", exercise.Draft{
		Kind: exercise.Kind(args[0]), Scenario: sc.ID, Plan: plan,
	})
	if err != nil {
		return err
	}
	for _, u := range plan.People() {
		if err := s.world.App.Exercise.Reply(ctx, assess.BySlack(u), e.ID, exercise.Yes, ""); err != nil {
			return err
		}
	}
	return s.world.Settle(ctx)
}

// wantDelivered looks at what players have of an exercise, in order, each as "INJECT@MINUTE".
func (s *story) wantDelivered(ctx context.Context, args []string) error {
	all, err := s.exercises(ctx)
	if err != nil {
		return err
	}
	for _, v := range all {
		if v.ID.Number() != args[0] {
			continue
		}
		var told []string
		for _, t := range v.Delivered {
			told = append(told, fmt.Sprintf("%s@%d", t.ID, int(t.Elapsed.Minutes())))
		}
		return match(args[1], strings.Join(told, " "))
	}
	return fmt.Errorf("there is no exercise %s", args[0])
}
