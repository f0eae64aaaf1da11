// Package browsertest drives a real headless Chromium in tests. It is for tests only.
package browsertest

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// What a busy machine may take.
const (
	startLimit = 2 * time.Minute // to start the browser
	stepLimit  = 2 * time.Minute // for one step
)

var shots = flag.String("shots", "", "write screenshots of the page into this directory")

// Step is one thing done in the browser.
type Step = chromedp.Action[chromedp.Void]

// Start starts a browser for one test, which fails on any script exception and on any error that the browser reports.
// Without a Chromium the test is skipped with a sentence; with CI=true it fails instead.
func Start(t *testing.T) context.Context {
	t.Helper()
	path := find()
	if path == "" {
		if os.Getenv("CI") == "true" {
			t.Fatal("this test needs a Chromium, and none is installed")
		}
		t.Skip("No Chromium is installed, so the page is not tried in a browser.")
	}
	complain := func(ev any) {
		if t.Context().Err() != nil { // the test is over: what the page loads from is being stopped, and so is the browser
			return
		}
		switch ev := ev.(type) {
		case *runtime.EventExceptionThrown:
			t.Errorf("the page's script failed: %s %s", ev.ExceptionDetails.Text, ev.ExceptionDetails.Exception.Description)
		case *log.EventEntryAdded:
			if ev.Entry.Level == log.EntryLevelError {
				t.Errorf("the browser reports an error: %s %s", ev.Entry.Text, ev.Entry.URL)
			}
		}
	}
	ctx, cancel := chromedp.NewContext(t.Context(), chromedp.WithListener(complain), chromedp.WithAllocatorOptions(
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.WindowSize(1280, 900), chromedp.Flag("disable-background-networking", true),
		chromedp.WSURLReadTimeout(startLimit),
	))
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("starting the browser: %v", err)
	}
	return ctx
}

func find() string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// state is what a failure shows of the page: its text, what has been entered, and where the focus is.
const state = `document.body.innerText.slice(0, 3000) +
	"\n\nEntered: " + JSON.stringify([...document.querySelectorAll("input, select, textarea")].map((e) => e.value)) +
	"\nBusy: " + document.querySelectorAll("[aria-busy=true]").length + ", " + document.visibilityState +
	"\nFocus: " + document.activeElement.outerHTML.slice(0, 200)`

// Do runs steps; label says what they are for.
func Do(t *testing.T, ctx context.Context, label string, steps ...Step) {
	t.Helper()
	for i, s := range steps {
		limited, cancel := context.WithTimeout(ctx, stepLimit)
		err := chromedp.Do(limited, s)
		cancel()
		if err != nil {
			shows, _ := chromedp.Run(ctx, chromedp.Evaluate[string](state))
			_ = chromedp.Do(ctx, Shot("failed-"+strings.ReplaceAll(t.Name(), "/", "-")))
			t.Fatalf("%s, step %d: %v\nThe page shows:\n%s", label, i+1, err, shows)
		}
	}
}

// Until waits for a JavaScript condition. It looks again by a timer, because a page that is not drawn has no frames.
func Until(condition string) Step {
	return func(ctx context.Context, target *chromedp.Target) (chromedp.Void, error) {
		_, err := chromedp.Evaluate[bool]("new Promise((done) => { const look = () => (("+condition+
			") ? done(true) : setTimeout(look, 20)); look(); })", chromedp.EvalAwaitPromise)(ctx, target)
		if err != nil {
			err = fmt.Errorf("waiting for %s: %w", condition, err)
		}
		return chromedp.Void{}, err
	}
}

// Click presses what a CSS selector finds, once it is visible.
func Click(css string) Step { return chromedp.Click(chromedp.CSS(css), chromedp.NodeVisible) }

// Shows waits until the page shows a text.
func Shows(text string) Step {
	return Until(fmt.Sprintf("document.body.innerText.includes(%q)", text))
}

// Shot saves what the browser shows when -shots is given.
func Shot(name string) Step {
	return func(ctx context.Context, target *chromedp.Target) (chromedp.Void, error) {
		if *shots == "" {
			return chromedp.Void{}, nil
		}
		png, err := chromedp.CaptureScreenshot()(ctx, target)
		if err != nil {
			return chromedp.Void{}, err
		}
		return chromedp.Void{}, os.WriteFile(filepath.Join(*shots, name+".png"), png, 0o644)
	}
}
