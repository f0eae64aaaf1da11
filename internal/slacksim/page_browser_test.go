package slacksim_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/slack-go/slack"

	"cairn/internal/browsertest"
)

// browser starts a headless Chromium for one test.
func browser(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(browsertest.Start(t), 10*time.Minute)
	t.Cleanup(cancel)
	return ctx
}

type step = browsertest.Step

var (
	do    = browsertest.Do
	until = browsertest.Until
	click = browsertest.Click
	shot  = browsertest.Shot
)

func testid(id string) string { return `[data-testid="` + id + `"]` }

func open(url string) step       { return chromedp.Navigate(url) }
func visible(css string) step    { return chromedp.WaitVisible(chromedp.CSS(css)) }
func keys(css, text string) step { return chromedp.SendKeys(chromedp.CSS(css), text) }
func press(key string) step      { return chromedp.KeyEvent(key) }

// dark switches the browser's preferred colours.
func dark(ctx context.Context, _ *chromedp.Target) (chromedp.Void, error) {
	_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}},
	})
	return chromedp.Void{}, err
}

func text(t *testing.T, ctx context.Context, css string) string {
	t.Helper()
	out, err := chromedp.Run(ctx, chromedp.Text(chromedp.CSS(css)))
	if err != nil {
		t.Fatalf("reading %s: %v", css, err)
	}
	return strings.TrimSpace(out)
}

func TestBrowserAnswersAQuestionnaire(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.furnish(t)
	ctx := browser(t)

	do(t, ctx, "opening the messages", open(s.url+"/?user="+ana+"&tab=messages"), visible(`[data-action-id="answer"]`), shot("messages"))
	do(t, ctx, "opening the modal", click(`[data-action-id="answer"]`), until(`document.querySelector("dialog.modal")?.open`), shot("modal"))
	do(t, ctx, "submitting without an answer", click(testid("submit")), until(`document.querySelector("[data-block-id=g2].has-error")`),
		until(`document.activeElement.closest("[data-block-id=g2]")`), shot("modal-errors"))
	if got := text(t, ctx, `[data-block-id="g2"] .error`); got != "Please complete this required field." {
		t.Errorf("the error reads %q", got)
	}
	do(t, ctx, "hearing the announcement", until(`document.querySelector("#announcer").textContent.includes("required field")`))

	do(t, ctx, "typing, then looking at the scale",
		keys(`textarea[data-block-id="note"]`, "still typing"),
		click(`[data-action-id="guide"]`), until(`document.querySelector("#modal-title").innerText === "The scale"`), shot("modal-pushed"),
		press(kb.Escape), until(`document.querySelector("#modal-title")?.innerText === "Governance"`),
		until(`document.querySelector("textarea[data-block-id=note]").value === "still typing"`))

	do(t, ctx, "a link the bot refuses",
		click(`[data-block-id="g2"] input[value="3"]`), keys(`input[data-block-id="link"]`, "https://wrong.test/a"),
		click(testid("submit")), until(`document.querySelector("[data-block-id=link].has-error .error")?.innerText.startsWith("Nobody but you")`),
		until(`!document.querySelector("[data-block-id=g2].has-error")`))

	do(t, ctx, "a better link, sent with Ctrl+Enter",
		chromedp.SetValue(chromedp.CSS(`input[data-block-id="link"]`), "https://right.test/a"),
		chromedp.Focus(chromedp.CSS(`input[data-block-id="link"]`)), chromedp.KeyEvent(kb.Enter, chromedp.KeyModifiers(chromedp.ModifierCtrl)),
		until(`!document.querySelector("dialog.modal")`), until(`document.activeElement.dataset.actionId === "answer"`))

	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.submissions) != 2 {
		t.Fatalf("the bot got %d submissions, want 2: Slack's client itself stops an incomplete form", len(s.submissions))
	}
	got := s.submissions[1].View.State.Values
	if v := got["g1"]["v"].SelectedOption.Value; v != "2" {
		t.Errorf("the prefilled answer arrived as %q, want 2", v)
	}
	if v := got["g2"]["v"].SelectedOption.Value; v != "3" {
		t.Errorf("the chosen answer arrived as %q, want 3", v)
	}
	if v := got["link"]["v"].Value; v != "https://right.test/a" {
		t.Errorf("the link arrived as %q", v)
	}
	if v := got["note"]["v"].Value; v != "still typing" {
		t.Errorf("the comment arrived as %q", v)
	}
	if s.closed != 1 {
		t.Errorf("the bot heard of %d closed modals, want 1", s.closed)
	}
}

func TestBrowserStaysCurrentWithoutLosingWhatIsTyped(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.furnish(t)
	ctx := browser(t)

	do(t, ctx, "opening the channel", open(s.url+"/?user="+ana+"&channel="+sec), visible(testid("compose")), shot("channel"))
	do(t, ctx, "typing a draft", keys(testid("compose"), "half a thou"))
	ts := s.post(t, sec, "A new message arrives", "")
	do(t, ctx, "seeing it", visible(`[data-ts="`+ts+`"]`),
		until(`document.querySelector("[data-testid=compose]").value === "half a thou"`),
		until(`document.activeElement.matches("[data-testid=compose]")`),
		until(`document.querySelector("#announcer").textContent.includes("A new message arrives")`))
	if _, _, _, err := s.bot.UpdateMessageContext(t.Context(), sec, ts, slack.MsgOptionText("It was corrected", false)); err != nil {
		t.Fatal(err)
	}
	do(t, ctx, "seeing the correction", until(`document.querySelector("[data-ts='`+ts+`']").innerText.includes("It was corrected")`))
	s.post(t, ana, "A direct message", "")
	do(t, ctx, "seeing the unread mark", until(`document.querySelector("[data-testid=place-messages] .badge")`))

	do(t, ctx, "a command", chromedp.SetValue(chromedp.CSS(testid("compose")), "/cairn status"), press(kb.Enter),
		visible(`.message.ephemeral`), until(`document.querySelector("[data-testid=compose]").value.trim() === ""`), shot("command"),
		click(`[data-dismiss]`), until(`!document.querySelector(".message.ephemeral")`))
	do(t, ctx, "a message of one's own", keys(testid("compose"), "Thank you"), press(kb.Enter),
		until(`[...document.querySelectorAll(".message")].at(-1).innerText.includes("Thank you")`))
	do(t, ctx, "a thread", click(testid("thread-link")), visible(testid("compose-reply")), keys(testid("compose-reply"), "I will"), press(kb.Enter),
		until(`document.querySelector("#thread").innerText.includes("I will")`), shot("thread"))
}

