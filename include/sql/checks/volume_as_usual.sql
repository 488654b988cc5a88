-- Each source brings about as many articles as on the same weekday of the eight weeks before: more than
-- 40 % and less than 250 % of their mean, with at least three such days to compare with.
-- severity: warning
-- advice: Open the source's site: has its feed moved, its layout changed, or is it a holiday?
WITH brought AS (
    SELECT day, source_id, count(DISTINCT article_id) AS articles
    FROM outcome
    WHERE day IN (SELECT current_setting('dateline.day')::date - 7 * weeks FROM generate_series(0, 8) AS weeks)
    GROUP BY day, source_id
), asked AS (
    SELECT day, source_id FROM brought UNION SELECT day, source_id FROM discovery_day
    WHERE day IN (SELECT current_setting('dateline.day')::date - 7 * weeks FROM generate_series(0, 8) AS weeks)
), compared AS (
    SELECT source_id,
           coalesce(max(articles) FILTER (WHERE day = current_setting('dateline.day')::date), 0) AS articles,
           avg(coalesce(articles, 0)) FILTER (WHERE day < current_setting('dateline.day')::date) AS usual,
           count(*) FILTER (WHERE day < current_setting('dateline.day')::date) AS weeks
    FROM asked LEFT JOIN brought USING (day, source_id)
    GROUP BY source_id
)
SELECT source_id, articles, round(usual, 1) AS usual, weeks
FROM compared
WHERE weeks >= 3 AND greatest(usual, articles) >= 5 AND (articles < 0.4 * usual OR articles > 2.5 * usual)
ORDER BY source_id;
