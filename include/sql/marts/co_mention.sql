-- Which people and organisations are named in the same articles. Of each article the dozen that it names
-- most often, so that a list of a hundred names does not make five thousand pairs.

DELETE FROM mart.co_mention WHERE day IN (SELECT day FROM touched);

WITH said AS (
    SELECT w.day, w.source_id, w.article_id, coalesce(m.identity_id, n.entity_id) AS entity_id,
           sum(n.mentions) AS mentions
    FROM window_article w
    JOIN article_entity n USING (extraction_id)
    JOIN entity e USING (entity_id)
    LEFT JOIN entity_merge m USING (entity_id)
    WHERE e.kind IN ('person', 'organisation')
    GROUP BY 1, 2, 3, 4
), ranked AS (
    SELECT day, source_id, article_id, entity_id,
           row_number() OVER (PARTITION BY article_id ORDER BY mentions DESC, entity_id) AS place
    FROM said
), named AS (
    SELECT * FROM ranked WHERE place <= 12
)
INSERT INTO mart.co_mention
SELECT one.day, one.source_id, one.entity_id, other.entity_id, count(*)
FROM named one JOIN named other USING (article_id)
WHERE one.entity_id < other.entity_id
GROUP BY one.day, one.source_id, one.entity_id, other.entity_id;
