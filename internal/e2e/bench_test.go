package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"cairn/bot/blocks"
	"cairn/internal/app"
	"cairn/internal/assess"
	"cairn/internal/delivery"
	"cairn/internal/demo"
	"cairn/internal/maturity"
	"cairn/internal/pgtest"
	"cairn/internal/slacksim"
	"cairn/internal/store"
)

// databases are those that Cairn runs on, each by a URL; "" is a SQLite file.
var databases = []struct {
	name string
	url  func(*testing.B) string
}{
	{"sqlite", func(*testing.B) string { return "" }},
	{"postgres", func(b *testing.B) string { return pgtest.URL(b) }},
}

// BenchmarkSubmit measures the way of an answer: from a signed view_submission over HTTP, through the real bot, to the
// committed answer and the 200. The latencies are those of the HTTP request alone. After every 200 the answer is looked
// for over another connection to the database, so it is counted only if it was committed by then. What follows an
// answer (card, Home tabs, nudge) happens meanwhile and at the pace that Slack allows, as it does in an installation; the
// worker is another process there and does not run here.
func BenchmarkSubmit(b *testing.B) {
	for _, db := range databases {
		b.Run(db.name, func(b *testing.B) {
			for _, size := range []int{16, 1000} {
				b.Run(fmt.Sprintf("cycle=%d", size), func(b *testing.B) {
					l := newLoad(b, size, demo.Options{Database: db.url(b), RateLimits: true}, app.Options{Intake: true})
					cycle, err := l.app.Assess.StartCycle(b.Context(), assess.BySlack(loadManager), loadProgramme)
					if err != nil {
						b.Fatal(err)
					}
					for _, people := range []int{1, 16} {
						b.Run(fmt.Sprintf("people=%d", people), func(b *testing.B) { l.answer(b, cycle.ID, people) })
					}
				})
			}
		})
	}
}

// BenchmarkOpenCycle1000 measures the opening of a cycle of 1,000 questionnaires: from the manager's /cairn start until
// the simulated workspace, without rate limits, has all 1,000 cards. Everything, Temporal included, runs in this one
// process.
func BenchmarkOpenCycle1000(b *testing.B) {
	const size = 1000
	for _, db := range databases {
		b.Run(db.name, func(b *testing.B) {
			var took time.Duration
			for range b.N {
				b.StopTimer()
				l := newLoad(b, size, demo.Options{Database: db.url(b)}, app.Options{Intake: true, Worker: true})
				b.StartTimer()
				began := time.Now()
				l.open(b)
				took += time.Since(began)
				b.StopTimer()
				l.checkCards(b, size)
				l.stop(b)
			}
			b.ReportMetric(float64(size*b.N)/took.Seconds(), "cards/s")
		})
	}
}

const (
	loadProgramme = "load"
	loadManager   = "U0MARA"
	loadItems     = 5 // questions of a category, as in the five-dimension model
)

// load is a World with a programme of any size, each category with an owner of its own.
type load struct {
	world     *demo.World
	app       *app.App
	facts     *store.Store // another connection to the database
	model     *maturity.Model
	revisions []int // of each questionnaire, as its owner knows it
	stop      func(testing.TB)
}

// newLoad makes a World with its own App, since the model is not one of those that come with Cairn.
func newLoad(b *testing.B, size int, around demo.Options, o app.Options) *load {
	b.Helper()
	model, err := maturity.Load(loadModel(size), "load.yaml")
	if err != nil {
		b.Fatal(err)
	}
	models := func(id string) (*maturity.Model, error) {
		if id == model.ID {
			return model, nil
		}
		return maturity.Find(id)
	}
	around.Data, around.Remote = b.TempDir(), true
	world, err := demo.Open(b.Context(), around)
	if err != nil {
		b.Fatal(err)
	}
	l := &load{world: world, model: model, revisions: make([]int, size)}
	var stops []func() error
	l.stop = func(tb testing.TB) {
		for _, stop := range slices.Backward(stops) {
			if err := stop(); err != nil {
				tb.Error(err)
			}
		}
		stops = nil
	}
	b.Cleanup(func() { l.stop(b) })
	stops = append(stops, world.Close)

	o.Config, o.Temporal, o.Models, o.Now, o.Migrate = world.Config(), world.Server.ClientOptions(), models, world.Clock.Now, true
	o.Log = slog.New(slog.DiscardHandler)
	if l.app, err = app.New(b.Context(), o); err != nil {
		b.Fatal(err)
	}
	stops = append(stops, func() error {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(b.Context()), 10*time.Second)
		defer cancel()
		if around.RateLimits {
			cancel() // what waits for its turn at Slack is cut short
		}
		if err := l.app.Stop(ctx); ctx.Err() == nil {
			return err
		}
		return nil
	})
	if err := l.app.Start(b.Context()); err != nil {
		b.Fatal(err)
	}
	world.App = l.app
	world.Connect("http://" + l.app.Addr())
	if l.facts, err = store.Open(b.Context(), o.Config.Database); err != nil {
		b.Fatal(err)
	}
	stops = append(stops, l.facts.Close)

	demo.AddPeople(world.Slack)
	for i := range size {
		world.Slack.AddUser(slacksim.User{ID: loadOwner(i), Name: fmt.Sprintf("owner%d", i), RealName: fmt.Sprintf("Owner %d", i), TZ: noon()})
	}
	p, faults := assess.ParseManifest(loadManifest(model), "load.yaml", models)
	if len(faults) > 0 {
		b.Fatal(faults)
	}
	if _, err := l.app.Assess.Apply(b.Context(), assess.Actor{Source: assess.FromCLI}, p, false); err != nil {
		b.Fatal(err)
	}
	return l
}

