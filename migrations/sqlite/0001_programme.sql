-- +goose Up

CREATE TABLE programme (
    id       TEXT    PRIMARY KEY NOT NULL,
    revision INTEGER NOT NULL CHECK (revision > 0) -- the one in force
) STRICT;

CREATE TABLE programme_revision (
    programme TEXT    NOT NULL REFERENCES programme (id),
    revision  INTEGER NOT NULL CHECK (revision > 0),
    at        TEXT    NOT NULL,
    body      TEXT    NOT NULL CHECK (json_valid(body)), -- the declaration as a whole; see internal/store/programme.go
    PRIMARY KEY (programme, revision)
) STRICT;

-- +goose StatementBegin
CREATE TRIGGER programme_revision_no_update BEFORE UPDATE ON programme_revision
BEGIN SELECT RAISE(ABORT, 'the table programme_revision is append-only: UPDATE refused'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER programme_revision_no_delete BEFORE DELETE ON programme_revision
BEGIN SELECT RAISE(ABORT, 'the table programme_revision is append-only: DELETE refused'); END;
-- +goose StatementEnd

-- +goose Down

DROP TABLE programme_revision;
DROP TABLE programme;
