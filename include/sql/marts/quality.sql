-- How well a source's pages were extracted: what is missing from its articles, and what came to nothing.

DELETE FROM mart.quality WHERE day IN (SELECT day FROM touched);

WITH quoted AS (
    SELECT article_id, count(*) AS quotes,
           count(*) FILTER (WHERE entity_id IS NULL AND speaker_type IS NULL) AS unresolved
    FROM window_quote WHERE verbatim GROUP BY article_id
), extracted AS (
    SELECT w.day, w.source_id, count(*) AS articles,
           count(*) FILTER (WHERE w.words < 100) AS short,
           count(*) FILTER (WHERE w.title IS NULL) AS without_title,
           count(*) FILTER (WHERE w.published_day IS NULL) AS without_date,
           count(*) FILTER (WHERE w.agency IS NULL AND NOT EXISTS (
               SELECT FROM article_author b WHERE b.article_id = w.article_id)) AS without_author,
           count(*) FILTER (WHERE w.extraction_id IS NULL) AS without_annotation,
           count(*) FILTER (WHERE q.quotes IS NULL) AS without_quotes,
           coalesce(sum(q.quotes), 0) AS quotes,
           coalesce(sum(q.unresolved), 0) AS unresolved
    FROM window_article w LEFT JOIN quoted q USING (article_id)
    GROUP BY w.day, w.source_id
), ended AS (
    SELECT day, source_id, count(*) FILTER (WHERE outcome = 'no text') AS empty,
           count(*) FILTER (WHERE outcome = 'failed') AS failed
    FROM outcome WHERE day IN (SELECT day FROM touched)
    GROUP BY day, source_id
)
INSERT INTO mart.quality
SELECT day, source_id, coalesce(x.articles, 0), coalesce(x.short, 0), coalesce(x.without_title, 0),
       coalesce(x.without_date, 0), coalesce(x.without_author, 0), coalesce(x.without_annotation, 0),
       coalesce(x.without_quotes, 0), coalesce(x.quotes, 0), coalesce(x.unresolved, 0),
       coalesce(e.empty, 0), coalesce(e.failed, 0)
FROM extracted x FULL JOIN ended e USING (day, source_id);
