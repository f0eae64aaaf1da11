-- +goose Up

CREATE TABLE draft (
    id         TEXT COLLATE "C" PRIMARY KEY,
    by_user    TEXT             NOT NULL,
    base       BIGINT           NOT NULL CHECK (base >= 0), -- revision that is being changed; 0 for a new programme
    body       JSON             NOT NULL, -- the programme as far as it is known; see internal/store/draft.go
    step       TEXT             NOT NULL,
    version    BIGINT           NOT NULL CHECK (version > 0),
    updated_at TIMESTAMPTZ      NOT NULL
);

CREATE INDEX draft_by_user ON draft (by_user);

ALTER TABLE programme_revision ADD COLUMN by_user TEXT NOT NULL DEFAULT ''; -- '' where it was not kept
ALTER TABLE programme_revision ADD COLUMN by_source TEXT NOT NULL DEFAULT ''; -- '' where it was not kept

-- +goose Down

ALTER TABLE programme_revision DROP COLUMN by_source;
ALTER TABLE programme_revision DROP COLUMN by_user;

DROP TABLE draft;
