package datafile

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"cairn/internal/spelling"
)

// Unique notes a fault when the id was given before to a thing of the same kind.
func (d *Document) Unique(kind, id string, path ...any) {
	if id == "" {
		return
	}
	if d.ids[kind] == nil {
		d.ids[kind] = map[string]string{}
	}
	if first, again := d.ids[kind][id]; again {
		d.At(path, "The %s id %q is given twice; the first is %s.", kind, id, first)
		return
	}
	line := 0
	if node := d.values[join(path...)]; node != nil {
		line = node.Line
	}
	d.ids[kind][id] = fmt.Sprintf("on line %d", line)
}

// Known notes a fault when no thing of the kind has the id, and reports whether one has. An empty id is not known and no fault.
func (d *Document) Known(kind, id string, path ...any) bool {
	if id == "" {
		return false
	}
	if _, ok := d.ids[kind][id]; ok {
		return true
	}
	d.At(path, "There is no %s %q; %s", kind, id, Suggest(id, slices.Sorted(maps.Keys(d.ids[kind]))))
	return false
}

// Suggest ends a sentence about an unknown word with the nearest known one.
func Suggest(word string, known []string) string {
	if len(known) > maxSuggestions {
		known = nil
	}
	best, nearest := "", min(2, (len(word)-1)/2) // nearly every short id is near every other
	for _, k := range known {
		if n := spelling.Distance(strings.ToLower(word), strings.ToLower(k)); n <= nearest {
			best, nearest = k, n-1
		}
	}
	if best == "" {
		return "mend or remove it."
	}
	return fmt.Sprintf("did you mean %q?", best)
}
