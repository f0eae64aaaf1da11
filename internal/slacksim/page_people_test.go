package slacksim_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/slack-go/slack"

	"cairn/internal/slacksim"
)

// crowd adds enough people for a picker to need its search.
func (s *stage) crowd() {
	for i := range 12 {
		s.AddUser(slacksim.User{ID: fmt.Sprintf("U0C%02d", i), Name: fmt.Sprintf("crowd%d", i), RealName: fmt.Sprintf("Colleague %d", i)})
	}
}

func TestPageShowsWhoIsAwayAndWhereEverybodyIs(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.furnish(t)
	if err := s.SetStatus(t.Context(), ben, ":palm_tree:", "On leave", s.clock.Now().Add(26*time.Hour)); err != nil {
		t.Fatal(err)
	}
	s.AddUser(slacksim.User{ID: "U0LEFT", Name: "left", RealName: "Lea Left", Deleted: true})
	s.AddUser(slacksim.User{ID: "U0IND", Name: "ind", RealName: "Ira India", TZ: "Asia/Kolkata", IsGuest: true})
	s.shows(t, "/page/fragment/sidebar?user="+ana, []string{
		"America/New_York, UTC-4", "Europe/London, UTC&#43;1", "Guest, Asia/Kolkata, UTC&#43;5:30", "On leave, until Wed 8 Jul, 06:03 EDT", "🌴",
		"Lea Left", "Deactivated", `data-edit-person="U0LEFT"`,
	}, []string{`href="/?user=U0LEFT"`})
	s.shows(t, "/?user="+ana+"&channel="+sec, []string{`<strong class="author">Ben Sample</strong> <span class="status"`}, nil)
	s.shows(t, "/page/fragment/person?user="+ana+"&of="+ben, []string{`value=":palm_tree:"`, `value="2026-07-08T06:03"`, `value="America/New_York"`}, nil)
	if status, _, _ := s.get(t, "/page/fragment/person?user="+ana+"&of=U0CAIRN"); status != http.StatusNotFound {
		t.Errorf("editing the bot: status %d, want 404", status)
	}
	if status, _, body := s.get(t, "/?user=U0LEFT"); status != http.StatusNotFound {
		t.Errorf("looking as somebody deactivated: status %d: %s", status, body)
	}
}

func TestPageShowsGroupMessagesToTheirMembersByName(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.crowd()
	group, err := openGroup(t, s.bot, ana, ben)
	if err != nil {
		t.Fatal(err)
	}
	s.post(t, group, "You differ by two.", "")
	s.shows(t, "/?user="+ana+"&channel="+group, []string{"You differ by two.", "Ben Sample, Cairn", "Message Ben Sample, Cairn"}, []string{"mpdm-"})
	s.shows(t, "/page/fragment/sidebar?user="+ben+"&channel="+sec, []string{"Ana Sample, Cairn"}, nil)
	s.shows(t, "/page/fragment/sidebar?user=U0C01", nil, []string{"Ben Sample, Cairn", group})
	if status, _, _ := s.get(t, "/?user=U0C01&channel="+group); status != http.StatusNotFound {
		t.Errorf("somebody else opens the group message: status %d, want 404", status)
	}
}

