-- Tables in mart hold keys and numbers, no names and no words; the views in bi add the names from the
-- warehouse. So whoever is forgotten there is forgotten here.

CREATE SCHEMA mart;
CREATE SCHEMA bi;

CREATE TABLE mart.coverage (
    day date NOT NULL,
    source_id text NOT NULL,
    articles integer NOT NULL CHECK (articles > 0),
    live_blogs integer NOT NULL,
    paywalled integer NOT NULL,
    words bigint NOT NULL,
    authors integer NOT NULL,
    articles_with_quotes integer NOT NULL,
    quotes integer NOT NULL,
    paraphrases integer NOT NULL,
    people_quoted integer NOT NULL,
    PRIMARY KEY (day, source_id)
);

CREATE TABLE mart.speaker_day (
    day date NOT NULL,
    source_id text NOT NULL,
    entity_id uuid NOT NULL REFERENCES dateline.entity ON DELETE CASCADE,
    speaker_type text NOT NULL,
    quotes integer NOT NULL,
    own_quotes integer NOT NULL CHECK (own_quotes <= quotes),
    paraphrases integer NOT NULL,
    words bigint NOT NULL,
    articles integer NOT NULL CHECK (articles > 0),
    PRIMARY KEY (day, source_id, entity_id, speaker_type)
);
CREATE INDEX speaker_day_by_entity ON mart.speaker_day (entity_id);

CREATE TABLE mart.first_last (
    entity_id uuid NOT NULL REFERENCES dateline.entity ON DELETE CASCADE,
    source_id text NOT NULL,
    first_day date NOT NULL,
    last_day date NOT NULL CHECK (first_day <= last_day),
    days integer NOT NULL CHECK (days > 0),
    quotes integer NOT NULL CHECK (quotes > 0),
    PRIMARY KEY (entity_id, source_id)
);
CREATE INDEX first_last_by_first_day ON mart.first_last (first_day);

CREATE TABLE mart.co_mention (
    day date NOT NULL,
    source_id text NOT NULL,
    entity_id uuid NOT NULL REFERENCES dateline.entity ON DELETE CASCADE,
    with_entity_id uuid NOT NULL REFERENCES dateline.entity ON DELETE CASCADE,
    articles integer NOT NULL CHECK (articles > 0),
    PRIMARY KEY (day, source_id, entity_id, with_entity_id),
    CONSTRAINT pair_is_ordered CHECK (entity_id < with_entity_id)
);

CREATE TABLE mart.topic (
    day date NOT NULL,
    source_id text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('section', 'tag')),
    topic text NOT NULL,
    articles integer NOT NULL CHECK (articles > 0),
    words bigint NOT NULL,
    quotes integer NOT NULL,
    PRIMARY KEY (day, source_id, kind, topic)
);

CREATE TABLE mart.syndication (
    day date NOT NULL,
    source_id text NOT NULL,
    origin_source_id text NOT NULL,
    articles integer NOT NULL CHECK (articles > 0),
    words bigint NOT NULL,
    PRIMARY KEY (day, source_id, origin_source_id),
    CONSTRAINT copies_come_from_elsewhere CHECK (source_id <> origin_source_id)
);

CREATE TABLE mart.diversity (
    day date NOT NULL,
    source_id text NOT NULL,
    quotes integer NOT NULL CHECK (quotes > 0),
    by_people integer NOT NULL,
    by_organisations integer NOT NULL,
    by_groups_and_roles integer NOT NULL,
    by_unnamed integer NOT NULL,
    unresolved integer NOT NULL,
    speakers integer NOT NULL,
    top_speaker_quotes integer NOT NULL,
    concentration real CHECK (concentration BETWEEN 0 AND 1),
    PRIMARY KEY (day, source_id),
    CONSTRAINT every_quote_is_somewhere CHECK (
        quotes = by_people + by_organisations + by_groups_and_roles + by_unnamed + unresolved)
);

