DROP VIEW dateline.quote_cluster;

CREATE TABLE dateline.quote_cluster (
    cluster_id uuid PRIMARY KEY,
    speaker_entity_id uuid REFERENCES dateline.entity ON DELETE CASCADE,
    quotes integer NOT NULL CHECK (quotes >= 2),
    articles integer NOT NULL CHECK (articles >= 2),
    sources integer NOT NULL CHECK (sources >= 1),
    first_day date NOT NULL,
    last_day date NOT NULL,
    CONSTRAINT cluster_days_in_order CHECK (first_day <= last_day)
);
CREATE INDEX quote_cluster_by_day ON dateline.quote_cluster (first_day);
CREATE INDEX quote_cluster_by_speaker ON dateline.quote_cluster (speaker_entity_id);

CREATE TABLE dateline.quote_cluster_member (
    quote_id uuid PRIMARY KEY REFERENCES dateline.quote ON DELETE CASCADE,
    cluster_id uuid NOT NULL REFERENCES dateline.quote_cluster ON DELETE CASCADE,
    share real NOT NULL CHECK (share > 0 AND share <= 1),
    whole boolean NOT NULL,
    first boolean NOT NULL
);
CREATE INDEX quote_cluster_member_by_cluster ON dateline.quote_cluster_member (cluster_id);

CREATE VIEW dateline.same_words AS
SELECT m.cluster_id, q.quote_id, q.article_id, q.source_id, q.published_day, q.text, q.words, q.speaker,
       q.speaker_entity_id, m.share, m.share < 0.9 AS trimmed, m.whole, m.first, c.quotes, c.articles, c.sources,
       c.first_day, c.last_day
FROM dateline.quote_cluster_member m
JOIN dateline.quote_cluster c USING (cluster_id)
JOIN dateline.current_quote q USING (quote_id);

COMMENT ON TABLE dateline.quote_cluster IS 'One utterance that several articles quote, whole or trimmed';
COMMENT ON COLUMN dateline.quote_cluster.cluster_id IS 'Key of its first quote';
COMMENT ON COLUMN dateline.quote_cluster.speaker_entity_id IS 'Who said it, where any of the articles says';
COMMENT ON COLUMN dateline.quote_cluster.quotes IS 'Number of quotes';
COMMENT ON COLUMN dateline.quote_cluster.articles IS 'Number of articles';
COMMENT ON COLUMN dateline.quote_cluster.sources IS 'Number of sources';
COMMENT ON COLUMN dateline.quote_cluster.first_day IS 'Day of the article that had it first';
COMMENT ON COLUMN dateline.quote_cluster.last_day IS 'Day of the last';

COMMENT ON TABLE dateline.quote_cluster_member IS 'A quote in a cluster';
COMMENT ON COLUMN dateline.quote_cluster_member.quote_id IS 'The quote';
COMMENT ON COLUMN dateline.quote_cluster_member.cluster_id IS 'Its cluster';
COMMENT ON COLUMN dateline.quote_cluster_member.share IS 'Words of this quote by words of the longest of the cluster, at most 1';
COMMENT ON COLUMN dateline.quote_cluster_member.whole IS 'Whether this is that longest one';
COMMENT ON COLUMN dateline.quote_cluster_member.first IS 'Whether its article was published first';

COMMENT ON VIEW dateline.same_words IS 'Quotes of current versions that share their words with others: which outlets carried or trimmed them, and which had them first';
DO $$
DECLARE
    column_of record;
    meaning jsonb := '{
        "cluster_id": "The utterance", "quote_id": "The quote", "article_id": "Its article", "source_id": "The article''s source",
        "published_day": "The article''s day", "text": "The quote as this article has it", "words": "Its number of words",
        "speaker": "Who said it, by this article", "speaker_entity_id": "That speaker''s entity",
        "share": "Words by words of the longest form", "trimmed": "Whether a tenth or more of the words is missing",
        "whole": "Whether it is the longest form", "first": "Whether its article was published first",
        "quotes": "Quotes of the cluster", "articles": "Articles of the cluster", "sources": "Sources of the cluster",
        "first_day": "Day of the first", "last_day": "Day of the last"}';
BEGIN
    FOR column_of IN SELECT attname FROM pg_attribute
        WHERE attrelid = 'dateline.same_words'::regclass AND attnum > 0 AND NOT attisdropped
    LOOP
        EXECUTE format('COMMENT ON COLUMN dateline.same_words.%I IS %L', column_of.attname,
                       meaning ->> column_of.attname);
    END LOOP;
END $$;
