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
CREATE INDEX version_by_batch ON dateline.article_version (batch_id);
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
CREATE INDEX extraction_by_batch ON dateline.extraction (batch_id);
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
    line bigint NOT NULL,
    pages bigint[] NOT NULL CHECK (cardinality(pages) BETWEEN 1 AND 8),
    learned_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (host, line)
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

-- What every table and column holds, in the database itself.

COMMENT ON TABLE dateline.source IS 'A publisher that is followed, as sources.yaml describes it';
COMMENT ON COLUMN dateline.source.source_id IS 'Short name, as in sources.yaml';
COMMENT ON COLUMN dateline.source.name IS 'Name for readers';
COMMENT ON COLUMN dateline.source.home IS 'Address of the home page';
COMMENT ON COLUMN dateline.source.timezone IS 'IANA zone in which its days are counted';
COMMENT ON COLUMN dateline.source.language IS 'ISO 639-1 code of its main language';
COMMENT ON COLUMN dateline.source.country IS 'ISO 3166-1 alpha-2 code';
COMMENT ON COLUMN dateline.source.paused IS 'Whether it is left out of new runs';

COMMENT ON TABLE dateline.calendar IS 'Days, with the parts that reports group by';
COMMENT ON COLUMN dateline.calendar.day IS 'The day';
COMMENT ON COLUMN dateline.calendar.year IS 'Calendar year';
COMMENT ON COLUMN dateline.calendar.month IS 'Month, 1 to 12';
COMMENT ON COLUMN dateline.calendar.iso_year IS 'Year of the ISO week';
COMMENT ON COLUMN dateline.calendar.iso_week IS 'ISO week, 1 to 53';
COMMENT ON COLUMN dateline.calendar.iso_weekday IS '1 Monday to 7 Sunday';

COMMENT ON TABLE dateline.extraction_run IS 'A combination of code, model and settings that produced rows';
COMMENT ON COLUMN dateline.extraction_run.extraction_run_id IS 'Digest of the other columns, 16 hexadecimal digits';
COMMENT ON COLUMN dateline.extraction_run.code_version IS 'Version of Dateline''s code';
COMMENT ON COLUMN dateline.extraction_run.model IS 'Name of the language model';
COMMENT ON COLUMN dateline.extraction_run.model_version IS 'Version of the language model';
COMMENT ON COLUMN dateline.extraction_run.settings IS 'Settings that change what is extracted';

COMMENT ON TABLE dateline.batch IS 'The unit of work that loaded rows, with the Airflow task that did it last';
COMMENT ON COLUMN dateline.batch.batch_id IS 'Name of the batch: day/label';
COMMENT ON COLUMN dateline.batch.dag_id IS 'Airflow DAG; null outside Airflow';
COMMENT ON COLUMN dateline.batch.dag_run_id IS 'Airflow run of that DAG';
COMMENT ON COLUMN dateline.batch.task_id IS 'Airflow task';
COMMENT ON COLUMN dateline.batch.map_index IS 'Index of the mapped task';
COMMENT ON COLUMN dateline.batch.extraction_run_id IS 'Code, model and settings it was last loaded with';
COMMENT ON COLUMN dateline.batch.inputs_digest IS 'Digest of the batch''s files at that load';
COMMENT ON COLUMN dateline.batch.outcomes IS 'Outcome to number of candidates at that load';
COMMENT ON COLUMN dateline.batch.loaded_at IS 'When a load last changed this row';

COMMENT ON TABLE dateline.author IS 'A name in bylines';
COMMENT ON COLUMN dateline.author.author_id IS 'Key of kind and folded name';
COMMENT ON COLUMN dateline.author.name IS 'Name as first seen';
COMMENT ON COLUMN dateline.author.kind IS 'person, or organisation for a desk or an outlet';

