-- +goose Up

-- Addresses at which a calendar program reads due days; see internal/feed.
CREATE TABLE feed (
    token_hash TEXT PRIMARY KEY NOT NULL CHECK (length(token_hash) = 64), -- SHA-256 of the secret, in hexadecimal digits
    person     TEXT NOT NULL CHECK (person <> ''),
    programme  TEXT NOT NULL, -- '' for what is the person's in all programmes
    made_at    TEXT NOT NULL,
    UNIQUE (person, programme)
) STRICT;

-- +goose Down

DROP TABLE feed;
