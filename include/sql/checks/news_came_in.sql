-- The day has articles, where the same weekday of the four weeks before had them in any source.
-- severity: blocking
-- advice: Look at the outcomes of the day (dateline outcomes): is the network there, are all sources refusing?
WITH weeks AS (
    SELECT day, count(*) FILTER (WHERE article_id IS NOT NULL) AS articles
    FROM outcome
    WHERE day IN (SELECT current_setting('dateline.day')::date - 7 * weeks FROM generate_series(0, 4) AS weeks)
    GROUP BY day
)
SELECT current_setting('dateline.day')::date AS day, round(avg(articles), 1) AS usual_articles
FROM weeks
WHERE day < current_setting('dateline.day')::date
HAVING avg(articles) >= 1
   AND NOT EXISTS (SELECT FROM weeks WHERE day = current_setting('dateline.day')::date AND articles > 0);
