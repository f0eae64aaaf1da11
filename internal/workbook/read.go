package workbook

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"

	"cairn/internal/crosswalk"
	"cairn/internal/errs"
	"cairn/internal/maturity"
)

// Options say how to read a workbook.
type Options struct {
	Book    string // name of the workbook's file, for sentences
	Details string // name of the file of details
	// AICMVersion is the edition of the AICM that the mappings cite. "" takes what the column's header says, else 1.0.3,
	// which was in force when AISMM 1.0 appeared.
	AICMVersion string
	Version     string // of the model; "" takes what the workbook says, else 1.0
}

// Import is what a workbook holds.
type Import struct {
	Model  *maturity.Model // nil when the report has problems
	File   []byte          // the model file that Model was loaded from
	Report Report
}

// Read reads a workbook and, unless it is nil, the document of details. The error is errs.Invalid when a file cannot be
// read at all; what is wrong with its content is in the report, all of it at once.
func Read(book, details io.Reader, o Options) (_ Import, err error) {
	defer func() {
		if broken := recover(); broken != nil { // a library that meets a file nobody thought of must not end the program
			err = invalid("%s cannot be read; it is built in a way that no spreadsheet program writes.", o.Book).Because(fmt.Errorf("%v", broken))
		}
	}()
	if o.AICMVersion != "" {
		if o.AICMVersion, err = crosswalk.AICMVersion(o.AICMVersion); err != nil {
			return Import{}, err
		}
	}
	if o.Version != "" && !modelVersion.MatchString(o.Version) {
		return Import{}, invalid("The version of a model is dotted numbers such as 1.0, not %q.", o.Version)
	}
	data, err := readAll(book, o.Book, MaxBytes)
	if err != nil {
		return Import{}, err
	}
	opened, err := open(data, o.Book)
	if err != nil {
		return Import{}, err
	}
	in := &reading{options: o, objectives: map[objectiveID]*objective{}, grid: map[string]map[int]string{}}
	in.report.Sources = append(in.report.Sources, Source{Name: o.Book, SHA256: digest(data)})
	in.identify(opened)
	for _, t := range opened.tabs {
		in.readTab(t)
	}
	if details != nil {
		data, err := readAll(details, o.Details, MaxDetailsBytes)
		if err != nil {
			return Import{}, err
		}
		if bytes.HasPrefix(data, []byte("PK")) || bytes.IndexByte(data, 0) >= 0 {
			return Import{}, invalid("%s is not a Markdown document.", o.Details)
		}
		in.report.Sources = append(in.report.Sources, Source{Name: o.Details, SHA256: digest(data)})
		in.addDetails(readDetails(string(data), o.Details))
	}
	return in.finish()
}

var modelVersion = regexp.MustCompile(`^[0-9]{1,6}(\.[0-9]{1,6}){0,3}$`)

func readAll(r io.Reader, name string, most int64) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, most+1))
	if err != nil {
		return nil, errs.New(errs.Unavailable, "%s cannot be read: %v.", name, err)
	}
	if int64(len(data)) > most {
		return nil, invalid("%s has more than %d MiB; a file of this kind has less.", name, most>>20)
	}
	return data, nil
}

