-- +goose Up

-- What Slack last told. A row of version 0 was made to be held and says nothing yet.
CREATE TABLE person (
    id            TEXT    PRIMARY KEY NOT NULL,
    name          TEXT    NOT NULL DEFAULT '',
    zone          TEXT    NOT NULL DEFAULT '', -- '' while unknown
    locale        TEXT    NOT NULL DEFAULT '', -- '' while unknown
    standing      TEXT    NOT NULL DEFAULT '', -- '' while unknown
    admin         INTEGER NOT NULL DEFAULT 0 CHECK (admin IN (0, 1)),
    status_emoji  TEXT    NOT NULL DEFAULT '',
    status_text   TEXT    NOT NULL DEFAULT '',
    status_since  TEXT,
    status_until  TEXT, -- null for never
    absence_since TEXT, -- null for no absence
    absence_until TEXT, -- null for until further notice
    seen_at       TEXT,
    version       INTEGER NOT NULL DEFAULT 0 CHECK (version >= 0)
) STRICT;

-- +goose Down

DROP TABLE person;
