package slacksim

import (
	"bytes"
	"encoding/json"
	"image"
	_ "image/gif" // dimensions of shared images
	_ "image/jpeg"
	_ "image/png"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
)

// maxFile bounds an upload.
const maxFile = 50 << 20

// file is an upload and its content.
type file struct {
	File
	ticket   string
	length   int
	content  []byte
	uploaded bool // the bytes have arrived
	complete bool // files.completeUploadExternal has been called
}

func (c *call) filesGetUploadURL() (map[string]any, *methodError) {
	w := c.w
	name := c.args["filename"]
	length, err := strconv.Atoi(c.args["length"])
	switch {
	case name == "":
		return nil, failed("invalid_arguments", "missing required field: filename")
	case err != nil || length <= 0:
		return nil, failed("invalid_arguments", "missing required field: length")
	case length > maxFile:
		return nil, failed("file_upload_size_restricted")
	}
	now := w.opt.Clock().Unix()
	id := w.newID("F")
	f := &file{ticket: strings.ToLower(w.newID("t")), length: length, File: File{
		ID: id, Created: now, Timestamp: now, Name: name, Title: name, User: w.opt.BotUserID, Size: length, Mode: "hosted",
		AltTxt: c.args["alt_txt"], Mimetype: mimeType(name), Filetype: strings.TrimPrefix(path.Ext(name), "."),
	}}
	f.File = f.at(c.base)
	w.files[id] = f
	return map[string]any{"upload_url": c.base + "/files/upload/" + f.ticket, "file_id": id}, nil
}

// at is the file with its addresses below a base.
func (f File) at(base string) File {
	f.URLPrivate = base + "/files/" + f.ID + "/" + url.PathEscape(path.Base(f.Name))
	f.URLDownload, f.Permalink = f.URLPrivate, f.URLPrivate
	return f
}

func mimeType(name string) string {
	if t := mime.TypeByExtension(path.Ext(name)); t != "" {
		return t
	}
	return "application/octet-stream"
}

// serveUpload takes the bytes of a file, raw or as the first part of a multipart form. What follows the closing
// boundary is ignored, as Slack does, because slack-go writes that boundary twice.
func (w *Workspace) serveUpload(rw http.ResponseWriter, r *http.Request) {
	ticket := r.PathValue("ticket")
	w.mu.Lock()
	w.counters.Calls["files.upload"]++
	trip := w.trip("files.upload", "", apiFaults)
	w.mu.Unlock()
	if trip != nil {
		switch trip.Kind {
		case FaultTimeoutBefore:
			hold(r, trip)
		case FaultRateLimit:
			rw.Header().Set("Retry-After", strconv.Itoa(max(1, trip.RetryAfter)))
			http.Error(rw, "ratelimited", http.StatusTooManyRequests)
			return
		case FaultServerError, FaultError:
			http.Error(rw, "simulated server error", http.StatusInternalServerError)
			return
		}
	}
	content, err := uploaded(http.MaxBytesReader(rw, r.Body, maxFile+1<<20), r.Header.Get("Content-Type"))
	if err != nil {
		http.Error(rw, "the upload cannot be read: "+err.Error(), http.StatusBadRequest)
		return
	}
	f, status, problem := w.receive(ticket, content)
	if problem != "" {
		http.Error(rw, problem, status)
		return
	}
	w.record("call", "files.upload", map[string]any{"file": f.ID, "name": f.Name, "bytes": len(content)}, "OK")
	if trip != nil && trip.Kind == FaultTimeoutAfter {
		hold(r, trip)
	}
	_, _ = io.WriteString(rw, "OK - "+strconv.Itoa(len(content)))
}

func (w *Workspace) receive(ticket string, content []byte) (f *file, status int, problem string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, cand := range w.files {
		if cand.ticket == ticket {
			f = cand
		}
	}
	switch {
	case f == nil || f.complete:
		return nil, http.StatusNotFound, "there is no open upload at this address"
	case len(content) != f.length:
		return nil, http.StatusBadRequest, "announced " + strconv.Itoa(f.length) + " bytes, received " + strconv.Itoa(len(content))
	}
	f.content, f.uploaded = content, true
	if cfg, _, err := image.DecodeConfig(bytes.NewReader(content)); err == nil {
		f.OriginalW, f.OriginalH = cfg.Width, cfg.Height
	}
	return f, 0, ""
}

