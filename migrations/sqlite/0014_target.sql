-- +goose Up

CREATE TABLE target (
    id              TEXT    PRIMARY KEY NOT NULL,
    programme       TEXT    NOT NULL REFERENCES programme (id),
    number          INTEGER NOT NULL CHECK (number > 0), -- within the programme
    model           TEXT    NOT NULL,
    category        TEXT    NOT NULL,
    level           INTEGER NOT NULL CHECK (level > 0),
    due             TEXT    NOT NULL, -- the last day, where the owner is
    owner           TEXT    NOT NULL,
    measure         TEXT    NOT NULL,
    reason          TEXT    NOT NULL,
    base_level      INTEGER NOT NULL, -- 0 while it was not known
    base_share      REAL    NOT NULL,
    set_at          TEXT    NOT NULL,
    set_by_user     TEXT    NOT NULL,
    set_by_source   TEXT    NOT NULL,
    state           TEXT    NOT NULL CHECK (state IN ('on track', 'at risk', 'off track', 'changed', 'missed', 'reached', 'closed')),
    since           TEXT    NOT NULL, -- of the state
    override        TEXT    NOT NULL CHECK (json_valid(override)), -- the state that a manager set; null for none
    warnings        TEXT    NOT NULL CHECK (json_valid(warnings)), -- array; null for none
    ended_at        TEXT,
    ended_by_user   TEXT    NOT NULL,
    ended_by_source TEXT    NOT NULL,
    why             TEXT    NOT NULL, -- '' unless it was closed
    cycle           TEXT    REFERENCES cycle (id), -- whose answers reached it; null while it is not reached
    version         INTEGER NOT NULL CHECK (version > 0),
    UNIQUE (programme, number),
    CHECK (id = programme || '/T' || number),
    CHECK ((state IN ('reached', 'closed')) = (ended_at IS NOT NULL))
) STRICT;

-- A category is to reach a level by one target at a time.
CREATE UNIQUE INDEX target_open ON target (programme, model, category, level) WHERE ended_at IS NULL;
CREATE INDEX target_open_by_owner ON target (owner, due) WHERE ended_at IS NULL;

-- +goose StatementBegin
CREATE TRIGGER target_frozen BEFORE UPDATE ON target
WHEN (OLD.id, OLD.programme, OLD.number, OLD.set_at, OLD.set_by_user, OLD.set_by_source)
     IS NOT
     (NEW.id, NEW.programme, NEW.number, NEW.set_at, NEW.set_by_user, NEW.set_by_source)
BEGIN SELECT RAISE(ABORT, 'this column of the table target is frozen: UPDATE refused'); END;
-- +goose StatementEnd

CREATE TABLE action (
    id              TEXT    PRIMARY KEY NOT NULL,
    programme       TEXT    NOT NULL REFERENCES programme (id),
    number          INTEGER NOT NULL CHECK (number > 0), -- within the programme
    kind            TEXT    NOT NULL,
    source          TEXT    NOT NULL, -- what of the roadmap or of a finding it answers; '' for none
    target          TEXT    REFERENCES target (id), -- null for none
    category        TEXT    NOT NULL, -- '' for none
    items           TEXT    NOT NULL CHECK (json_valid(items)), -- array of item ids; null for none
    title           TEXT    NOT NULL,
    text            TEXT    NOT NULL,
    owner           TEXT    NOT NULL,
    start           TEXT, -- null for at once
    due             TEXT    NOT NULL, -- the last day, where the owner is
    issue           TEXT    NOT NULL,
    element         TEXT    NOT NULL,
    status          TEXT    NOT NULL CHECK (status IN ('to do', 'in progress', 'done', 'dropped')),
    evidence        TEXT    NOT NULL,
    set_at          TEXT    NOT NULL,
    set_by_user     TEXT    NOT NULL,
    set_by_source   TEXT    NOT NULL,
    ended_at        TEXT,
    ended_by_user   TEXT    NOT NULL,
    ended_by_source TEXT    NOT NULL,
    why             TEXT    NOT NULL, -- '' unless it was dropped
    version         INTEGER NOT NULL CHECK (version > 0),
    UNIQUE (programme, number),
    CHECK (id = programme || '/A' || number),
    CHECK ((status IN ('done', 'dropped')) = (ended_at IS NOT NULL))
) STRICT;

