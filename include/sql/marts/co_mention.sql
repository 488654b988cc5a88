-- Which people and organisations are named in the same articles. Of each article the dozen that it names
-- most often, so that a list of a hundred names does not make five thousand pairs.

DELETE FROM mart.co_mention WHERE day IN (SELECT day FROM touched);

WITH ranked AS (
    SELECT w.day, w.source_id, w.article_id, n.entity_id,
           row_number() OVER (PARTITION BY w.article_id ORDER BY n.mentions DESC, n.entity_id) AS place
    FROM window_article w
    JOIN article_entity n USING (extraction_id)
    JOIN entity e USING (entity_id)
    WHERE e.kind IN ('person', 'organisation')
), named AS (
    SELECT * FROM ranked WHERE place <= 12
)
INSERT INTO mart.co_mention
SELECT one.day, one.source_id, one.entity_id, other.entity_id, count(*)
FROM named one JOIN named other USING (article_id)
WHERE one.entity_id < other.entity_id
GROUP BY one.day, one.source_id, one.entity_id, other.entity_id;
