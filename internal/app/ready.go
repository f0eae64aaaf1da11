package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"

	"cairn/internal/errs"
)

const (
	lookWithin = 3 * time.Second  // for one look at a part
	lookAgain  = 5 * time.Second  // after which a part is looked at again, whoever asks and however often
	tokenFor   = 10 * time.Minute // the same of the token that Slack has accepted
	tokenAgain = time.Minute      // the same of the token that Slack has not accepted
)

// serveReady answers 200 when all that Cairn needs answers, else 503, with a line for each part. Anybody may ask, so a line has
// neither secrets nor addresses, and the parts are not asked more often for being asked about.
func (a *App) serveReady(w http.ResponseWriter, r *http.Request) {
	lines := make([]string, len(a.parts))
	ready := "ready"
	var (
		all sync.WaitGroup
		mu  sync.Mutex
	)
	for i, p := range a.parts {
		all.Go(func() {
			err := p.state(r.Context())
			mu.Lock()
			defer mu.Unlock()
			if lines[i] = p.name + ": ok"; err != nil {
				ready, lines[i] = "not ready", p.name+": "+openly(err)
			}
		})
	}
	all.Wait()
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	if ready != "ready" {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	fmt.Fprintf(w, "%s\n%s\n", ready, strings.Join(lines, "\n"))
}

// openly is what anybody may read of an error.
func openly(err error) string {
	if errs.CodeOf(err) == errs.Internal {
		return "It does not work, and the log says why."
	}
	return errs.Message(err)
}

// readiness lists what must answer for Cairn to be ready.
func (a *App) readiness() []*part {
	every := func(error) time.Duration { return lookAgain }
	parts := []*part{
		{name: "database", look: a.store.Check, again: every},
		{name: "temporal", look: a.temporalAnswers, again: every},
		{name: "slack", look: a.bot.CheckToken, again: func(err error) time.Duration {
			if err != nil {
				return tokenAgain
			}
			return tokenFor
		}},
	}
	if a.socket != nil {
		parts = append(parts, &part{name: "socket mode", again: func(error) time.Duration { return 0 }, look: func(context.Context) error {
			if a.socket.Connected() == 0 {
				return errs.New(errs.Unavailable, "There is no connection to Slack. Cairn goes on trying to open one; the log says what Slack answers.")
			}
			return nil
		}})
	}
	for _, p := range parts {
		p.log = a.log
	}
	return parts
}

// temporalAnswers reports whether Temporal answers, lets Cairn in and has its namespace.
func (a *App) temporalAnswers(ctx context.Context) error {
	_, err := a.temporal.WorkflowService().DescribeNamespace(ctx, &workflowservice.DescribeNamespaceRequest{Namespace: a.namespace()})
	return a.withoutTemporal(err)
}

// withoutTemporal says in a sentence why Temporal cannot be used. The cause names where it was looked for.
func (a *App) withoutTemporal(err error) error {
	if err == nil {
		return nil
	}
	cause := fmt.Errorf("at %s: %w", a.options.Temporal.HostPort, err)
	var (
		unknown *serviceerror.NamespaceNotFound
		missing *serviceerror.NotFound
		denied  *serviceerror.PermissionDenied
	)
	switch {
	case errors.As(err, &unknown), errors.As(err, &missing):
		return errs.New(errs.Unavailable, "Temporal has no namespace %q. Create it, or set TEMPORAL_NAMESPACE to one that is there.", a.namespace()).Because(cause)
	case errors.As(err, &denied):
		return errs.New(errs.Unavailable, "Temporal does not let Cairn in. Check TEMPORAL_API_KEY or the client certificate, and what they may do in the namespace %q.",
			a.namespace()).Because(cause)
	}
	return errs.New(errs.Unavailable, "Temporal does not answer. Check that it runs and that TEMPORAL_ADDRESS and the settings of TLS are right.").Because(cause)
}

func (a *App) namespace() string {
	return cmp.Or(a.options.Temporal.Namespace, client.DefaultNamespace)
}

// part is something that Cairn needs, with what was seen of it last.
type part struct {
	name  string
	look  func(context.Context) error
	again func(error) time.Duration // for how long what was seen is good
	log   *slog.Logger

	mu   sync.Mutex
	seen time.Time // zero before the first look
	err  error
}

// state looks at the part, unless it was looked at lately. Nobody waits longer than for one look. It logs when the part comes or goes.
func (p *part) state(ctx context.Context) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.seen.IsZero() && time.Since(p.seen) < p.again(p.err) {
		return p.err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lookWithin) // what is seen is for others too
	defer cancel()
	err := p.look(ctx)
	switch {
	case err != nil && p.err == nil:
		p.log.Warn("not ready", "part", p.name, "error", err)
	case err == nil && p.err != nil:
		p.log.Info("ready again", "part", p.name)
	}
	p.seen, p.err = time.Now(), err
	return err
}
