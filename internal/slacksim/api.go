package slacksim

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// maxBody bounds a Web API request; Slack's own payload limits are far lower.
const maxBody = 4 << 20

// method is one Web API method.
type method struct {
	scope string                                       // the scope it needs; empty: none, or it depends on the arguments
	rate  rate                                         // its published limit
	open  bool                                         // takes no token
	run   func(c *call) (map[string]any, *methodError) // runs with mu held; the map is the answer beside "ok"
}

// methods is the Web API as far as it is simulated. It is filled in init because methods refer back to it.
var methods map[string]method

func init() {
	methods = map[string]method{
		"api.test":                     {"", tier4, true, (*call).apiTest},
		"auth.test":                    {"", tier4, false, (*call).authTest},
		"apps.connections.open":        {"", tier1, true, (*call).connectionsOpen},
		"blocks.validate":              {"", tier4, true, (*call).blocksValidate},
		"chat.delete":                  {"chat:write", tier3, false, (*call).chatDelete},
		"chat.getPermalink":            {"", tier4, false, (*call).chatGetPermalink},
		"chat.postEphemeral":           {"chat:write", tier4, false, (*call).chatPostEphemeral},
		"chat.postMessage":             {"chat:write", perWorkspace, false, (*call).chatPostMessage},
		"chat.update":                  {"chat:write", tier3, false, (*call).chatUpdate},
		"conversations.history":        {"", tier3, false, (*call).conversationsHistory},
		"conversations.info":           {"", tier3, false, (*call).conversationsInfo},
		"conversations.join":           {"channels:join", tier3, false, (*call).conversationsJoin},
		"conversations.list":           {"", tier2, false, (*call).conversationsList},
		"conversations.members":        {"", tier4, false, (*call).conversationsMembers},
		"conversations.open":           {"", tier3, false, (*call).conversationsOpen},
		"conversations.replies":        {"", tier3, false, (*call).conversationsReplies},
		"files.completeUploadExternal": {"files:write", tier4, false, (*call).filesComplete},
		"files.getUploadURLExternal":   {"files:write", tier4, false, (*call).filesGetUploadURL},
		"files.info":                   {"files:read", tier4, false, (*call).filesInfo},
		"team.info":                    {"team:read", tier3, false, (*call).teamInfo},
		"users.info":                   {"users:read", tier4, false, (*call).usersInfo},
		"users.list":                   {"users:read", tier2, false, (*call).usersList},
		"users.lookupByEmail":          {"users:read.email", tier3, false, (*call).usersLookupByEmail},
		"views.open":                   {"", tier4, false, (*call).viewsOpen},
		"views.publish":                {"", tier4, false, (*call).viewsPublish},
		"views.push":                   {"", tier4, false, (*call).viewsPush},
		"views.update":                 {"", tier4, false, (*call).viewsUpdate},
	}
}

// call is one Web API request.
type call struct {
	w      *Workspace
	method string
	token  string
	args   map[string]string // JSON arguments that are not strings are kept as JSON
	base   string            // the address the caller used
}

// methodError is an answer with ok false.
type methodError struct {
	code       string         // Slack's error string
	messages   []string       // details, in Slack's words
	fields     map[string]any // anything else in the answer
	retryAfter int            // seconds; makes the answer an HTTP 429
}

func failed(code string, messages ...string) *methodError {
	return &methodError{code: code, messages: messages}
}

// serveAPI answers /api/{method}.
func (w *Workspace) serveAPI(rw http.ResponseWriter, r *http.Request) {
	c := &call{w: w, method: r.PathValue("method"), base: baseURL(r)}
	parseErr := c.parse(rw, r)

	w.mu.Lock()
	w.countCall(c.method)
	trip := w.trip(c.method, c.args["text"], apiFaults)
	w.mu.Unlock()

	switch {
	case trip != nil && trip.Kind == FaultServerError:
		w.record("call", c.method, c.recorded(), map[string]any{"status": http.StatusInternalServerError})
		http.Error(rw, "simulated server error", http.StatusInternalServerError)
		return
	case trip != nil && trip.Kind == FaultTimeoutBefore:
		w.record("call", c.method, c.recorded(), map[string]any{"timeout": "before the effect"})
		hold(r, trip)
	}

	var fields map[string]any
	var fail *methodError
	switch {
	case trip != nil && trip.Kind == FaultRateLimit:
		fail = &methodError{code: "ratelimited", retryAfter: max(1, trip.RetryAfter)}
	case trip != nil && trip.Kind == FaultError:
		fail = failed(trip.Error)
	case parseErr != nil:
		fail = parseErr
	default:
		fields, fail = c.answer()
	}
	body, err := json.Marshal(response(fields, fail))
	if err != nil {
		panic("slacksim: an answer does not encode: " + err.Error())
	}
	if trip != nil && trip.Kind == FaultTimeoutAfter {
		w.record("call", c.method, c.recorded(), map[string]any{"timeout": "after the effect", "unsent": json.RawMessage(body)})
		hold(r, trip)
	}
	w.record("call", c.method, c.recorded(), json.RawMessage(body))

	rw.Header().Set("Content-Type", "application/json; charset=utf-8")
	rw.Header().Set("X-OAuth-Scopes", strings.Join(w.opt.Scopes, ","))
	if fail != nil && fail.retryAfter > 0 {
		w.mu.Lock()
		w.counters.RateLimited[c.method]++
		w.mu.Unlock()
		rw.Header().Set("Retry-After", strconv.Itoa(fail.retryAfter))
		rw.WriteHeader(http.StatusTooManyRequests)
	}
	_, _ = rw.Write(body)
}