COMMENT ON TABLE dateline.entity IS 'What names refer to: one row for each folded name of a kind';
COMMENT ON COLUMN dateline.entity.entity_id IS 'Key of kind and folded name';
COMMENT ON COLUMN dateline.entity.name IS 'Name as first seen';
COMMENT ON COLUMN dateline.entity.name_key IS 'Folded name: case, spacing and outer marks removed';
COMMENT ON COLUMN dateline.entity.kind IS 'person, organisation, place, group, or another label in lower case';
COMMENT ON COLUMN dateline.entity.geonames_id IS 'GeoNames number of a place, where known';
COMMENT ON COLUMN dateline.entity.country_code IS 'ISO 3166-1 alpha-2 code of a place, where known';

COMMENT ON TABLE dateline.entity_alias IS 'Other forms under which articles name an entity';
COMMENT ON COLUMN dateline.entity_alias.entity_id IS 'The entity';
COMMENT ON COLUMN dateline.entity_alias.alias_id IS 'Key of the form';
COMMENT ON COLUMN dateline.entity_alias.alias IS 'The form';

COMMENT ON TABLE dateline.article IS 'An article: one row for its canonical address, with its latest metadata';
COMMENT ON COLUMN dateline.article.article_id IS 'Key of the address';
COMMENT ON COLUMN dateline.article.url IS 'Canonical address';
COMMENT ON COLUMN dateline.article.source_id IS 'Source whose candidate described it last';
COMMENT ON COLUMN dateline.article.kind IS 'article, live blog, media, section or not news';
COMMENT ON COLUMN dateline.article.subtitle IS 'Standfirst';
COMMENT ON COLUMN dateline.article.agency IS 'News agency that is credited';
COMMENT ON COLUMN dateline.article.published_day IS 'Day of publication as the page states it';
COMMENT ON COLUMN dateline.article.published_at IS 'Instant of publication, where known';
COMMENT ON COLUMN dateline.article.published_precision IS 'instant; zone assumed (the source''s was taken); or day';
COMMENT ON COLUMN dateline.article.modified_day IS 'Day of the last change that the page states';
COMMENT ON COLUMN dateline.article.modified_at IS 'Instant of that change, where known';
COMMENT ON COLUMN dateline.article.modified_precision IS 'As published_precision';
COMMENT ON COLUMN dateline.article.section IS 'Section of the outlet';
COMMENT ON COLUMN dateline.article.tags IS 'Keywords that the page names';
COMMENT ON COLUMN dateline.article.language_detected IS 'Language of the text itself, where it differs from the page''s word';
COMMENT ON COLUMN dateline.article.image IS 'Address of the lead picture';
COMMENT ON COLUMN dateline.article.site_name IS 'The site''s own name';
COMMENT ON COLUMN dateline.article.paywalled IS 'Whether the page says that it is not free; null where it says nothing';
COMMENT ON COLUMN dateline.article.provenance IS 'Field to the rule that gave it and its confidence';
COMMENT ON COLUMN dateline.article.record_digest IS 'SHA-256 of the cleaned record that described it last';
COMMENT ON COLUMN dateline.article.described_at IS 'Time of the capture that described it last';

COMMENT ON TABLE dateline.article_author IS 'Who wrote an article';
COMMENT ON COLUMN dateline.article_author.article_id IS 'The article';
COMMENT ON COLUMN dateline.article_author.author_id IS 'The author';
COMMENT ON COLUMN dateline.article_author.ordinal IS 'Place in the byline, from 0';

