-- The words of each mention stand in the text where it says.
-- severity: blocking
-- advice: Extract the named articles again: their facts belong to another text.
SELECT DISTINCT c.url, m.ordinal, m.text AS mention,
       substr(c.text, m.start_at + 1, m.end_at - m.start_at) AS stands_there
FROM outcome o
JOIN current_article c USING (article_id)
JOIN mention m USING (extraction_id)
WHERE o.day = current_setting('dateline.day')::date
  AND m.text <> substr(c.text, m.start_at + 1, m.end_at - m.start_at)
ORDER BY c.url, m.ordinal;
