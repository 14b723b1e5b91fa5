-- The first schema.  Days are ISO dates, moments ISO 8601 with offset, meta and lists JSON.

CREATE TABLE document (
    id TEXT PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    met TEXT NOT NULL,
    told TEXT                                   -- by UTC; NULL where it was withdrawn
) STRICT, WITHOUT ROWID;
CREATE INDEX document_told ON document (told);
CREATE INDEX document_subject ON document (subject);

CREATE TABLE version (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,      -- what a derived index catches up by
    id TEXT NOT NULL UNIQUE,
    document TEXT NOT NULL REFERENCES document (id),
    source_version INTEGER NOT NULL,
    text TEXT NOT NULL,
    meta TEXT NOT NULL,
    ranked TEXT NOT NULL                        -- of two metas of one text the greater stays
) STRICT;
CREATE INDEX version_document ON version (document);

CREATE TABLE origin (
    version TEXT NOT NULL REFERENCES version (id),
    source TEXT NOT NULL,
    place TEXT NOT NULL,
    met TEXT NOT NULL,
    live INTEGER NOT NULL DEFAULT 1,            -- 0: it no longer stands there
    PRIMARY KEY (version, source, place, met)
) STRICT, WITHOUT ROWID;
CREATE INDEX origin_place ON origin (place);
CREATE INDEX origin_met ON origin (met);

CREATE TABLE record (
    key TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    period TEXT NOT NULL,
    made_by TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX record_period ON record (period, kind);

CREATE TABLE claim (
    record TEXT NOT NULL REFERENCES record (key) ON DELETE CASCADE,
    n INTEGER NOT NULL,
    field TEXT NOT NULL,
    text TEXT NOT NULL,
    author TEXT NOT NULL,
    PRIMARY KEY (record, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE evidence (
    record TEXT NOT NULL,
    claim INTEGER NOT NULL,
    n INTEGER NOT NULL,
    version TEXT NOT NULL REFERENCES version (id),
    first INTEGER NOT NULL,
    past INTEGER NOT NULL,
    quote TEXT,
    title TEXT NOT NULL,
    url TEXT NOT NULL,
    retold INTEGER NOT NULL,
    PRIMARY KEY (record, claim, n),
    FOREIGN KEY (record, claim) REFERENCES claim (record, n) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX evidence_version ON evidence (version);

CREATE TABLE review (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    record TEXT NOT NULL,
    field TEXT NOT NULL,
    verdict TEXT NOT NULL,
    language TEXT NOT NULL,
    at TEXT NOT NULL,
    claim TEXT,
    text TEXT NOT NULL,
    sum TEXT NOT NULL                           -- of all the others: a person's words are not to change unseen
) STRICT;
CREATE INDEX review_record ON review (record, language);

CREATE TABLE base (
    period TEXT NOT NULL,
    language TEXT NOT NULL,
    text TEXT,
    records TEXT NOT NULL,
    pending TEXT,
    pending_records TEXT,
    sum TEXT NOT NULL,
    PRIMARY KEY (period, language)
) STRICT, WITHOUT ROWID;

CREATE TABLE progress (
    stage TEXT NOT NULL,
    partition TEXT NOT NULL,
    version TEXT NOT NULL,
    detail TEXT NOT NULL,
    PRIMARY KEY (stage, partition)
) STRICT, WITHOUT ROWID;