func TestBrowserEditsAPerson(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.furnish(t)
	s.crowd()
	ctx := browser(t)
	do(t, ctx, "opening the list of people", open(s.url+"/?user="+ana+"&channel="+sec), visible(testid("compose")), click(testid("persona-switcher")+" summary"),
		visible(testid("edit-"+ben)), shot("people"), click(testid("edit-"+ben)), visible(testid("person-panel")))
	do(t, ctx, "going on leave",
		keys("[name=status_emoji]", ":palm_tree:"), keys("[name=status_text]", "On leave"),
		chromedp.SetValue(chromedp.CSS("[name=until]"), "2026-07-08T17:00"), shot("person-panel"), click(testid("save-person")),
		until(`!document.querySelector("[data-testid=person-panel]")`),
		until(`document.querySelector("[data-testid=persona-`+ben+`]").innerText.includes("On leave, until Wed 8 Jul, 17:00 EDT")`), shot("people-away"))
	u, _ := s.User(ben)
	if want := time.Date(2026, 7, 8, 21, 0, 0, 0, time.UTC).Unix(); u.StatusExpiration != want {
		t.Errorf("the status ends at %d, want %d: five in the evening where Ben is", u.StatusExpiration, want)
	}
	do(t, ctx, "two days later", click(".skip-button"), keys("#skip-duration", "48h"), press(kb.Enter),
		until(`!document.querySelector("[data-testid=persona-`+ben+`]").innerText.includes("On leave")`))
	do(t, ctx, "deactivating", click(testid("persona-switcher")+" summary"), click(testid("edit-"+ben)), click("[name=deleted]"), click(testid("save-person")),
		until(`document.querySelector(".persona-gone")?.innerText.includes("Deactivated")`))
	if s.Counters().Callbacks["user_change"] != 3 {
		t.Errorf("the bot heard of %d changes, want 3", s.Counters().Callbacks["user_change"])
	}
}

func TestBrowserPicksPeopleAndTimesByKeyboard(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.crowd()
	s.post(t, ana, "Set up", `[{"type":"actions","elements":[{"type":"button","action_id":"set-up","text":{"type":"plain_text","text":"Set Up"}}]}]`)
	ctx := browser(t)
	// A key whose default was prevented, as a person's would be; the browser's driver sends the character all the same.
	enter := until(`document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {key: "Enter", bubbles: true, cancelable: true})) || true`)
	opened := func(block string) string {
		return `document.querySelector("details[data-block-id=` + block + `]").open`
	}
	do(t, ctx, "opening the form", open(s.url+"/?user="+ana+"&tab=messages"), click(`[data-action-id="set-up"]`), until(`document.querySelector("dialog.modal")?.open`),
		until(`document.activeElement.closest("details").dataset.blockId === "owner"`), shot("set-up"))
	do(t, ctx, "searching an owner", press(kb.Enter), until(opened("owner")), until(`document.activeElement.type === "search"`),
		press("7"), until(`[...document.querySelectorAll("details[data-block-id=owner] .choice")].filter((c) => !c.hidden).length === 1`), shot("picker"),
		enter, until(`!`+opened("owner")), until(`document.querySelector("details[data-block-id=owner] summary").innerText === "Colleague 7"`))
	do(t, ctx, "leaving a picker leaves the form open", press(kb.Enter), until(opened("owner")), press(kb.Escape), until(`!`+opened("owner")), until(`document.querySelector("dialog.modal")?.open`))
	do(t, ctx, "two deputies", chromedp.Focus(chromedp.CSS("details[data-block-id=deputies] summary")), press(kb.Enter), until(opened("deputies")),
		until(`document.activeElement.type === "search"`), press(kb.ArrowDown), until(`document.activeElement.type === "checkbox"`), press(" "),
		until(`document.querySelector("details[data-block-id=deputies] summary").innerText === "Ana Sample, Ben Sample"`), press(kb.Escape))
	do(t, ctx, "when it begins", chromedp.SetValue(chromedp.CSS("[data-block-id=begins] input"), "2026-07-20T09:30"), click(testid("submit")),
		until(`!document.querySelector("dialog.modal")`))
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.submissions) != 1 {
		t.Fatalf("the bot got %d submissions, want 1", len(s.submissions))
	}
	v := s.submissions[0].View.State.Values
	got := []any{
		v["owner"]["v"].SelectedUser, v["deputies"]["v"].SelectedUsers, v["where"]["v"].SelectedConversation, v["begins"]["v"].SelectedDateTime,
		v["day"]["v"].SelectedDate, v["time"]["v"].SelectedTime, v["items"]["v"].Value,
	}
	want := []any{"U0C07", []string{ana, ben}, "", time.Date(2026, 7, 20, 8, 30, 0, 0, time.UTC).Unix(), "2026-07-13", "09:00", "5"}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("the bot got %v, want %v", got, want)
	}
}