CREATE TABLE mart.correction (
    version_id uuid PRIMARY KEY,
    article_id uuid NOT NULL REFERENCES dateline.article ON DELETE CASCADE,
    day date NOT NULL,
    source_id text NOT NULL,
    changed_on date NOT NULL,
    title_changed boolean NOT NULL,
    words_before integer NOT NULL,
    words_after integer NOT NULL,
    quotes_removed integer NOT NULL,
    quotes_added integer NOT NULL
);
CREATE INDEX correction_by_day ON mart.correction (day);
CREATE INDEX correction_by_change ON mart.correction (changed_on);
CREATE INDEX correction_by_article ON mart.correction (article_id);

CREATE TABLE mart.quality (
    day date NOT NULL,
    source_id text NOT NULL,
    articles integer NOT NULL,
    short integer NOT NULL,
    without_title integer NOT NULL,
    without_date integer NOT NULL,
    without_author integer NOT NULL,
    without_annotation integer NOT NULL,
    without_quotes integer NOT NULL,
    quotes integer NOT NULL,
    unresolved integer NOT NULL,
    empty integer NOT NULL,
    failed integer NOT NULL,
    PRIMARY KEY (day, source_id)
);

CREATE TABLE mart.funnel (
    day date NOT NULL,
    source_id text NOT NULL,
    state text NOT NULL CHECK (state IN ('found', 'nothing', 'failed', 'unknown')),
    found integer NOT NULL,
    cut integer NOT NULL,
    loaded integer NOT NULL,
    unchanged integer NOT NULL,
    duplicate integer NOT NULL,
    robots integer NOT NULL,
    gone integer NOT NULL,
    blocked integer NOT NULL,
    refused integer NOT NULL,
    too_large integer NOT NULL,
    not_html integer NOT NULL,
    not_an_article integer NOT NULL,
    no_text integer NOT NULL,
    taken_down integer NOT NULL,
    failed integer NOT NULL,
    ended integer GENERATED ALWAYS AS (
        loaded + unchanged + duplicate + robots + gone + blocked + refused + too_large + not_html
        + not_an_article + no_text + taken_down + failed) STORED,
    PRIMARY KEY (day, source_id)
);

CREATE VIEW bi.coverage AS
SELECT m.day, m.source_id, s.name AS source, m.articles, m.live_blogs, m.paywalled, m.words, m.authors,
       m.articles_with_quotes, m.quotes, m.paraphrases, m.people_quoted
FROM mart.coverage m JOIN dateline.source s USING (source_id);

CREATE VIEW bi.people_quoted AS
SELECT m.day, m.source_id, s.name AS source, m.entity_id, e.name AS person, m.quotes, m.own_quotes, m.paraphrases,
       m.words, m.articles,
       m.quotes::numeric / nullif(sum(m.quotes) OVER (PARTITION BY m.day, m.source_id), 0) AS share_of_voice
FROM mart.speaker_day m JOIN dateline.source s USING (source_id) JOIN dateline.entity e USING (entity_id)
WHERE m.speaker_type = 'person';

CREATE VIEW bi.speakers AS
SELECT m.day, m.source_id, s.name AS source, m.entity_id, e.name AS speaker, m.speaker_type, m.quotes, m.own_quotes,
       m.paraphrases, m.words, m.articles
FROM mart.speaker_day m JOIN dateline.source s USING (source_id) JOIN dateline.entity e USING (entity_id);

CREATE VIEW bi.first_last_quoted AS
SELECT m.entity_id, e.name AS speaker, m.source_id, s.name AS source, m.first_day, m.last_day, m.days, m.quotes
FROM mart.first_last m JOIN dateline.source s USING (source_id) JOIN dateline.entity e USING (entity_id);

CREATE VIEW bi.co_mentions AS
SELECT m.day, m.source_id, s.name AS source, m.entity_id, e.name AS name, e.kind,
       m.with_entity_id, w.name AS with_name, w.kind AS with_kind, m.articles
FROM mart.co_mention m
JOIN dateline.source s USING (source_id)
JOIN dateline.entity e USING (entity_id)
JOIN dateline.entity w ON w.entity_id = m.with_entity_id;

