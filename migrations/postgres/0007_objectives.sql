-- +goose Up

-- Text, not JSON, because the triggers compare it and JSON has no equality.
ALTER TABLE cycle ADD COLUMN deployments TEXT NOT NULL DEFAULT 'null'; -- array of tags in use; null for all
ALTER TABLE questionnaire ADD COLUMN items TEXT NOT NULL DEFAULT 'null'; -- array of item ids; null for all of the category
ALTER TABLE snapshot ADD COLUMN body JSON NOT NULL DEFAULT '{}'; -- what stands beside the result; see internal/store/record.go

DROP TRIGGER cycle_frozen ON cycle;
CREATE TRIGGER cycle_frozen BEFORE UPDATE ON cycle FOR EACH ROW
    WHEN ((OLD.id, OLD.programme, OLD.scope, OLD.model, OLD.model_hash, OLD.kind, OLD.deployments, OLD.period,
           OLD.opened_at, OLD.opened_by_user, OLD.opened_by_source)
          IS DISTINCT FROM
          (NEW.id, NEW.programme, NEW.scope, NEW.model, NEW.model_hash, NEW.kind, NEW.deployments, NEW.period,
           NEW.opened_at, NEW.opened_by_user, NEW.opened_by_source))
    EXECUTE FUNCTION refuse_change();

DROP TRIGGER questionnaire_frozen ON questionnaire;
CREATE TRIGGER questionnaire_frozen BEFORE UPDATE ON questionnaire FOR EACH ROW
    WHEN ((OLD.id, OLD.cycle, OLD.position, OLD.category, OLD.items) IS DISTINCT FROM
          (NEW.id, NEW.cycle, NEW.position, NEW.category, NEW.items))
    EXECUTE FUNCTION refuse_change();

CREATE TABLE note (
    questionnaire TEXT COLLATE "C" NOT NULL,
    revision      BIGINT           NOT NULL,
    item          TEXT             NOT NULL,
    text          TEXT             NOT NULL, -- the reason or remark beside the item's answer
    PRIMARY KEY (questionnaire, revision, item),
    FOREIGN KEY (questionnaire, revision) REFERENCES submission (questionnaire, revision)
);

CREATE TRIGGER note_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON note
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE level_override (
    seq       BIGINT           GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    cycle     TEXT COLLATE "C" NOT NULL REFERENCES cycle (id),
    category  TEXT             NOT NULL,
    level     BIGINT           NOT NULL, -- as set; 0 takes an earlier one back
    computed  BIGINT           NOT NULL,
    reason    TEXT             NOT NULL,
    by_user   TEXT             NOT NULL,
    by_source TEXT             NOT NULL,
    at        TIMESTAMPTZ      NOT NULL
);

CREATE INDEX level_override_by_cycle ON level_override (cycle, seq);

CREATE TRIGGER level_override_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON level_override
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE substitution (
    seq       BIGINT           GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    programme TEXT COLLATE "C" NOT NULL REFERENCES programme (id),
    model     TEXT             NOT NULL,
    item      TEXT             NOT NULL, -- the model's id, which stays
    name      TEXT             NOT NULL,
    text      TEXT             NOT NULL, -- '' takes an earlier one back
    reason    TEXT             NOT NULL,
    by_user   TEXT             NOT NULL,
    by_source TEXT             NOT NULL,
    at        TIMESTAMPTZ      NOT NULL
);

CREATE INDEX substitution_by_programme ON substitution (programme, seq);

CREATE TRIGGER substitution_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON substitution
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- +goose Down

DROP TABLE substitution;
DROP TABLE level_override;
DROP TABLE note;

DROP TRIGGER questionnaire_frozen ON questionnaire;
CREATE TRIGGER questionnaire_frozen BEFORE UPDATE ON questionnaire FOR EACH ROW
    WHEN ((OLD.id, OLD.cycle, OLD.position, OLD.category) IS DISTINCT FROM
          (NEW.id, NEW.cycle, NEW.position, NEW.category))
    EXECUTE FUNCTION refuse_change();

DROP TRIGGER cycle_frozen ON cycle;
CREATE TRIGGER cycle_frozen BEFORE UPDATE ON cycle FOR EACH ROW
    WHEN ((OLD.id, OLD.programme, OLD.scope, OLD.model, OLD.model_hash, OLD.kind, OLD.period,
           OLD.opened_at, OLD.opened_by_user, OLD.opened_by_source)
          IS DISTINCT FROM
          (NEW.id, NEW.programme, NEW.scope, NEW.model, NEW.model_hash, NEW.kind, NEW.period,
           NEW.opened_at, NEW.opened_by_user, NEW.opened_by_source))
    EXECUTE FUNCTION refuse_change();

ALTER TABLE snapshot DROP COLUMN body;
ALTER TABLE questionnaire DROP COLUMN items;
ALTER TABLE cycle DROP COLUMN deployments;
