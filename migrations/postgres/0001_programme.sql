-- +goose Up

-- +goose StatementBegin
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the table % is append-only or this column of it is frozen: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation';
END
$$;
-- +goose StatementEnd

CREATE TABLE programme (
    id       TEXT COLLATE "C" PRIMARY KEY,
    revision BIGINT           NOT NULL CHECK (revision > 0) -- the one in force
);

CREATE TABLE programme_revision (
    programme TEXT COLLATE "C" NOT NULL REFERENCES programme (id),
    revision  BIGINT           NOT NULL CHECK (revision > 0),
    at        TIMESTAMPTZ      NOT NULL,
    body      JSON             NOT NULL, -- the declaration as a whole; see internal/store/programme.go
    PRIMARY KEY (programme, revision)
);

CREATE TRIGGER programme_revision_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON programme_revision
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- +goose Down

DROP TABLE programme_revision;
DROP TABLE programme;
DROP FUNCTION refuse_change();
