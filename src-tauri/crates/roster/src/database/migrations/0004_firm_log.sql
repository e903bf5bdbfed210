-- What this seat has to tell the firm's other computers, until it stands in the firm's folder.
CREATE TABLE firm_log_waiting (
    id   INTEGER NOT NULL PRIMARY KEY,
    json TEXT    NOT NULL -- firm_log::seal::Entry
) STRICT;

-- How far each file of the folder was read.
CREATE TABLE firm_log_files (
    name    TEXT    NOT NULL PRIMARY KEY,
    bytes   INTEGER NOT NULL,
    lines   INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    good    INTEGER NOT NULL -- 1: at least one of its lines could be opened
) STRICT;

-- What the other seats said. A line is known by its seat and number, so it counts once.
CREATE TABLE firm_log_heard (
    seat          TEXT    NOT NULL,
    line          INTEGER NOT NULL,
    at            INTEGER NOT NULL,
    event         TEXT    NOT NULL,
    company       TEXT    NOT NULL, -- hash of a realm id under the firm's key
    client_name   TEXT    NOT NULL,
    client_number TEXT,
    person        TEXT    NOT NULL,
    computer      TEXT    NOT NULL,
    imported      INTEGER NOT NULL DEFAULT 0, -- 1: it stands in the journal of the client it is about
    PRIMARY KEY (seat, line)
) STRICT;

CREATE INDEX firm_log_heard_by_company ON firm_log_heard (company);

-- The firm's hash of each client's company.
CREATE TABLE firm_log_companies (
    client_id  TEXT NOT NULL PRIMARY KEY REFERENCES clients (id) ON DELETE CASCADE,
    company    TEXT NOT NULL,
    realm_hash TEXT NOT NULL, -- the connection it was made from
    announced  TEXT           -- the connection the other seats were told of, and in which file
) STRICT;

CREATE INDEX firm_log_companies_by_company ON firm_log_companies (company);