func loadOwner(i int) string          { return fmt.Sprintf("U1%04d", i) }
func loadCategory(i int) string       { return fmt.Sprintf("c%d", i) }
func loadItem(category, i int) string { return fmt.Sprintf("C%d.%d", category, i) }

// loadModel writes a model of the five-dimension model's shape with as many categories as are wanted.
func loadModel(size int) []byte {
	var m bytes.Buffer
	m.WriteString(`format: 1
publisher: example
name: load
version: "1.0"
title: Load
summary: A model of any size, for measuring.
licence: Test data.
source: {title: Test data, author: Cairn}
levels: [{number: 1, name: Ad Hoc, summary: Low.}, {number: 2, name: Defined, summary: Middling.}, {number: 3, name: Managed, summary: High.}]
answer_sets:
  - {id: scale, options: [{value: 0, label: None}, {value: 1, label: Little}, {value: 2, label: Some}, {value: 3, label: Most}, {value: 4, label: All}]}
scoring: {method: mean-bands, overall: minimum, bands: [{level: 1, from: 0}, {level: 2, from: 1.5}, {level: 3, from: 3}]}
groups:
`)
	for c := range size {
		fmt.Fprintf(&m, "  - id: %s\n    kind: category\n    name: Category %d\n    summary: One of many.\n    items:\n", loadCategory(c), c)
		for i := range loadItems {
			fmt.Fprintf(&m, "      - {id: %s, name: Question %d, text: \"How much of part %d of category %d is in place?\"}\n", loadItem(c, i), i, i, c)
		}
	}
	return m.Bytes()
}

func loadManifest(model *maturity.Model) []byte {
	var m bytes.Buffer
	fmt.Fprintf(&m, "programme: %s\nscope: Load\nmodel: %s\ntime_zone: %s\nchannel: C0LEADERS\nmanagers: [%s]\ncadence: {every: quarterly}\n"+
		"working_days: [mon, tue, wed, thu, fri, sat, sun]\ncategories:\n", loadProgramme, model.ID, noon(), loadManager)
	for i, c := range model.Categories() {
		fmt.Fprintf(&m, "  %s: {owner: %s}\n", c.ID, loadOwner(i))
	}
	return m.Bytes()
}

// answer lets as many people at once send b.N forms. Each has questionnaires of their own and answers one after the
// other, then changes the answers, so no two of them meet on the same one.
func (l *load) answer(b *testing.B, cycle assess.CycleID, people int) {
	intake := "http://" + l.app.Addr() + "/slack/interactions"
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = people
	client := &http.Client{Transport: transport, Timeout: 10 * time.Second}
	defer client.CloseIdleConnections()

	latencies := make([][]time.Duration, people)
	errs := make([]error, people)
	b.ResetTimer()
	var sending sync.WaitGroup
	for person := range people {
		sending.Go(func() {
			own := len(l.revisions) / people
			for i := person; i < b.N && errs[person] == nil; i += people {
				category := person + i/people%own*people
				request := l.submission(b, intake, cycle, category)
				began := time.Now()
				err := send(client, request)
				latencies[person] = append(latencies[person], time.Since(began))
				if err == nil {
					err = l.checkAnswer(b, cycle, category)
				}
				errs[person] = err
			}
		})
	}
	sending.Wait()
	b.StopTimer()
	for _, err := range errs {
		if err != nil {
			b.Fatal(err)
		}
	}
	all := slices.Sorted(slices.Values(slices.Concat(latencies...)))
	for _, percent := range []int{50, 95, 99} {
		at := all[min(len(all)-1, len(all)*percent/100)]
		b.ReportMetric(float64(at.Microseconds())/1000, fmt.Sprintf("p%d-ms", percent))
	}
}