func TestBrowserRunsShortcuts(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	ts := s.post(t, sec, "The audit is done.", "")
	ctx := browser(t)
	do(t, ctx, "on a message", open(s.url+"/?user="+ana+"&channel="+sec), visible(testid("compose")),
		click(`[data-ts="`+ts+`"] `+testid("message-menu")+" summary"), shot("message-menu"), click(testid("shortcut-as_evidence")))
	select {
	case got := <-s.heard:
		if got != "as_evidence The audit is done." {
			t.Errorf("the bot heard %q", got)
		}
	case <-ctx.Done():
		t.Fatal("the bot never heard of the message shortcut")
	}
	do(t, ctx, "from the menu beside the composer", click(testid("shortcuts")+" summary"), visible(testid("shortcut-my_questions")), shot("shortcuts"),
		press(kb.ArrowDown), press(kb.Enter), until(`document.querySelector("dialog.modal")?.open`))
}

func TestBrowserOnAPhoneHasPickersPanelsAndShortcuts(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.crowd()
	s.post(t, ana, "Set up", `[{"type":"actions","elements":[{"type":"button","action_id":"set-up","text":{"type":"plain_text","text":"Set Up"}}]}]`)
	if _, err := openGroup(t, s.bot, ana, ben, "U0C01"); err != nil {
		t.Fatal(err)
	}
	ctx := browser(t)
	do(t, ctx, "the shortcuts", chromedp.EmulateViewport(390, 844), open(s.url+"/?user="+ana+"&tab=messages"), click(testid("shortcuts")+" summary"),
		visible(testid("shortcut-my_questions")), shot("phone-shortcuts"), until(`document.documentElement.scrollWidth <= 390`))
	do(t, ctx, "a picker", open(s.url+"/?user="+ana+"&tab=messages"), click(`[data-action-id="set-up"]`), until(`document.querySelector("dialog.modal")?.open`),
		click("details[data-block-id=owner] summary"), visible("details[data-block-id=owner] [data-search]"), shot("phone-picker"),
		click(`details[data-block-id=owner] input[value="U0C03"]`), until(`document.querySelector("details[data-block-id=owner] summary").innerText === "Colleague 3"`),
		click(testid("submit")), until(`!document.querySelector("dialog.modal")`))
	do(t, ctx, "a person", click(testid("drawer")),
		until(`document.activeElement.closest("#sidebar") && document.querySelector("#sidebar").getAnimations().length === 0`), click(testid("persona-switcher")+" summary"), shot("phone-people"), click(testid("edit-"+ben)),
		visible(testid("person-panel")), shot("phone-person"), until(`document.documentElement.scrollWidth <= 390`))
	s.mu.Lock()
	defer s.mu.Unlock()
	if got := s.submissions[0].View.State.Values["owner"]["v"].SelectedUser; got != "U0C03" {
		t.Errorf("the bot got the owner %q", got)
	}
}

func TestBrowserTellsEachCharacterWhereTheAppAsksForIt(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.post(t, ana, "Search", `[{"type":"input","dispatch_action":true,"block_id":"q","label":{"type":"plain_text","text":"Search"},"element":{"type":"plain_text_input","action_id":"search",
		"dispatch_action_config":{"trigger_actions_on":["on_character_entered"]}}}]`, slack.MsgOptionDisableLinkUnfurl())
	ctx := browser(t)
	do(t, ctx, "typing", open(s.url+"/?user="+ana+"&tab=messages"), keys(`input[data-action-id="search"]`, "gov"))
	select {
	case got := <-s.heard:
		if got != "search" {
			t.Errorf("the bot heard of %q", got)
		}
	case <-ctx.Done():
		t.Fatal("the bot never heard of what was typed")
	}
}
