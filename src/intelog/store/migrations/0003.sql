-- What sort of text a version is and what it tells of is said of each version, so that the leading one decides, whichever
-- was added first.  `about` is as in meta, NULL where a version tells of itself.

ALTER TABLE version ADD COLUMN about TEXT;
UPDATE version SET
    about = meta ->> 'about',
    meta = substr(meta, 1, length(meta) - 1) || ', "kind": "' || (SELECT kind FROM document d WHERE d.id = document) || '"}',
    ranked = substr(ranked, 1, length(ranked) - 1) || ', "kind": "' || (SELECT kind FROM document d WHERE d.id = document) || '"}';
CREATE INDEX version_about ON version (about) WHERE about IS NOT NULL;
DROP INDEX document_subject;
ALTER TABLE document DROP COLUMN subject;
ALTER TABLE document DROP COLUMN kind;
