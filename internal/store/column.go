package store

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"cairn/internal/calendar"
)

// instant is a column that holds a point in time. Both databases take the text of instantLayout; PostgreSQL gives back
// a time and SQLite the text. The zero time is NULL.
type instant struct{ time.Time }

// instantLayout has a fixed width, so that the order of the texts is the order of the times.
const instantLayout = "2006-01-02T15:04:05.000000Z"

// Value implements driver.Valuer.
func (i instant) Value() (driver.Value, error) {
	if i.IsZero() {
		return nil, nil
	}
	if year := i.UTC().Year(); year < 0 || year > 9999 {
		return nil, fmt.Errorf("the time %s lies outside the years 0 to 9999", i.Time)
	}
	return i.UTC().Format(instantLayout), nil // Format cuts off what is finer than a microsecond
}

// Scan implements sql.Scanner.
func (i *instant) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		i.Time = time.Time{}
	case time.Time:
		i.Time = v.UTC()
	case string:
		t, err := time.Parse(instantLayout, v)
		if err != nil {
			return fmt.Errorf("stored time: %w", err)
		}
		i.Time = t
	default:
		return fmt.Errorf("a stored time is a %T", src)
	}
	return nil
}

// stored is the time as an instant would keep it, for one inside a document.
func stored(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }

// day is a column that holds a date. Both databases take text; PostgreSQL gives back a time and SQLite the text. The zero
// date is NULL.
type day struct{ calendar.Date }

// Value implements driver.Valuer.
func (d day) Value() (driver.Value, error) {
	if d.IsZero() {
		return nil, nil
	}
	return d.String(), nil
}

// Scan implements sql.Scanner.
func (d *day) Scan(src any) (err error) {
	switch v := src.(type) {
	case nil:
		d.Date = calendar.Date{}
	case time.Time:
		d.Date = calendar.DateOf(v)
	case string:
		d.Date, err = calendar.ParseDate(v)
	default:
		err = fmt.Errorf("a stored date is a %T", src)
	}
	return err
}

// document is a column that holds a value as JSON text. A zero byte in its texts becomes U+FFFD, as in a column of text.
type document[T any] struct{ Of T }

// Value implements driver.Valuer.
func (d document[T]) Value() (driver.Value, error) {
	text, err := json.Marshal(d.Of)
	return withoutZeros.Replace(string(text)), err
}

// withoutZeros replaces zero bytes in JSON, and no backslash that only stands before a "u0000".
var withoutZeros = strings.NewReplacer(`\\`, `\\`, `\u0000`, `\ufffd`)

// Scan implements sql.Scanner.
func (d *document[T]) Scan(src any) error {
	switch v := src.(type) {
	case []byte:
		return json.Unmarshal(v, &d.Of)
	case string:
		return json.Unmarshal([]byte(v), &d.Of)
	default:
		return fmt.Errorf("a stored document is a %T", src)
	}
}
