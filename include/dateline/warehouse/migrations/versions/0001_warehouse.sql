-- Identifiers are derived from what they name (SHA-256, first 16 bytes), so that loading the same input
-- twice, or into another database, makes the same rows.

CREATE TABLE dateline.source (
    source_id text PRIMARY KEY CHECK (source_id <> ''),
    name text NOT NULL,
    home text,
    timezone text NOT NULL DEFAULT 'UTC',
    language text,
    country text CHECK (country ~ '^[A-Z]{2}$'),
    paused boolean NOT NULL DEFAULT false
);

CREATE TABLE dateline.calendar (
    day date PRIMARY KEY,
    year integer GENERATED ALWAYS AS (extract(year FROM day)::integer) STORED,
    month smallint GENERATED ALWAYS AS (extract(month FROM day)::smallint) STORED,
    iso_year integer GENERATED ALWAYS AS (extract(isoyear FROM day)::integer) STORED,
    iso_week smallint GENERATED ALWAYS AS (extract(week FROM day)::smallint) STORED,
    iso_weekday smallint GENERATED ALWAYS AS (extract(isodow FROM day)::smallint) STORED
);

CREATE TABLE dateline.extraction_run (
    extraction_run_id text PRIMARY KEY CHECK (extraction_run_id <> ''),
    code_version text NOT NULL,
    model text NOT NULL,
    model_version text NOT NULL,
    settings jsonb NOT NULL DEFAULT '{}'
);

CREATE TABLE dateline.batch (
    batch_id text PRIMARY KEY CHECK (batch_id <> ''),
    dag_id text,
    dag_run_id text,
    task_id text,
    map_index integer,
    extraction_run_id text REFERENCES dateline.extraction_run,
    inputs_digest text,
    outcomes jsonb NOT NULL DEFAULT '{}',
    loaded_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE dateline.author (
    author_id uuid PRIMARY KEY,
    name text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('person', 'organisation'))
);

CREATE TABLE dateline.entity (
    entity_id uuid PRIMARY KEY,
    name text NOT NULL,
    name_key text NOT NULL,
    kind text NOT NULL,
    geonames_id bigint,
    country_code text CHECK (country_code ~ '^[A-Z]{2}$')
);

CREATE TABLE dateline.entity_alias (
    entity_id uuid NOT NULL REFERENCES dateline.entity ON DELETE CASCADE,
    alias_id uuid NOT NULL,
    alias text NOT NULL,
    PRIMARY KEY (entity_id, alias_id)
);

CREATE TABLE dateline.article (
    article_id uuid PRIMARY KEY,
    url text NOT NULL,
    source_id text NOT NULL REFERENCES dateline.source,
    kind text NOT NULL CHECK (kind IN ('article', 'live blog', 'media', 'section', 'not news')),
    subtitle text,
    agency text,
    published_day date REFERENCES dateline.calendar,
    published_at timestamptz,
    published_precision text CHECK (published_precision IN ('instant', 'zone assumed', 'day')),
    modified_day date,
    modified_at timestamptz,
    modified_precision text CHECK (modified_precision IN ('instant', 'zone assumed', 'day')),
    section text,
    tags text[] NOT NULL DEFAULT '{}',
    language_detected text,
    image text,
    site_name text,
    paywalled boolean,
    provenance jsonb NOT NULL DEFAULT '{}',
    record_digest bytea NOT NULL,
    described_at timestamptz NOT NULL,
    CONSTRAINT article_is_its_url
        CHECK (article_id = substr(encode(sha256(convert_to(url, 'UTF8')), 'hex'), 1, 32)::uuid),
    CONSTRAINT published_is_whole CHECK ((published_day IS NULL) = (published_precision IS NULL)),
    CONSTRAINT published_instant_is_precise
        CHECK ((published_at IS NULL) = (published_precision IS NULL OR published_precision = 'day')),
    CONSTRAINT modified_is_whole CHECK ((modified_day IS NULL) = (modified_precision IS NULL)),
    CONSTRAINT modified_instant_is_precise
        CHECK ((modified_at IS NULL) = (modified_precision IS NULL OR modified_precision = 'day'))
);
CREATE INDEX article_by_day ON dateline.article (published_day, source_id);

CREATE TABLE dateline.article_author (
    article_id uuid NOT NULL REFERENCES dateline.article ON DELETE CASCADE,
    author_id uuid NOT NULL REFERENCES dateline.author,
    ordinal integer NOT NULL CHECK (ordinal >= 0),
    PRIMARY KEY (article_id, author_id),
    UNIQUE (article_id, ordinal)
);
CREATE INDEX article_author_by_author ON dateline.article_author (author_id);

