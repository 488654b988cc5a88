-- Every source could be asked.
-- severity: warning
-- advice: Try dateline source check with the source's address; clear its discover task once it answers.
SELECT source_id, reason, asked_at FROM discovery_day
WHERE day = current_setting('dateline.day')::date AND state = 'failed'
ORDER BY source_id;
