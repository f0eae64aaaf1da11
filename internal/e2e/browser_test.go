package e2e

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"cairn/internal/demo"
)

var shots = flag.String("shots", "", "write screenshots of the demo into this directory")

// stepLimit bounds one step in the browser.
const stepLimit = 30 * time.Second

type step = chromedp.Action[chromedp.Void]

// browser starts a headless Chromium. Without one the test is skipped, except where CI=true.
func browser(t *testing.T) context.Context {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("the demo's page needs a Chromium, and none is installed")
		}
		t.Skip("No chromium is installed, so the demo's page is not tried in a browser.")
	}
	ctx, cancel := chromedp.NewContext(t.Context(), chromedp.WithAllocatorOptions(
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.WindowSize(1280, 900), chromedp.Flag("disable-background-networking", true),
	))
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("starting the browser: %v", err)
	}
	return ctx
}

// do runs steps in the browser; label says what they are for.
func do(t *testing.T, ctx context.Context, label string, steps ...step) {
	t.Helper()
	for i, s := range steps {
		limited, cancel := context.WithTimeout(ctx, stepLimit)
		err := chromedp.Do(limited, s)
		cancel()
		if err != nil {
			shows, _ := chromedp.Run(ctx, chromedp.Evaluate[string](`document.body.innerText.slice(0, 3000)`))
			t.Fatalf("%s, step %d: %v\nThe page shows:\n%s", label, i+1, err, shows)
		}
	}
}

// until waits for a JavaScript condition, looking again at every frame.
func until(condition string) step {
	return func(ctx context.Context, target *chromedp.Target) (chromedp.Void, error) {
		_, err := chromedp.Evaluate[bool]("new Promise((done) => { const look = () => (("+condition+
			") ? done(true) : requestAnimationFrame(look)); look(); })", chromedp.EvalAwaitPromise)(ctx, target)
		if err != nil {
			err = fmt.Errorf("waiting for %s: %w", condition, err)
		}
		return chromedp.Void{}, err
	}
}

func click(css string) step { return chromedp.Click(chromedp.CSS(css), chromedp.NodeVisible) }

// shows waits until the page shows a text.
func shows(text string) step {
	return until(fmt.Sprintf("document.body.innerText.includes(%q)", text))
}

// shot saves what the browser shows when -shots is given.
func shot(name string) step {
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

// A newcomer with the demo's page: an owner answers in the form, time is skipped, a leader reads the digest.
func TestTheDemoInABrowser(t *testing.T) {
	t.Parallel()
	ctx := browser(t)
	w, err := demo.Open(t.Context(), demo.Options{Start: began})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := w.Furnish(t.Context()); err != nil {
		t.Fatal(err)
	}

	do(t, ctx, "Gwen reads what she is asked",
		chromedp.Navigate(w.URL+"/?user=U0GWEN&tab=messages"), shows("5 questions"), shot("1-asked"),
		click(`[data-action-id="questionnaire.answer"]`), until(`document.querySelector("dialog.modal")?.open`), shot("2-form"))
	do(t, ctx, "Gwen answers: last time's answers are there, she changes one",
		shows("last time (2031-Q3)"),
		until(`[...document.querySelectorAll("dialog.modal select")].filter((s) => s.value !== "").length === 5`),
		chromedp.SetValue(chromedp.CSS(`dialog.modal select[data-block-id="G1"]`), "4"),
		click(`[data-testid="submit"]`), shows("Saved"), shot("3-saved"),
		chromedp.KeyEvent(kb.Escape), until(`!document.querySelector("dialog.modal")`),
		shows("Answered by"), shows("Change Answers"), shot("4-answered"))

	for _, owner := range []string{"U0TOMAS", "U0MINA", "U0WREN"} {
		if err := w.Answer(t.Context(), owner, nil); err != nil {
			t.Fatal(err)
		}
	}
	do(t, ctx, "Mara looks how it goes",
		chromedp.Navigate(w.URL+"/?user=U0MARA&tab=home"), shows("4 of 5"), shot("5-manager"))
	do(t, ctx, "time passes until the cycle closes without Ivor",
		click(`[data-testid="skip"] summary`), click(`[data-duration="7d"]`), until(`document.querySelector("[data-testid=clock]").innerText.includes("8 Oct")`),
		shot("6-skipped"))
	if err := w.Skip(t.Context(), 14*24*time.Hour); err != nil {
		t.Fatal(err)
	}
	do(t, ctx, "Lena reads the digest",
		chromedp.Navigate(w.URL+"/?user=U0LENA&channel=C0LEADERS"),
		shows("without an answer"), until(`document.querySelector("figure[data-chart] svg")`), shows("Incident Response"), shot("7-digest"))
}