func TestBrowserShowsHomeChartsAndTime(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.furnish(t)
	ctx := browser(t)

	do(t, ctx, "opening Home", open(s.url+"/?user="+ana+"&tab=home"), visible(testid("home")), visible(`figure[data-chart="line"] svg`), shot("home"))
	do(t, ctx, "skipping a day", click(".skip-button"), visible(".skip-menu"), shot("skip"), click(`[data-duration="1d"]`),
		until(`document.querySelector("[data-testid=clock]").innerText.includes("Wed 8 Jul 2026")`), visible(testid("toast")))
	do(t, ctx, "skipping a span of one's own", click(".skip-button"), keys("#skip-duration", "36h"), press(kb.Enter),
		until(`document.querySelector("[data-testid=clock]").innerText.includes("Thu 9 Jul 2026, 9:03 PM")`))
	do(t, ctx, "changing the persona", click(testid("persona-switcher")+" summary"), visible(testid("persona-"+ben)), shot("personas"), click(testid("persona-"+ben)),
		visible(`body[data-user="`+ben+`"]`), visible(testid("place-C0PRIV")))
	do(t, ctx, "sorting and turning pages", open(s.url+"/?user="+ben+"&channel="+sec), visible(".data-table"),
		until(`document.querySelectorAll(".data-table tbody tr:not([hidden])").length === 3`),
		click(".data-table th:last-child .sort"), click(".data-table th:last-child .sort"),
		until(`document.querySelector(".data-table tbody tr").innerText.includes("Data")`),
		click(`[data-page="1"]`), until(`document.querySelector(".pager-text").innerText === "4–4 of 4"`))
	do(t, ctx, "in the dark", dark, shot("dark"), open(s.url+"/?user="+ana+"&tab=messages"), click(`[data-action-id="answer"]`),
		visible("dialog.modal"), shot("dark-modal"))
}

func TestBrowserOnAPhone(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.furnish(t)
	ctx := browser(t)
	do(t, ctx, "opening the channel", chromedp.EmulateViewport(390, 844), open(s.url+"/?user="+ana+"&channel="+sec), visible(testid("compose")), shot("phone"))
	do(t, ctx, "measuring", until(`document.documentElement.scrollWidth <= 390`))
	do(t, ctx, "the drawer", click(testid("drawer")), until(`getComputedStyle(document.querySelector("#sidebar")).visibility === "visible"`),
		until(`document.activeElement.closest("#sidebar")`), shot("phone-drawer"),
		press(kb.Escape), until(`document.activeElement.matches("[data-testid=drawer]")`))
	do(t, ctx, "the modal", open(s.url+"/?user="+ana+"&tab=messages"), click(`[data-action-id="answer"]`), visible("dialog.modal"), shot("phone-modal"))
}

func TestBrowserAsksBeforeAGuardedAction(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.furnish(t)
	ctx := browser(t)
	hears := func(want string) {
		t.Helper()
		select {
		case got := <-s.heard:
			if got != want {
				t.Fatalf("the bot heard of %q, want %q", got, want)
			}
		case <-ctx.Done():
			t.Fatalf("the bot never heard of %q", want)
		}
	}
	do(t, ctx, "declining", open(s.url+"/?user="+ana+"&tab=messages"), click(`[data-action-id="decline"]`), visible("dialog.confirm[open]"), shot("confirm"),
		click(`dialog[open] [data-answer="deny"]`), until(`!document.querySelector("dialog[open]")`))
	do(t, ctx, "the menu", click(`[data-action-id="more"] summary`), shot("menu"), click(`[data-action-id="more"] [data-value="later"]`))
	hears("more") // and not of the declined action before it
	do(t, ctx, "agreeing", click(`[data-action-id="decline"]`), click(`dialog[open] [data-answer="confirm"]`))
	hears("decline")
}

func TestBrowserReadsLocalTimesInTheViewersZone(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	ctx := browser(t)
	do(t, ctx, "opening the page", open(s.url+"/?user="+ana), visible(testid("compose")))
	for _, tt := range []struct{ local, zone, want string }{
		{"2026-07-07T10:00", "Europe/Zurich", "1783411200"},
		{"2026-07-07T10:00", "UTC", "1783418400"},
		{"2026-03-29T01:30", "Europe/Zurich", "1774744200"}, // half an hour before the clocks go forward
		{"2026-03-29T03:30", "Europe/Zurich", "1774747800"}, // half an hour after
		{"2026-11-01T12:00", "America/New_York", "1793552400"},
		{"", "UTC", ""},
	} {
		got, err := chromedp.Run(ctx, chromedp.Evaluate[string](fmt.Sprintf("epoch(%q, %q)", tt.local, tt.zone)))
		if err != nil {
			t.Fatal(err)
		}
		if got != tt.want {
			t.Errorf("%s in %s is %s, want %s", tt.local, tt.zone, got, tt.want)
		}
	}
}
