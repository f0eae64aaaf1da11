-- +goose Up

CREATE TABLE dispute (
    seq             INTEGER PRIMARY KEY AUTOINCREMENT,
    id              TEXT    NOT NULL UNIQUE,
    questionnaire   TEXT    NOT NULL REFERENCES questionnaire (id),
    item            TEXT    NOT NULL,
    first_user      TEXT    NOT NULL,
    first_value     TEXT    NOT NULL,
    first_revision  INTEGER NOT NULL, -- of the submission that held it
    second_user     TEXT    NOT NULL,
    second_value    TEXT    NOT NULL,
    second_revision INTEGER NOT NULL,
    owner           TEXT    NOT NULL, -- who settles it
    at              TEXT    NOT NULL
) STRICT;

CREATE INDEX dispute_by_questionnaire ON dispute (questionnaire, seq);

-- +goose StatementBegin
CREATE TRIGGER dispute_no_update BEFORE UPDATE ON dispute
BEGIN SELECT RAISE(ABORT, 'the table dispute is append-only: UPDATE refused'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER dispute_no_delete BEFORE DELETE ON dispute
BEGIN SELECT RAISE(ABORT, 'the table dispute is append-only: DELETE refused'); END;
-- +goose StatementEnd

CREATE TABLE settlement (
    dispute TEXT PRIMARY KEY NOT NULL REFERENCES dispute (id),
    value   TEXT NOT NULL,
    by_user TEXT NOT NULL,
    reason  TEXT NOT NULL,
    at      TEXT NOT NULL
) STRICT;

-- +goose StatementBegin
CREATE TRIGGER settlement_no_update BEFORE UPDATE ON settlement
BEGIN SELECT RAISE(ABORT, 'the table settlement is append-only: UPDATE refused'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER settlement_no_delete BEFORE DELETE ON settlement
BEGIN SELECT RAISE(ABORT, 'the table settlement is append-only: DELETE refused'); END;
-- +goose StatementEnd

-- +goose Down

DROP TABLE settlement;
DROP TABLE dispute;