COMMENT ON TABLE dateline.article_version IS 'One state of an article''s words over time; never overwritten';
COMMENT ON COLUMN dateline.article_version.version_id IS 'Key of article, moment and exact words';
COMMENT ON COLUMN dateline.article_version.article_id IS 'The article';
COMMENT ON COLUMN dateline.article_version.valid_from IS 'Time of the first capture with these words';
COMMENT ON COLUMN dateline.article_version.valid_to IS 'Time of the capture that found other words; null for the latest';
COMMENT ON COLUMN dateline.article_version.active IS 'False for a version that a re-extraction staged or replaced';
COMMENT ON COLUMN dateline.article_version.candidate_id IS 'Candidate whose capture made it';
COMMENT ON COLUMN dateline.article_version.extraction_run_id IS 'Code that cleaned it';
COMMENT ON COLUMN dateline.article_version.batch_id IS 'Batch that loaded it';
COMMENT ON COLUMN dateline.article_version.title IS 'Headline';
COMMENT ON COLUMN dateline.article_version.text IS 'Body; paragraphs separated by a blank line; null once dropped';
COMMENT ON COLUMN dateline.article_version.language IS 'ISO 639-1 code';
COMMENT ON COLUMN dateline.article_version.characters IS 'Length of text in code points';
COMMENT ON COLUMN dateline.article_version.words IS 'Words of text, split at white space';
COMMENT ON COLUMN dateline.article_version.block_starts IS 'Offset of each block of the page';
COMMENT ON COLUMN dateline.article_version.block_ends IS 'End offset of each block, exclusive';
COMMENT ON COLUMN dateline.article_version.block_kinds IS 'A letter a block: p paragraph, h heading, l list item, q quote';
COMMENT ON COLUMN dateline.article_version.text_digest IS 'SHA-256 of title and words with white space folded';
COMMENT ON COLUMN dateline.article_version.record_digest IS 'SHA-256 of the cleaned record';
COMMENT ON COLUMN dateline.article_version.replaced_characters IS 'NUL and lone surrogates that were replaced by U+FFFD';
COMMENT ON COLUMN dateline.article_version.text_dropped_at IS 'When retention dropped the text';
COMMENT ON COLUMN dateline.article_version.capture_url IS 'Address asked for';
COMMENT ON COLUMN dateline.article_version.capture_final_url IS 'Address that answered';
COMMENT ON COLUMN dateline.article_version.capture_status IS 'HTTP status';
COMMENT ON COLUMN dateline.article_version.capture_type IS 'Content type';
COMMENT ON COLUMN dateline.article_version.capture_charset IS 'Charset by which the bytes were decoded';
COMMENT ON COLUMN dateline.article_version.capture_digest IS 'Digest of the decoded body';
COMMENT ON COLUMN dateline.article_version.capture_bytes IS 'Bytes of the decoded body';
COMMENT ON COLUMN dateline.article_version.warc_path IS 'WARC file, relative to the lake';
COMMENT ON COLUMN dateline.article_version.warc_offset IS 'Byte offset of the record in it';
COMMENT ON COLUMN dateline.article_version.warc_length IS 'Length of the record in bytes';

COMMENT ON TABLE dateline.version_search IS 'What full-text search knows of a version';
COMMENT ON COLUMN dateline.version_search.version_id IS 'The version';
COMMENT ON COLUMN dateline.version_search.document IS 'Words of title (weight A) and text';

COMMENT ON TABLE dateline.extraction IS 'The facts that one run extracted from one version';
COMMENT ON COLUMN dateline.extraction.extraction_id IS 'Key of version and run';
COMMENT ON COLUMN dateline.extraction.version_id IS 'The version';
COMMENT ON COLUMN dateline.extraction.extraction_run_id IS 'The run';
COMMENT ON COLUMN dateline.extraction.batch_id IS 'Batch that loaded it';
COMMENT ON COLUMN dateline.extraction.current IS 'Whether these facts are the ones in force';
COMMENT ON COLUMN dateline.extraction.facts_digest IS 'SHA-256 of the entities and quotes records';
COMMENT ON COLUMN dateline.extraction.mentions IS 'Number of mentions';
COMMENT ON COLUMN dateline.extraction.quotes IS 'Number of quotes';

COMMENT ON TABLE dateline.article_entity IS 'An entity in an article';
COMMENT ON COLUMN dateline.article_entity.extraction_id IS 'The extraction';
COMMENT ON COLUMN dateline.article_entity.entity_id IS 'The entity';
COMMENT ON COLUMN dateline.article_entity.name IS 'Its canonical name within the article';
COMMENT ON COLUMN dateline.article_entity.label IS 'spaCy''s label';
COMMENT ON COLUMN dateline.article_entity.mentions IS 'How often it is mentioned';
COMMENT ON COLUMN dateline.article_entity.in_title IS 'Whether the title names it';
COMMENT ON COLUMN dateline.article_entity.in_first_paragraph IS 'Whether the first paragraph names it';
COMMENT ON COLUMN dateline.article_entity.salience IS 'How much the article is about it, 0 to 1';

