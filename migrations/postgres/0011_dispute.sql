-- +goose Up

CREATE TABLE dispute (
    seq             BIGINT           GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id              TEXT COLLATE "C" NOT NULL UNIQUE,
    questionnaire   TEXT COLLATE "C" NOT NULL REFERENCES questionnaire (id),
    item            TEXT             NOT NULL,
    first_user      TEXT             NOT NULL,
    first_value     TEXT             NOT NULL,
    first_revision  BIGINT           NOT NULL, -- of the submission that held it
    second_user     TEXT             NOT NULL,
    second_value    TEXT             NOT NULL,
    second_revision BIGINT           NOT NULL,
    owner           TEXT             NOT NULL, -- who settles it
    at              TIMESTAMPTZ      NOT NULL
);

CREATE INDEX dispute_by_questionnaire ON dispute (questionnaire, seq);

CREATE TRIGGER dispute_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON dispute
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE settlement (
    dispute TEXT COLLATE "C" PRIMARY KEY REFERENCES dispute (id),
    value   TEXT             NOT NULL,
    by_user TEXT             NOT NULL,
    reason  TEXT             NOT NULL,
    at      TIMESTAMPTZ      NOT NULL
);

CREATE TRIGGER settlement_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON settlement
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- +goose Down

DROP TABLE settlement;
DROP TABLE dispute;
