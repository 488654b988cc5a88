-- Every article in a language that other articles are annotated in is annotated itself.
-- severity: warning
-- advice: Clear the day's parse, entities and quotes tasks of the batch that is named.
WITH read AS (
    SELECT DISTINCT language FROM quote WHERE language IS NOT NULL
)
SELECT c.source_id, c.url, c.language, o.batch_id
FROM outcome o JOIN current_article c USING (article_id) JOIN read USING (language)
WHERE o.day = current_setting('dateline.day')::date AND o.outcome = 'loaded' AND c.extraction_id IS NULL
ORDER BY c.source_id, c.url;