COMMENT ON TABLE dateline.mention IS 'Words that name an entity';
COMMENT ON COLUMN dateline.mention.extraction_id IS 'The extraction';
COMMENT ON COLUMN dateline.mention.ordinal IS 'Place among the extraction''s mentions, from 0';
COMMENT ON COLUMN dateline.mention.entity_id IS 'The entity';
COMMENT ON COLUMN dateline.mention.label IS 'spaCy''s label';
COMMENT ON COLUMN dateline.mention.start_at IS 'Offset in the version''s text, in code points';
COMMENT ON COLUMN dateline.mention.end_at IS 'End offset, exclusive';
COMMENT ON COLUMN dateline.mention.text IS 'The words';

COMMENT ON TABLE dateline.quote IS 'An attributed content';
COMMENT ON COLUMN dateline.quote.quote_id IS 'Key of extraction and place';
COMMENT ON COLUMN dateline.quote.extraction_id IS 'The extraction';
COMMENT ON COLUMN dateline.quote.ordinal IS 'Place among the extraction''s quotes, from 0';
COMMENT ON COLUMN dateline.quote.kind IS 'direct, mixed or indirect';
COMMENT ON COLUMN dateline.quote.text IS 'The words, parts joined by an ellipsis, outer marks stripped';
COMMENT ON COLUMN dateline.quote.language IS 'ISO 639-1 code of the article';
COMMENT ON COLUMN dateline.quote.words IS 'Number of words';
COMMENT ON COLUMN dateline.quote.words_key IS 'Key of the folded words: equal for the same words elsewhere';
COMMENT ON COLUMN dateline.quote.part_starts IS 'Offset of each part of the content in the version''s text';
COMMENT ON COLUMN dateline.quote.part_ends IS 'End offset of each part, exclusive';
COMMENT ON COLUMN dateline.quote.verbatim_starts IS 'Offset of each string in quotation marks, marks included';
COMMENT ON COLUMN dateline.quote.verbatim_ends IS 'End offset of each such string, exclusive';
COMMENT ON COLUMN dateline.quote.mention_start IS 'Offset of the source''s words';
COMMENT ON COLUMN dateline.quote.mention_end IS 'End offset of the source''s words, exclusive';
COMMENT ON COLUMN dateline.quote.mention_text IS 'The source''s words';
COMMENT ON COLUMN dateline.quote.cue_start IS 'Offset of the cue';
COMMENT ON COLUMN dateline.quote.cue_end IS 'End offset of the cue, exclusive';
COMMENT ON COLUMN dateline.quote.cue_text IS 'The cue, such as said';
COMMENT ON COLUMN dateline.quote.speaker IS 'Resolved name of the speaker; null where not known surely enough';
COMMENT ON COLUMN dateline.quote.speaker_entity_id IS 'The speaker''s entity';
COMMENT ON COLUMN dateline.quote.speaker_type IS 'person, organisation, group, role or unnamed';
COMMENT ON COLUMN dateline.quote.speaker_score IS 'How sure the speaker is, 0 to 1';
COMMENT ON COLUMN dateline.quote.speaker_method IS 'Rule that resolved the speaker';
COMMENT ON COLUMN dateline.quote.spokesperson IS 'Who spoke for an organisation, where named';
COMMENT ON COLUMN dateline.quote.score IS 'Probability that this is speech, rightly bounded';
COMMENT ON COLUMN dateline.quote.method IS 'Rule or model that made it';

COMMENT ON TABLE dateline.quote_search IS 'What full-text search knows of a quote';
COMMENT ON COLUMN dateline.quote_search.quote_id IS 'The quote';
COMMENT ON COLUMN dateline.quote_search.document IS 'Its words';

