-- +goose Up

CREATE TABLE exercise (
    id                TEXT    PRIMARY KEY NOT NULL,
    programme         TEXT    NOT NULL REFERENCES programme (id),
    number            INTEGER NOT NULL CHECK (number > 0), -- within the programme
    kind              TEXT    NOT NULL CHECK (kind IN ('tabletop', 'simulation')),
    scenario          TEXT    NOT NULL CHECK (json_valid(scenario)), -- as it was when the exercise was planned; see exercise.Freeze
    scenario_hash     TEXT    NOT NULL, -- of its file
    name              TEXT    NOT NULL, -- that of the scenario before players
    objectives        TEXT    NOT NULL CHECK (json_valid(objectives)), -- array of ids; null for none
    start_at          TEXT    NOT NULL,
    seconds           INTEGER NOT NULL CHECK (seconds >= 0), -- length, pauses not counted
    facilitator       TEXT    NOT NULL,
    scribe            TEXT    NOT NULL, -- '' for none
    players           TEXT    NOT NULL CHECK (json_valid(players)), -- array of user and role; null for none
    observers         TEXT    NOT NULL CHECK (json_valid(observers)), -- array; null for none
    channel           TEXT    NOT NULL,
    state             TEXT    NOT NULL CHECK (state IN ('planned', 'running', 'paused', 'ended', 'reviewed', 'cancelled')),
    planned_at        TEXT    NOT NULL,
    planned_by_user   TEXT    NOT NULL,
    planned_by_source TEXT    NOT NULL,
    started_at        TEXT,
    ended_at          TEXT, -- or cancelled at
    reviewed_at       TEXT,
    why               TEXT    NOT NULL, -- '' unless it was cancelled, or ended before its time
    version           INTEGER NOT NULL CHECK (version > 0),
    UNIQUE (programme, number),
    UNIQUE (id, kind),
    CHECK (id = programme || '/E' || number),
    CHECK ((state IN ('planned', 'cancelled')) = (started_at IS NULL)),
    CHECK ((state IN ('ended', 'reviewed', 'cancelled')) = (ended_at IS NOT NULL)),
    CHECK ((state = 'reviewed') = (reviewed_at IS NOT NULL))
) STRICT;

CREATE INDEX exercise_open ON exercise (programme, start_at) WHERE state NOT IN ('reviewed', 'cancelled');
-- In one channel one exercise is played at a time.
CREATE UNIQUE INDEX exercise_live ON exercise (channel) WHERE state IN ('running', 'paused');

-- +goose StatementBegin
CREATE TRIGGER exercise_frozen BEFORE UPDATE ON exercise
WHEN (OLD.id, OLD.programme, OLD.number, OLD.kind, OLD.scenario, OLD.scenario_hash, OLD.name,
      OLD.planned_at, OLD.planned_by_user, OLD.planned_by_source)
     IS NOT
     (NEW.id, NEW.programme, NEW.number, NEW.kind, NEW.scenario, NEW.scenario_hash, NEW.name,
      NEW.planned_at, NEW.planned_by_user, NEW.planned_by_source)
BEGIN SELECT RAISE(ABORT, 'this column of the table exercise is frozen: UPDATE refused'); END;
-- +goose StatementEnd

-- Who has a part in an exercise as it is planned now.
CREATE TABLE exercise_person (
    exercise TEXT NOT NULL REFERENCES exercise (id),
    person   TEXT NOT NULL CHECK (person <> ''),
    PRIMARY KEY (exercise, person)
) STRICT, WITHOUT ROWID;

CREATE INDEX exercise_person_by_person ON exercise_person (person);

CREATE TABLE exercise_event (
    seq       INTEGER PRIMARY KEY AUTOINCREMENT,
    at        TEXT NOT NULL,
    by_user   TEXT NOT NULL,
    by_source TEXT NOT NULL,
    kind      TEXT NOT NULL,
    programme TEXT NOT NULL REFERENCES programme (id),
    exercise  TEXT NOT NULL REFERENCES exercise (id),
    person    TEXT NOT NULL, -- '' for the channel, and for what concerns nobody
    step      TEXT NOT NULL, -- '' for what is no step
    detail    TEXT NOT NULL CHECK (json_valid(detail)) -- see internal/store/exercise_event.go
) STRICT;

