-- +goose Up

CREATE TABLE model (
    id              TEXT PRIMARY KEY NOT NULL, -- publisher/name@version
    hash            TEXT NOT NULL, -- hex SHA-256 of body
    body            TEXT NOT NULL, -- the model file, byte for byte
    sources         TEXT NOT NULL CHECK (json_valid(sources)), -- array of {name, sha256}: the files it was made from
    imported_at     TEXT NOT NULL,
    imported_user   TEXT NOT NULL,
    imported_source TEXT NOT NULL
) STRICT;

-- +goose StatementBegin
CREATE TRIGGER model_no_update BEFORE UPDATE ON model
BEGIN SELECT RAISE(ABORT, 'the table model is append-only: UPDATE refused'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER model_no_delete BEFORE DELETE ON model
BEGIN SELECT RAISE(ABORT, 'the table model is append-only: DELETE refused'); END;
-- +goose StatementEnd

-- +goose Down

DROP TABLE model;
