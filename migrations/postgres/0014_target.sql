-- +goose Up

CREATE TABLE target (
    id              TEXT COLLATE "C" PRIMARY KEY,
    programme       TEXT COLLATE "C" NOT NULL REFERENCES programme (id),
    number          BIGINT           NOT NULL CHECK (number > 0), -- within the programme
    model           TEXT             NOT NULL,
    category        TEXT             NOT NULL,
    level           BIGINT           NOT NULL CHECK (level > 0),
    due             DATE             NOT NULL, -- the last day, where the owner is
    owner           TEXT             NOT NULL,
    measure         TEXT             NOT NULL,
    reason          TEXT             NOT NULL,
    base_level      BIGINT           NOT NULL, -- 0 while it was not known
    base_share      DOUBLE PRECISION NOT NULL,
    set_at          TIMESTAMPTZ      NOT NULL,
    set_by_user     TEXT             NOT NULL,
    set_by_source   TEXT             NOT NULL,
    state           TEXT             NOT NULL CHECK (state IN ('on track', 'at risk', 'off track', 'changed', 'missed', 'reached', 'closed')),
    since           TIMESTAMPTZ      NOT NULL, -- of the state
    override        JSON             NOT NULL, -- the state that a manager set; null for none
    warnings        JSON             NOT NULL, -- array; null for none
    ended_at        TIMESTAMPTZ,
    ended_by_user   TEXT             NOT NULL,
    ended_by_source TEXT             NOT NULL,
    why             TEXT             NOT NULL, -- '' unless it was closed
    cycle           TEXT COLLATE "C" REFERENCES cycle (id), -- whose answers reached it; null while it is not reached
    version         BIGINT           NOT NULL CHECK (version > 0),
    UNIQUE (programme, number),
    CHECK (id = programme || '/T' || number),
    CHECK ((state IN ('reached', 'closed')) = (ended_at IS NOT NULL))
);

-- A category is to reach a level by one target at a time.
CREATE UNIQUE INDEX target_open ON target (programme, model, category, level) WHERE ended_at IS NULL;
CREATE INDEX target_open_by_owner ON target (owner, due) WHERE ended_at IS NULL;

CREATE TRIGGER target_frozen BEFORE UPDATE ON target FOR EACH ROW
    WHEN ((OLD.id, OLD.programme, OLD.number, OLD.set_at, OLD.set_by_user, OLD.set_by_source)
          IS DISTINCT FROM
          (NEW.id, NEW.programme, NEW.number, NEW.set_at, NEW.set_by_user, NEW.set_by_source))
    EXECUTE FUNCTION refuse_change();

CREATE TABLE action (
    id              TEXT COLLATE "C" PRIMARY KEY,
    programme       TEXT COLLATE "C" NOT NULL REFERENCES programme (id),
    number          BIGINT           NOT NULL CHECK (number > 0), -- within the programme
    kind            TEXT             NOT NULL,
    source          TEXT             NOT NULL, -- what of the roadmap or of a finding it answers; '' for none
    target          TEXT COLLATE "C" REFERENCES target (id), -- null for none
    category        TEXT             NOT NULL, -- '' for none
    items           JSON             NOT NULL, -- array of item ids; null for none
    title           TEXT             NOT NULL,
    text            TEXT             NOT NULL,
    owner           TEXT             NOT NULL,
    start           DATE, -- null for at once
    due             DATE             NOT NULL, -- the last day, where the owner is
    issue           TEXT             NOT NULL,
    element         TEXT             NOT NULL,
    status          TEXT             NOT NULL CHECK (status IN ('to do', 'in progress', 'done', 'dropped')),
    evidence        TEXT             NOT NULL,
    set_at          TIMESTAMPTZ      NOT NULL,
    set_by_user     TEXT             NOT NULL,
    set_by_source   TEXT             NOT NULL,
    ended_at        TIMESTAMPTZ,
    ended_by_user   TEXT             NOT NULL,
    ended_by_source TEXT             NOT NULL,
    why             TEXT             NOT NULL, -- '' unless it was dropped
    version         BIGINT           NOT NULL CHECK (version > 0),
    UNIQUE (programme, number),
    CHECK (id = programme || '/A' || number),
    CHECK ((status IN ('done', 'dropped')) = (ended_at IS NOT NULL))
);

