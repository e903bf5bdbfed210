-- json_valid: a torn row must not stop this index from being built, nor the next save.
CREATE INDEX observations_by_realm_hash ON observations (
    CASE WHEN json_valid(json) THEN json_extract(json, '$.online.connection.realm_hash') END
);
