package blocks

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/slack-go/slack"
)

// Slack's limits, in characters unless said otherwise.
const (
	MaxText            = 4000 // top-level text; chat.update refuses more
	MaxMessageBlocks   = 50   // blocks
	MaxViewBlocks      = 100  // blocks, in modals and the Home tab
	MaxSection         = 3000
	MaxFields          = 10 // fields of a section
	MaxField           = 2000
	MaxHeader          = 150
	MaxActions         = 25 // elements
	MaxContext         = 10 // elements
	MaxButton          = 75
	MaxButtonValue     = 2000
	MaxOptions         = 100 // options of a select
	MaxOption          = 75  // text, description and value alike
	MaxRadio           = 10  // options of radio buttons
	MaxOverflow        = 5   // options of a menu
	MaxPlaceholder     = 150
	MaxConfirmTitle    = 100
	MaxConfirmText     = 300
	MaxConfirmButton   = 30
	MaxLabel           = 2000
	MaxHint            = 2000
	MaxAlt             = 2000
	MaxFileAlt         = 1000
	MaxAlert           = 200
	MaxID              = 255 // block, action and callback ids
	MaxViewTitle       = 24  // and its submit and close
	MaxPrivateMetadata = 3000
	MaxView            = 250_000 // bytes of a whole view
	MaxTableRows       = 100     // rows
	MaxTableCells      = 20      // cells of a row
	MaxTableText       = 10_000  // over all cells
	MaxCharts          = 2       // charts of a message
	MaxChartTitle      = 50
	MaxChartLabel      = 20
	MaxChartPoints     = 20 // points of a series
)

// Cut returns s, or as many of its whole words as fit with an ellipsis into max characters.
func Cut(s string, max int) string {
	if utf8.RuneCountInString(s) <= max {
		return s
	}
	runes := []rune(s)[:max-1]
	end := len(runes)
	for i := end - 1; i > max/2; i-- { // a cut inside the first half of a very long word loses too much
		if unicode.IsSpace(runes[i]) {
			end = i
			break
		}
	}
	return strings.TrimRightFunc(string(runes[:end]), func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(",;:–-", r) }) + "…"
}

// surface is where blocks are shown; Slack allows other blocks on each.
type surface string

const (
	inMessage surface = "message"
	inModal   surface = "modal"
	inHome    surface = "home"
)

// Check says what of a message Slack would refuse, or nil.
func Check(m Message) error {
	c := checker{on: inMessage}
	c.need("text", m.Text)
	c.atMost("text", m.Text, MaxText)
	c.blocks(m.Blocks, MaxMessageBlocks)
	return c.err()
}

// CheckModal says what of a modal Slack would refuse, or nil.
func CheckModal(v slack.ModalViewRequest) error {
	c := checker{on: inModal}
	c.object("title", v.Title, MaxViewTitle)
	if v.Submit != nil {
		c.object("submit", v.Submit, MaxViewTitle)
	}
	if v.Close != nil {
		c.object("close", v.Close, MaxViewTitle)
	}
	c.view(v, v.Blocks, v.PrivateMetadata, v.CallbackID)
	if c.inputs > 0 && v.Submit == nil {
		c.fault("a modal with inputs needs a submit button")
	}
	return c.err()
}

// CheckHome says what of a Home tab Slack would refuse, or nil.
func CheckHome(v slack.HomeTabViewRequest) error {
	c := checker{on: inHome}
	c.view(v, v.Blocks, v.PrivateMetadata, v.CallbackID)
	return c.err()
}

// checker collects faults while it walks over blocks.
type checker struct {
	on                     surface
	faults                 []string
	blockIDs               map[string]bool
	inputs, tables, charts int
	cells                  int // characters
}

func (c *checker) fault(format string, args ...any) {
	c.faults = append(c.faults, fmt.Sprintf(format, args...))
}

func (c *checker) err() error {
	if len(c.faults) == 0 {
		return nil
	}
	return fmt.Errorf("blocks: Slack would refuse this %s: %s", c.on, strings.Join(c.faults, "; "))
}

func (c *checker) need(what, s string) {
	if s == "" {
		c.fault("%s is empty", what)
	}
}

func (c *checker) atMost(what, s string, max int) {
	if n := utf8.RuneCountInString(s); n > max {
		c.fault("%s has %d characters, at most %d are allowed", what, n, max)
	}
}

func (c *checker) count(what string, n, max int) {
	if n < 1 || n > max {
		c.fault("%s: %d, allowed are 1 to %d", what, n, max)
	}
}

