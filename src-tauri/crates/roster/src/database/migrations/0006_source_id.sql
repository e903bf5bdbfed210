-- The firm's id of a client: the `sourceId` of its end-user at Conductor. The same on every computer of the firm.
ALTER TABLE clients ADD COLUMN source_id TEXT NOT NULL DEFAULT '';
UPDATE clients SET source_id = id;
CREATE UNIQUE INDEX clients_by_source_id ON clients (source_id);
