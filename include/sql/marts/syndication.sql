-- How many of a source's articles are copies of which other source's.

DELETE FROM mart.syndication WHERE day IN (SELECT day FROM touched);

INSERT INTO mart.syndication
SELECT day, source_id, origin_source_id, count(*), sum(words)
FROM window_article
WHERE syndicated AND origin_source_id <> source_id
GROUP BY day, source_id, origin_source_id;
