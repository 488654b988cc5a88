CREATE SCHEMA IF NOT EXISTS crawl;

CREATE TABLE crawl.host_slots (
    host text PRIMARY KEY,
    next_at timestamptz NOT NULL,
    rest_until timestamptz,
    holder integer,
    held_until timestamptz
);
COMMENT ON TABLE crawl.host_slots IS 'Whose turn it is at a host, and when the next request may start.';
COMMENT ON COLUMN crawl.host_slots.rest_until IS 'What the host asked for by Retry-After.';
COMMENT ON COLUMN crawl.host_slots.holder IS 'Process id of the server side of the connection that holds the turn.';

CREATE TABLE crawl.robots (
    origin text PRIMARY KEY,
    expires_at timestamptz NOT NULL,
    text text,
    reason text NOT NULL
);
COMMENT ON TABLE crawl.robots IS 'robots.txt by origin (scheme://host:port); no text: it could not be read.';

CREATE TABLE crawl.validators (
    url text PRIMARY KEY,
    fetched_at timestamptz NOT NULL,
    etag text,
    last_modified text,
    content_type text NOT NULL,
    charset text,
    digest text NOT NULL,
    size bigint NOT NULL,
    warc_path text NOT NULL,
    warc_offset bigint NOT NULL,
    warc_length bigint NOT NULL
);
COMMENT ON TABLE crawl.validators IS 'The last full answer of each address, for conditional requests.';

CREATE TABLE crawl.host_health (
    host text PRIMARY KEY,
    source text NOT NULL,
    hard bigint NOT NULL,
    soft bigint NOT NULL,
    temporary bigint NOT NULL,
    hard_row integer NOT NULL,
    soft_row integer NOT NULL,
    temporary_row integer NOT NULL,
    resting_until timestamptz,
    changed_at timestamptz NOT NULL
);
COMMENT ON TABLE crawl.host_health IS 'Failures by host: all so far, and in a row (…_row); until when it rests.';
CREATE INDEX ON crawl.host_health (source);
