-- +goose Up

CREATE TABLE delivery (
    key          TEXT COLLATE "C" PRIMARY KEY,
    kind         TEXT             NOT NULL,
    recipient    TEXT             NOT NULL,
    ref          TEXT             NOT NULL,
    state        TEXT             NOT NULL CHECK (state IN ('pending', 'sending', 'sent', 'unknown')),
    channel      TEXT             NOT NULL, -- '' until sent
    ts           TEXT             NOT NULL, -- '' until sent
    hash         TEXT             NOT NULL,
    error        TEXT             NOT NULL,
    attempts     BIGINT           NOT NULL,
    attempt_at   TIMESTAMPTZ,
    unsure_since TIMESTAMPTZ,
    created_at   TIMESTAMPTZ      NOT NULL,
    updated_at   TIMESTAMPTZ      NOT NULL
);

CREATE INDEX delivery_by_message ON delivery (channel, ts) WHERE ts <> '';

CREATE TABLE seen_event (
    id TEXT COLLATE "C" PRIMARY KEY,
    at TIMESTAMPTZ      NOT NULL
);

CREATE INDEX seen_event_by_time ON seen_event (at);

-- +goose Down

DROP TABLE seen_event;
DROP TABLE delivery;