func (c *checker) object(what string, t *slack.TextBlockObject, max int) {
	if t == nil {
		c.fault("%s is missing", what)
		return
	}
	c.need(what, t.Text)
	c.atMost(what, t.Text, max)
}

func (c *checker) plain(what string, t *slack.TextBlockObject, max int) {
	c.object(what, t, max)
	if t != nil && t.Type != slack.PlainTextType {
		c.fault("%s must be plain text", what)
	}
}

func (c *checker) id(what, id string) { c.atMost(what+" id", id, MaxID) }

func (c *checker) view(whole any, blocks slack.Blocks, metadata, callback string) {
	c.atMost("private metadata", metadata, MaxPrivateMetadata)
	c.id("callback", callback)
	c.blocks(blocks.BlockSet, MaxViewBlocks)
	if raw, err := json.Marshal(whole); err != nil {
		c.fault("it is not JSON: %v", err)
	} else if len(raw) > MaxView {
		c.fault("it has %d bytes, at most %d are allowed", len(raw), MaxView)
	}
}

func (c *checker) blocks(blocks []slack.Block, max int) {
	c.count("number of blocks", len(blocks), max)
	c.blockIDs = make(map[string]bool, len(blocks))
	for i, b := range blocks {
		where := fmt.Sprintf("block %d (%s)", i, b.BlockType())
		c.id(where, b.ID())
		if id := b.ID(); id != "" && c.blockIDs[id] {
			c.fault("%s: block id %q is used twice", where, id)
		}
		c.blockIDs[b.ID()] = true
		c.block(where, b)
	}
	if c.tables > 1 {
		c.fault("%d tables, at most 1 is allowed", c.tables)
	}
	if c.charts > MaxCharts {
		c.fault("%d charts, at most %d are allowed", c.charts, MaxCharts)
	}
	c.atMostCells()
}

func (c *checker) atMostCells() {
	if c.cells > MaxTableText {
		c.fault("the table has %d characters, at most %d are allowed", c.cells, MaxTableText)
	}
}

func (c *checker) only(where string, allowed ...surface) {
	for _, s := range allowed {
		if s == c.on {
			return
		}
	}
	c.fault("%s is not allowed in a %s", where, c.on)
}

func (c *checker) block(where string, block slack.Block) {
	switch b := block.(type) {
	case *slack.HeaderBlock:
		c.plain(where, b.Text, MaxHeader)
	case *slack.SectionBlock:
		c.section(where, b)
	case *slack.ContextBlock:
		c.count(where+" elements", len(b.ContextElements.Elements), MaxContext)
		for _, e := range b.ContextElements.Elements {
			if t, ok := e.(*slack.TextBlockObject); ok {
				c.object(where, t, MaxSection)
			}
		}
	case *slack.ActionBlock:
		c.count(where+" elements", len(b.Elements.ElementSet), MaxActions)
		seen := make(map[string]bool)
		for _, e := range b.Elements.ElementSet {
			seen[c.element(where, e, seen)] = true
		}
	case *slack.InputBlock:
		c.inputs++
		c.only(where, inModal, inHome, inMessage)
		c.plain(where+" label", b.Label, MaxLabel)
		if b.Hint != nil {
			c.plain(where+" hint", b.Hint, MaxHint)
		}
		c.element(where, b.Element, nil)
	case *slack.ImageBlock:
		c.need(where+" alt text", b.AltText)
		c.atMost(where+" alt text", b.AltText, MaxAlt)
		if (b.ImageURL == "") == (b.SlackFile == nil) {
			c.fault("%s needs either a URL or a Slack file", where)
		}
	case *slack.AlertBlock:
		c.only(where, inModal)
		c.object(where, b.Text, MaxAlert)
	case *slack.TableBlock:
		c.only(where, inMessage, inHome)
		c.table(where, b)
	case *slack.DataVisualizationBlock:
		c.only(where, inMessage, inHome)
		c.charts++
		if err := b.Validate(); err != nil {
			c.fault("%s: %v", where, err)
		}
	case *slack.DividerBlock, *slack.RichTextBlock:
	default:
		c.fault("%s is a kind of block that Cairn does not check yet", where)
	}
}

