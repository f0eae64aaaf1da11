-- +goose Up

CREATE TABLE asked (
    seq           BIGINT           GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    questionnaire TEXT COLLATE "C" NOT NULL REFERENCES questionnaire (id),
    step          TEXT             NOT NULL,
    at            TIMESTAMPTZ      NOT NULL,
    sent          BOOLEAN          NOT NULL,
    UNIQUE (questionnaire, step)
);

CREATE TRIGGER asked_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON asked
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE snapshot (
    cycle      TEXT COLLATE "C" PRIMARY KEY REFERENCES cycle (id),
    programme  TEXT COLLATE "C" NOT NULL REFERENCES programme (id),
    scope      TEXT             NOT NULL,
    period     TEXT             NOT NULL,
    kind       TEXT             NOT NULL,
    model      TEXT             NOT NULL,
    model_hash TEXT             NOT NULL,
    taken_at   TIMESTAMPTZ      NOT NULL,
    asked      BIGINT           NOT NULL,
    answered   BIGINT           NOT NULL,
    missing    JSON             NOT NULL, -- array of category ids
    result     JSON             NOT NULL -- maturity.Result, byte for byte as it was frozen
);

CREATE INDEX snapshot_by_programme ON snapshot (programme, taken_at);

CREATE TRIGGER snapshot_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON snapshot
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- +goose Down

DROP TABLE snapshot;
DROP TABLE asked;