func digest(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// objective is what the tables and the details say about one objective.
type objective struct {
	id     objectiveID
	at     place // where it was met first
	fields map[column]string
	aicm   string // edition that the header of its mappings names
	inBook bool
	inDocs bool
}

// reading is what was read so far.
type reading struct {
	options      Options
	publisher    string
	name         string
	version      string
	objectives   map[objectiveID]*objective
	grid         map[string]map[int]string
	dependencies []maturity.Dependency
	report       Report
}

func (in *reading) problem(format string, args ...any) {
	in.report.Problems = appendOnce(in.report.Problems, fmt.Sprintf(format, args...))
}

func (in *reading) warn(format string, args ...any) {
	in.report.Warnings = appendOnce(in.report.Warnings, fmt.Sprintf(format, args...))
}

// maxSentences bounds each list of the report; a file that is wrong everywhere need not say so for each cell.
const maxSentences = 200

func appendOnce(list []string, sentence string) []string {
	if len(list) >= maxSentences || slices.Contains(list, sentence) {
		return list
	}
	if len(list) == maxSentences-1 {
		sentence = "There is more of the same kind; mend these first."
	}
	return append(list, sentence)
}

var (
	namedVersion = regexp.MustCompile(`(?i)(?:^|[^a-z])v(?:ersion)?[ _-]?(\d{1,3}(?:\.\d{1,3}){1,2})(?:$|[^0-9])`)
	ourModel     = regexp.MustCompile(`^` + identifier + `([a-z0-9-]+)/([a-z0-9-]+)@([0-9.]+)$`)
)

// identify finds out which model the workbook is: what Cairn wrote into it, a stamp as CSA's workbooks have it in the
// first cell, or the version in the file's name.
func (in *reading) identify(b opened) {
	in.publisher, in.name = "csa", "aismm"
	if parts := ourModel.FindStringSubmatch(b.identifier); parts != nil && modelVersion.MatchString(parts[3]) {
		in.publisher, in.name, in.version = parts[1], parts[2], parts[3]
	}
	for _, t := range b.tabs {
		if in.version != "" || len(t.rows) == 0 {
			continue
		}
		var stamp struct {
			Version string `json:"specification_version"`
		}
		first := t.rows[0].cell(0)
		if strings.HasPrefix(first, "{") && json.Unmarshal([]byte(first), &stamp) == nil && modelVersion.MatchString(stamp.Version) {
			in.version = stamp.Version
		}
	}
	if parts := namedVersion.FindStringSubmatch(in.options.Book); in.version == "" && parts != nil {
		in.version = parts[1]
	}
	switch {
	case in.options.Version != "":
		in.version = in.options.Version
	case in.version == "":
		in.version = "1.0"
		in.warn("%s does not say which version of the model it is; 1.0 is assumed.", in.options.Book)
	}
}

// What a tab may hold.
const (
	holdsObjectives   = "objectives"
	holdsGrid         = "grid"
	holdsDependencies = "dependencies"
	holdsNothing      = "nothing that is read"
)

// readTab reads what a tab holds: objectives, the grid, or both; else dependencies.
func (in *reading) readTab(t tab) {
	found := Tab{Name: t.name, Holds: holdsNothing}
	if grid, ok := readGrid(t); ok {
		found.Holds = holdsGrid
		in.addGrid(grid, t.name)
	}
	if entries, ok := in.readObjectives(t); ok {
		found.Holds, found.Objectives = holdsObjectives, len(entries)
		for _, e := range entries {
			in.add(e)
		}
	}
	if found.Holds == holdsNothing {
		if dependencies, ok := in.readDependencies(t); ok {
			found.Holds = holdsDependencies
			in.dependencies = append(in.dependencies, dependencies...)
		}
	}
	in.checkFormulas(t, found.Holds != holdsNothing)
	in.report.Tabs = append(in.report.Tabs, found)
}

// checkFormulas says where formulas stand in the place of texts. One without a saved value reads as nothing, which must
// not pass for an empty cell.
func (in *reading) checkFormulas(t tab, used bool) {
	n := len(t.unsaved)
	if n == 0 {
		if used && t.formulas > 0 {
			in.warn("%s: %s; the values that were saved with them are used.", t.name, count(t.formulas, "cell is a formula", "cells are formulas"))
		}
		return
	}
	cells := strings.Join(t.unsaved[:min(n, maxTold)], ", ")
	if n > maxTold {
		cells += ", …"
	}
	say := in.warn
	if used {
		say = in.problem
	}
	say("%s: %s (%s) without a saved value. Open the workbook in a spreadsheet program, save it, and import that.",
		t.name, count(n, "formula", "formulas"), cells)
}

// add takes in what a row says. The same objective may stand in several tabs, if they do not contradict each other.
func (in *reading) add(e entry) {
	o := in.objectives[e.id]
	if o == nil {
		in.objectives[e.id] = &objective{id: e.id, at: e.at, fields: e.fields, aicm: e.aicm, inBook: true}
		return
	}
	in.report.Duplicates = appendOnce(in.report.Duplicates, fmt.Sprintf("%s: %s and %s", e.id, o.at, e.at))
	if o.aicm == "" {
		o.aicm = e.aicm
	}
	for _, col := range slices.Sorted(maps.Keys(e.fields)) {
		have := o.fields[col]
		switch {
		case have == "":
			o.fields[col] = e.fields[col]
		case oneLine(have) != oneLine(e.fields[col]) && col != colLevel:
			in.problem("%s stands in %s and in %s, and they differ in the column %s. Keep the right one.", e.id, o.at, e.at, col)
		}
	}
}

func (in *reading) addGrid(grid map[string]map[int]string, tab string) {
	for _, category := range slices.Sorted(maps.Keys(grid)) {
		if in.grid[category] != nil {
			in.warn("%s: the grid describes %s again; the first description is used.", tab, category)
			continue
		}
		in.grid[category] = grid[category]
	}
}

// addDetails adds what the details say and the workbook does not.
func (in *reading) addDetails(entries []entry) {
	met := map[objectiveID]place{}
	for _, e := range entries {
		if first, again := met[e.id]; again {
			in.report.Duplicates = appendOnce(in.report.Duplicates, fmt.Sprintf("%s: %s and %s", e.id, first, e.at))
			in.problem("%s has two parts in the details, %s and %s. Keep one.", e.id, first, e.at)
			continue
		}
		met[e.id] = e.at
		o := in.objectives[e.id]
		if o == nil {
			in.objectives[e.id] = &objective{id: e.id, at: e.at, fields: e.fields, inDocs: true}
			continue
		}
		o.inDocs = true
		for _, col := range slices.Sorted(maps.Keys(e.fields)) {
			have := o.fields[col]
			switch {
			case have == "":
				o.fields[col] = e.fields[col]
			case oneLine(have) != oneLine(e.fields[col]):
				in.warn("%s: the details say something else than the workbook in %s (%s); the workbook counts.", e.id, col, e.at)
			}
		}
	}
	if len(entries) == 0 {
		in.warn("%s names no objective; nothing of it is used.", in.options.Details)
	}
}

// readDependencies reads the tab of dependencies that Write makes.
func (in *reading) readDependencies(t tab) (list []maturity.Dependency, ok bool) {
	for i, r := range t.rows {
		var header []string
		for _, c := range r.cells {
			header = append(header, words(c))
		}
		if !slices.Equal(header, []string{"category", "level", "depends on", "on level", "note"}) {
			continue
		}
		for _, r := range t.rows[i+1:] {
			category, okCategory := parseCategory(r.cell(0))
			level, okLevel := parseLevel(r.cell(1))
			on, okOn := parseCategory(r.cell(2))
			onLevel, okOnLevel := parseLevel(r.cell(3))
			if !okCategory || !okLevel || !okOn || !okOnLevel {
				in.problem("%s: this is not a dependency of a category and level on another.", place{t.name, 0, r.number})
				continue
			}
			list = append(list, maturity.Dependency{Category: category, Level: level, On: on, OnLevel: onLevel, Note: r.cell(4)})
		}
		return list, true
	}
	return nil, false
}

// count writes a number with its noun.
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// String returns the column's name as a header has it.
func (c column) String() string {
	names := map[column]string{
		colID: headID, colLevel: headLevel, colName: headName, colObjective: headObjective, colDeployment: headDeployment,
		colMode: headMode, colAICM: headAICM, colReferences: headReferences, colRationale: headRationale,
		colDescription: headDescription, colEvidence: headEvidence, colHelp: headHelp, colScope: "Scope", colDependencies: "Dependencies",
	}
	return names[c]
}

// The headers that Write uses.
const (
	headID          = "Control ID"
	headLevel       = "Maturity Level"
	headName        = "Control Objective Name"
	headObjective   = "Control Objective"
	headDeployment  = "Deployment Types"
	headMode        = "Manual / Automated"
	headAICM        = "AICM Mapping"
	headReferences  = "External References"
	headRationale   = "Key Indicator Rationale"
	headDescription = "Description"
	headEvidence    = "Evidence to look for"
	headHelp        = "Scoring guidance"
)

// identifier begins the document's identifier in a workbook that Cairn wrote; the model's id follows.
const identifier = "urn:cairn:model:"
