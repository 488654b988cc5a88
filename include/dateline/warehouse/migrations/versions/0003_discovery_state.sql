CREATE TABLE crawl.discovered (
    source text NOT NULL,
    key uuid NOT NULL,
    day date NOT NULL,
    PRIMARY KEY (source, key)
);
COMMENT ON TABLE crawl.discovered IS 'The day under which each address of a source was first a candidate.';
COMMENT ON COLUMN crawl.discovered.key IS 'First 16 bytes of the SHA-256 of the canonical address.';

CREATE TABLE crawl.copies (
    key uuid PRIMARY KEY,
    url text NOT NULL,
    etag text,
    last_modified text,
    body bytea NOT NULL,
    kept_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE crawl.copies IS 'Feeds and section pages as last answered: what a 304 means.';

CREATE TABLE crawl.sitemaps (
    key uuid PRIMARY KEY,
    url text NOT NULL,
    lastmod text NOT NULL,
    days date[] NOT NULL,
    kept_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE crawl.sitemaps IS 'The days that a sitemap named when its index gave this lastmod.';
