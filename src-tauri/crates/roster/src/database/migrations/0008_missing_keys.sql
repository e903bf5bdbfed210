-- Lines of a file that are of the firm, under a key that this computer does not have.
ALTER TABLE firm_log_files ADD COLUMN key_missing INTEGER NOT NULL DEFAULT 0;
