-- +goose Up

-- References nothing, so that an entry outlives what it is about.
CREATE TABLE entry (
    seq          BIGINT           GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at           TIMESTAMPTZ      NOT NULL,
    actor_user   TEXT             NOT NULL, -- '' for the operator
    actor_source TEXT             NOT NULL,
    verb         TEXT             NOT NULL,
    programme    TEXT COLLATE "C" NOT NULL,
    subject      TEXT             NOT NULL,
    detail       JSON             NOT NULL -- object of strings
);

CREATE INDEX entry_by_programme ON entry (programme, seq);

CREATE TRIGGER entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON entry
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE nudge (
    id      BIGINT      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind    TEXT        NOT NULL,
    subject TEXT        NOT NULL,
    at      TIMESTAMPTZ NOT NULL
);

-- +goose Down

DROP TABLE nudge;
DROP TABLE entry;
