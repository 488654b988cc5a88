ALTER TABLE dateline.version_search ADD COLUMN english boolean NOT NULL DEFAULT true;
UPDATE dateline.version_search s SET english = false
FROM dateline.article_version v
WHERE v.version_id = s.version_id AND (v.language LIKE 'en%') IS NOT TRUE;
ALTER TABLE dateline.version_search ALTER COLUMN english DROP DEFAULT;

ALTER TABLE dateline.quote_search ADD COLUMN english boolean NOT NULL DEFAULT true;
UPDATE dateline.quote_search s SET english = false
FROM dateline.quote q
WHERE q.quote_id = s.quote_id AND (q.language LIKE 'en%') IS NOT TRUE;
ALTER TABLE dateline.quote_search ALTER COLUMN english DROP DEFAULT;

COMMENT ON COLUMN dateline.version_search.english IS 'Whether words were folded to English stems; else they are as written, in lower case';
COMMENT ON COLUMN dateline.quote_search.english IS 'Whether words were folded to English stems; else they are as written, in lower case';

-- A name may be as long as a text; a B-tree refuses what does not fit a page.
DROP INDEX dateline.entity_by_name;
CREATE INDEX entity_by_name ON dateline.entity USING hash (name_key);
