-- +goose Up

-- What Home tabs show, and who is publishing one; see delivery.Home.
CREATE TABLE home (
    person   TEXT    PRIMARY KEY NOT NULL,
    shown    TEXT    NOT NULL, -- hash of what was published last; '' when that is not certain
    attempts INTEGER NOT NULL,
    held_at  TEXT              -- NULL when nobody holds it
) STRICT;

-- +goose Down

DROP TABLE home;
