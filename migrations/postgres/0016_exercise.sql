-- +goose Up

CREATE TABLE exercise (
    id                TEXT COLLATE "C" PRIMARY KEY,
    programme         TEXT COLLATE "C" NOT NULL REFERENCES programme (id),
    number            BIGINT           NOT NULL CHECK (number > 0), -- within the programme
    kind              TEXT             NOT NULL CHECK (kind IN ('tabletop', 'simulation')),
    scenario          JSON             NOT NULL, -- as it was when the exercise was planned; see exercise.Freeze
    scenario_hash     TEXT             NOT NULL, -- of its file
    name              TEXT             NOT NULL, -- that of the scenario before players
    objectives        JSON             NOT NULL, -- array of ids; null for none
    start_at          TIMESTAMPTZ      NOT NULL,
    seconds           BIGINT           NOT NULL CHECK (seconds >= 0), -- length, pauses not counted
    facilitator       TEXT             NOT NULL,
    scribe            TEXT             NOT NULL, -- '' for none
    players           JSON             NOT NULL, -- array of user and role; null for none
    observers         JSON             NOT NULL, -- array; null for none
    channel           TEXT             NOT NULL,
    state             TEXT             NOT NULL CHECK (state IN ('planned', 'running', 'paused', 'ended', 'reviewed', 'cancelled')),
    planned_at        TIMESTAMPTZ      NOT NULL,
    planned_by_user   TEXT             NOT NULL,
    planned_by_source TEXT             NOT NULL,
    started_at        TIMESTAMPTZ,
    ended_at          TIMESTAMPTZ, -- or cancelled at
    reviewed_at       TIMESTAMPTZ,
    why               TEXT             NOT NULL, -- '' unless it was cancelled, or ended before its time
    version           BIGINT           NOT NULL CHECK (version > 0),
    UNIQUE (programme, number),
    UNIQUE (id, kind),
    CHECK (id = programme || '/E' || number),
    CHECK ((state IN ('planned', 'cancelled')) = (started_at IS NULL)),
    CHECK ((state IN ('ended', 'reviewed', 'cancelled')) = (ended_at IS NOT NULL)),
    CHECK ((state = 'reviewed') = (reviewed_at IS NOT NULL))
);

CREATE INDEX exercise_open ON exercise (programme, start_at) WHERE state NOT IN ('reviewed', 'cancelled');
-- In one channel one exercise is played at a time.
CREATE UNIQUE INDEX exercise_live ON exercise (channel) WHERE state IN ('running', 'paused');

CREATE TRIGGER exercise_frozen BEFORE UPDATE ON exercise FOR EACH ROW
    WHEN ((OLD.id, OLD.programme, OLD.number, OLD.kind, OLD.scenario::TEXT, OLD.scenario_hash, OLD.name,
           OLD.planned_at, OLD.planned_by_user, OLD.planned_by_source)
          IS DISTINCT FROM
          (NEW.id, NEW.programme, NEW.number, NEW.kind, NEW.scenario::TEXT, NEW.scenario_hash, NEW.name,
           NEW.planned_at, NEW.planned_by_user, NEW.planned_by_source))
    EXECUTE FUNCTION refuse_change();

-- Who has a part in an exercise as it is planned now.
CREATE TABLE exercise_person (
    exercise TEXT COLLATE "C" NOT NULL REFERENCES exercise (id),
    person   TEXT COLLATE "C" NOT NULL CHECK (person <> ''),
    PRIMARY KEY (exercise, person)
);

CREATE INDEX exercise_person_by_person ON exercise_person (person);

CREATE TABLE exercise_event (
    seq       BIGINT           GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at        TIMESTAMPTZ      NOT NULL,
    by_user   TEXT             NOT NULL,
    by_source TEXT             NOT NULL,
    kind      TEXT             NOT NULL,
    programme TEXT COLLATE "C" NOT NULL REFERENCES programme (id),
    exercise  TEXT COLLATE "C" NOT NULL REFERENCES exercise (id),
    person    TEXT             NOT NULL, -- '' for the channel, and for what concerns nobody
    step      TEXT             NOT NULL, -- '' for what is no step
    detail    JSON             NOT NULL -- see internal/store/exercise_event.go
);

-- A step is done once, in whatever way. Beside that it may be delivered once, or found undeliverable.
CREATE UNIQUE INDEX exercise_event_step ON exercise_event
    (exercise, person, step, (CASE WHEN kind IN ('delivered', 'undelivered') THEN kind ELSE '' END)) WHERE step <> '';
CREATE INDEX exercise_event_by_exercise ON exercise_event (exercise, seq);
CREATE INDEX exercise_event_by_programme ON exercise_event (programme, seq);

CREATE TRIGGER exercise_event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON exercise_event
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What was said to whom about a programme's duty to exercise, and from when on it is in force where no declaration says so.
CREATE TABLE duty_event (
    seq       BIGINT           GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at        TIMESTAMPTZ      NOT NULL,
    programme TEXT COLLATE "C" NOT NULL REFERENCES programme (id),
    kind      TEXT             NOT NULL CHECK (kind IN ('told', 'undelivered', 'begun')),
    person    TEXT             NOT NULL,
    step      TEXT             NOT NULL CHECK (step <> ''),
    note      TEXT             NOT NULL
);

CREATE UNIQUE INDEX duty_event_step ON duty_event
    (programme, person, step, (CASE WHEN kind = 'undelivered' THEN kind ELSE '' END));

CREATE TRIGGER duty_event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON duty_event
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The items of the programme's model for which a finished exercise is evidence. The kind is that of the exercise: a tabletop
-- can never stand here as a simulation.
CREATE TABLE exercise_backing (
    exercise     TEXT COLLATE "C" NOT NULL,
    item         TEXT COLLATE "C" NOT NULL,
    programme    TEXT COLLATE "C" NOT NULL REFERENCES programme (id),
    answer       TEXT             NOT NULL, -- what it bears out at the least; empty for nothing in particular
    kind         TEXT             NOT NULL,
    at           TIMESTAMPTZ      NOT NULL, -- when the exercise ended
    until        TIMESTAMPTZ      NOT NULL, -- until when it counts
    published_at TIMESTAMPTZ      NOT NULL, -- when its report was
    link         TEXT             NOT NULL, -- to the report
    PRIMARY KEY (exercise, item),
    FOREIGN KEY (exercise, kind) REFERENCES exercise (id, kind)
);

CREATE INDEX exercise_backing_by_programme ON exercise_backing (programme, published_at);

CREATE TRIGGER exercise_backing_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON exercise_backing
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- +goose Down

DROP TABLE exercise_backing;
DROP TABLE duty_event;
DROP TABLE exercise_event;
DROP TABLE exercise_person;
DROP TABLE exercise;
