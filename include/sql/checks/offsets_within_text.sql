-- Mentions and quotes lie within the text of their version.
-- severity: blocking
-- advice: Extract the named articles again: their facts belong to another text.
WITH led AS (
    SELECT DISTINCT c.url, c.extraction_id, c.characters
    FROM outcome o JOIN current_article c USING (article_id)
    WHERE o.day = current_setting('dateline.day')::date
)
SELECT url, 'mention' AS what, m.ordinal, m.end_at AS at, characters
FROM led JOIN mention m USING (extraction_id)
WHERE m.end_at > characters
UNION ALL
SELECT url, 'quote', q.ordinal, greatest(q.part_ends[cardinality(q.part_ends)], q.mention_end, q.cue_end), characters
FROM led JOIN quote q USING (extraction_id)
WHERE greatest(q.part_ends[cardinality(q.part_ends)], q.mention_end, q.cue_end) > characters
ORDER BY 1, 2, 3;
