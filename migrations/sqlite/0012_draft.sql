-- +goose Up

CREATE TABLE draft (
    id         TEXT    PRIMARY KEY NOT NULL,
    by_user    TEXT    NOT NULL,
    base       INTEGER NOT NULL CHECK (base >= 0), -- revision that is being changed; 0 for a new programme
    body       TEXT    NOT NULL CHECK (json_valid(body)), -- the programme as far as it is known; see internal/store/draft.go
    step       TEXT    NOT NULL,
    version    INTEGER NOT NULL CHECK (version > 0),
    updated_at TEXT    NOT NULL
) STRICT;

CREATE INDEX draft_by_user ON draft (by_user);

ALTER TABLE programme_revision ADD COLUMN by_user TEXT NOT NULL DEFAULT ''; -- '' where it was not kept
ALTER TABLE programme_revision ADD COLUMN by_source TEXT NOT NULL DEFAULT ''; -- '' where it was not kept

-- +goose Down

ALTER TABLE programme_revision DROP COLUMN by_source;
ALTER TABLE programme_revision DROP COLUMN by_user;

DROP TABLE draft;
