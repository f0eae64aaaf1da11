-- +goose Up

CREATE TABLE asking (
    seq           INTEGER PRIMARY KEY AUTOINCREMENT,
    at            TEXT    NOT NULL,
    by_user       TEXT    NOT NULL,
    by_source     TEXT    NOT NULL,
    kind          TEXT    NOT NULL,
    programme     TEXT    REFERENCES programme (id),     -- null for what concerns a person only
    questionnaire TEXT    REFERENCES questionnaire (id), -- null for what concerns no questionnaire
    person        TEXT    NOT NULL,
    from_user     TEXT    NOT NULL,
    item          TEXT    NOT NULL, -- '' for all of the questionnaire
    step          TEXT    NOT NULL, -- '' for what is no step
    nudge         TEXT    NOT NULL, -- '' for what no reminder carried
    until         TEXT,
    note          TEXT    NOT NULL,
    CHECK (step = '' OR questionnaire IS NOT NULL)
) STRICT;

-- A step is done once, in whatever way. Beside that it may be held back once, before, and be found undeliverable once, after.
CREATE UNIQUE INDEX asking_step ON asking
    (questionnaire, person, item, step, (CASE WHEN kind IN ('held', 'undelivered') THEN kind ELSE '' END)) WHERE step <> '';
CREATE INDEX asking_by_questionnaire ON asking (questionnaire, seq);
CREATE INDEX asking_by_person ON asking (person, at);
CREATE INDEX asking_by_programme ON asking (programme, at);

-- +goose StatementBegin
CREATE TRIGGER asking_no_update BEFORE UPDATE ON asking
BEGIN SELECT RAISE(ABORT, 'the table asking is append-only: UPDATE refused'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER asking_no_delete BEFORE DELETE ON asking
BEGIN SELECT RAISE(ABORT, 'the table asking is append-only: DELETE refused'); END;
-- +goose StatementEnd

ALTER TABLE questionnaire ADD COLUMN answerer TEXT NOT NULL DEFAULT ''; -- '' for the owner
ALTER TABLE questionnaire ADD COLUMN handed TEXT NOT NULL DEFAULT 'null' CHECK (json_valid(handed)); -- array of questions given to others; null for none
ALTER TABLE questionnaire ADD COLUMN extended INTEGER NOT NULL DEFAULT 0 CHECK (extended >= 0);

-- SQLite cannot change a check, so the column is made again with the further state.
ALTER TABLE questionnaire ADD COLUMN new_state TEXT NOT NULL DEFAULT 'waiting' CHECK (new_state IN ('waiting', 'to sign', 'submitted', 'missed'));
UPDATE questionnaire SET new_state = state;
ALTER TABLE questionnaire DROP COLUMN state;
ALTER TABLE questionnaire RENAME COLUMN new_state TO state;

CREATE INDEX questionnaire_by_answerer ON questionnaire (answerer) WHERE answerer <> '';
CREATE INDEX questionnaire_handed ON questionnaire (cycle) WHERE handed <> 'null';

ALTER TABLE answer ADD COLUMN since TEXT; -- when it was given rather than confirmed; null where that was not kept
ALTER TABLE answer ADD COLUMN wording TEXT NOT NULL DEFAULT ''; -- fingerprint of the words that were asked; '' where it was not kept
ALTER TABLE answer ADD COLUMN confirmed INTEGER NOT NULL DEFAULT 0 CHECK (confirmed IN (0, 1));

-- +goose Down

ALTER TABLE answer DROP COLUMN confirmed;
ALTER TABLE answer DROP COLUMN wording;
ALTER TABLE answer DROP COLUMN since;

DROP INDEX questionnaire_handed;
DROP INDEX questionnaire_by_answerer;

ALTER TABLE questionnaire ADD COLUMN old_state TEXT NOT NULL DEFAULT 'waiting' CHECK (old_state IN ('waiting', 'submitted', 'missed'));
UPDATE questionnaire SET old_state = CASE state WHEN 'to sign' THEN 'waiting' ELSE state END;
ALTER TABLE questionnaire DROP COLUMN state;
ALTER TABLE questionnaire RENAME COLUMN old_state TO state;

ALTER TABLE questionnaire DROP COLUMN extended;
ALTER TABLE questionnaire DROP COLUMN handed;
ALTER TABLE questionnaire DROP COLUMN answerer;

DROP TABLE asking;
