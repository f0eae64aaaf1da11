-- +goose Up

-- Addresses at which a calendar program reads due days; see internal/feed.
CREATE TABLE feed (
    token_hash TEXT COLLATE "C" PRIMARY KEY CHECK (length(token_hash) = 64), -- SHA-256 of the secret, in hexadecimal digits
    person     TEXT COLLATE "C" NOT NULL CHECK (person <> ''),
    programme  TEXT COLLATE "C" NOT NULL, -- '' for what is the person's in all programmes
    made_at    TIMESTAMPTZ      NOT NULL,
    UNIQUE (person, programme)
);

-- +goose Down

DROP TABLE feed;
