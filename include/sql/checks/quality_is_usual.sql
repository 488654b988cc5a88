-- A source's articles lack author, date or words as seldom, and hold quotes as often, as on this weekday before.
-- severity: warning
-- advice: Compare the source's newest page with an older one (dateline read): its markup may have changed.
WITH read AS (
    SELECT o.source_id, o.day, count(*) AS articles,
           avg((a.published_day IS NULL)::integer) AS undated,
           avg((c.words < 100)::integer) AS short,
           avg((a.agency IS NULL AND NOT EXISTS (
               SELECT FROM article_author b WHERE b.article_id = a.article_id))::integer) AS unsigned,
           avg(c.quotes) AS quotes
    FROM outcome o JOIN article a USING (article_id) JOIN current_article c USING (article_id)
    WHERE o.outcome = 'loaded' AND o.day IN (
        SELECT current_setting('dateline.day')::date - 7 * weeks FROM generate_series(0, 8) AS weeks)
    GROUP BY o.source_id, o.day
    HAVING count(*) >= 5
), measured AS (
    SELECT source_id, day, articles, measure, value
    FROM read CROSS JOIN LATERAL (VALUES
        ('articles without date', undated), ('articles under 100 words', short),
        ('articles without author', unsigned), ('quotes an article', quotes)) AS m (measure, value)
    WHERE value IS NOT NULL
), usual AS (
    SELECT source_id, measure, percentile_cont(0.5) WITHIN GROUP (ORDER BY value::float8) AS median, count(*) AS weeks
    FROM measured WHERE day < current_setting('dateline.day')::date
    GROUP BY source_id, measure
), spread AS (
    SELECT source_id, measure,
           1.4826 * percentile_cont(0.5) WITHIN GROUP (ORDER BY abs(value::float8 - median)) AS spread
    FROM measured JOIN usual USING (source_id, measure) WHERE day < current_setting('dateline.day')::date
    GROUP BY source_id, measure
)
SELECT source_id, measure, round(value, 2) AS today, round(median::numeric, 2) AS usual, articles, weeks
FROM measured JOIN usual USING (source_id, measure) JOIN spread USING (source_id, measure)
WHERE day = current_setting('dateline.day')::date AND weeks >= 3
  AND CASE measure
      WHEN 'quotes an article' THEN value < 0.5 * median AND median - value > 3 * spread
      ELSE value > median + greatest(0.25, 3 * spread) END
ORDER BY source_id, measure;
