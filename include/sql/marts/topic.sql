-- Sections and tags, as the pages name them; spellings that differ in case alone are one topic.

DELETE FROM mart.topic WHERE day IN (SELECT day FROM touched);

WITH filed AS (
    SELECT day, source_id, article_id, words, 'section' AS kind, section AS topic
    FROM window_article
    UNION ALL
    SELECT day, source_id, article_id, words, 'tag', tag
    FROM window_article CROSS JOIN unnest(tags) AS tag
), under AS (
    SELECT DISTINCT ON (article_id, kind, lower(btrim(topic))) day, source_id, article_id, words, kind,
           left(btrim(topic), 200) AS topic
    FROM filed
    WHERE btrim(topic) <> ''
    ORDER BY article_id, kind, lower(btrim(topic)), topic
), quoted AS (
    SELECT article_id, count(*) AS quotes FROM window_quote WHERE verbatim GROUP BY article_id
)
INSERT INTO mart.topic
SELECT day, source_id, kind, min(topic), count(*), sum(words), coalesce(sum(quotes), 0)
FROM under LEFT JOIN quoted USING (article_id)
GROUP BY day, source_id, kind, lower(topic);