COMMENT ON TABLE dateline.outcome IS 'Where a candidate ended: exactly one row a candidate';
COMMENT ON COLUMN dateline.outcome.candidate_id IS 'Key of source, day and address, 16 hexadecimal digits';
COMMENT ON COLUMN dateline.outcome.source_id IS 'The source';
COMMENT ON COLUMN dateline.outcome.day IS 'The partition: a day in the source''s zone';
COMMENT ON COLUMN dateline.outcome.url IS 'The candidate''s address';
COMMENT ON COLUMN dateline.outcome.found_by IS 'Kind of discovery';
COMMENT ON COLUMN dateline.outcome.found_in IS 'Feed, sitemap, page, list or archive that named it';
COMMENT ON COLUMN dateline.outcome.outcome IS 'Where it ended';
COMMENT ON COLUMN dateline.outcome.reason IS 'Why, in words';
COMMENT ON COLUMN dateline.outcome.http_status IS 'HTTP status, where that was the reason';
COMMENT ON COLUMN dateline.outcome.article_id IS 'The article it led to';
COMMENT ON COLUMN dateline.outcome.fetched_at IS 'Time of its capture';
COMMENT ON COLUMN dateline.outcome.batch_id IS 'Batch that wrote this row';

COMMENT ON TABLE dateline.takedown IS 'A request to forget, and what was done';
COMMENT ON COLUMN dateline.takedown.takedown_id IS 'Number of the request';
COMMENT ON COLUMN dateline.takedown.kind IS 'article or speaker';
COMMENT ON COLUMN dateline.takedown.subject IS 'Address or name';
COMMENT ON COLUMN dateline.takedown.reason IS 'Why it was asked';
COMMENT ON COLUMN dateline.takedown.asked_by IS 'Who asked';
COMMENT ON COLUMN dateline.takedown.asked_at IS 'When it was asked';
COMMENT ON COLUMN dateline.takedown.done_at IS 'When it was done';
COMMENT ON COLUMN dateline.takedown.removed IS 'Number of rows and records removed, by kind';

COMMENT ON TABLE dateline.tombstone IS 'What may not come back';
COMMENT ON COLUMN dateline.tombstone.kind IS 'article or speaker';
COMMENT ON COLUMN dateline.tombstone.key IS 'Key of the address or of the folded name';
COMMENT ON COLUMN dateline.tombstone.takedown_id IS 'The request';

COMMENT ON TABLE dateline.speaker_override IS 'A person''s correction of a speaker; survives re-extraction';
COMMENT ON COLUMN dateline.speaker_override.article_id IS 'The article';
COMMENT ON COLUMN dateline.speaker_override.words_key IS 'Key of the quote''s folded words';
COMMENT ON COLUMN dateline.speaker_override.speaker IS 'The right name; null for unknown';
COMMENT ON COLUMN dateline.speaker_override.speaker_entity_id IS 'Its entity';
COMMENT ON COLUMN dateline.speaker_override.speaker_type IS 'person, organisation, group, role or unnamed';
COMMENT ON COLUMN dateline.speaker_override.reason IS 'Why';
COMMENT ON COLUMN dateline.speaker_override.set_by IS 'Who corrected it';
COMMENT ON COLUMN dateline.speaker_override.set_at IS 'When';

COMMENT ON TABLE dateline.text_band IS 'MinHash bands of a version''s text: equal bands make two texts candidates for near duplicates';
COMMENT ON COLUMN dateline.text_band.version_id IS 'The version';
COMMENT ON COLUMN dateline.text_band.band IS 'Number of the band';
COMMENT ON COLUMN dateline.text_band.hash IS 'Hash of the band';

COMMENT ON TABLE dateline.story_cluster IS 'Near-identical texts in several articles';
COMMENT ON COLUMN dateline.story_cluster.story_id IS 'Key of the earliest article';
COMMENT ON COLUMN dateline.story_cluster.first_day IS 'First day of publication';
COMMENT ON COLUMN dateline.story_cluster.last_day IS 'Last day of publication';
COMMENT ON COLUMN dateline.story_cluster.articles IS 'Number of articles';
COMMENT ON COLUMN dateline.story_cluster.sources IS 'Number of sources';

COMMENT ON TABLE dateline.story_member IS 'An article''s place in a story';
COMMENT ON COLUMN dateline.story_member.article_id IS 'The article';
COMMENT ON COLUMN dateline.story_member.story_id IS 'The story';
COMMENT ON COLUMN dateline.story_member.similarity IS 'Estimated share of words in common with the origin, 0 to 1';
COMMENT ON COLUMN dateline.story_member.origin IS 'Whether it is the likely origin';
COMMENT ON COLUMN dateline.story_member.syndicated IS 'Whether it is a copy from another source';

