-- +goose Up

CREATE TABLE cycle (
    id               TEXT COLLATE "C" PRIMARY KEY,
    programme        TEXT COLLATE "C" NOT NULL REFERENCES programme (id),
    scope            TEXT             NOT NULL,
    model            TEXT             NOT NULL,
    model_hash       TEXT             NOT NULL,
    kind             TEXT             NOT NULL,
    period           TEXT             NOT NULL,
    state            TEXT             NOT NULL CHECK (state IN ('open', 'closed')),
    opened_at        TIMESTAMPTZ      NOT NULL,
    opened_by_user   TEXT             NOT NULL, -- '' for the operator
    opened_by_source TEXT             NOT NULL,
    due_at           TIMESTAMPTZ      NOT NULL,
    closes_at        TIMESTAMPTZ      NOT NULL,
    closed_at        TIMESTAMPTZ,
    reason           TEXT             NOT NULL,
    version          BIGINT           NOT NULL CHECK (version >= 0),
    CHECK ((state = 'closed') = (closed_at IS NOT NULL))
);

CREATE INDEX cycle_by_programme ON cycle (programme, opened_at);
CREATE INDEX cycle_open ON cycle (opened_at) WHERE state = 'open';

CREATE TRIGGER cycle_frozen BEFORE UPDATE ON cycle FOR EACH ROW
    WHEN ((OLD.id, OLD.programme, OLD.scope, OLD.model, OLD.model_hash, OLD.kind, OLD.period,
           OLD.opened_at, OLD.opened_by_user, OLD.opened_by_source)
          IS DISTINCT FROM
          (NEW.id, NEW.programme, NEW.scope, NEW.model, NEW.model_hash, NEW.kind, NEW.period,
           NEW.opened_at, NEW.opened_by_user, NEW.opened_by_source))
    EXECUTE FUNCTION refuse_change();

CREATE TABLE questionnaire (
    id       TEXT COLLATE "C" PRIMARY KEY,
    cycle    TEXT COLLATE "C" NOT NULL REFERENCES cycle (id),
    position BIGINT           NOT NULL, -- in the cycle, from 0
    category TEXT             NOT NULL,
    owner    TEXT             NOT NULL,
    deputy   TEXT             NOT NULL, -- '' for none
    state    TEXT             NOT NULL CHECK (state IN ('waiting', 'submitted', 'missed')),
    due_at   TIMESTAMPTZ      NOT NULL,
    revision BIGINT           NOT NULL CHECK (revision >= 0), -- of the latest submission
    version  BIGINT           NOT NULL CHECK (version >= 0),
    UNIQUE (cycle, position)
);

CREATE INDEX questionnaire_by_owner ON questionnaire (owner);
CREATE INDEX questionnaire_by_deputy ON questionnaire (deputy) WHERE deputy <> '';

CREATE TRIGGER questionnaire_frozen BEFORE UPDATE ON questionnaire FOR EACH ROW
    WHEN ((OLD.id, OLD.cycle, OLD.position, OLD.category) IS DISTINCT FROM
          (NEW.id, NEW.cycle, NEW.position, NEW.category))
    EXECUTE FUNCTION refuse_change();

-- +goose Down

DROP TABLE questionnaire;
DROP TABLE cycle;
