-- +goose Up

CREATE TABLE asked (
    seq           INTEGER PRIMARY KEY AUTOINCREMENT,
    questionnaire TEXT    NOT NULL REFERENCES questionnaire (id),
    step          TEXT    NOT NULL,
    at            TEXT    NOT NULL,
    sent          INTEGER NOT NULL CHECK (sent IN (0, 1)),
    UNIQUE (questionnaire, step)
) STRICT;

-- +goose StatementBegin
CREATE TRIGGER asked_no_update BEFORE UPDATE ON asked
BEGIN SELECT RAISE(ABORT, 'the table asked is append-only: UPDATE refused'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER asked_no_delete BEFORE DELETE ON asked
BEGIN SELECT RAISE(ABORT, 'the table asked is append-only: DELETE refused'); END;
-- +goose StatementEnd

CREATE TABLE snapshot (
    cycle      TEXT    PRIMARY KEY NOT NULL REFERENCES cycle (id),
    programme  TEXT    NOT NULL REFERENCES programme (id),
    scope      TEXT    NOT NULL,
    period     TEXT    NOT NULL,
    kind       TEXT    NOT NULL,
    model      TEXT    NOT NULL,
    model_hash TEXT    NOT NULL,
    taken_at   TEXT    NOT NULL,
    asked      INTEGER NOT NULL,
    answered   INTEGER NOT NULL,
    missing    TEXT    NOT NULL CHECK (json_valid(missing)), -- array of category ids
    result     TEXT    NOT NULL CHECK (json_valid(result))   -- maturity.Result, byte for byte as it was frozen
) STRICT;

CREATE INDEX snapshot_by_programme ON snapshot (programme, taken_at);

-- +goose StatementBegin
CREATE TRIGGER snapshot_no_update BEFORE UPDATE ON snapshot
BEGIN SELECT RAISE(ABORT, 'the table snapshot is append-only: UPDATE refused'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER snapshot_no_delete BEFORE DELETE ON snapshot
BEGIN SELECT RAISE(ABORT, 'the table snapshot is append-only: DELETE refused'); END;
-- +goose StatementEnd

-- +goose Down

DROP TABLE snapshot;
DROP TABLE asked;