CREATE TABLE dateline.article_version (
    version_id uuid PRIMARY KEY,
    article_id uuid NOT NULL REFERENCES dateline.article ON DELETE CASCADE,
    valid_from timestamptz NOT NULL,
    valid_to timestamptz,
    active boolean NOT NULL DEFAULT true,
    candidate_id text NOT NULL,
    extraction_run_id text NOT NULL REFERENCES dateline.extraction_run,
    batch_id text NOT NULL REFERENCES dateline.batch,
    title text,
    text text,
    language text,
    characters integer NOT NULL CHECK (characters >= 0),
    words integer NOT NULL CHECK (words >= 0),
    block_starts integer[] NOT NULL DEFAULT '{}',
    block_ends integer[] NOT NULL DEFAULT '{}',
    block_kinds text NOT NULL DEFAULT '' CHECK (block_kinds ~ '^[phlq]*$'),
    text_digest bytea NOT NULL,
    record_digest bytea NOT NULL,
    replaced_characters integer NOT NULL DEFAULT 0 CHECK (replaced_characters >= 0),
    text_dropped_at timestamptz,
    capture_url text NOT NULL,
    capture_final_url text NOT NULL,
    capture_status integer NOT NULL,
    capture_type text NOT NULL DEFAULT '',
    capture_charset text,
    capture_digest text NOT NULL,
    capture_bytes bigint NOT NULL CHECK (capture_bytes >= 0),
    warc_path text NOT NULL,
    warc_offset bigint NOT NULL CHECK (warc_offset >= 0),
    warc_length bigint NOT NULL CHECK (warc_length >= 0),
    CONSTRAINT version_is_an_interval CHECK (valid_from < valid_to),
    CONSTRAINT inactive_version_is_closed CHECK (active OR valid_to IS NULL),
    CONSTRAINT dropped_text_is_dated CHECK ((text IS NULL) = (text_dropped_at IS NOT NULL)),
    CONSTRAINT blocks_are_whole CHECK (
        cardinality(block_starts) = cardinality(block_ends)
        AND cardinality(block_starts) = length(block_kinds))
);
CREATE UNIQUE INDEX one_current_version ON dateline.article_version (article_id)
    WHERE active AND valid_to IS NULL;
CREATE UNIQUE INDEX one_version_a_moment ON dateline.article_version (article_id, valid_from) WHERE active;
CREATE INDEX version_by_article ON dateline.article_version (article_id);
CREATE INDEX version_by_run ON dateline.article_version (extraction_run_id) WHERE NOT active;

CREATE TABLE dateline.version_search (
    version_id uuid PRIMARY KEY REFERENCES dateline.article_version ON DELETE CASCADE,
    document tsvector NOT NULL
);

CREATE TABLE dateline.extraction (
    extraction_id uuid PRIMARY KEY,
    version_id uuid NOT NULL REFERENCES dateline.article_version ON DELETE CASCADE,
    extraction_run_id text NOT NULL REFERENCES dateline.extraction_run,
    batch_id text NOT NULL REFERENCES dateline.batch,
    current boolean NOT NULL,
    facts_digest bytea NOT NULL,
    mentions integer NOT NULL CHECK (mentions >= 0),
    quotes integer NOT NULL CHECK (quotes >= 0),
    UNIQUE (version_id, extraction_run_id)
);
CREATE UNIQUE INDEX one_current_extraction ON dateline.extraction (version_id) WHERE current;
CREATE INDEX extraction_by_run ON dateline.extraction (extraction_run_id) WHERE NOT current;

CREATE TABLE dateline.article_entity (
    extraction_id uuid NOT NULL REFERENCES dateline.extraction ON DELETE CASCADE,
    entity_id uuid NOT NULL REFERENCES dateline.entity,
    name text NOT NULL,
    label text NOT NULL,
    mentions integer NOT NULL CHECK (mentions >= 0),
    in_title boolean NOT NULL,
    in_first_paragraph boolean NOT NULL,
    salience real NOT NULL CHECK (salience BETWEEN 0 AND 1),
    PRIMARY KEY (extraction_id, entity_id)
);
CREATE INDEX article_entity_by_entity ON dateline.article_entity (entity_id);

CREATE TABLE dateline.mention (
    extraction_id uuid NOT NULL,
    ordinal integer NOT NULL CHECK (ordinal >= 0),
    entity_id uuid NOT NULL,
    label text NOT NULL,
    start_at integer NOT NULL CHECK (start_at >= 0),
    end_at integer NOT NULL,
    text text NOT NULL,
    PRIMARY KEY (extraction_id, ordinal),
    CONSTRAINT mention_has_words CHECK (start_at < end_at),
    FOREIGN KEY (extraction_id, entity_id) REFERENCES dateline.article_entity ON DELETE CASCADE
);

