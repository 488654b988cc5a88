ALTER TABLE dateline.entity
    ADD COLUMN context text NOT NULL DEFAULT '',
    ADD COLUMN known_id text;
CREATE UNIQUE INDEX entity_by_known_id ON dateline.entity (known_id) WHERE known_id IS NOT NULL;
CREATE INDEX entity_by_name ON dateline.entity (name_key, kind);

-- Rows keep the entity that the article names; a merge is read through, so loading and extracting again
-- leave it alone, and undoing it restores everything.
CREATE TABLE dateline.entity_merge (
    entity_id uuid PRIMARY KEY REFERENCES dateline.entity ON DELETE CASCADE,
    merged_into uuid NOT NULL REFERENCES dateline.entity ON DELETE CASCADE,
    identity_id uuid NOT NULL REFERENCES dateline.entity ON DELETE CASCADE,
    from_list boolean NOT NULL DEFAULT false,
    CONSTRAINT merged_into_another CHECK (entity_id NOT IN (merged_into, identity_id))
);
CREATE INDEX entity_merge_by_target ON dateline.entity_merge (merged_into);
CREATE INDEX entity_merge_by_identity ON dateline.entity_merge (identity_id);

CREATE TABLE dateline.entity_split (
    article_id uuid NOT NULL REFERENCES dateline.article ON DELETE CASCADE,
    entity_id uuid NOT NULL REFERENCES dateline.entity ON DELETE CASCADE,
    means_id uuid NOT NULL REFERENCES dateline.entity ON DELETE CASCADE,
    PRIMARY KEY (article_id, entity_id),
    CONSTRAINT means_another CHECK (entity_id <> means_id)
);

