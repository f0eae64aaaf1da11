package e2e

import (
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"cairn/internal/browsertest"
	"cairn/internal/demo"
)

// A newcomer with the demo's page: an owner answers in the form, time is skipped, a leader reads the digest.
func TestTheDemoInABrowser(t *testing.T) {
	t.Parallel()
	ctx := browsertest.Start(t)
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

	browsertest.Do(t, ctx, "Gwen reads what she is asked",
		chromedp.Navigate(w.URL+"/?user=U0GWEN&tab=messages"), browsertest.Shows("5 questions"), browsertest.Shot("1-asked"),
		browsertest.Click(`[data-action-id="questionnaire.answer"]`), browsertest.Until(`document.querySelector("dialog.modal")?.open`), browsertest.Shot("2-form"))
	browsertest.Do(t, ctx, "Gwen answers: last time's answers are there, she changes one",
		browsertest.Shows("last time (2031-Q3)"),
		browsertest.Until(`[...document.querySelectorAll("dialog.modal select")].filter((s) => s.value !== "").length === 5`),
		chromedp.SetValue(chromedp.CSS(`dialog.modal select[data-block-id="G1"]`), "4"),
		browsertest.Click(`[data-testid="submit"]`), browsertest.Shows("Saved"), browsertest.Shot("3-saved"),
		chromedp.KeyEvent(kb.Escape), browsertest.Until(`!document.querySelector("dialog.modal")`),
		browsertest.Shows("Answered by"), browsertest.Shows("Change Answers"), browsertest.Shot("4-answered"))

	for _, owner := range []string{"U0TOMAS", "U0MINA", "U0WREN"} {
		if err := w.Answer(t.Context(), owner, nil); err != nil {
			t.Fatal(err)
		}
	}
	browsertest.Do(t, ctx, "Mara looks how it goes",
		chromedp.Navigate(w.URL+"/?user=U0MARA&tab=home"), browsertest.Shows("4 of 5"), browsertest.Shot("5-manager"))
	browsertest.Do(t, ctx, "time passes until the cycle closes without Ivor",
		browsertest.Click(`[data-testid="skip"] summary`), browsertest.Click(`[data-duration="7d"]`), browsertest.Until(`document.querySelector("[data-testid=clock]").innerText.includes("8 Oct")`),
		browsertest.Shot("6-skipped"))
	if err := w.Skip(t.Context(), 14*24*time.Hour); err != nil {
		t.Fatal(err)
	}
	browsertest.Do(t, ctx, "Lena reads the digest",
		chromedp.Navigate(w.URL+"/?user=U0LENA&channel=C0LEADERS"),
		browsertest.Shows("lacks answers"), browsertest.Until(`document.querySelector("figure[data-chart] svg")`), browsertest.Shows("Incident Response"), browsertest.Shot("7-digest"))
}