CREATE TABLE dateline.quote (
    quote_id uuid PRIMARY KEY,
    extraction_id uuid NOT NULL REFERENCES dateline.extraction ON DELETE CASCADE,
    ordinal integer NOT NULL CHECK (ordinal >= 0),
    kind text NOT NULL CHECK (kind IN ('direct', 'mixed', 'indirect')),
    text text NOT NULL,
    language text,
    words integer NOT NULL CHECK (words >= 0),
    words_key uuid NOT NULL,
    part_starts integer[] NOT NULL,
    part_ends integer[] NOT NULL,
    verbatim_starts integer[] NOT NULL DEFAULT '{}',
    verbatim_ends integer[] NOT NULL DEFAULT '{}',
    mention_start integer,
    mention_end integer,
    mention_text text,
    cue_start integer,
    cue_end integer,
    cue_text text,
    speaker text,
    speaker_entity_id uuid REFERENCES dateline.entity,
    speaker_type text CHECK (speaker_type IN ('person', 'organisation', 'group', 'role', 'unnamed')),
    speaker_score real CHECK (speaker_score BETWEEN 0 AND 1),
    speaker_method text,
    spokesperson text,
    score real NOT NULL CHECK (score BETWEEN 0 AND 1),
    method text NOT NULL,
    UNIQUE (extraction_id, ordinal),
    CONSTRAINT parts_are_spans CHECK (
        cardinality(part_starts) > 0 AND cardinality(part_starts) = cardinality(part_ends)
        AND 0 <= ALL (part_starts) AND part_starts[1] < part_ends[1]),
    CONSTRAINT verbatim_are_spans CHECK (
        cardinality(verbatim_starts) = cardinality(verbatim_ends) AND 0 <= ALL (verbatim_starts)),
    CONSTRAINT mention_is_a_span CHECK (
        (mention_start IS NULL) = (mention_end IS NULL) AND 0 <= mention_start AND mention_start < mention_end),
    CONSTRAINT cue_is_a_span CHECK (
        (cue_start IS NULL) = (cue_end IS NULL) AND 0 <= cue_start AND cue_start < cue_end),
    CONSTRAINT speaker_has_an_entity CHECK ((speaker IS NULL) = (speaker_entity_id IS NULL))
);
CREATE INDEX quote_by_words ON dateline.quote (words_key);
CREATE INDEX quote_by_speaker ON dateline.quote (speaker_entity_id) WHERE speaker_entity_id IS NOT NULL;

CREATE TABLE dateline.quote_search (
    quote_id uuid PRIMARY KEY REFERENCES dateline.quote ON DELETE CASCADE,
    document tsvector NOT NULL
);

CREATE TABLE dateline.outcome (
    candidate_id text PRIMARY KEY,
    source_id text NOT NULL REFERENCES dateline.source,
    day date NOT NULL REFERENCES dateline.calendar,
    url text NOT NULL,
    found_by text NOT NULL CHECK (found_by IN ('feed', 'sitemap', 'section', 'list', 'warc', 'wayback', 'cc-news')),
    found_in text NOT NULL,
    outcome text NOT NULL CHECK (outcome IN (
        'loaded', 'unchanged', 'duplicate', 'robots', 'gone', 'blocked', 'refused', 'too large', 'not html',
        'not an article', 'no text', 'taken down', 'failed')),
    reason text NOT NULL DEFAULT '',
    http_status integer,
    article_id uuid REFERENCES dateline.article ON DELETE SET NULL,
    fetched_at timestamptz,
    batch_id text NOT NULL REFERENCES dateline.batch,
    CONSTRAINT loaded_has_an_article CHECK (outcome <> 'loaded' OR article_id IS NOT NULL)
);
CREATE INDEX outcome_by_day ON dateline.outcome (day, source_id);
CREATE INDEX outcome_by_article ON dateline.outcome (article_id) WHERE article_id IS NOT NULL;

CREATE TABLE dateline.takedown (
    takedown_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('article', 'speaker')),
    subject text NOT NULL,
    reason text NOT NULL CHECK (reason <> ''),
    asked_by text NOT NULL,
    asked_at timestamptz NOT NULL,
    done_at timestamptz NOT NULL DEFAULT now(),
    removed jsonb NOT NULL DEFAULT '{}'
);

CREATE TABLE dateline.tombstone (
    kind text NOT NULL CHECK (kind IN ('article', 'speaker')),
    key uuid NOT NULL,
    takedown_id bigint NOT NULL REFERENCES dateline.takedown,
    PRIMARY KEY (kind, key)
);

