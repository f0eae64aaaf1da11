-- +goose Up

-- References nothing, so that an entry outlives what it is about.
CREATE TABLE entry (
    seq          INTEGER PRIMARY KEY AUTOINCREMENT,
    at           TEXT    NOT NULL,
    actor_user   TEXT    NOT NULL, -- '' for the operator
    actor_source TEXT    NOT NULL,
    verb         TEXT    NOT NULL,
    programme    TEXT    NOT NULL,
    subject      TEXT    NOT NULL,
    detail       TEXT    NOT NULL CHECK (json_valid(detail)) -- object of strings
) STRICT;

CREATE INDEX entry_by_programme ON entry (programme, seq);

-- +goose StatementBegin
CREATE TRIGGER entry_no_update BEFORE UPDATE ON entry
BEGIN SELECT RAISE(ABORT, 'the table entry is append-only: UPDATE refused'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER entry_no_delete BEFORE DELETE ON entry
BEGIN SELECT RAISE(ABORT, 'the table entry is append-only: DELETE refused'); END;
-- +goose StatementEnd

CREATE TABLE nudge (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    kind    TEXT    NOT NULL,
    subject TEXT    NOT NULL,
    at      TEXT    NOT NULL
) STRICT;

-- +goose Down

DROP TABLE nudge;
DROP TABLE entry;