// answer checks method, token, rate limit and scope, then runs the method.
func (c *call) answer() (map[string]any, *methodError) {
	m, ok := methods[c.method]
	if !ok {
		return nil, &methodError{code: "unknown_method", fields: map[string]any{"req_method": c.method}}
	}
	w := c.w
	w.mu.Lock()
	defer w.mu.Unlock()
	if !m.open {
		if fail := c.authenticate(); fail != nil {
			return nil, fail
		}
	}
	if fail := c.limit(c.method, m.rate); fail != nil {
		return nil, fail
	}
	if m.scope != "" {
		if fail := c.need(m.scope); fail != nil {
			return nil, fail
		}
	}
	return m.run(c)
}

func (c *call) authenticate() *methodError {
	switch c.token {
	case "":
		return failed("not_authed")
	case c.w.opt.BotToken:
		return nil
	case c.w.opt.AppToken:
		return failed("not_allowed_token_type")
	}
	return failed("invalid_auth")
}

// limit counts the call against a limit and refuses it above, if limits are enforced.
func (c *call) limit(key string, r rate) *methodError {
	if !c.w.opt.RateLimits {
		return nil
	}
	if wait := c.w.limits.take(key, r, c.w.opt.Clock()); wait > 0 {
		return &methodError{code: "ratelimited", retryAfter: wait}
	}
	return nil
}

// need refuses the call unless one of the scopes was granted.
func (c *call) need(anyOf ...string) *methodError {
	for _, s := range anyOf {
		if slices.Contains(c.w.opt.Scopes, s) {
			return nil
		}
	}
	return &methodError{code: "missing_scope", fields: map[string]any{
		"needed": strings.Join(anyOf, ","), "provided": strings.Join(c.w.opt.Scopes, ","),
	}}
}

// parse reads token and arguments from the query, a form or JSON, whichever the client sent.
func (c *call) parse(rw http.ResponseWriter, r *http.Request) *methodError {
	c.args = map[string]string{}
	add := func(vs url.Values) {
		for k, v := range vs {
			c.args[k] = v[0]
		}
	}
	add(r.URL.Query())
	body, err := io.ReadAll(http.MaxBytesReader(rw, r.Body, maxBody))
	if err != nil {
		var tooBig *http.MaxBytesError
		if errors.As(err, &tooBig) {
			return failed("invalid_form_data")
		}
		return failed("request_timeout")
	}
	contentType, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case len(body) == 0:
	case contentType == "application/x-www-form-urlencoded":
		form, err := url.ParseQuery(string(body))
		if err != nil {
			return failed("invalid_form_data")
		}
		add(form)
	case contentType == "application/json":
		var fields map[string]json.RawMessage
		if err := json.Unmarshal(body, &fields); err != nil {
			return failed("invalid_json")
		}
		for k, raw := range fields {
			var s string
			switch {
			case string(raw) == "null":
			case json.Unmarshal(raw, &s) == nil:
				c.args[k] = s
			default:
				c.args[k] = string(raw)
			}
		}
	case contentType == "":
		return failed("missing_post_type")
	default:
		return failed("invalid_post_type")
	}
	c.token = c.args["token"]
	delete(c.args, "token")
	if bearer, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		c.token = bearer
	}
	return nil
}

// flag reads a boolean argument in any of the spellings Slack takes.
func (c *call) flag(key string) bool { return c.args[key] == "1" || c.args[key] == "true" }

// recorded is the request as --record writes it: arguments that are JSON as JSON, and no token.
func (c *call) recorded() map[string]any {
	out := make(map[string]any, len(c.args))
	for k, v := range c.args {
		if (strings.HasPrefix(v, "{") || strings.HasPrefix(v, "[")) && json.Valid([]byte(v)) {
			out[k] = json.RawMessage(v)
		} else {
			out[k] = v
		}
	}
	return out
}

// response puts an answer together.
func response(fields map[string]any, fail *methodError) map[string]any {
	out := map[string]any{"ok": fail == nil}
	for k, v := range fields {
		out[k] = v
	}
	if fail == nil {
		return out
	}
	out["error"] = fail.code
	for k, v := range fail.fields {
		out[k] = v
	}
	if len(fail.messages) > 0 {
		details := make([]string, len(fail.messages))
		for i, m := range fail.messages {
			details[i] = "[ERROR] " + m
		}
		if _, ok := out["errors"]; !ok {
			out["errors"] = fail.messages
		}
		out["response_metadata"] = map[string]any{"messages": details}
	}
	return out
}

// paginate cuts one page out of items. Cursors are opaque to clients and name the first item of the next page.
func paginate[T any](c *call, items []T, key func(T) string, fallback, maximum int) (page []T, next string, fail *methodError) {
	limit := fallback
	if s := c.args["limit"]; s != "" && s != "0" {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 || n > maximum {
			return nil, "", failed("invalid_limit")
		}
		limit = n
	}
	if cursor := c.args["cursor"]; cursor != "" {
		raw, err := base64.StdEncoding.DecodeString(cursor)
		from, ok := strings.CutPrefix(string(raw), "next:")
		i := slices.IndexFunc(items, func(t T) bool { return key(t) == from })
		if err != nil || !ok || i < 0 {
			return nil, "", failed("invalid_cursor")
		}
		items = items[i:]
	}
	if len(items) <= limit {
		return items, "", nil
	}
	return items[:limit], base64.StdEncoding.EncodeToString([]byte("next:" + key(items[limit]))), nil
}

func withCursor(fields map[string]any, next string) map[string]any {
	fields["response_metadata"] = map[string]any{"next_cursor": next}
	return fields
}
