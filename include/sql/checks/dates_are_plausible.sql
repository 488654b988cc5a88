-- Articles are dated neither after the day that found them nor before 1995.
-- severity: warning
-- advice: Look at the page with dateline read; the field's origin says which rule took the date.
SELECT DISTINCT a.source_id, a.url, a.published_day, a.provenance -> 'published' ->> 'origin' AS origin
FROM outcome o JOIN article a USING (article_id)
WHERE o.day = current_setting('dateline.day')::date AND NOT date_is_plausible(a.published_day, o.day)
ORDER BY a.source_id, a.url;
