-- Whom each source quoted each day; own quotes are those outside copies of another source's articles.

DELETE FROM mart.speaker_day WHERE day IN (SELECT day FROM touched);

INSERT INTO mart.speaker_day
SELECT day, source_id, entity_id, coalesce(speaker_type, 'person'),
       count(*) FILTER (WHERE verbatim),
       count(*) FILTER (WHERE verbatim AND NOT syndicated),
       count(*) FILTER (WHERE NOT verbatim),
       coalesce(sum(words) FILTER (WHERE verbatim), 0),
       count(DISTINCT article_id)
FROM window_quote
WHERE entity_id IS NOT NULL
GROUP BY day, source_id, entity_id, coalesce(speaker_type, 'person');