CREATE TABLE dateline.entity_change (
    change_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    change text NOT NULL CHECK (change IN ('merged', 'split')),
    entity_id uuid NOT NULL REFERENCES dateline.entity ON DELETE CASCADE,
    other_id uuid NOT NULL REFERENCES dateline.entity ON DELETE CASCADE,
    articles integer NOT NULL DEFAULT 0 CHECK (articles >= 0),
    reason text NOT NULL,
    set_by text NOT NULL,
    set_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX entity_change_by_entity ON dateline.entity_change (entity_id);
CREATE INDEX entity_change_by_other ON dateline.entity_change (other_id);

CREATE TABLE dateline.known_name (
    kind text NOT NULL,
    name_key text NOT NULL,
    entity_id uuid NOT NULL REFERENCES dateline.entity ON DELETE CASCADE,
    PRIMARY KEY (kind, name_key, entity_id)
);

CREATE VIEW dateline.merged_entity AS
SELECT m.entity_id, m.identity_id, i.name, i.kind
FROM dateline.entity_merge m JOIN dateline.entity i ON i.entity_id = m.identity_id;

CREATE OR REPLACE VIEW dateline.current_quote AS
SELECT q.quote_id, q.extraction_id, q.ordinal, a.article_id, a.version_id, a.source_id, a.published_day,
       q.kind, q.text, q.language, q.words, q.words_key, q.cue_text, q.mention_text,
       coalesce(m.name, CASE WHEN o.article_id IS NULL THEN q.speaker ELSE o.speaker END) AS speaker,
       coalesce(m.identity_id,
                CASE WHEN o.article_id IS NULL THEN q.speaker_entity_id ELSE o.speaker_entity_id END
       ) AS speaker_entity_id,
       CASE WHEN o.article_id IS NULL THEN q.speaker_type ELSE o.speaker_type END AS speaker_type,
       CASE WHEN o.article_id IS NULL THEN q.speaker_score ELSE 1 END AS speaker_score,
       CASE WHEN o.article_id IS NULL THEN q.speaker_method ELSE 'override' END AS speaker_method,
       q.spokesperson, q.score, q.method
FROM dateline.quote q
JOIN dateline.current_article a ON a.extraction_id = q.extraction_id
LEFT JOIN dateline.speaker_override o ON o.article_id = a.article_id AND o.words_key = q.words_key
LEFT JOIN dateline.merged_entity m ON m.entity_id =
    CASE WHEN o.article_id IS NULL THEN q.speaker_entity_id ELSE o.speaker_entity_id END
WHERE o.verdict IS DISTINCT FROM 'not a quote';

CREATE OR REPLACE VIEW dateline.current_mention AS
SELECT m.extraction_id, m.ordinal, a.article_id, a.version_id, a.source_id, a.published_day,
       coalesce(g.identity_id, m.entity_id) AS entity_id, m.label, m.start_at, m.end_at, m.text
FROM dateline.mention m
JOIN dateline.current_article a ON a.extraction_id = m.extraction_id
LEFT JOIN dateline.entity_merge g ON g.entity_id = m.entity_id;

COMMENT ON TABLE dateline.entity IS 'What names refer to: one row for each folded name of a kind in a context';
COMMENT ON COLUMN dateline.entity.entity_id IS 'Key of kind, folded name and context';
COMMENT ON COLUMN dateline.entity.context IS 'What tells namesakes apart: empty where the name alone does, else article:, country:, geonames:, known: or split: with its value';
COMMENT ON COLUMN dateline.entity.known_id IS 'Its id in the operator''s list (Wikidata''s, say), where it came from one';

COMMENT ON TABLE dateline.entity_merge IS 'Entities that are another one, by an operator''s word or list';
COMMENT ON COLUMN dateline.entity_merge.entity_id IS 'The entity that articles name';
COMMENT ON COLUMN dateline.entity_merge.merged_into IS 'The one it was merged into';
COMMENT ON COLUMN dateline.entity_merge.identity_id IS 'The one that it is: the end of the chain of merges';
COMMENT ON COLUMN dateline.entity_merge.from_list IS 'Whether the operator''s list joined them by name';

COMMENT ON TABLE dateline.entity_split IS 'Articles in which a name means somebody else than usual; loading obeys it';
COMMENT ON COLUMN dateline.entity_split.article_id IS 'The article';
COMMENT ON COLUMN dateline.entity_split.entity_id IS 'The entity that the name would be';
COMMENT ON COLUMN dateline.entity_split.means_id IS 'The one that it is in this article';

COMMENT ON TABLE dateline.entity_change IS 'History of merges and splits';
COMMENT ON COLUMN dateline.entity_change.change_id IS 'In order of time';
COMMENT ON COLUMN dateline.entity_change.change IS 'merged, or split';
COMMENT ON COLUMN dateline.entity_change.entity_id IS 'The entity that was merged, or split off';
COMMENT ON COLUMN dateline.entity_change.other_id IS 'The one it was merged into, or split from';
COMMENT ON COLUMN dateline.entity_change.articles IS 'Number of articles that were split off; 0 where a merge was undone';
COMMENT ON COLUMN dateline.entity_change.reason IS 'Why';
COMMENT ON COLUMN dateline.entity_change.set_by IS 'Who did it';
COMMENT ON COLUMN dateline.entity_change.set_at IS 'When';

COMMENT ON TABLE dateline.known_name IS 'Names in the operator''s list; one that several entities of a kind share means none of them';
COMMENT ON COLUMN dateline.known_name.kind IS 'Kind of the entity';
COMMENT ON COLUMN dateline.known_name.name_key IS 'Folded label or alias';
COMMENT ON COLUMN dateline.known_name.entity_id IS 'The entity of the list';

COMMENT ON VIEW dateline.merged_entity IS 'Merged entities with what they are';
COMMENT ON COLUMN dateline.merged_entity.entity_id IS 'The entity that articles name';
COMMENT ON COLUMN dateline.merged_entity.identity_id IS 'The entity that it is';
COMMENT ON COLUMN dateline.merged_entity.name IS 'Name of the entity that it is';
COMMENT ON COLUMN dateline.merged_entity.kind IS 'Kind of the entity that it is';