func (c *checker) section(where string, b *slack.SectionBlock) {
	if b.Text == nil && len(b.Fields) == 0 {
		c.fault("%s has neither text nor fields", where)
	}
	if b.Text != nil {
		c.object(where, b.Text, MaxSection)
	}
	if len(b.Fields) > MaxFields {
		c.fault("%s has %d fields, at most %d are allowed", where, len(b.Fields), MaxFields)
	}
	for _, f := range b.Fields {
		c.object(where+" field", f, MaxField)
	}
	if b.Accessory != nil && b.Accessory.ButtonElement != nil {
		c.element(where, b.Accessory.ButtonElement, nil)
	}
}

func (c *checker) table(where string, b *slack.TableBlock) {
	c.tables++
	c.count(where+" rows", len(b.Rows), MaxTableRows)
	for _, row := range b.Rows {
		c.count(where+" cells", len(row), MaxTableCells)
		for _, cell := range row {
			if raw, ok := cell.(*slack.TableRawTextCell); ok {
				c.need(where+" cell", raw.Text)
				c.cells += utf8.RuneCountInString(raw.Text)
			}
		}
	}
}

// element checks one element and returns its action id.
func (c *checker) element(where string, element slack.BlockElement, seen map[string]bool) string {
	var id string
	switch e := element.(type) {
	case *slack.ButtonBlockElement:
		id = e.ActionID
		c.plain(where+" button", e.Text, MaxButton)
		c.atMost(where+" button value", e.Value, MaxButtonValue)
		c.atMost(where+" button accessibility label", e.AccessibilityLabel, MaxButton)
		c.confirm(where, e.Confirm)
	case *slack.SelectBlockElement:
		id = e.ActionID
		if e.Type == slack.OptTypeStatic {
			c.options(where, e.Options, MaxOptions)
		}
		c.placeholder(where, e.Placeholder)
	case *slack.RadioButtonsBlockElement:
		id = e.ActionID
		c.options(where, e.Options, MaxRadio)
	case *slack.MultiSelectBlockElement:
		id = e.ActionID
		if e.Type == slack.MultiOptTypeStatic {
			c.options(where, e.Options, MaxOptions)
		}
		c.placeholder(where, e.Placeholder)
	case *slack.CheckboxGroupsBlockElement:
		id = e.ActionID
		c.options(where, e.Options, MaxRadio)
	case *slack.TimePickerBlockElement:
		id = e.ActionID
	case *slack.NumberInputBlockElement:
		id = e.ActionID
	case *slack.OverflowBlockElement:
		id = e.ActionID
		c.options(where, e.Options, MaxOverflow)
		c.confirm(where, e.Confirm)
	case *slack.PlainTextInputBlockElement:
		id = e.ActionID
		if e.MaxLength > MaxSection || e.MinLength > e.MaxLength && e.MaxLength > 0 {
			c.fault("%s: lengths %d to %d are not allowed", where, e.MinLength, e.MaxLength)
		}
	case *slack.URLTextInputBlockElement:
		id = e.ActionID
	case *slack.DatePickerBlockElement:
		id = e.ActionID
		c.placeholder(where, e.Placeholder)
	case *slack.DateTimePickerBlockElement:
		id = e.ActionID
		if e.InitialDateTime != 0 && (e.InitialDateTime < 1e9 || e.InitialDateTime >= 1e10) { // ten digits
			c.fault("%s: %d is no instant that Slack takes", where, e.InitialDateTime)
		}
	default:
		c.fault("%s holds %T, which Cairn does not check yet", where, element)
	}
	c.need(where+" action id", id)
	c.id(where+" action", id)
	if seen[id] {
		c.fault("%s: action id %q is used twice", where, id)
	}
	return id
}

func (c *checker) placeholder(where string, t *slack.TextBlockObject) {
	if t != nil {
		c.plain(where+" placeholder", t, MaxPlaceholder)
	}
}

func (c *checker) options(where string, options []*slack.OptionBlockObject, max int) {
	c.count(where+" options", len(options), max)
	for _, o := range options {
		c.plain(where+" option", o.Text, MaxOption)
		c.need(where+" option value", o.Value)
		c.atMost(where+" option value", o.Value, MaxOption)
		if o.Description != nil {
			c.plain(where+" option description", o.Description, MaxOption)
		}
	}
}

func (c *checker) confirm(where string, d *slack.ConfirmationBlockObject) {
	if d == nil {
		return
	}
	c.plain(where+" confirm title", d.Title, MaxConfirmTitle)
	c.object(where+" confirm text", d.Text, MaxConfirmText)
	c.plain(where+" confirm button", d.Confirm, MaxConfirmButton)
	c.plain(where+" deny button", d.Deny, MaxConfirmButton)
}
