-- +goose Up

CREATE TABLE model (
    id              TEXT COLLATE "C" PRIMARY KEY, -- publisher/name@version
    hash            TEXT             NOT NULL, -- hex SHA-256 of body
    body            TEXT             NOT NULL, -- the model file, byte for byte
    sources         JSON             NOT NULL, -- array of {name, sha256}: the files it was made from
    imported_at     TIMESTAMPTZ      NOT NULL,
    imported_user   TEXT             NOT NULL,
    imported_source TEXT             NOT NULL
);

CREATE TRIGGER model_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON model
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- +goose Down

DROP TABLE model;
