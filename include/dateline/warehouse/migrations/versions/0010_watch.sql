CREATE FUNCTION dateline.date_is_plausible(published date, found date) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN published IS NULL OR published BETWEEN date '1995-01-01' AND found + 1;
COMMENT ON FUNCTION dateline.date_is_plausible IS
    'Whether an article is dated neither after the day that found it (a day of grace) nor before 1995';

-- One row for each source and day; both columns are pushed down to the tables, so ask for the days you want.
CREATE VIEW dateline.source_day AS
SELECT day, source_id, max(state) AS state, max(reason) AS reason, sum(found)::integer AS found,
       count(outcome)::integer AS ended,
       count(DISTINCT article_id)::integer AS articles,
       count(*) FILTER (WHERE outcome = 'loaded')::integer AS loaded,
       count(*) FILTER (WHERE outcome = 'no text')::integer AS empty,
       count(*) FILTER (WHERE outcome = 'duplicate')::integer AS duplicates,
       count(*) FILTER (WHERE outcome = 'failed')::integer AS failed,
       count(*) FILTER (WHERE http_status IN (403, 429))::integer AS refused,
       count(*) FILTER (WHERE short)::integer AS short,
       count(*) FILTER (WHERE untitled)::integer AS untitled,
       count(*) FILTER (WHERE unsigned)::integer AS unsigned,
       count(*) FILTER (WHERE undated)::integer AS undated,
       count(*) FILTER (WHERE unsectioned)::integer AS unsectioned,
       count(*) FILTER (WHERE implausible)::integer AS implausible,
       count(*) FILTER (WHERE syndicated)::integer AS syndicated,
       count(quotes)::integer AS annotated,
       coalesce(sum(quotes), 0)::integer AS quotes
FROM (
    SELECT day, source_id, state, reason, found, NULL AS outcome, NULL::uuid AS article_id,
           NULL::integer AS http_status, NULL::boolean AS short, NULL::boolean AS untitled,
           NULL::boolean AS unsigned, NULL::boolean AS undated, NULL::boolean AS unsectioned,
           NULL::boolean AS implausible, NULL::boolean AS syndicated, NULL::integer AS quotes
    FROM dateline.discovery_day
    UNION ALL
    SELECT o.day, o.source_id, NULL, NULL, NULL, o.outcome, o.article_id, o.http_status,
           a.words < 100, a.article_id IS NOT NULL AND a.title IS NULL,
           a.article_id IS NOT NULL AND a.agency IS NULL AND NOT EXISTS (
               SELECT FROM dateline.article_author b WHERE b.article_id = a.article_id),
           a.article_id IS NOT NULL AND a.published_day IS NULL,
           a.article_id IS NOT NULL AND a.section IS NULL,
           NOT dateline.date_is_plausible(a.published_day, o.day), a.syndicated, a.quotes
    FROM dateline.outcome o
    LEFT JOIN dateline.current_article a ON a.article_id = o.article_id AND o.outcome = 'loaded'
) counted
GROUP BY day, source_id;

COMMENT ON VIEW dateline.source_day IS 'Each source and day in figures: what was found, where it ended, what its new articles lack';
COMMENT ON COLUMN dateline.source_day.day IS 'The partition: a calendar day in the source''s time zone';
COMMENT ON COLUMN dateline.source_day.source_id IS 'The source';
COMMENT ON COLUMN dateline.source_day.state IS 'How discovery went: found, nothing, failed; null where it left no word';
COMMENT ON COLUMN dateline.source_day.reason IS 'What went wrong in discovery, wholly or in part';
COMMENT ON COLUMN dateline.source_day.found IS 'Candidates that discovery found; null where it left no word';
COMMENT ON COLUMN dateline.source_day.ended IS 'Candidates that have their outcome';
COMMENT ON COLUMN dateline.source_day.articles IS 'Different articles that the candidates led to, new or known';
COMMENT ON COLUMN dateline.source_day.loaded IS 'Candidates that ended as loaded';
COMMENT ON COLUMN dateline.source_day.empty IS 'Candidates from whose page no text came';
COMMENT ON COLUMN dateline.source_day.duplicates IS 'Candidates that ended as duplicate';
COMMENT ON COLUMN dateline.source_day.failed IS 'Candidates that failed';
COMMENT ON COLUMN dateline.source_day.refused IS 'Candidates that the publisher answered with 403 or 429';
COMMENT ON COLUMN dateline.source_day.short IS 'Loaded articles of fewer than 100 words';
COMMENT ON COLUMN dateline.source_day.untitled IS 'Loaded articles without headline';
COMMENT ON COLUMN dateline.source_day.unsigned IS 'Loaded articles without a person, desk or agency as author';
COMMENT ON COLUMN dateline.source_day.undated IS 'Loaded articles without day of publication';
COMMENT ON COLUMN dateline.source_day.unsectioned IS 'Loaded articles without section';
COMMENT ON COLUMN dateline.source_day.implausible IS 'Loaded articles dated in the future or before 1995';
COMMENT ON COLUMN dateline.source_day.syndicated IS 'Loaded articles that are copies from another source';
COMMENT ON COLUMN dateline.source_day.annotated IS 'Loaded articles that a language model read';
COMMENT ON COLUMN dateline.source_day.quotes IS 'Quotes of those articles';

