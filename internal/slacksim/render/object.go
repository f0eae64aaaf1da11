package render

import (
	"encoding/json"
	"math"
	"strconv"
)

// object is a decoded JSON object whose fields are read without ceremony: a field that is absent or of another type
// reads as the zero value. A nil object reads as empty.
type object map[string]any

func asObject(v any) object {
	m, _ := v.(map[string]any)
	return m
}

func (o object) str(key string) string {
	s, _ := o[key].(string)
	return s
}

func (o object) obj(key string) object { return asObject(o[key]) }

func (o object) list(key string) []any {
	l, _ := o[key].([]any)
	return l
}

func (o object) flag(key string) bool {
	b, _ := o[key].(bool)
	return b
}

// num reads a number, also one written as a string; ok is false when there is none.
func (o object) num(key string) (n float64, ok bool) {
	switch v := o[key].(type) {
	case float64:
		return v, true
	case int64:
		return float64(v), true
	case json.Number:
		return parseNumber(v.String())
	case string:
		return parseNumber(v)
	}
	return 0, false
}

func parseNumber(s string) (float64, bool) {
	f, err := strconv.ParseFloat(s, 64)
	return f, err == nil && !math.IsInf(f, 0) && !math.IsNaN(f)
}

// strs reads a list of strings, leaving out what is not one.
func (o object) strs(key string) []string {
	var out []string
	for _, v := range o.list(key) {
		if s, ok := v.(string); ok {
			out = append(out, s)
		}
	}
	return out
}