COMMENT ON TABLE dateline.boilerplate_line IS 'Lines of a host''s pages, to tell the site''s words from the story''s';
COMMENT ON COLUMN dateline.boilerplate_line.host IS 'The host';
COMMENT ON COLUMN dateline.boilerplate_line.line IS 'Hash of the folded line';
COMMENT ON COLUMN dateline.boilerplate_line.pages IS 'Hashes of the addresses of pages that hold it, a few at most';
COMMENT ON COLUMN dateline.boilerplate_line.learned_at IS 'When a page was last added';

COMMENT ON VIEW dateline.current_article IS 'Articles with their current version, extraction and story';
COMMENT ON COLUMN dateline.current_article.article_id IS 'Key of the address';
COMMENT ON COLUMN dateline.current_article.url IS 'Canonical address';
COMMENT ON COLUMN dateline.current_article.source_id IS 'Source whose candidate described it last';
COMMENT ON COLUMN dateline.current_article.version_id IS 'Key of article, moment and exact words';
COMMENT ON COLUMN dateline.current_article.title IS 'Headline';
COMMENT ON COLUMN dateline.current_article.subtitle IS 'Standfirst';
COMMENT ON COLUMN dateline.current_article.text IS 'Body; paragraphs separated by a blank line; null once dropped';
COMMENT ON COLUMN dateline.current_article.language IS 'ISO 639-1 code';
COMMENT ON COLUMN dateline.current_article.kind IS 'article, live blog, media, section or not news';
COMMENT ON COLUMN dateline.current_article.agency IS 'News agency that is credited';
COMMENT ON COLUMN dateline.current_article.published_day IS 'Day of publication as the page states it';
COMMENT ON COLUMN dateline.current_article.published_at IS 'Instant of publication, where known';
COMMENT ON COLUMN dateline.current_article.published_precision IS 'instant; zone assumed (the source''s was taken); or day';
COMMENT ON COLUMN dateline.current_article.modified_day IS 'Day of the last change that the page states';
COMMENT ON COLUMN dateline.current_article.modified_at IS 'Instant of that change, where known';
COMMENT ON COLUMN dateline.current_article.modified_precision IS 'As published_precision';
COMMENT ON COLUMN dateline.current_article.section IS 'Section of the outlet';
COMMENT ON COLUMN dateline.current_article.tags IS 'Keywords that the page names';
COMMENT ON COLUMN dateline.current_article.image IS 'Address of the lead picture';
COMMENT ON COLUMN dateline.current_article.site_name IS 'The site''s own name';
COMMENT ON COLUMN dateline.current_article.paywalled IS 'Whether the page says that it is not free; null where it says nothing';
COMMENT ON COLUMN dateline.current_article.provenance IS 'Field to the rule that gave it and its confidence';
COMMENT ON COLUMN dateline.current_article.characters IS 'Length of text in code points';
COMMENT ON COLUMN dateline.current_article.words IS 'Words of text, split at white space';
COMMENT ON COLUMN dateline.current_article.valid_from IS 'Time of the first capture with these words';
COMMENT ON COLUMN dateline.current_article.extraction_id IS 'Key of version and run';
COMMENT ON COLUMN dateline.current_article.extraction_run_id IS 'Code that cleaned it';
COMMENT ON COLUMN dateline.current_article.mentions IS 'Number of mentions';
COMMENT ON COLUMN dateline.current_article.quotes IS 'Number of quotes';
COMMENT ON COLUMN dateline.current_article.story_id IS 'The story';
COMMENT ON COLUMN dateline.current_article.syndicated IS 'Whether it is a copy from another source';

