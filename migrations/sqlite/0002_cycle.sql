-- +goose Up

CREATE TABLE cycle (
    id               TEXT    PRIMARY KEY NOT NULL,
    programme        TEXT    NOT NULL REFERENCES programme (id),
    scope            TEXT    NOT NULL,
    model            TEXT    NOT NULL,
    model_hash       TEXT    NOT NULL,
    kind             TEXT    NOT NULL,
    period           TEXT    NOT NULL,
    state            TEXT    NOT NULL CHECK (state IN ('open', 'closed')),
    opened_at        TEXT    NOT NULL,
    opened_by_user   TEXT    NOT NULL, -- '' for the operator
    opened_by_source TEXT    NOT NULL,
    due_at           TEXT    NOT NULL,
    closes_at        TEXT    NOT NULL,
    closed_at        TEXT,
    reason           TEXT    NOT NULL,
    version          INTEGER NOT NULL CHECK (version >= 0),
    CHECK ((state = 'closed') = (closed_at IS NOT NULL))
) STRICT;

CREATE INDEX cycle_by_programme ON cycle (programme, opened_at);
CREATE INDEX cycle_open ON cycle (opened_at) WHERE state = 'open';

-- +goose StatementBegin
CREATE TRIGGER cycle_frozen BEFORE UPDATE ON cycle
WHEN (OLD.id, OLD.programme, OLD.scope, OLD.model, OLD.model_hash, OLD.kind, OLD.period,
      OLD.opened_at, OLD.opened_by_user, OLD.opened_by_source)
     IS NOT
     (NEW.id, NEW.programme, NEW.scope, NEW.model, NEW.model_hash, NEW.kind, NEW.period,
      NEW.opened_at, NEW.opened_by_user, NEW.opened_by_source)
BEGIN SELECT RAISE(ABORT, 'this column of the table cycle is frozen: UPDATE refused'); END;
-- +goose StatementEnd

CREATE TABLE questionnaire (
    id       TEXT    PRIMARY KEY NOT NULL,
    cycle    TEXT    NOT NULL REFERENCES cycle (id),
    position INTEGER NOT NULL, -- in the cycle, from 0
    category TEXT    NOT NULL,
    owner    TEXT    NOT NULL,
    deputy   TEXT    NOT NULL, -- '' for none
    state    TEXT    NOT NULL CHECK (state IN ('waiting', 'submitted', 'missed')),
    due_at   TEXT    NOT NULL,
    revision INTEGER NOT NULL CHECK (revision >= 0), -- of the latest submission
    version  INTEGER NOT NULL CHECK (version >= 0),
    UNIQUE (cycle, position)
) STRICT;

CREATE INDEX questionnaire_by_owner ON questionnaire (owner);
CREATE INDEX questionnaire_by_deputy ON questionnaire (deputy) WHERE deputy <> '';

-- +goose StatementBegin
CREATE TRIGGER questionnaire_frozen BEFORE UPDATE ON questionnaire
WHEN (OLD.id, OLD.cycle, OLD.position, OLD.category) IS NOT (NEW.id, NEW.cycle, NEW.position, NEW.category)
BEGIN SELECT RAISE(ABORT, 'this column of the table questionnaire is frozen: UPDATE refused'); END;
-- +goose StatementEnd

-- +goose Down

DROP TABLE questionnaire;
DROP TABLE cycle;
