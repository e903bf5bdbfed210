-- Computers are compared by id; their names are only shown. A line of the history without an id was written before
-- there were ids: database.adopt_computer gives ours theirs, the others stay without.
ALTER TABLE journal ADD COLUMN computer_id TEXT;

-- What lines of version 2 of the shared log say besides.
ALTER TABLE firm_log_heard ADD COLUMN computer_id TEXT;
ALTER TABLE firm_log_heard ADD COLUMN key TEXT;           -- fingerprint of the computer's key
ALTER TABLE firm_log_heard ADD COLUMN source_id TEXT;     -- the firm's id of the client
ALTER TABLE firm_log_heard ADD COLUMN confirmed_at INTEGER; -- when the connection was last seen to work
