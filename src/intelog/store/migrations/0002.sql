-- What changed, each thing at its latest change: what a derived index catches up by.

CREATE TABLE change (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    thing TEXT NOT NULL,
    name TEXT NOT NULL,
    UNIQUE (thing, name)
) STRICT;
INSERT INTO change (thing, name) SELECT 'document', id FROM document ORDER BY id;
INSERT INTO change (thing, name) SELECT 'record', key FROM record ORDER BY key;
INSERT INTO change (thing, name) SELECT 'edition', period || ' ' || language FROM base ORDER BY period, language;

CREATE TABLE incarnation (name TEXT NOT NULL) STRICT;   -- another one in every library that is made
INSERT INTO incarnation VALUES (lower(hex(randomblob(10))));