// submission is the signed request that Slack would send for a form filled in with the answers of the next revision.
func (l *load) submission(tb testing.TB, intake string, cycle assess.CycleID, category int) *http.Request {
	q := questionnaireOf(cycle, category)
	state := blocks.FormState{Questionnaire: q, Base: l.revisions[category], Pages: 1}
	l.revisions[category]++
	metadata, ok := state.Encode()
	if !ok {
		tb.Error("the form's state is too long")
	}
	values := map[string]any{}
	for i := range loadItems {
		chosen := map[string]any{"value": strconv.Itoa((l.revisions[category] + i) % 5)}
		values[loadItem(category, i)] = map[string]any{blocks.ActionValue: map[string]any{"type": "static_select", "selected_option": chosen}}
	}
	payload, err := json.Marshal(map[string]any{
		"type": "view_submission", "user": map[string]any{"id": loadOwner(category)},
		"view": map[string]any{
			"id": "V1", "type": "modal", "callback_id": blocks.CallbackForm, "private_metadata": metadata,
			"state": map[string]any{"values": values},
		},
	})
	if err != nil {
		tb.Error(err)
	}
	body := url.Values{"payload": {string(payload)}}.Encode()
	request, err := http.NewRequestWithContext(tb.Context(), http.MethodPost, intake, strings.NewReader(body))
	if err != nil {
		tb.Error(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	slacksim.Sign(request.Header, l.world.Slack.Options().SigningSecret, []byte(body), time.Now())
	return request
}

func send(client *http.Client, request *http.Request) error {
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("answered %s: %s", response.Status, body)
	}
	return err
}

// checkAnswer looks for the newest revision in the database.
func (l *load) checkAnswer(tb testing.TB, cycle assess.CycleID, category int) error {
	id := questionnaireOf(cycle, category)
	var q assess.Questionnaire
	err := l.facts.View(tb.Context(), func(tx assess.Tx) (err error) {
		q, err = tx.Questionnaire(tb.Context(), id)
		return err
	})
	if err == nil && q.Revision != l.revisions[category] {
		err = fmt.Errorf("%s was answered with 200 and not committed, because it was refused or took too long: it stands at revision %d, want %d", id, q.Revision, l.revisions[category])
	}
	return err
}

func questionnaireOf(cycle assess.CycleID, category int) assess.QuestionnaireID {
	return assess.QuestionnaireID(string(cycle) + "/" + loadCategory(category))
}

// open lets the manager open a cycle, and returns when everybody has their card.
func (l *load) open(b *testing.B) {
	ctx, cancel := context.WithTimeout(b.Context(), 10*time.Minute)
	defer cancel()
	seen, err := l.world.Slack.Slash(ctx, loadManager, "C0GENERAL", "/cairn start")
	if err != nil || seen.Error != "" {
		b.Fatal(seen.Error, err)
	}
	err = l.world.Slack.Await(ctx, func() bool {
		return l.world.Slack.Counters().Calls["chat.postMessage"] >= len(l.revisions)
	})
	if err != nil {
		b.Fatal(err)
	}
}

// checkCards fails unless every owner has one card, and the ledger knows of it.
func (l *load) checkCards(b *testing.B, size int) {
	ctx, cancel := context.WithTimeout(b.Context(), time.Minute)
	defer cancel()
	if err := l.world.Settle(ctx); err != nil {
		b.Fatal(err)
	}
	status, err := l.app.Assess.Status(ctx, assess.BySlack(loadManager), loadProgramme)
	if err != nil {
		b.Fatal(err)
	}
	if len(status.Lines) != size {
		b.Fatalf("the cycle has %d questionnaires, want %d", len(status.Lines), size)
	}
	for i := range status.Lines {
		dm, _ := l.world.Slack.DM(loadOwner(i))
		if n := len(l.world.Slack.Messages(dm.ID)); n != 1 {
			b.Fatalf("%s has %d messages, want a card", loadOwner(i), n)
		}
		d, err := l.facts.Ledger().Find(ctx, fmt.Sprintf("card:%s:%s", status.Cycle.ID, loadOwner(i)))
		if err != nil || d.State != delivery.Sent {
			b.Fatalf("the ledger has %+v, %v; want it sent", d, err)
		}
	}
}
