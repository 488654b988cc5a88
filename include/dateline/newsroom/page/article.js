// One article: its text with people and quotes in place, and beside it all that is known of it.

import { get } from "./data.js";
import { h } from "./dom.js";
import { outward, runLink } from "./host.js";
import { hash } from "./lists.js";
import { takedownButton } from "./takedown.js";
import { bytes, day, moment, number, percent, plural } from "./words.js";

const LONGEST_HEADLINE = 1000;
const BLOCKS = { p: "p", h: "h2", l: "li", q: "blockquote" };

export async function view({ rest: [id], query, who, signal }) {
  const [article, changes] = await Promise.all([
    get(`articles/${encodeURIComponent(id)}`, {}, signal),
    query.changes ? get(`articles/${encodeURIComponent(id)}/versions/${encodeURIComponent(query.changes)}/changes`, {}, signal) : null,
  ]);
  return {
    title: short(article.title || "Article"),
    element: h("div.view.reading", {},
      h("article", { lang: article.language },
        h("p.kicker", {}, h("a", { href: hash(`sources/${article.source_id}`) }, who.sources[article.source_id] ?? article.source_id), article.section && ` · ${article.section}`),
        h("h1.story-title", { dir: "auto" }, headline(article.title)),
        article.subtitle && h("p.standfirst", { dir: "auto" }, article.subtitle),
        h("p.byline", { dir: "auto" }, [article.authors.join(", "), published(article)].filter(Boolean).join(" · ")),
        changes ? difference(article, changes) : text(article)),
      h("aside", {}, quotes(article), fields(article), versions(article, query), copies(article, who), lineage(article), takedownButton(who, article.url, short(article.title ?? article.url)))),
  };
}

function headline(title) {
  if (!title) return "Without a headline";
  return title.length > LONGEST_HEADLINE ? `${title.slice(0, LONGEST_HEADLINE)} … (${number(title.length)} characters)` : title;
}

function published(article) {
  if (article.published_at) return moment(article.published_at) + (article.published_precision === "zone assumed" ? " (zone assumed)" : "");
  return article.published_day ? day(article.published_day) : "undated";
}

function text(article) {
  if (article.text === null) return h("p.quiet-text", {}, "The text was dropped when its time of keeping ended.");
  const points = Array.from(article.text);
  const spans = article.quotes.flatMap((quote) => quote.part_starts.map((start, index) => ({ start, end: quote.part_ends[index], quote })));
  return h("div.body", { dir: "auto" }, blocks(article, points.length).map(({ start, end, kind }) =>
    h(BLOCKS[kind] ?? "p", { dir: "auto" }, marked(points, start, end, spans, article.mentions))));
}

function blocks(article, length) {
  const known = article.block_starts.map((start, index) => ({ start, end: article.block_ends[index], kind: article.block_kinds[index] }));
  return known.length ? known : [{ start: 0, end: length, kind: "p" }];
}

// The block's text as pieces: quotes as marks, and in and between them the names as links.
function marked(points, start, end, spans, mentions) {
  const inside = (span) => span.start < end && span.end > start;
  const pieces = [];
  let at = start;
  for (const span of spans.filter(inside).sort((a, b) => a.start - b.start)) {
    const from = Math.max(span.start, at);
    const to = Math.min(span.end, end);
    if (from >= to) continue;
    pieces.push(...named(points, at, from, mentions));
    pieces.push(h(`mark.${span.quote.kind}`, { title: told(span.quote), id: `quote-${span.quote.ordinal}`, tabindex: "-1" }, named(points, from, to, mentions)));
    at = to;
  }
  return [...pieces, ...named(points, at, end, mentions)];
}

function named(points, start, end, mentions) {
  const pieces = [];
  let at = start;
  for (const mention of mentions) {
    if (mention.start < at || mention.end > end) continue;
    pieces.push(points.slice(at, mention.start).join(""));
    pieces.push(h(`a.name.${mention.kind === "person" ? "person" : "other"}`, { href: hash(mention.kind === "person" || mention.kind === "organisation" ? `speakers/${mention.entity_id}` : "articles", mention.kind === "person" || mention.kind === "organisation" ? {} : { entity: mention.entity_id }), title: `${mention.name}, ${mention.kind}` }, points.slice(mention.start, mention.end).join("")));
    at = mention.end;
  }
  pieces.push(points.slice(at, end).join(""));
  return pieces;
}

function told(quote) {
  const who = quote.speaker ?? "speaker not known surely enough";
  return quote.verdict ? `${who} (${quote.verdict} by ${quote.set_by})` : `${who} · ${percent(quote.speaker_score)} by ${quote.speaker_method ?? "no rule"}`;
}

