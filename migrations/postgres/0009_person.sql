-- +goose Up

-- What Slack last told. A row of version 0 was made to be held and says nothing yet.
CREATE TABLE person (
    id            TEXT COLLATE "C" PRIMARY KEY,
    name          TEXT             NOT NULL DEFAULT '',
    zone          TEXT             NOT NULL DEFAULT '', -- '' while unknown
    locale        TEXT             NOT NULL DEFAULT '', -- '' while unknown
    standing      TEXT             NOT NULL DEFAULT '', -- '' while unknown
    admin         BOOLEAN          NOT NULL DEFAULT FALSE,
    status_emoji  TEXT             NOT NULL DEFAULT '',
    status_text   TEXT             NOT NULL DEFAULT '',
    status_since  TIMESTAMPTZ,
    status_until  TIMESTAMPTZ, -- null for never
    absence_since TIMESTAMPTZ, -- null for no absence
    absence_until TIMESTAMPTZ, -- null for until further notice
    seen_at       TIMESTAMPTZ,
    version       BIGINT           NOT NULL DEFAULT 0 CHECK (version >= 0)
);

-- +goose Down

DROP TABLE person;
