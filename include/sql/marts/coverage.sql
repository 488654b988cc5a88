-- What each source published each day.

DELETE FROM mart.coverage WHERE day IN (SELECT day FROM touched);

WITH quoted AS (
    SELECT day, source_id,
           count(*) FILTER (WHERE verbatim) AS quotes,
           count(*) FILTER (WHERE NOT verbatim) AS paraphrases,
           count(DISTINCT article_id) FILTER (WHERE verbatim) AS articles,
           count(DISTINCT entity_id) FILTER (WHERE verbatim AND speaker_type = 'person') AS people
    FROM window_quote GROUP BY day, source_id
), written AS (
    SELECT w.day, w.source_id, count(DISTINCT author_id) AS authors
    FROM window_article w JOIN article_author USING (article_id) JOIN author USING (author_id)
    WHERE author.kind = 'person'
    GROUP BY w.day, w.source_id
)
INSERT INTO mart.coverage
SELECT w.day, w.source_id, count(*), count(*) FILTER (WHERE w.kind = 'live blog'),
       count(*) FILTER (WHERE w.paywalled), sum(w.words), coalesce(max(written.authors), 0),
       coalesce(max(quoted.articles), 0), coalesce(max(quoted.quotes), 0),
       coalesce(max(quoted.paraphrases), 0), coalesce(max(quoted.people), 0)
FROM window_article w
LEFT JOIN quoted ON quoted.day = w.day AND quoted.source_id = w.source_id
LEFT JOIN written ON written.day = w.day AND written.source_id = w.source_id
GROUP BY w.day, w.source_id;
