// Package blockkit knows Slack's Block Kit as Slack itself does: which blocks exist, where each may be used and how
// long every part of it may be.
//
// It works on the JSON that travels, not on a client library's types, so that what a library lets through is still
// caught. A payload is parsed once into [Blocks]; [Blocks.Validate] returns every fault with a JSON pointer, worded as
// Slack words it; [Blocks.AssignIDs] fills in the ids Slack would make up; [Blocks.Elements] lists what a person can use.
//
// The package is pure: no network, no clock. It does not render (see package render) and does not fetch image URLs.
package blockkit

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
)

// Surface is where blocks are shown. Each surface allows a different set of blocks and a different number of them.
type Surface int

// The three surfaces of Block Kit.
const (
	Message Surface = 1 << iota // a message, ephemeral or not: at most 50 blocks
	Modal                       // a modal view: at most 100 blocks
	Home                        // an App Home tab: at most 100 blocks

	everywhere = Message | Modal | Home
)

// String names the surface as an error message would.
func (s Surface) String() string {
	switch s {
	case Message:
		return "messages"
	case Modal:
		return "modals"
	case Home:
		return "App Home"
	}
	return fmt.Sprintf("Surface(%d)", int(s))
}

// maxBlocks is how many blocks a surface holds.
func (s Surface) maxBlocks() int {
	if s == Message {
		return 50
	}
	return 100
}

// Fault is one thing wrong with a payload.
type Fault struct {
	Pointer string `json:"pointer"` // JSON pointer to the faulty part, such as /blocks/0/text/text
	Code    string `json:"code"`    // a word for programs: missing, type, length, count, enum, duplicate, surface, value
	Message string `json:"message"` // what is wrong, in Slack's words
}

// String is the form Slack uses in response_metadata.messages, without its [ERROR] prefix.
func (f Fault) String() string { return f.Message + " [json-pointer:" + f.Pointer + "]" }

// Blocks is a parsed array of blocks. Numbers are kept as [json.Number].
type Blocks []map[string]any

// ErrFormat is wrapped by [Parse] when the payload is not a JSON array of objects; Slack calls it
// invalid_blocks_format.
var ErrFormat = errors.New("blocks must be a JSON array of objects")

// Parse reads a JSON array of blocks. An empty string and null are no blocks at all.
func Parse(raw []byte) (Blocks, error) {
	if len(bytes.TrimSpace(raw)) == 0 {
		return nil, nil
	}
	var blocks Blocks
	if err := decode(raw, &blocks); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	for _, b := range blocks {
		if b == nil {
			return nil, fmt.Errorf("%w: null is not a block", ErrFormat)
		}
	}
	return blocks, nil
}

// decode reads exactly one JSON value, keeping numbers as they were written.
func decode(raw []byte, into any) error {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	if err := dec.Decode(into); err != nil {
		return err
	}
	if dec.More() {
		return errors.New("trailing data after the JSON value")
	}
	return nil
}

// JSON encodes the blocks. No blocks are an empty array.
func (b Blocks) JSON() json.RawMessage {
	if len(b) == 0 {
		return json.RawMessage("[]")
	}
	raw, err := json.Marshal([]map[string]any(b))
	if err != nil { // only values that came out of a JSON decoder are in here
		panic(fmt.Sprintf("blockkit: encoding decoded JSON: %v", err))
	}
	return raw
}

// AssignIDs gives every block without a block_id, and every interactive element without an action_id, a fresh one.
func (b Blocks) AssignIDs(next func() string) {
	for _, block := range b {
		if s, _ := block["block_id"].(string); s == "" {
			block["block_id"] = next()
		}
		for _, child := range children(block) {
			Blocks{child}.AssignIDs(next)
		}
	}
	for _, e := range b.Elements() {
		if e.ActionID == "" {
			e.Raw["action_id"] = next()
		}
	}
}
