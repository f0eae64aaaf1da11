package slacksim

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"path"
	"strconv"
	"sync"
	"time"
)

// The page shows the workspace to one person at a time and lets them act by hand. It is drawn on the server; its script
// (static/page.js) sends what a person does to the control interface, listens to /page/events, and fetches anew the parts
// that changed from /page/fragment/{name}. A part is one template and one element with that data-fragment.
//
//	GET /?user=U…&channel=C…           a conversation, with &thread=TS beside it
//	GET /?user=U…&tab=home|messages    the app's Home tab, or the direct messages with it
//	GET /page/fragment/{name}?…        one part of the same page
//	GET /page/fragment/person?…&of=U…  the panel that edits a person
//	GET /page/events?…                 server-sent events "refresh", each naming parts to fetch
//
// The stable hooks for browser tests are data-testid, and data-ts, data-action-id and data-block-id, which carry Slack's
// own ids.

//go:embed templates/*.tmpl static/*
var pageFiles embed.FS

var pageTemplates = template.Must(template.ParseFS(pageFiles, "templates/*.tmpl"))

// fragments are the parts of the page that are fetched on their own.
var fragments = map[string]bool{"clock": true, "sidebar": true, "main": true, "thread": true, "modal": true, "person": true}

// contentPolicy lets the page load only what the workspace itself serves, and run only its script file.
const contentPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// page is the hand-driven page of one workspace.
type page struct {
	w *Workspace

	mu   sync.Mutex
	read map[readKey]string // ts of the newest message a person has seen in a conversation
}

type readKey struct{ user, channel string }

// page serves everything that is neither API nor control interface.
func (w *Workspace) page() http.Handler {
	p := &page{w: w, read: map[readKey]string{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", p.index)
	mux.HandleFunc("GET /page/fragment/{name}", p.fragment)
	mux.HandleFunc("GET /page/events", p.events)
	mux.HandleFunc("GET /static/{file}", serveStatic)
	mux.HandleFunc("/", func(rw http.ResponseWriter, r *http.Request) {
		p.lost(rw, r, http.StatusNotFound, "Nothing here", "The simulated workspace has no page at "+r.URL.Path+".")
	})
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		h := rw.Header()
		h.Set("Content-Security-Policy", contentPolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cache-Control", "no-store")
		mux.ServeHTTP(rw, r)
	})
}

// index draws the whole page.
func (p *page) index(rw http.ResponseWriter, r *http.Request) {
	at, err := p.locate(r)
	if err != nil {
		p.refuse(rw, r, err)
		return
	}
	at.since = p.lastRead(at.me.ID, at.conversation())
	p.markRead(at)
	p.draw(rw, http.StatusOK, "page", p.model(at, "page"))
}

// fragment draws one part of the page. With read=1 what it shows counts as seen.
func (p *page) fragment(rw http.ResponseWriter, r *http.Request) {
	name := r.PathValue("name")
	if !fragments[name] {
		http.Error(rw, "The page has no part "+strconv.Quote(name)+".", http.StatusNotFound)
		return
	}
	at, err := p.locate(r)
	if err != nil {
		http.Error(rw, err.Error(), http.StatusNotFound)
		return
	}
	at.since = r.FormValue("since")
	if r.FormValue("read") == "1" {
		p.markRead(at)
	}
	m := p.model(at, name)
	if name == "person" {
		u, ok := p.w.User(r.FormValue("of"))
		if !ok || u.IsBot {
			http.Error(rw, "Nobody by that id can be edited.", http.StatusNotFound)
			return
		}
		m.Form = p.personForm(u)
	}
	p.draw(rw, http.StatusOK, name, m)
}

func (p *page) draw(rw http.ResponseWriter, status int, name string, data any) {
	var out bytes.Buffer
	if err := pageTemplates.ExecuteTemplate(&out, name, data); err != nil {
		http.Error(rw, "The page could not be drawn: "+err.Error(), http.StatusInternalServerError)
		return
	}
	rw.Header().Set("Content-Type", "text/html; charset=utf-8")
	rw.WriteHeader(status)
	_, _ = rw.Write(out.Bytes()) // the browser may be gone
}

// lostError says that an address leads nowhere, in a sentence for the person who followed it.
type lostError struct{ heading, text string }

func (e lostError) Error() string { return e.text }

func (p *page) refuse(rw http.ResponseWriter, r *http.Request, err error) {
	var l lostError
	if !errors.As(err, &l) {
		l = lostError{"That did not work", err.Error()}
	}
	p.lost(rw, r, http.StatusNotFound, l.heading, l.text)
}

func (p *page) lost(rw http.ResponseWriter, _ *http.Request, status int, heading, text string) {
	p.draw(rw, status, "lost", map[string]any{"Heading": heading, "Text": text, "People": p.people("")})
}

// asset is an embedded static file.
type asset struct {
	body []byte
	etag string
}

// assets reads the static files once.
var assets = sync.OnceValue(func() map[string]asset {
	entries, err := pageFiles.ReadDir("static")
	if err != nil {
		panic(fmt.Sprintf("slacksim: embedded static files: %v", err))
	}
	out := make(map[string]asset, len(entries))
	for _, e := range entries {
		body, err := pageFiles.ReadFile(path.Join("static", e.Name()))
		if err != nil {
			panic(fmt.Sprintf("slacksim: embedded static files: %v", err))
		}
		sum := sha256.Sum256(body)
		out[e.Name()] = asset{body, strconv.Quote(hex.EncodeToString(sum[:8]))}
	}
	return out
})

func serveStatic(rw http.ResponseWriter, r *http.Request) {
	a, ok := assets()[r.PathValue("file")]
	if !ok {
		http.NotFound(rw, r)
		return
	}
	rw.Header().Set("Cache-Control", "no-cache")
	rw.Header().Set("Etag", a.etag)
	http.ServeContent(rw, r, r.PathValue("file"), time.Time{}, bytes.NewReader(a.body))
}

func (p *page) lastRead(user, channel string) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.read[readKey{user, channel}]
}

// markRead notes that the person has seen the conversation up to its newest message.
func (p *page) markRead(at location) {
	channel := at.conversation()
	if channel == "" {
		return
	}
	newest := ""
	for _, m := range p.w.Messages(channel) {
		newest = max(newest, m.TS)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	key := readKey{at.me.ID, channel}
	p.read[key] = max(p.read[key], newest)
}
