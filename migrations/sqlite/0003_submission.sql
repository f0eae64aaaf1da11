-- +goose Up

CREATE TABLE submission (
    questionnaire TEXT    NOT NULL REFERENCES questionnaire (id),
    revision      INTEGER NOT NULL CHECK (revision > 0),
    by_user       TEXT    NOT NULL,
    source        TEXT    NOT NULL,
    at            TEXT    NOT NULL,
    comment       TEXT    NOT NULL,
    evidence      TEXT    NOT NULL, -- URL; '' for none
    PRIMARY KEY (questionnaire, revision)
) STRICT;

-- +goose StatementBegin
CREATE TRIGGER submission_no_update BEFORE UPDATE ON submission
BEGIN SELECT RAISE(ABORT, 'the table submission is append-only: UPDATE refused'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER submission_no_delete BEFORE DELETE ON submission
BEGIN SELECT RAISE(ABORT, 'the table submission is append-only: DELETE refused'); END;
-- +goose StatementEnd

CREATE TABLE answer (
    questionnaire TEXT    NOT NULL,
    revision      INTEGER NOT NULL,
    item          TEXT    NOT NULL,
    value         TEXT    NOT NULL,
    PRIMARY KEY (questionnaire, revision, item),
    FOREIGN KEY (questionnaire, revision) REFERENCES submission (questionnaire, revision)
) STRICT;

-- +goose StatementBegin
CREATE TRIGGER answer_no_update BEFORE UPDATE ON answer
BEGIN SELECT RAISE(ABORT, 'the table answer is append-only: UPDATE refused'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER answer_no_delete BEFORE DELETE ON answer
BEGIN SELECT RAISE(ABORT, 'the table answer is append-only: DELETE refused'); END;
-- +goose StatementEnd

-- +goose Down

DROP TABLE answer;
DROP TABLE submission;
