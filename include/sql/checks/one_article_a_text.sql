-- No two articles of one source have the same words: else one story has two addresses and counts twice.
-- severity: warning
-- advice: Let the source's canonical addresses be looked at; an exclude pattern in sources.yaml keeps twins out.
SELECT a.source_id, count(*) AS articles, min(a.url) AS url, max(a.url) AS other_url
FROM outcome o
JOIN article a USING (article_id)
JOIN article_version v ON v.article_id = a.article_id AND v.active AND v.valid_to IS NULL
JOIN article_version twin ON twin.text_digest = v.text_digest AND twin.article_id <> v.article_id
     AND twin.active AND twin.valid_to IS NULL
JOIN article t ON t.article_id = twin.article_id AND t.source_id = a.source_id
WHERE o.day = current_setting('dateline.day')::date AND v.words > 0
GROUP BY a.source_id, v.text_digest
ORDER BY a.source_id, url;
