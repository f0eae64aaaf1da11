-- +goose Up

CREATE TABLE asking (
    seq           BIGINT           GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at            TIMESTAMPTZ      NOT NULL,
    by_user       TEXT             NOT NULL,
    by_source     TEXT             NOT NULL,
    kind          TEXT             NOT NULL,
    programme     TEXT COLLATE "C" REFERENCES programme (id),     -- null for what concerns a person only
    questionnaire TEXT COLLATE "C" REFERENCES questionnaire (id), -- null for what concerns no questionnaire
    person        TEXT             NOT NULL,
    from_user     TEXT             NOT NULL,
    item          TEXT             NOT NULL, -- '' for all of the questionnaire
    step          TEXT             NOT NULL, -- '' for what is no step
    nudge         TEXT             NOT NULL, -- '' for what no reminder carried
    until         TIMESTAMPTZ,
    note          TEXT             NOT NULL,
    CHECK (step = '' OR questionnaire IS NOT NULL)
);

-- A step is done once, in whatever way. Beside that it may be held back once, before, and be found undeliverable once, after.
CREATE UNIQUE INDEX asking_step ON asking
    (questionnaire, person, item, step, (CASE WHEN kind IN ('held', 'undelivered') THEN kind ELSE '' END)) WHERE step <> '';
CREATE INDEX asking_by_questionnaire ON asking (questionnaire, seq);
CREATE INDEX asking_by_person ON asking (person, at);
CREATE INDEX asking_by_programme ON asking (programme, at);

CREATE TRIGGER asking_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON asking
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Text, not JSON, because it is compared and JSON has no equality.
ALTER TABLE questionnaire ADD COLUMN answerer TEXT NOT NULL DEFAULT ''; -- '' for the owner
ALTER TABLE questionnaire ADD COLUMN handed TEXT NOT NULL DEFAULT 'null'; -- array of questions given to others; null for none
ALTER TABLE questionnaire ADD COLUMN extended BIGINT NOT NULL DEFAULT 0 CHECK (extended >= 0);

ALTER TABLE questionnaire DROP CONSTRAINT questionnaire_state_check;
ALTER TABLE questionnaire ADD CONSTRAINT questionnaire_state_check CHECK (state IN ('waiting', 'to sign', 'submitted', 'missed'));

CREATE INDEX questionnaire_by_answerer ON questionnaire (answerer) WHERE answerer <> '';
CREATE INDEX questionnaire_handed ON questionnaire (cycle) WHERE handed <> 'null';

ALTER TABLE answer ADD COLUMN since TIMESTAMPTZ; -- when it was given rather than confirmed; null where that was not kept
ALTER TABLE answer ADD COLUMN wording TEXT NOT NULL DEFAULT ''; -- fingerprint of the words that were asked; '' where it was not kept
ALTER TABLE answer ADD COLUMN confirmed BOOLEAN NOT NULL DEFAULT FALSE;

-- +goose Down

ALTER TABLE answer DROP COLUMN confirmed;
ALTER TABLE answer DROP COLUMN wording;
ALTER TABLE answer DROP COLUMN since;

DROP INDEX questionnaire_handed;
DROP INDEX questionnaire_by_answerer;

UPDATE questionnaire SET state = 'waiting' WHERE state = 'to sign';
ALTER TABLE questionnaire DROP CONSTRAINT questionnaire_state_check;
ALTER TABLE questionnaire ADD CONSTRAINT questionnaire_state_check CHECK (state IN ('waiting', 'submitted', 'missed'));

ALTER TABLE questionnaire DROP COLUMN extended;
ALTER TABLE questionnaire DROP COLUMN handed;
ALTER TABLE questionnaire DROP COLUMN answerer;

DROP TABLE asking;