function difference(article, changes) {
  const show = (runs) => runs.map((run) => (run.kind === "same" ? run.text : h(run.kind === "gone" ? "del" : "ins", {}, run.text)));
  return h("div", {},
    h("p.quiet-text", {}, "What the version changed in the one before it · ", h("a", { href: hash(`articles/${article.article_id}`) }, "back to the text")),
    h("p.difference.title", { dir: "auto" }, show(changes.title)), changes.text
      ? h("div.difference", { dir: "auto" }, show(changes.text))
      : h("p.quiet-text", {}, "The text was dropped when its time of keeping ended."));
}

function quotes(article) {
  if (!article.quotes.length) return null;
  const jump = (ordinal) => (event) => {
    const mark = document.getElementById(`quote-${ordinal}`);
    if (!mark) return;
    event.preventDefault();
    mark.scrollIntoView({ block: "center" });
    mark.focus({ preventScroll: true });
  };
  return section("Quotes", h("ol.said", {}, article.quotes.map((quote) => h("li", {},
    h("button.link", { type: "button", onclick: jump(quote.ordinal), dir: "auto" }, short(quote.text)),
    h("span.dim", { title: told(quote) }, " ", quote.speaker ? h("a", { href: hash(`speakers/${quote.speaker_entity_id}`) }, quote.speaker) : "unresolved", quote.verdict ? ` · ${quote.verdict}` : ` · ${percent(quote.speaker_score)}`)))));
}

function short(words) {
  return words.length > 90 ? `${words.slice(0, 88)}…` : words;
}

function fields(article) {
  const shown = { title: short(article.title ?? ""), authors: article.authors.join(", "), published: published(article), modified: article.modified_at ? moment(article.modified_at) : article.modified_day, agency: article.agency, section: article.section, tags: article.tags.join(", "), language: article.language, paywalled: article.paywalled === null ? null : article.paywalled ? "not free" : "free" };
  return section("Fields", h("dl.fields", {}, Object.entries(shown).filter(([, value]) => value).map(([name, value]) => {
    const from = article.provenance[name];
    return h("div", {}, h("dt", {}, name), h("dd", { dir: "auto" }, h("span.value", {}, value), from && h("span.origin", { title: `confidence ${percent(from.confidence)}` }, from.origin)));
  })), h("p", {}, outward(article.url, "The page itself")));
}

function versions(article, query) {
  const list = article.versions;
  return section(plural(list.length, "version"), h("ol.plain", {}, list.map((version, index) => h("li", {},
    h("span", {}, moment(version.valid_from)), " ", h("span.dim", {}, plural(version.words, "word")), " ",
    index < list.length - 1 && h("a", { href: hash(`articles/${article.article_id}`, { changes: version.version_id }), "aria-current": query.changes === version.version_id && "true" }, "changes")))));
}

function copies(article, who) {
  if (!article.copies.length) return null;
  return section("The same story elsewhere", h("ul.plain", {}, article.copies.map((copy) => h("li", {},
    h("a", { href: hash(`articles/${copy.article_id}`), dir: "auto" }, copy.title || copy.url), " ",
    h("span.dim", {}, `${who.sources[copy.source_id] ?? copy.source_id} · ${percent(copy.similarity)} the same`), copy.origin && h("span.tag", {}, "likely origin")))));
}

function lineage(article) {
  const version = article.versions[0];
  if (!version) return null;
  return section("Where it comes from", h("ol.lineage", {},
    article.found.slice(0, 5).map((one) => h("li", {}, h("b", {}, `found by ${one.found_by}`), ` ${day(one.day)}, ${one.outcome}`, h("span.address", {}, one.found_in))),
    h("li", {}, h("b", {}, "captured"), ` HTTP ${version.capture_status}, ${bytes(version.capture_bytes)}`, h("span.address", {}, version.capture_digest)),
    h("li", {}, h("b", {}, "WARC record"), " ", h("a", { href: hash(`captures/${version.candidate_id}`) }, "what was stored"), h("span.address", {}, `${version.warc_path} at ${number(version.warc_offset)}, ${number(version.warc_length)} bytes`)),
    h("li", {}, h("b", {}, "loaded"), ` ${moment(version.loaded_at)} by `, runLink(version, version.dag_run_id ?? "no run of Airflow"), h("span.address", {}, version.batch_id)),
    h("li", {}, h("b", {}, "extracted"), ` by ${version.code_version}, ${version.model} ${version.model_version}`, h("span.address", {}, `run ${version.extraction_run_id}`))));
}

function section(title, ...content) {
  return h("section", {}, h("h2", {}, title), content);
}