-- A step is done once, in whatever way. Beside that it may be delivered once, or found undeliverable.
CREATE UNIQUE INDEX exercise_event_step ON exercise_event
    (exercise, person, step, (CASE WHEN kind IN ('delivered', 'undelivered') THEN kind ELSE '' END)) WHERE step <> '';
CREATE INDEX exercise_event_by_exercise ON exercise_event (exercise, seq);
CREATE INDEX exercise_event_by_programme ON exercise_event (programme, seq);

-- +goose StatementBegin
CREATE TRIGGER exercise_event_no_update BEFORE UPDATE ON exercise_event
BEGIN SELECT RAISE(ABORT, 'the table exercise_event is append-only: UPDATE refused'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER exercise_event_no_delete BEFORE DELETE ON exercise_event
BEGIN SELECT RAISE(ABORT, 'the table exercise_event is append-only: DELETE refused'); END;
-- +goose StatementEnd

-- What was said to whom about a programme's duty to exercise, and from when on it is in force where no declaration says so.
CREATE TABLE duty_event (
    seq       INTEGER PRIMARY KEY AUTOINCREMENT,
    at        TEXT NOT NULL,
    programme TEXT NOT NULL REFERENCES programme (id),
    kind      TEXT NOT NULL CHECK (kind IN ('told', 'undelivered', 'begun')),
    person    TEXT NOT NULL,
    step      TEXT NOT NULL CHECK (step <> ''),
    note      TEXT NOT NULL
) STRICT;

CREATE UNIQUE INDEX duty_event_step ON duty_event
    (programme, person, step, (CASE WHEN kind = 'undelivered' THEN kind ELSE '' END));

-- +goose StatementBegin
CREATE TRIGGER duty_event_no_update BEFORE UPDATE ON duty_event
BEGIN SELECT RAISE(ABORT, 'the table duty_event is append-only: UPDATE refused'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER duty_event_no_delete BEFORE DELETE ON duty_event
BEGIN SELECT RAISE(ABORT, 'the table duty_event is append-only: DELETE refused'); END;
-- +goose StatementEnd

-- The items of the programme's model for which a finished exercise is evidence. The kind is that of the exercise: a tabletop
-- can never stand here as a simulation.
CREATE TABLE exercise_backing (
    exercise     TEXT NOT NULL,
    item         TEXT NOT NULL,
    programme    TEXT NOT NULL REFERENCES programme (id),
    answer       TEXT NOT NULL, -- what it bears out at the least; empty for nothing in particular
    kind         TEXT NOT NULL,
    at           TEXT NOT NULL, -- when the exercise ended
    until        TEXT NOT NULL, -- until when it counts
    published_at TEXT NOT NULL, -- when its report was
    link         TEXT NOT NULL, -- to the report
    PRIMARY KEY (exercise, item),
    FOREIGN KEY (exercise, kind) REFERENCES exercise (id, kind)
) STRICT;

CREATE INDEX exercise_backing_by_programme ON exercise_backing (programme, published_at);

-- +goose StatementBegin
CREATE TRIGGER exercise_backing_no_update BEFORE UPDATE ON exercise_backing
BEGIN SELECT RAISE(ABORT, 'the table exercise_backing is append-only: UPDATE refused'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER exercise_backing_no_delete BEFORE DELETE ON exercise_backing
BEGIN SELECT RAISE(ABORT, 'the table exercise_backing is append-only: DELETE refused'); END;
-- +goose StatementEnd

-- +goose Down

DROP TABLE exercise_backing;
DROP TABLE duty_event;
DROP TABLE exercise_event;
DROP TABLE exercise_person;
DROP TABLE exercise;
