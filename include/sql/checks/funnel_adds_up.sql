-- Every candidate that discovery found has an outcome, and no outcome is without a candidate.
-- severity: blocking
-- advice: Clear the failed tasks of this day's ingest run; its verify task names the candidates without.
SELECT source_id, found, ended
FROM (SELECT source_id, found FROM discovery_day WHERE day = current_setting('dateline.day')::date) asked
FULL JOIN (SELECT source_id, count(*) AS ended FROM outcome
           WHERE day = current_setting('dateline.day')::date GROUP BY source_id) outcomes USING (source_id)
WHERE coalesce(found, 0) <> coalesce(ended, 0)
ORDER BY source_id;
