-- +goose Up

CREATE TABLE submission (
    questionnaire TEXT COLLATE "C" NOT NULL REFERENCES questionnaire (id),
    revision      BIGINT           NOT NULL CHECK (revision > 0),
    by_user       TEXT             NOT NULL,
    source        TEXT             NOT NULL,
    at            TIMESTAMPTZ      NOT NULL,
    comment       TEXT             NOT NULL,
    evidence      TEXT             NOT NULL, -- URL; '' for none
    PRIMARY KEY (questionnaire, revision)
);

CREATE TRIGGER submission_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON submission
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE answer (
    questionnaire TEXT COLLATE "C" NOT NULL,
    revision      BIGINT           NOT NULL,
    item          TEXT             NOT NULL,
    value         TEXT             NOT NULL,
    PRIMARY KEY (questionnaire, revision, item),
    FOREIGN KEY (questionnaire, revision) REFERENCES submission (questionnaire, revision)
);

CREATE TRIGGER answer_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON answer
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- +goose Down

DROP TABLE answer;
DROP TABLE submission;
