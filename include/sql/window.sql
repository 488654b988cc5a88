-- What the marts draw on: the articles, quotes and speakers of the days in the temporary table touched(day).
-- An article's day is its day of publication, or the first day it was found where it names none.

CREATE TEMP TABLE window_article ON COMMIT DROP AS
WITH dated AS (
    SELECT article_id, published_day AS day FROM article
    WHERE published_day IN (SELECT day FROM touched)
    UNION ALL
    SELECT o.article_id, min(o.day) FROM outcome o JOIN article a USING (article_id)
    WHERE a.published_day IS NULL
      AND a.article_id IN (SELECT article_id FROM outcome WHERE day IN (SELECT day FROM touched))
    GROUP BY o.article_id
    HAVING min(o.day) IN (SELECT day FROM touched)
)
SELECT dated.day, c.article_id, c.source_id, c.version_id, c.extraction_id, c.kind, c.title, c.agency, c.section,
       c.tags, c.language, c.published_day, c.paywalled IS TRUE AS paywalled, c.words,
       c.syndicated IS TRUE AS syndicated, origin.source_id AS origin_source_id
FROM dated
JOIN current_article c USING (article_id)
LEFT JOIN story_member first ON first.story_id = c.story_id AND first.origin
LEFT JOIN article origin ON origin.article_id = first.article_id;

CREATE INDEX ON window_article (article_id);
ANALYZE window_article;

CREATE TEMP TABLE window_quote ON COMMIT DROP AS
SELECT w.day, w.article_id, w.source_id, w.syndicated, q.kind <> 'indirect' AS verbatim, q.words,
       coalesce(m.identity_id, o.speaker_entity_id,
                CASE WHEN o.article_id IS NULL THEN q.speaker_entity_id END) AS entity_id,
       CASE WHEN o.article_id IS NULL THEN q.speaker_type ELSE o.speaker_type END AS speaker_type
FROM window_article w
JOIN quote q USING (extraction_id)
LEFT JOIN speaker_override o ON o.article_id = w.article_id AND o.words_key = q.words_key
LEFT JOIN entity_merge m ON m.entity_id =
    coalesce(o.speaker_entity_id, CASE WHEN o.article_id IS NULL THEN q.speaker_entity_id END);

ANALYZE window_quote;

-- Speakers of these days as they were and as they are: whose first and last day may have moved.
CREATE TEMP TABLE window_speaker ON COMMIT DROP AS
SELECT entity_id FROM mart.speaker_day WHERE day IN (SELECT day FROM touched)
UNION
SELECT entity_id FROM window_quote WHERE entity_id IS NOT NULL;

ANALYZE window_speaker;
