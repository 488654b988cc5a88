CREATE TABLE dateline.discovery_day (
    source_id text NOT NULL CHECK (source_id <> ''),
    day date NOT NULL,
    state text NOT NULL CHECK (state IN ('found', 'nothing', 'failed')),
    found integer NOT NULL DEFAULT 0 CHECK (found >= 0),
    cut integer NOT NULL DEFAULT 0 CHECK (cut >= 0),
    reason text NOT NULL DEFAULT '',
    asked_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (source_id, day),
    CONSTRAINT found_is_counted CHECK ((state = 'found') = (found > 0)),
    CONSTRAINT failure_has_a_reason CHECK (state <> 'failed' OR reason <> '')
);
CREATE INDEX discovery_day_by_day ON dateline.discovery_day (day);

COMMENT ON TABLE dateline.discovery_day IS 'One row for each source and day that discovery asked: how it went and how many candidates it found';
COMMENT ON COLUMN dateline.discovery_day.source_id IS 'The source''s id in sources.yaml';
COMMENT ON COLUMN dateline.discovery_day.day IS 'The partition: a calendar day in the source''s time zone';
COMMENT ON COLUMN dateline.discovery_day.state IS 'found, nothing, or failed (none of the source''s ways could be asked)';
COMMENT ON COLUMN dateline.discovery_day.found IS 'Candidates of the day';
COMMENT ON COLUMN dateline.discovery_day.cut IS 'Candidates left out because the source''s max_per_day was reached';
COMMENT ON COLUMN dateline.discovery_day.reason IS 'What went wrong, wholly or in part';
COMMENT ON COLUMN dateline.discovery_day.asked_at IS 'When the source was last asked for this day';
