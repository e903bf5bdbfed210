-- The change log of the whole firm, newest first.
CREATE INDEX journal_by_time ON journal (at, id);
