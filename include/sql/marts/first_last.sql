-- When each speaker was first and last quoted by each source; after speaker_day, from which it is made.

DELETE FROM mart.first_last WHERE entity_id IN (SELECT entity_id FROM window_speaker);

INSERT INTO mart.first_last
SELECT entity_id, source_id, min(day), max(day), count(DISTINCT day), sum(quotes + paraphrases)
FROM mart.speaker_day
WHERE entity_id IN (SELECT entity_id FROM window_speaker)
GROUP BY entity_id, source_id;
