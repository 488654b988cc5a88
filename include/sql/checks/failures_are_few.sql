-- At most a fifth of a source's candidates failed or were refused by the publisher, of five or more.
-- severity: warning
-- advice: The reasons are below; clear the day's fetch tasks if they can pass, else look at the source.
SELECT source_id, count(*) AS candidates, count(*) FILTER (WHERE outcome IN ('failed', 'blocked')) AS failures,
       (array_agg(reason ORDER BY reason) FILTER (WHERE outcome IN ('failed', 'blocked')))[1] AS first_reason
FROM outcome
WHERE day = current_setting('dateline.day')::date
GROUP BY source_id
HAVING count(*) >= 5 AND count(*) FILTER (WHERE outcome IN ('failed', 'blocked')) > 0.2 * count(*)
ORDER BY source_id;
