-- Nothing changes here. From this format on the secrets of clients are in a file beside the keychain. A Counterfoil that
-- does not know that file would take them for lost; it looks at a roster of a newer format and changes nothing.
SELECT 1;