CREATE VIEW bi.topics AS
SELECT m.day, m.source_id, s.name AS source, m.kind, m.topic, m.articles, m.words, m.quotes
FROM mart.topic m JOIN dateline.source s USING (source_id);

CREATE VIEW bi.syndication AS
SELECT m.day, m.source_id, s.name AS source, m.origin_source_id, o.name AS origin, m.articles, m.words,
       m.articles::numeric / c.articles AS share_of_articles
FROM mart.syndication m
JOIN dateline.source s USING (source_id)
JOIN dateline.source o ON o.source_id = m.origin_source_id
JOIN mart.coverage c ON c.day = m.day AND c.source_id = m.source_id;

CREATE VIEW bi.diversity AS
SELECT m.day, m.source_id, s.name AS source, m.quotes, m.by_people, m.by_organisations, m.by_groups_and_roles,
       m.by_unnamed, m.unresolved, m.speakers, m.top_speaker_quotes, m.concentration,
       1 / nullif(m.concentration, 0) AS effective_speakers
FROM mart.diversity m JOIN dateline.source s USING (source_id);

CREATE VIEW bi.corrections AS
SELECT m.changed_on, m.day, m.source_id, s.name AS source, m.article_id, a.url, v.title, m.version_id,
       m.title_changed, m.words_before, m.words_after, m.quotes_removed, m.quotes_added
FROM mart.correction m
JOIN dateline.source s USING (source_id)
JOIN dateline.article a USING (article_id)
JOIN dateline.article_version v USING (version_id);

CREATE VIEW bi.quality AS
SELECT m.day, m.source_id, s.name AS source, m.articles, m.short, m.without_title, m.without_date, m.without_author,
       m.without_annotation, m.without_quotes, m.quotes, m.unresolved, m.empty, m.failed,
       m.quotes::numeric / nullif(m.articles, 0) AS quotes_per_article
FROM mart.quality m JOIN dateline.source s USING (source_id);

CREATE VIEW bi.funnel AS
SELECT m.day, m.source_id, coalesce(s.name, m.source_id) AS source, m.state, m.found, m.cut, m.loaded, m.unchanged,
       m.duplicate, m.robots, m.gone, m.blocked, m.refused, m.too_large, m.not_html, m.not_an_article,
       m.no_text, m.taken_down, m.failed, m.ended
FROM mart.funnel m LEFT JOIN dateline.source s USING (source_id);

-- What every table and column holds, in the database itself.

COMMENT ON SCHEMA mart IS 'Numbers by day and source, made from the warehouse by include/sql/marts';
COMMENT ON SCHEMA bi IS 'Views over the marts, with names, for reports and BI tools';

COMMENT ON TABLE mart.coverage IS 'What each source published each day';
COMMENT ON TABLE mart.speaker_day IS 'Whom each source quoted each day';
COMMENT ON TABLE mart.first_last IS 'When each speaker was first and last quoted by each source';
COMMENT ON TABLE mart.co_mention IS 'Which people and organisations are named in the same articles; the dozen most often named of each article';
COMMENT ON TABLE mart.topic IS 'Sections and tags of each source and day';
COMMENT ON TABLE mart.syndication IS 'How many of a source''s articles are copies of which other source''s';
COMMENT ON TABLE mart.diversity IS 'Who gets to speak in a source on a day: kinds of speakers, their number, how few dominate';
COMMENT ON TABLE mart.correction IS 'Articles whose words changed after we first had them, one row a change';
COMMENT ON TABLE mart.quality IS 'How well a source''s pages were extracted';
COMMENT ON TABLE mart.funnel IS 'Where the candidates of a day ended; found and ended must agree';