COMMENT ON VIEW dateline.current_quote IS 'Quotes of current versions, with speakers as corrected by hand';
COMMENT ON COLUMN dateline.current_quote.quote_id IS 'Key of extraction and place';
COMMENT ON COLUMN dateline.current_quote.extraction_id IS 'The extraction';
COMMENT ON COLUMN dateline.current_quote.ordinal IS 'Place among the extraction''s quotes, from 0';
COMMENT ON COLUMN dateline.current_quote.article_id IS 'Key of the address';
COMMENT ON COLUMN dateline.current_quote.version_id IS 'Key of article, moment and exact words';
COMMENT ON COLUMN dateline.current_quote.source_id IS 'Source whose candidate described it last';
COMMENT ON COLUMN dateline.current_quote.published_day IS 'Day of publication as the page states it';
COMMENT ON COLUMN dateline.current_quote.kind IS 'direct, mixed or indirect';
COMMENT ON COLUMN dateline.current_quote.text IS 'The words, parts joined by an ellipsis, outer marks stripped';
COMMENT ON COLUMN dateline.current_quote.language IS 'ISO 639-1 code of the article';
COMMENT ON COLUMN dateline.current_quote.words IS 'Number of words';
COMMENT ON COLUMN dateline.current_quote.words_key IS 'Key of the folded words: equal for the same words elsewhere';
COMMENT ON COLUMN dateline.current_quote.cue_text IS 'The cue, such as said';
COMMENT ON COLUMN dateline.current_quote.mention_text IS 'The source''s words';
COMMENT ON COLUMN dateline.current_quote.speaker IS 'Resolved name of the speaker; null where not known surely enough';
COMMENT ON COLUMN dateline.current_quote.speaker_entity_id IS 'The speaker''s entity';
COMMENT ON COLUMN dateline.current_quote.speaker_type IS 'person, organisation, group, role or unnamed';
COMMENT ON COLUMN dateline.current_quote.speaker_score IS 'How sure the speaker is, 0 to 1';
COMMENT ON COLUMN dateline.current_quote.speaker_method IS 'Rule that resolved the speaker';
COMMENT ON COLUMN dateline.current_quote.spokesperson IS 'Who spoke for an organisation, where named';
COMMENT ON COLUMN dateline.current_quote.score IS 'Probability that this is speech, rightly bounded';
COMMENT ON COLUMN dateline.current_quote.method IS 'Rule or model that made it';

COMMENT ON VIEW dateline.current_mention IS 'Mentions of current versions';
COMMENT ON COLUMN dateline.current_mention.extraction_id IS 'The extraction';
COMMENT ON COLUMN dateline.current_mention.ordinal IS 'Place among the extraction''s mentions, from 0';
COMMENT ON COLUMN dateline.current_mention.article_id IS 'Key of the address';
COMMENT ON COLUMN dateline.current_mention.version_id IS 'Key of article, moment and exact words';
COMMENT ON COLUMN dateline.current_mention.source_id IS 'Source whose candidate described it last';
COMMENT ON COLUMN dateline.current_mention.published_day IS 'Day of publication as the page states it';
COMMENT ON COLUMN dateline.current_mention.entity_id IS 'The entity';
COMMENT ON COLUMN dateline.current_mention.label IS 'spaCy''s label';
COMMENT ON COLUMN dateline.current_mention.start_at IS 'Offset in the version''s text, in code points';
COMMENT ON COLUMN dateline.current_mention.end_at IS 'End offset, exclusive';
COMMENT ON COLUMN dateline.current_mention.text IS 'The words';

COMMENT ON VIEW dateline.quote_cluster IS 'The same words of the same speaker in several articles';
COMMENT ON COLUMN dateline.quote_cluster.words_key IS 'Key of the folded words';
COMMENT ON COLUMN dateline.quote_cluster.speaker_entity_id IS 'The speaker''s entity';
COMMENT ON COLUMN dateline.quote_cluster.speaker IS 'Name of the speaker';
COMMENT ON COLUMN dateline.quote_cluster.text IS 'The words in one of their spellings';
COMMENT ON COLUMN dateline.quote_cluster.quotes IS 'How often they were quoted';
COMMENT ON COLUMN dateline.quote_cluster.articles IS 'In how many articles';
COMMENT ON COLUMN dateline.quote_cluster.sources IS 'In how many sources';
COMMENT ON COLUMN dateline.quote_cluster.first_day IS 'First day of publication';
COMMENT ON COLUMN dateline.quote_cluster.last_day IS 'Last day of publication';
