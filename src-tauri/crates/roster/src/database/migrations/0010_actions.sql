-- The lines that one action of a person wrote: an archiving of 1,700 clients is one line of the activity.
ALTER TABLE journal ADD COLUMN action TEXT;
CREATE INDEX journal_by_action ON journal (action, event, id) WHERE action IS NOT NULL;
