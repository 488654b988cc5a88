-- Where the candidates of a day ended. found comes from discovery, the rest from the outcomes: they agree.

DELETE FROM mart.funnel WHERE day IN (SELECT day FROM touched);

WITH ended AS (
    SELECT day, source_id,
           count(*) FILTER (WHERE outcome = 'loaded') AS loaded,
           count(*) FILTER (WHERE outcome = 'unchanged') AS unchanged,
           count(*) FILTER (WHERE outcome = 'duplicate') AS duplicate,
           count(*) FILTER (WHERE outcome = 'robots') AS robots,
           count(*) FILTER (WHERE outcome = 'gone') AS gone,
           count(*) FILTER (WHERE outcome = 'blocked') AS blocked,
           count(*) FILTER (WHERE outcome = 'refused') AS refused,
           count(*) FILTER (WHERE outcome = 'too large') AS too_large,
           count(*) FILTER (WHERE outcome = 'not html') AS not_html,
           count(*) FILTER (WHERE outcome = 'not an article') AS not_an_article,
           count(*) FILTER (WHERE outcome = 'no text') AS no_text,
           count(*) FILTER (WHERE outcome = 'taken down') AS taken_down,
           count(*) FILTER (WHERE outcome = 'failed') AS failed
    FROM outcome WHERE day IN (SELECT day FROM touched)
    GROUP BY day, source_id
), asked AS (
    SELECT day, source_id, state, found, cut FROM discovery_day WHERE day IN (SELECT day FROM touched)
)
INSERT INTO mart.funnel
SELECT day, source_id, coalesce(state, 'unknown'), coalesce(found, 0), coalesce(cut, 0),
       coalesce(loaded, 0), coalesce(unchanged, 0), coalesce(duplicate, 0), coalesce(robots, 0),
       coalesce(gone, 0), coalesce(blocked, 0), coalesce(refused, 0), coalesce(too_large, 0),
       coalesce(not_html, 0), coalesce(not_an_article, 0), coalesce(no_text, 0), coalesce(taken_down, 0),
       coalesce(failed, 0)
FROM asked FULL JOIN ended USING (day, source_id);
