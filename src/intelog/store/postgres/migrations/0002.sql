-- As SQLite's third step.  The server does not read JSON that holds NUL, so `about` is cut out of it; one with a sign that
-- JSON escapes is taken from the document.

ALTER TABLE version ADD COLUMN about words;
UPDATE version v SET
    about = CASE WHEN position('\' IN told.about) > 0 THEN d.subject ELSE told.about END,
    meta = left(v.meta, -1) || ', "kind": "' || d.kind || '"}',
    ranked = left(v.ranked, -1) || ', "kind": "' || d.kind || '"}'
FROM document d, LATERAL (SELECT w.id, substring(w.meta FROM '"about": "((?:[^"\\]|\\.)*)"') AS about FROM version w WHERE w.document = d.id) told
WHERE d.id = v.document AND told.id = v.id;
CREATE INDEX version_about ON version USING hash (about);
ALTER TABLE document DROP COLUMN subject, DROP COLUMN kind;
