-- +goose Up

ALTER TABLE cycle ADD COLUMN deployments TEXT NOT NULL DEFAULT 'null' CHECK (json_valid(deployments)); -- array of tags in use; null for all
ALTER TABLE questionnaire ADD COLUMN items TEXT NOT NULL DEFAULT 'null' CHECK (json_valid(items)); -- array of item ids; null for all of the category
ALTER TABLE snapshot ADD COLUMN body TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(body)); -- what stands beside the result; see internal/store/record.go

DROP TRIGGER cycle_frozen;
-- +goose StatementBegin
CREATE TRIGGER cycle_frozen BEFORE UPDATE ON cycle
WHEN (OLD.id, OLD.programme, OLD.scope, OLD.model, OLD.model_hash, OLD.kind, OLD.deployments, OLD.period,
      OLD.opened_at, OLD.opened_by_user, OLD.opened_by_source)
     IS NOT
     (NEW.id, NEW.programme, NEW.scope, NEW.model, NEW.model_hash, NEW.kind, NEW.deployments, NEW.period,
      NEW.opened_at, NEW.opened_by_user, NEW.opened_by_source)
BEGIN SELECT RAISE(ABORT, 'this column of the table cycle is frozen: UPDATE refused'); END;
-- +goose StatementEnd

DROP TRIGGER questionnaire_frozen;
-- +goose StatementBegin
CREATE TRIGGER questionnaire_frozen BEFORE UPDATE ON questionnaire
WHEN (OLD.id, OLD.cycle, OLD.position, OLD.category, OLD.items) IS NOT (NEW.id, NEW.cycle, NEW.position, NEW.category, NEW.items)
BEGIN SELECT RAISE(ABORT, 'this column of the table questionnaire is frozen: UPDATE refused'); END;
-- +goose StatementEnd

CREATE TABLE note (
    questionnaire TEXT    NOT NULL,
    revision      INTEGER NOT NULL,
    item          TEXT    NOT NULL,
    text          TEXT    NOT NULL, -- the reason or remark beside the item's answer
    PRIMARY KEY (questionnaire, revision, item),
    FOREIGN KEY (questionnaire, revision) REFERENCES submission (questionnaire, revision)
) STRICT;

-- +goose StatementBegin
CREATE TRIGGER note_no_update BEFORE UPDATE ON note
BEGIN SELECT RAISE(ABORT, 'the table note is append-only: UPDATE refused'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER note_no_delete BEFORE DELETE ON note
BEGIN SELECT RAISE(ABORT, 'the table note is append-only: DELETE refused'); END;
-- +goose StatementEnd

CREATE TABLE level_override (
    seq       INTEGER PRIMARY KEY AUTOINCREMENT,
    cycle     TEXT    NOT NULL REFERENCES cycle (id),
    category  TEXT    NOT NULL,
    level     INTEGER NOT NULL, -- as set; 0 takes an earlier one back
    computed  INTEGER NOT NULL,
    reason    TEXT    NOT NULL,
    by_user   TEXT    NOT NULL,
    by_source TEXT    NOT NULL,
    at        TEXT    NOT NULL
) STRICT;

CREATE INDEX level_override_by_cycle ON level_override (cycle, seq);

-- +goose StatementBegin
CREATE TRIGGER level_override_no_update BEFORE UPDATE ON level_override
BEGIN SELECT RAISE(ABORT, 'the table level_override is append-only: UPDATE refused'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER level_override_no_delete BEFORE DELETE ON level_override
BEGIN SELECT RAISE(ABORT, 'the table level_override is append-only: DELETE refused'); END;
-- +goose StatementEnd

CREATE TABLE substitution (
    seq       INTEGER PRIMARY KEY AUTOINCREMENT,
    programme TEXT    NOT NULL REFERENCES programme (id),
    model     TEXT    NOT NULL,
    item      TEXT    NOT NULL, -- the model's id, which stays
    name      TEXT    NOT NULL,
    text      TEXT    NOT NULL, -- '' takes an earlier one back
    reason    TEXT    NOT NULL,
    by_user   TEXT    NOT NULL,
    by_source TEXT    NOT NULL,
    at        TEXT    NOT NULL
) STRICT;

CREATE INDEX substitution_by_programme ON substitution (programme, seq);

-- +goose StatementBegin
CREATE TRIGGER substitution_no_update BEFORE UPDATE ON substitution
BEGIN SELECT RAISE(ABORT, 'the table substitution is append-only: UPDATE refused'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER substitution_no_delete BEFORE DELETE ON substitution
BEGIN SELECT RAISE(ABORT, 'the table substitution is append-only: DELETE refused'); END;
-- +goose StatementEnd

-- +goose Down

DROP TABLE substitution;
DROP TABLE level_override;
DROP TABLE note;

DROP TRIGGER questionnaire_frozen;
-- +goose StatementBegin
CREATE TRIGGER questionnaire_frozen BEFORE UPDATE ON questionnaire
WHEN (OLD.id, OLD.cycle, OLD.position, OLD.category) IS NOT (NEW.id, NEW.cycle, NEW.position, NEW.category)
BEGIN SELECT RAISE(ABORT, 'this column of the table questionnaire is frozen: UPDATE refused'); END;
-- +goose StatementEnd

DROP TRIGGER cycle_frozen;
-- +goose StatementBegin
CREATE TRIGGER cycle_frozen BEFORE UPDATE ON cycle
WHEN (OLD.id, OLD.programme, OLD.scope, OLD.model, OLD.model_hash, OLD.kind, OLD.period,
      OLD.opened_at, OLD.opened_by_user, OLD.opened_by_source)
     IS NOT
     (NEW.id, NEW.programme, NEW.scope, NEW.model, NEW.model_hash, NEW.kind, NEW.period,
      NEW.opened_at, NEW.opened_by_user, NEW.opened_by_source)
BEGIN SELECT RAISE(ABORT, 'this column of the table cycle is frozen: UPDATE refused'); END;
-- +goose StatementEnd

ALTER TABLE snapshot DROP COLUMN body;
ALTER TABLE questionnaire DROP COLUMN items;
ALTER TABLE cycle DROP COLUMN deployments;
