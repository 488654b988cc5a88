-- A source brings between two fifths and two and a half times the articles that it usually brings on this weekday.
-- severity: warning
-- advice: Try dateline health for what else is off, and dateline source check with the source's address.
WITH counted AS (
    SELECT source_id, day, count(*) FILTER (WHERE article_id IS NOT NULL) AS articles
    FROM outcome
    WHERE day IN (SELECT current_setting('dateline.day')::date - 7 * weeks FROM generate_series(0, 8) AS weeks)
    GROUP BY source_id, day
), usual AS (
    SELECT source_id, percentile_cont(0.5) WITHIN GROUP (ORDER BY articles) AS median, count(*) AS weeks
    FROM counted WHERE day < current_setting('dateline.day')::date
    GROUP BY source_id
), spread AS (
    SELECT source_id, 1.4826 * percentile_cont(0.5) WITHIN GROUP (ORDER BY abs(articles - median)) AS spread
    FROM counted JOIN usual USING (source_id) WHERE day < current_setting('dateline.day')::date
    GROUP BY source_id
)
SELECT source_id, coalesce(articles, 0) AS articles, median AS usual_articles, weeks
FROM usual JOIN spread USING (source_id)
LEFT JOIN (SELECT * FROM counted WHERE day = current_setting('dateline.day')::date) AS today USING (source_id)
WHERE weeks >= 3 AND greatest(median, articles) >= 5
  AND abs(coalesce(articles, 0) - median) > 3 * spread
  AND coalesce(articles, 0) NOT BETWEEN 0.4 * median AND 2.5 * median
ORDER BY source_id;