CREATE TABLE dateline.alert (
    alert_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL CHECK (kind <> ''),
    subject text NOT NULL CHECK (subject <> ''),
    source_id text,
    day date,
    headline text NOT NULL CHECK (headline <> '' AND headline !~ '\n'),
    figure text NOT NULL DEFAULT '',
    baseline text NOT NULL DEFAULT '',
    message text NOT NULL DEFAULT '',
    look_at text NOT NULL DEFAULT '',
    link text,
    parts text[] NOT NULL DEFAULT '{}',
    opened_at timestamptz NOT NULL DEFAULT now(),
    last_seen_at timestamptz NOT NULL DEFAULT now(),
    closed_at timestamptz,
    closing text,
    CONSTRAINT closing_is_whole CHECK ((closed_at IS NULL) = (closing IS NULL)),
    CONSTRAINT alert_times_in_order CHECK (opened_at <= last_seen_at AND opened_at <= closed_at)
);
CREATE UNIQUE INDEX one_open_alert ON dateline.alert (kind, subject) WHERE closed_at IS NULL;
CREATE INDEX alert_by_source ON dateline.alert (source_id, opened_at);

COMMENT ON TABLE dateline.alert IS 'What was found wrong, from when to when; one open alert for each kind and subject';
COMMENT ON COLUMN dateline.alert.alert_id IS 'Number of the alert';
COMMENT ON COLUMN dateline.alert.kind IS 'What is wrong, such as zero yield or task failed';
COMMENT ON COLUMN dateline.alert.subject IS 'With what: a source, a DAG, or DAG, run and task joined by spaces';
COMMENT ON COLUMN dateline.alert.source_id IS 'The source, where it is about one';
COMMENT ON COLUMN dateline.alert.day IS 'The day on which it shows, where there is one';
COMMENT ON COLUMN dateline.alert.headline IS 'One line that says it all: the subject line of the message';
COMMENT ON COLUMN dateline.alert.figure IS 'What was seen, in words';
COMMENT ON COLUMN dateline.alert.baseline IS 'What is usual, in words';
COMMENT ON COLUMN dateline.alert.message IS 'What is known of it';
COMMENT ON COLUMN dateline.alert.look_at IS 'The first thing to look at';
COMMENT ON COLUMN dateline.alert.link IS 'Where to look at it, such as the task''s log';
COMMENT ON COLUMN dateline.alert.parts IS 'The mapped tasks that it gathers';
COMMENT ON COLUMN dateline.alert.opened_at IS 'When it was first seen';
COMMENT ON COLUMN dateline.alert.last_seen_at IS 'When it was last seen';
COMMENT ON COLUMN dateline.alert.closed_at IS 'When it was found to be over; null while open';
COMMENT ON COLUMN dateline.alert.closing IS 'How it ended, in one line';

CREATE TABLE dateline.alert_notice (
    alert_id bigint NOT NULL REFERENCES dateline.alert ON DELETE CASCADE,
    event text NOT NULL CHECK (event IN ('opened', 'closed')),
    channel text NOT NULL CHECK (channel <> ''),
    tries integer NOT NULL DEFAULT 0 CHECK (tries >= 0),
    sent_at timestamptz,
    error text,
    PRIMARY KEY (alert_id, channel, event),
    CONSTRAINT sent_after_a_try CHECK (sent_at IS NULL OR (tries > 0 AND error IS NULL))
);
CREATE INDEX notice_unsent ON dateline.alert_notice (channel) WHERE sent_at IS NULL;

COMMENT ON TABLE dateline.alert_notice IS 'The messages of an alert: one that it is, one that it is over, on each channel';
COMMENT ON COLUMN dateline.alert_notice.alert_id IS 'The alert';
COMMENT ON COLUMN dateline.alert_notice.event IS 'opened or closed';
COMMENT ON COLUMN dateline.alert_notice.channel IS 'Where it goes: email, slack or apprise';
COMMENT ON COLUMN dateline.alert_notice.tries IS 'How often sending was tried';
COMMENT ON COLUMN dateline.alert_notice.sent_at IS 'When it was sent; null while it waits';
COMMENT ON COLUMN dateline.alert_notice.error IS 'Why the last try failed';

CREATE TABLE dateline.stage_time (
    batch_id text NOT NULL CHECK (batch_id <> ''),
    stage text NOT NULL CHECK (stage <> ''),
    day date NOT NULL,
    ended_at timestamptz NOT NULL DEFAULT now(),
    seconds real NOT NULL CHECK (seconds >= 0),
    cpu_seconds real NOT NULL CHECK (cpu_seconds >= 0),
    counts jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (batch_id, stage)
);
CREATE INDEX stage_time_by_end ON dateline.stage_time (ended_at);

COMMENT ON TABLE dateline.stage_time IS 'How long each stage of a batch took, the last time it ran';
COMMENT ON COLUMN dateline.stage_time.batch_id IS 'The batch; it need not be loaded yet';
COMMENT ON COLUMN dateline.stage_time.stage IS 'fetch, clean, parse, entities, quotes or load';
COMMENT ON COLUMN dateline.stage_time.day IS 'The partition';
COMMENT ON COLUMN dateline.stage_time.ended_at IS 'When it was done';
COMMENT ON COLUMN dateline.stage_time.seconds IS 'By the clock';
COMMENT ON COLUMN dateline.stage_time.cpu_seconds IS 'Of this process and its workers';
COMMENT ON COLUMN dateline.stage_time.counts IS 'What the stage counted';
