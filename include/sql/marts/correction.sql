-- Articles whose words changed after we first had them, one row a change, under the article's day. The day
-- of the change is what the page states for its present words, else the day whose run saw it.

DELETE FROM mart.correction WHERE day IN (SELECT day FROM touched)
   OR article_id IN (SELECT article_id FROM window_article);

WITH changed AS (
    SELECT * FROM (
        SELECT w.day, w.source_id, w.article_id, v.version_id, v.title, v.words, v.valid_to, v.valid_from,
               v.candidate_id,
               lag(v.version_id) OVER before AS old_version_id,
               lag(v.title) OVER before AS old_title,
               lag(v.words) OVER before AS old_words
        FROM window_article w JOIN article_version v USING (article_id)
        WHERE v.active
        WINDOW before AS (PARTITION BY v.article_id ORDER BY v.valid_from)
    ) versions
    WHERE old_version_id IS NOT NULL
), said AS (
    SELECT DISTINCT e.version_id, q.words_key
    FROM extraction e JOIN quote q USING (extraction_id)
    WHERE e.current AND q.kind <> 'indirect' AND q.words >= 4
      AND e.version_id IN (SELECT version_id FROM changed UNION SELECT old_version_id FROM changed)
)
INSERT INTO mart.correction
SELECT c.version_id, c.article_id, c.day, c.source_id,
       coalesce(CASE WHEN c.valid_to IS NULL AND a.modified_day >= c.day THEN a.modified_day END,
                o.day, c.valid_from::date),
       c.title IS DISTINCT FROM c.old_title, c.old_words, c.words,
       (SELECT count(*) FROM said old WHERE old.version_id = c.old_version_id AND NOT EXISTS (
           SELECT FROM said new WHERE new.version_id = c.version_id AND new.words_key = old.words_key)),
       (SELECT count(*) FROM said new WHERE new.version_id = c.version_id AND NOT EXISTS (
           SELECT FROM said old WHERE old.version_id = c.old_version_id AND old.words_key = new.words_key))
FROM changed c
JOIN article a USING (article_id)
LEFT JOIN outcome o USING (candidate_id);