-- What is to be done becomes one action at a time.
CREATE UNIQUE INDEX action_open ON action (programme, source) WHERE source <> '' AND ended_at IS NULL;
CREATE INDEX action_open_by_owner ON action (owner, due) WHERE ended_at IS NULL;
CREATE INDEX action_done ON action (programme, ended_at) WHERE status = 'done';

-- +goose StatementBegin
CREATE TRIGGER action_frozen BEFORE UPDATE ON action
WHEN (OLD.id, OLD.programme, OLD.number, OLD.kind, OLD.source, OLD.set_at, OLD.set_by_user, OLD.set_by_source)
     IS NOT
     (NEW.id, NEW.programme, NEW.number, NEW.kind, NEW.source, NEW.set_at, NEW.set_by_user, NEW.set_by_source)
BEGIN SELECT RAISE(ABORT, 'this column of the table action is frozen: UPDATE refused'); END;
-- +goose StatementEnd

CREATE TABLE target_event (
    seq        INTEGER PRIMARY KEY AUTOINCREMENT,
    at         TEXT NOT NULL,
    by_user    TEXT NOT NULL,
    by_source  TEXT NOT NULL,
    kind       TEXT NOT NULL,
    programme  TEXT NOT NULL REFERENCES programme (id),
    target     TEXT REFERENCES target (id), -- null for what happened to an action
    action     TEXT REFERENCES action (id), -- null for what happened to a target
    person     TEXT NOT NULL,
    step       TEXT NOT NULL, -- '' for what is no step
    nudge      TEXT NOT NULL, -- '' for what no message carried
    state      TEXT NOT NULL,
    expected   TEXT,
    confidence TEXT NOT NULL,
    cycle      TEXT REFERENCES cycle (id),
    link       TEXT NOT NULL,
    note       TEXT NOT NULL,
    terms      TEXT NOT NULL CHECK (json_valid(terms)), -- as they were and are; see internal/store/event.go
    CHECK ((target IS NULL) <> (action IS NULL))
) STRICT;

-- A step is done once, in whatever way. Beside that it may be found undeliverable once, after.
CREATE UNIQUE INDEX target_event_step ON target_event
    (target, person, step, (CASE WHEN kind = 'undelivered' THEN kind ELSE '' END)) WHERE target IS NOT NULL AND step <> '';
CREATE UNIQUE INDEX target_event_action_step ON target_event
    (action, person, step, (CASE WHEN kind = 'undelivered' THEN kind ELSE '' END)) WHERE action IS NOT NULL AND step <> '';
CREATE INDEX target_event_by_target ON target_event (target, seq) WHERE target IS NOT NULL;
CREATE INDEX target_event_by_action ON target_event (action, seq) WHERE action IS NOT NULL;
CREATE INDEX target_event_by_programme ON target_event (programme, at);
CREATE INDEX target_event_by_nudge ON target_event (nudge, seq) WHERE nudge <> '';

-- +goose StatementBegin
CREATE TRIGGER target_event_no_update BEFORE UPDATE ON target_event
BEGIN SELECT RAISE(ABORT, 'the table target_event is append-only: UPDATE refused'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER target_event_no_delete BEFORE DELETE ON target_event
BEGIN SELECT RAISE(ABORT, 'the table target_event is append-only: DELETE refused'); END;
-- +goose StatementEnd

CREATE TABLE projection (
    seq         INTEGER PRIMARY KEY AUTOINCREMENT,
    programme   TEXT    NOT NULL REFERENCES programme (id),
    cycle       TEXT    NOT NULL REFERENCES cycle (id), -- from whose snapshot it was made
    made_at     TEXT    NOT NULL,
    period      TEXT    NOT NULL,
    ends        TEXT    NOT NULL, -- the last day of the period
    category    TEXT    NOT NULL, -- '' for the whole
    pessimistic INTEGER NOT NULL,
    expected    INTEGER NOT NULL,
    optimistic  INTEGER NOT NULL,
    UNIQUE (cycle, period, category)
) STRICT;

CREATE INDEX projection_by_programme ON projection (programme, seq);

-- +goose StatementBegin
CREATE TRIGGER projection_no_update BEFORE UPDATE ON projection
BEGIN SELECT RAISE(ABORT, 'the table projection is append-only: UPDATE refused'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER projection_no_delete BEFORE DELETE ON projection
BEGIN SELECT RAISE(ABORT, 'the table projection is append-only: DELETE refused'); END;
-- +goose StatementEnd

-- +goose Down

DROP TABLE projection;
DROP TABLE target_event;
DROP TABLE action;
DROP TABLE target;
