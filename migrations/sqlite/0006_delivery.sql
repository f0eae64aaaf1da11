-- +goose Up

CREATE TABLE delivery (
    key          TEXT    PRIMARY KEY NOT NULL,
    kind         TEXT    NOT NULL,
    recipient    TEXT    NOT NULL,
    ref          TEXT    NOT NULL,
    state        TEXT    NOT NULL CHECK (state IN ('pending', 'sending', 'sent', 'unknown')),
    channel      TEXT    NOT NULL, -- '' until sent
    ts           TEXT    NOT NULL, -- '' until sent
    hash         TEXT    NOT NULL,
    error        TEXT    NOT NULL,
    attempts     INTEGER NOT NULL,
    attempt_at   TEXT,
    unsure_since TEXT,
    created_at   TEXT    NOT NULL,
    updated_at   TEXT    NOT NULL
) STRICT;

CREATE INDEX delivery_by_message ON delivery (channel, ts) WHERE ts <> '';

CREATE TABLE seen_event (
    id TEXT PRIMARY KEY NOT NULL,
    at TEXT NOT NULL
) STRICT;

CREATE INDEX seen_event_by_time ON seen_event (at);

-- +goose Down

DROP TABLE seen_event;
DROP TABLE delivery;
