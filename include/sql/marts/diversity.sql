-- Who gets to speak in a source on a day: kinds of speakers, how many there are, how few of them dominate.

DELETE FROM mart.diversity WHERE day IN (SELECT day FROM touched);

WITH spoken AS (
    SELECT day, source_id, entity_id,
           CASE WHEN entity_id IS NOT NULL THEN coalesce(speaker_type, 'person')
                WHEN speaker_type IN ('group', 'role', 'unnamed') THEN speaker_type
                ELSE 'unresolved' END AS type
    FROM window_quote WHERE verbatim
), loudness AS (
    SELECT day, source_id, entity_id, count(*) AS quotes
    FROM spoken WHERE entity_id IS NOT NULL
    GROUP BY day, source_id, entity_id
), voices AS (
    SELECT day, source_id, count(*) AS speakers, max(quotes) AS top,
           sum(quotes * quotes) / (sum(quotes) * sum(quotes)) AS concentration
    FROM loudness GROUP BY day, source_id
)
INSERT INTO mart.diversity
SELECT s.day, s.source_id, count(*),
       count(*) FILTER (WHERE type = 'person'),
       count(*) FILTER (WHERE type = 'organisation'),
       count(*) FILTER (WHERE type IN ('group', 'role')),
       count(*) FILTER (WHERE type = 'unnamed'),
       count(*) FILTER (WHERE type = 'unresolved'),
       coalesce(max(v.speakers), 0), coalesce(max(v.top), 0), max(v.concentration)
FROM spoken s
LEFT JOIN voices v ON v.day = s.day AND v.source_id = s.source_id
GROUP BY s.day, s.source_id;
