-- Grants that are still to be revoked at Intuit. The grant itself is the vault's, under `to-revoke/<id>`.
CREATE TABLE revocations (
    id         TEXT    NOT NULL PRIMARY KEY,
    client_id  TEXT    NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    realm_tail TEXT    NOT NULL, -- empty where nobody said which company it is for
    person     TEXT    NOT NULL,
    asked_at   INTEGER NOT NULL,
    attempts   INTEGER NOT NULL,
    next_try   INTEGER NOT NULL
) STRICT;