func uploaded(body io.Reader, contentType string) ([]byte, error) {
	kind, params, _ := mime.ParseMediaType(contentType)
	if kind != "multipart/form-data" {
		return io.ReadAll(body)
	}
	mr := multipart.NewReader(body, params["boundary"])
	for {
		part, err := mr.NextPart()
		if err != nil {
			return nil, err
		}
		if part.FileName() == "" {
			continue
		}
		content, err := io.ReadAll(part)
		if err != nil {
			return nil, err
		}
		// Read to the end, so that the client does not see its connection break while it still writes.
		_, _ = io.Copy(io.Discard, body)
		return content, nil
	}
}

func (c *call) filesComplete() (map[string]any, *methodError) {
	w := c.w
	var list []struct{ ID, Title string }
	if err := json.Unmarshal([]byte(c.args["files"]), &list); err != nil || len(list) == 0 {
		return nil, failed("invalid_arguments", "missing required field: files")
	}
	var files []*file
	for _, item := range list {
		f, ok := w.files[item.ID]
		if !ok || !f.uploaded {
			return nil, failed("file_not_found")
		}
		files = append(files, f)
	}
	ids := strings.FieldsFunc(c.args["channels"], func(r rune) bool { return r == ',' || r == ' ' })
	if id := c.args["channel_id"]; id != "" {
		ids = append(ids, id)
	}
	var targets []*channel
	for _, id := range ids {
		ch, ok := w.channels[id] // a person's id is not accepted here
		if !ok || (ch.IsPrivate && !ch.has(w.opt.BotUserID)) {
			return nil, failed("channel_not_found")
		}
		if fail := c.writable(ch); fail != nil {
			return nil, fail
		}
		if !ch.has(w.opt.BotUserID) { // chat:write.public does not cover files
			return nil, failed("not_in_channel")
		}
		if ts := c.args["thread_ts"]; ts != "" && ch.find(ts) == nil {
			return nil, failed("invalid_arguments", "thread_ts names no message of the channel")
		}
		targets = append(targets, ch)
	}
	body := content{text: c.args["initial_comment"]}
	if raw := c.args["blocks"]; raw != "" && body.text == "" {
		if strings.Contains(raw, `"markdown"`) {
			return nil, failed("internal_error")
		}
		blocks, fail := w.messageBlocks([]byte(raw))
		if fail != nil {
			return nil, fail
		}
		body.blocks = blocks
	}
	shared := make([]File, len(files))
	for i, f := range files {
		if t := list[i].Title; t != "" {
			f.Title = t
		}
		for _, ch := range targets {
			if !slices.Contains(f.Channels, ch.ID) {
				f.Channels = append(slices.Clone(f.Channels), ch.ID)
			}
		}
		f.complete = true
		shared[i] = f.File
		w.changed(Change{Kind: "file"})
	}
	for _, ch := range targets {
		m := w.botMessage(body)
		m.Files = shared
		w.countPost(ch.ID)
		w.append(ch, m, ch.find(c.args["thread_ts"]))
	}
	return map[string]any{"files": shared}, nil
}

func (c *call) filesInfo() (map[string]any, *methodError) {
	f, ok := c.w.files[c.args["file"]]
	if !ok || !f.complete {
		return nil, failed("file_not_found")
	}
	return map[string]any{"file": f.File, "comments": []any{}}, nil
}

// serveFile hands out a file's bytes. A client that authenticates must do so with the bot token; the page in a browser
// does not.
func (w *Workspace) serveFile(rw http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	f, ok := w.files[r.PathValue("id")]
	var content []byte
	var kind string
	if ok {
		content, kind = f.content, f.Mimetype
	}
	w.mu.Unlock()
	if auth := r.Header.Get("Authorization"); auth != "" && auth != "Bearer "+w.opt.BotToken {
		http.Error(rw, "invalid_auth", http.StatusUnauthorized)
		return
	}
	if content == nil {
		http.NotFound(rw, r)
		return
	}
	rw.Header().Set("Content-Type", kind)
	rw.Header().Set("X-Content-Type-Options", "nosniff")
	rw.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox")
	_, _ = rw.Write(content)
}

// File returns a file's description.
func (w *Workspace) File(id string) (File, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	f, ok := w.files[id]
	if !ok {
		return File{}, false
	}
	return f.File, true
}

// FileContent returns a file's bytes; ok is false until they have been uploaded.
func (w *Workspace) FileContent(id string) (content []byte, ok bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	f, found := w.files[id]
	if !found || !f.uploaded {
		return nil, false
	}
	return slices.Clone(f.content), true
}