-- What is to be done becomes one action at a time.
CREATE UNIQUE INDEX action_open ON action (programme, source) WHERE source <> '' AND ended_at IS NULL;
CREATE INDEX action_open_by_owner ON action (owner, due) WHERE ended_at IS NULL;
CREATE INDEX action_done ON action (programme, ended_at) WHERE status = 'done';

CREATE TRIGGER action_frozen BEFORE UPDATE ON action FOR EACH ROW
    WHEN ((OLD.id, OLD.programme, OLD.number, OLD.kind, OLD.source, OLD.set_at, OLD.set_by_user, OLD.set_by_source)
          IS DISTINCT FROM
          (NEW.id, NEW.programme, NEW.number, NEW.kind, NEW.source, NEW.set_at, NEW.set_by_user, NEW.set_by_source))
    EXECUTE FUNCTION refuse_change();

CREATE TABLE target_event (
    seq        BIGINT           GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at         TIMESTAMPTZ      NOT NULL,
    by_user    TEXT             NOT NULL,
    by_source  TEXT             NOT NULL,
    kind       TEXT             NOT NULL,
    programme  TEXT COLLATE "C" NOT NULL REFERENCES programme (id),
    target     TEXT COLLATE "C" REFERENCES target (id), -- null for what happened to an action
    action     TEXT COLLATE "C" REFERENCES action (id), -- null for what happened to a target
    person     TEXT             NOT NULL,
    step       TEXT             NOT NULL, -- '' for what is no step
    nudge      TEXT             NOT NULL, -- '' for what no message carried
    state      TEXT             NOT NULL,
    expected   DATE,
    confidence TEXT             NOT NULL,
    cycle      TEXT COLLATE "C" REFERENCES cycle (id),
    link       TEXT             NOT NULL,
    note       TEXT             NOT NULL,
    terms      JSON             NOT NULL, -- as they were and are; see internal/store/event.go
    CHECK ((target IS NULL) <> (action IS NULL))
);

-- A step is done once, in whatever way. Beside that it may be found undeliverable once, after.
CREATE UNIQUE INDEX target_event_step ON target_event
    (target, person, step, (CASE WHEN kind = 'undelivered' THEN kind ELSE '' END)) WHERE target IS NOT NULL AND step <> '';
CREATE UNIQUE INDEX target_event_action_step ON target_event
    (action, person, step, (CASE WHEN kind = 'undelivered' THEN kind ELSE '' END)) WHERE action IS NOT NULL AND step <> '';
CREATE INDEX target_event_by_target ON target_event (target, seq) WHERE target IS NOT NULL;
CREATE INDEX target_event_by_action ON target_event (action, seq) WHERE action IS NOT NULL;
CREATE INDEX target_event_by_programme ON target_event (programme, at);
CREATE INDEX target_event_by_nudge ON target_event (nudge, seq) WHERE nudge <> '';

CREATE TRIGGER target_event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON target_event
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE projection (
    seq         BIGINT           GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    programme   TEXT COLLATE "C" NOT NULL REFERENCES programme (id),
    cycle       TEXT COLLATE "C" NOT NULL REFERENCES cycle (id), -- from whose snapshot it was made
    made_at     TIMESTAMPTZ      NOT NULL,
    period      TEXT             NOT NULL,
    ends        DATE             NOT NULL, -- the last day of the period
    category    TEXT             NOT NULL, -- '' for the whole
    pessimistic BIGINT           NOT NULL,
    expected    BIGINT           NOT NULL,
    optimistic  BIGINT           NOT NULL,
    UNIQUE (cycle, period, category)
);

CREATE INDEX projection_by_programme ON projection (programme, seq);

CREATE TRIGGER projection_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON projection
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- +goose Down

DROP TABLE projection;
DROP TABLE target_event;
DROP TABLE action;
DROP TABLE target;
