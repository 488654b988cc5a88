CREATE TABLE dateline.retained (
    kind text NOT NULL CHECK (kind IN ('text', 'raw')),
    source_id text NOT NULL REFERENCES dateline.source,
    before date NOT NULL,
    done_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (kind, source_id)
);
CREATE INDEX version_by_candidate ON dateline.article_version (candidate_id);

COMMENT ON TABLE dateline.retained IS 'How far back a source''s old texts or raw bytes were let go';
COMMENT ON COLUMN dateline.retained.kind IS 'text or raw';
COMMENT ON COLUMN dateline.retained.source_id IS 'The source';
COMMENT ON COLUMN dateline.retained.before IS 'Nothing of that kind is left of days before this one';
COMMENT ON COLUMN dateline.retained.done_at IS 'When it was last let go; batches loaded later are looked at again';
