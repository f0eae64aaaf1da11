-- +goose Up

-- What Home tabs show, and who is publishing one; see delivery.Home.
CREATE TABLE home (
    person   TEXT COLLATE "C" PRIMARY KEY,
    shown    TEXT             NOT NULL, -- hash of what was published last; '' when that is not certain
    attempts BIGINT           NOT NULL,
    held_at  TIMESTAMPTZ                -- NULL when nobody holds it
);

-- +goose Down

DROP TABLE home;
