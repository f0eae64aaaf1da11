package crosswalk

import (
	_ "embed"
	"strings"
	"sync"

	"cairn/internal/errs"
)

// The editions of the AICM whose ids are known. CSA numbers a control anew when it likes, so an id is cited with one.
const (
	AICM103 = "1.0.3"
	AICM110 = "1.1.0"
)

// AICMVersions returns the editions of the AICM that ids can be translated between, oldest first.
func AICMVersions() []string { return []string{AICM103, AICM110} }

// AICMVersion returns the edition that a version as people write it means: 1.0 is 1.0.3, and v1.1 is 1.1.0. The error is
// errs.Invalid.
func AICMVersion(version string) (string, error) {
	switch strings.TrimPrefix(strings.ToLower(strings.TrimSpace(version)), "v") {
	case "1.0", "1.0.1", "1.0.2", "1.0.3":
		return AICM103, nil
	case "1.1", "1.1.0", "1.1.1":
		return AICM110, nil
	}
	return "", errs.New(errs.Invalid, "The ids of AICM %q are not known. Use %s.", version, strings.Join(AICMVersions(), " or "))
}

//go:embed data/aicm.tsv
var aicmTSV string

//go:embed data/references.tsv
var referencesTSV string

// lists are the data files, read once; a test holds that they read.
type lists struct {
	newer map[string]string             // AICM 1.0.3 -> 1.1.0
	older map[string]string             // and back
	ids   map[[2]string]map[string]bool // by framework and edition
}

var read = sync.OnceValue(func() lists {
	l := lists{newer: map[string]string{}, older: map[string]string{}, ids: map[[2]string]map[string]bool{}}
	add := func(framework, edition, id string) {
		key := [2]string{framework, edition}
		if l.ids[key] == nil {
			l.ids[key] = map[string]bool{}
		}
		l.ids[key][id] = true
	}
	for _, f := range rows(aicmTSV) {
		if f[1] != "" {
			add(AICMName, AICM103, f[1])
		}
		if f[2] != "" {
			add(AICMName, AICM110, f[2])
		}
		if f[1] != "" && f[2] != "" {
			l.newer[f[1]], l.older[f[2]] = f[2], f[1]
		}
	}
	for _, f := range rows(referencesTSV) {
		for id := range strings.SplitSeq(f[2], ", ") {
			add(f[0], f[1], id)
		}
	}
	return l
})

// rows splits one of the data files into its fields, without the header.
func rows(tsv string) [][]string {
	lines := strings.Split(strings.TrimSuffix(tsv, "\n"), "\n")
	fields := make([][]string, 0, len(lines))
	for _, line := range lines[1:] {
		fields = append(fields, strings.Split(line, "\t"))
	}
	return fields
}

// Translate returns the id that a control of the AICM has in another edition. It is false when the control is not in one
// of them.
func Translate(id, from, to string) (string, bool) {
	l := read()
	if !l.ids[[2]string{AICMName, from}][id] {
		return "", false
	}
	switch {
	case from == to:
		return id, true
	case from == AICM103 && to == AICM110:
		id, ok := l.newer[id]
		return id, ok
	case from == AICM110 && to == AICM103:
		id, ok := l.older[id]
		return id, ok
	default:
		return "", false
	}
}

// Known reports whether the edition of the framework has the id. The second result is false when nothing is known about
// that edition, so that nothing can be said against the id.
func Known(framework, version, id string) (known, judged bool) {
	if framework == AICMName {
		if v, err := AICMVersion(version); err == nil {
			version = v
		}
	}
	ids, judged := read().ids[[2]string{framework, version}]
	return ids[id], judged
}