CREATE TABLE dateline.speaker_override (
    article_id uuid NOT NULL REFERENCES dateline.article ON DELETE CASCADE,
    words_key uuid NOT NULL,
    speaker text,
    speaker_entity_id uuid REFERENCES dateline.entity,
    speaker_type text CHECK (speaker_type IN ('person', 'organisation', 'group', 'role', 'unnamed')),
    reason text NOT NULL DEFAULT '',
    set_by text NOT NULL,
    set_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (article_id, words_key),
    CONSTRAINT speaker_has_an_entity CHECK ((speaker IS NULL) = (speaker_entity_id IS NULL))
);

CREATE TABLE dateline.text_band (
    version_id uuid NOT NULL REFERENCES dateline.article_version ON DELETE CASCADE,
    band smallint NOT NULL CHECK (band >= 0),
    hash bigint NOT NULL,
    PRIMARY KEY (version_id, band)
);
CREATE INDEX text_band_by_hash ON dateline.text_band (band, hash);

CREATE TABLE dateline.story_cluster (
    story_id uuid PRIMARY KEY,
    first_day date NOT NULL,
    last_day date NOT NULL,
    articles integer NOT NULL CHECK (articles >= 2),
    sources integer NOT NULL CHECK (sources >= 1),
    CONSTRAINT story_days_in_order CHECK (first_day <= last_day)
);

CREATE TABLE dateline.story_member (
    article_id uuid PRIMARY KEY REFERENCES dateline.article ON DELETE CASCADE,
    story_id uuid NOT NULL REFERENCES dateline.story_cluster ON DELETE CASCADE,
    similarity real NOT NULL CHECK (similarity BETWEEN 0 AND 1),
    origin boolean NOT NULL,
    syndicated boolean NOT NULL,
    CONSTRAINT origin_is_not_syndicated CHECK (NOT (origin AND syndicated))
);
CREATE UNIQUE INDEX one_origin_a_story ON dateline.story_member (story_id) WHERE origin;
CREATE INDEX story_member_by_story ON dateline.story_member (story_id);

CREATE TABLE dateline.boilerplate_line (
    host text NOT NULL,
    line_id uuid NOT NULL,
    line text NOT NULL,
    pages integer NOT NULL CHECK (pages >= 1),
    learned_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (host, line_id)
);

CREATE VIEW dateline.current_article AS
SELECT a.article_id, a.url, a.source_id, v.version_id, v.title, a.subtitle, v.text, v.language, a.kind, a.agency,
       a.published_day, a.published_at, a.published_precision, a.modified_day, a.modified_at, a.modified_precision,
       a.section, a.tags, a.image, a.site_name, a.paywalled, a.provenance, v.characters, v.words, v.valid_from,
       e.extraction_id, e.extraction_run_id, e.mentions, e.quotes, s.story_id, s.syndicated
FROM dateline.article a
JOIN dateline.article_version v ON v.article_id = a.article_id AND v.active AND v.valid_to IS NULL
LEFT JOIN dateline.extraction e ON e.version_id = v.version_id AND e.current
LEFT JOIN dateline.story_member s ON s.article_id = a.article_id;

CREATE VIEW dateline.current_quote AS
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
LEFT JOIN dateline.speaker_override o ON o.article_id = a.article_id AND o.words_key = q.words_key;

CREATE VIEW dateline.current_mention AS
SELECT m.extraction_id, m.ordinal, a.article_id, a.version_id, a.source_id, a.published_day,
       m.entity_id, m.label, m.start_at, m.end_at, m.text
FROM dateline.mention m
JOIN dateline.current_article a ON a.extraction_id = m.extraction_id;

CREATE VIEW dateline.quote_cluster AS
SELECT words_key, speaker_entity_id, min(speaker) AS speaker, min(text) AS text,
       count(*) AS quotes, count(DISTINCT article_id) AS articles, count(DISTINCT source_id) AS sources,
       min(published_day) AS first_day, max(published_day) AS last_day
FROM dateline.current_quote
WHERE words >= 4 AND kind <> 'indirect'
GROUP BY words_key, speaker_entity_id
HAVING count(DISTINCT article_id) > 1;

-- Trigrams make searching names by parts quick; where the server lacks them, or forbids them, it is slower.
DO $$
BEGIN
    CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;
    CREATE INDEX entity_by_trigram ON dateline.entity USING gin (name_key public.gin_trgm_ops);
EXCEPTION WHEN undefined_file OR insufficient_privilege OR feature_not_supported OR undefined_object THEN
    RAISE NOTICE 'pg_trgm is not to be had here: searching names by their parts will be slower';
END $$;
CREATE INDEX version_search_by_word ON dateline.version_search USING gin (document);
CREATE INDEX quote_search_by_word ON dateline.quote_search USING gin (document);
INSERT INTO dateline.calendar (day)
SELECT generate_series(date '2015-01-01', date '2035-12-31', '1 day')::date;