DO $$
DECLARE
    column_of record;
    meaning jsonb := '{
        "day": "The article''s day of publication, or the day it was found where it names none",
        "source_id": "The source",
        "source": "The source''s name",
        "articles": "Number of articles",
        "live_blogs": "Live blogs among the articles",
        "paywalled": "Articles that say they are not free",
        "words": "Number of words of the articles",
        "authors": "Different people in bylines",
        "articles_with_quotes": "Articles with a direct or mixed quote",
        "quotes": "Direct and mixed quotes",
        "own_quotes": "Quotes outside copies of another source''s articles",
        "paraphrases": "Indirect quotes",
        "people_quoted": "Different people with a direct or mixed quote",
        "entity_id": "The entity",
        "with_entity_id": "The other entity; its key is the greater one",
        "person": "Name of the person",
        "speaker": "Name of the speaker",
        "name": "Name of the entity",
        "with_name": "Name of the other entity",
        "kind": "Kind of the entity",
        "with_kind": "Kind of the other entity",
        "speaker_type": "person, organisation, group, role or unnamed",
        "share_of_voice": "Share of the quotes of people of this source and day, 0 to 1",
        "first_day": "Day of the first quote or paraphrase",
        "last_day": "Day of the last one",
        "days": "Number of days with one",
        "topic": "The section or tag, as the page names it",
        "origin_source_id": "The source whose article is the likely origin",
        "origin": "Name of the origin",
        "share_of_articles": "Share of the source''s articles of the day, 0 to 1",
        "by_people": "Quotes of named people",
        "by_organisations": "Quotes of organisations",
        "by_groups_and_roles": "Quotes of groups and of offices without a name",
        "by_unnamed": "Quotes of sources that the article leaves unnamed",
        "unresolved": "Quotes whose speaker was not found surely enough",
        "speakers": "Different named speakers of any type",
        "top_speaker_quotes": "Quotes of the most quoted speaker",
        "concentration": "Sum of the squared shares of named speakers (Herfindahl), 0 to 1; null without any",
        "effective_speakers": "1 / concentration: so many equally loud speakers would be as concentrated",
        "version_id": "The version that the change made",
        "article_id": "The article",
        "url": "Canonical address",
        "title": "Headline after the change",
        "changed_on": "Day of the change: as the page states it, else the day whose run saw it",
        "title_changed": "Whether the headline changed",
        "words_before": "Words of the version before",
        "words_after": "Words after the change",
        "quotes_removed": "Quotes of four or more words that the change removed",
        "quotes_added": "Quotes of four or more words that it added",
        "short": "Articles of fewer than 100 words",
        "without_title": "Articles without headline",
        "without_date": "Articles without day of publication",
        "without_author": "Articles without a person, desk or agency as author",
        "without_annotation": "Articles that no language model read",
        "without_quotes": "Articles without direct or mixed quote",
        "empty": "Candidates of the day from whose page no text came",
        "quotes_per_article": "Quotes by articles",
        "state": "How discovery went: found, nothing, failed; unknown where it left no word",
        "found": "Candidates that discovery found",
        "cut": "Candidates left out because the source''s limit was reached",
        "ended": "Sum of all outcomes",
        "failed": "Candidates that failed"
    }';
BEGIN
    FOR column_of IN
        SELECT n.nspname AS schema, c.relname AS relation, a.attname AS name
        FROM pg_attribute a
        JOIN pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'v')
        JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname IN ('mart', 'bi')
        WHERE a.attnum > 0 AND NOT a.attisdropped
    LOOP
        EXECUTE format('COMMENT ON COLUMN %I.%I.%I IS %L', column_of.schema, column_of.relation, column_of.name,
            CASE WHEN column_of.relation = 'funnel' AND column_of.name = 'day'
                 THEN 'The day that discovery was asked for'
                 WHEN column_of.relation = 'topic' AND column_of.name = 'kind' THEN 'section or tag'
                 ELSE coalesce(meaning ->> column_of.name,
                               'Candidates that ended as ' || replace(column_of.name, '_', ' '))
            END);
    END LOOP;

    FOR column_of IN
        SELECT c.relname AS name FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'bi' WHERE c.relkind = 'v'
    LOOP
        EXECUTE format('COMMENT ON VIEW bi.%I IS %L', column_of.name, 'For reading: the mart with names');
    END LOOP;
END $$;
