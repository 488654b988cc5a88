CREATE TABLE dateline.source_switch (
    switch_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source_id text NOT NULL REFERENCES dateline.source,
    paused boolean NOT NULL,
    reason text NOT NULL DEFAULT '',
    set_by text NOT NULL CHECK (set_by <> ''),
    set_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX source_switch_newest ON dateline.source_switch (source_id, switch_id DESC);
COMMENT ON TABLE dateline.source_switch IS 'Each time a person paused or resumed a source; the newest row of a source holds';
COMMENT ON COLUMN dateline.source_switch.switch_id IS 'Orders the switches of a source';
COMMENT ON COLUMN dateline.source_switch.source_id IS 'The source that was switched';
COMMENT ON COLUMN dateline.source_switch.paused IS 'True: left out of new runs from then on';
COMMENT ON COLUMN dateline.source_switch.reason IS 'Why, in the words of whoever switched it';
COMMENT ON COLUMN dateline.source_switch.set_by IS 'Login of whoever switched it';
COMMENT ON COLUMN dateline.source_switch.set_at IS 'When';

CREATE TABLE dateline.source_check (
    check_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source_id text NOT NULL REFERENCES dateline.source,
    asked_by text NOT NULL CHECK (asked_by <> ''),
    asked_at timestamptz NOT NULL DEFAULT now(),
    ended_at timestamptz,
    fault text,
    found jsonb,
    CONSTRAINT ended_says_how CHECK ((ended_at IS NULL) = (fault IS NULL AND found IS NULL)),
    CONSTRAINT found_or_fault CHECK (fault IS NULL OR found IS NULL)
);
CREATE INDEX source_check_newest ON dateline.source_check (source_id, check_id DESC);
COMMENT ON TABLE dateline.source_check IS 'Checks of a source that somebody asked for: what discovery finds at the site now';
COMMENT ON COLUMN dateline.source_check.check_id IS 'Orders the checks of a source';
COMMENT ON COLUMN dateline.source_check.source_id IS 'The source that was checked';
COMMENT ON COLUMN dateline.source_check.asked_by IS 'Login of whoever asked for it';
COMMENT ON COLUMN dateline.source_check.asked_at IS 'When it began';
COMMENT ON COLUMN dateline.source_check.ended_at IS 'When it ended; null: it still runs, or its process died';
COMMENT ON COLUMN dateline.source_check.fault IS 'Why it came to nothing, for a person to read';
COMMENT ON COLUMN dateline.source_check.found IS 'As dateline source check --json prints it';
