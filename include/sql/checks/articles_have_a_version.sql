-- Every article that the day led to has exactly one version in force.
-- severity: blocking
-- advice: Load the batch again; dateline trace shows which run wrote the article.
SELECT a.url, count(v.version_id) AS versions
FROM (SELECT DISTINCT article_id FROM outcome
      WHERE day = current_setting('dateline.day')::date AND article_id IS NOT NULL) led
JOIN article a USING (article_id)
LEFT JOIN article_version v ON v.article_id = a.article_id AND v.active AND v.valid_to IS NULL
GROUP BY a.url
HAVING count(v.version_id) <> 1
ORDER BY a.url;
