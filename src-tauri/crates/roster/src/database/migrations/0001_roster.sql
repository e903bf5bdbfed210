-- "CFOL": tells a roster from any other SQLite file.
PRAGMA application_id = 1128681292;

CREATE TABLE clients (
    id       TEXT    NOT NULL PRIMARY KEY,
    name     TEXT    NOT NULL,
    number   TEXT,
    email    TEXT,
    books    TEXT    NOT NULL, -- JSON of client::Books
    upkeep   TEXT    NOT NULL,
    added_at INTEGER NOT NULL  -- milliseconds since 1970-01-01 UTC, as every time here
) STRICT;

CREATE TABLE observations (
    client_id  TEXT    NOT NULL PRIMARY KEY REFERENCES clients (id) ON DELETE CASCADE,
    json       TEXT    NOT NULL, -- observation::Observation
    updated_at INTEGER NOT NULL,
    set_aside  TEXT              -- a former json nobody could read, kept when it was written over
) STRICT;

CREATE TABLE journal (
    id        INTEGER NOT NULL PRIMARY KEY,
    client_id TEXT    NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    at        INTEGER NOT NULL,
    event     TEXT    NOT NULL,
    payload   TEXT    NOT NULL, -- JSON: from, to, detail
    person    TEXT,
    computer  TEXT    NOT NULL
) STRICT;

CREATE INDEX journal_by_client ON journal (client_id, at);

CREATE TABLE meta (
    key   TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;
