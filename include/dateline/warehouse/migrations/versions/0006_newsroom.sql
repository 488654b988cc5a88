ALTER TABLE dateline.speaker_override
    ADD COLUMN verdict text NOT NULL DEFAULT 'corrected'
        CHECK (verdict IN ('confirmed', 'corrected', 'not a quote')),
    ADD COLUMN machine_method text,
    ADD COLUMN machine_score real CHECK (machine_score BETWEEN 0 AND 1);
COMMENT ON COLUMN dateline.speaker_override.verdict IS 'confirmed, corrected, or not a quote';
COMMENT ON COLUMN dateline.speaker_override.machine_method IS 'Rule whose speaker was judged';
COMMENT ON COLUMN dateline.speaker_override.machine_score IS 'How sure that rule was';

CREATE OR REPLACE VIEW dateline.current_quote AS
SELECT q.quote_id, q.extraction_id, q.ordinal, a.article_id, a.version_id, a.source_id, a.published_day,
       q.kind, q.text, q.language, q.words, q.words_key, q.cue_text, q.mention_text,
       CASE WHEN o.article_id IS NULL THEN q.speaker ELSE o.speaker END AS speaker,
       CASE WHEN o.article_id IS NULL THEN q.speaker_entity_id ELSE o.speaker_entity_id END AS speaker_entity_id,
       CASE WHEN o.article_id IS NULL THEN q.speaker_type ELSE o.speaker_type END AS speaker_type,
       CASE WHEN o.article_id IS NULL THEN q.speaker_score ELSE 1 END AS speaker_score,
       CASE WHEN o.article_id IS NULL THEN q.speaker_method ELSE 'override' END AS speaker_method,
       q.spokesperson, q.score, q.method
FROM dateline.quote q
JOIN dateline.current_article a ON a.extraction_id = q.extraction_id
LEFT JOIN dateline.speaker_override o ON o.article_id = a.article_id AND o.words_key = q.words_key
WHERE o.verdict IS DISTINCT FROM 'not a quote';

-- Newest first, undated last; the article's key makes the order whole, so that a cursor can name a place in it.
CREATE INDEX article_newest ON dateline.article (coalesce(published_day, '-infinity'::date) DESC, article_id DESC);
CREATE INDEX quote_by_doubt ON dateline.quote (speaker_score, quote_id) WHERE speaker IS NOT NULL;
CREATE INDEX version_superseded ON dateline.article_version (article_id) WHERE active AND valid_to IS NOT NULL;
CREATE INDEX quote_unresolved ON dateline.quote ((-score), quote_id) WHERE speaker IS NULL AND mention_text IS NOT NULL;
