-- Dates, authors and quotes are missing no more often than in the source's eight weeks before, same weekday:
-- at most 25 points more, over at least five articles and three such days.
-- severity: warning
-- advice: The layout may have changed: compare an old and a new page of the source with dateline read.
WITH shares AS (
    SELECT source_id, day, articles, field, missing
    FROM (
        SELECT a.source_id, o.day, count(*) AS articles,
               count(*) FILTER (WHERE a.published_day IS NULL) AS dates,
               count(*) FILTER (WHERE a.agency IS NULL AND NOT EXISTS (
                   SELECT FROM article_author b WHERE b.article_id = a.article_id)) AS authors,
               count(*) FILTER (WHERE a.quotes = 0) AS quotes,
               count(*) FILTER (WHERE a.words < 100) AS texts
        FROM outcome o JOIN current_article a USING (article_id)
        WHERE o.outcome = 'loaded' AND o.day IN (
            SELECT current_setting('dateline.day')::date - 7 * weeks FROM generate_series(0, 8) AS weeks)
        GROUP BY a.source_id, o.day
    ) counts
    CROSS JOIN LATERAL (VALUES ('date', dates), ('author', authors), ('quotes', quotes),
                               ('text of 100 words', texts)) fields (field, missing)
), compared AS (
    SELECT source_id, field,
           max(articles) FILTER (WHERE day = current_setting('dateline.day')::date) AS articles,
           sum(missing) FILTER (WHERE day = current_setting('dateline.day')::date) AS missing,
           sum(missing) FILTER (WHERE day < current_setting('dateline.day')::date)
               / nullif(sum(articles) FILTER (WHERE day < current_setting('dateline.day')::date), 0) AS usual_share,
           count(*) FILTER (WHERE day < current_setting('dateline.day')::date) AS weeks
    FROM shares GROUP BY source_id, field
)
SELECT source_id, field AS without, missing, articles, round(usual_share, 2) AS usual_share
FROM compared
WHERE articles >= 5 AND weeks >= 3 AND missing::numeric / articles > usual_share + 0.25
ORDER BY source_id, field;
