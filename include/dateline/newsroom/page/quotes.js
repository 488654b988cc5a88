// Quotes: full-text search by words, speaker, outlet, day, kind and score.

import { get } from "./data.js";
import { h } from "./dom.js";
import { downloads } from "./articles.js";
import { choice, dayField, empty, field, filters, hash, paged, searchField } from "./lists.js";
import { day, number, percent } from "./words.js";

export async function view({ query, who, signal }) {
  const sources = Object.entries(who.sources).sort((a, b) => a[1].localeCompare(b[1]));
  const form = filters("quotes", query,
    searchField("words", query.words, "Words, “a phrase”, -without"),
    field("Speaker", h("input", { type: "text", name: "speaker", value: query.speaker ?? "", maxlength: 200, autocomplete: "off" })),
    field("Source", choice("source", query.source, [["", "any"], ...sources])),
    field("From", dayField("since", query.since)), field("To", dayField("until", query.until)),
    field("Kind", choice("kind", query.kind, [["", "any"], ["direct", "direct"], ["mixed", "mixed"], ["indirect", "indirect"]])),
    field("Speaker is", choice("min_score", query.min_score, [["", "any"], ["0.7", "likely"], ["0.9", "nearly sure"]])));
  const [list, often] = await Promise.all([
    paged("quotes", query, { signal, row: (one) => quoteRow(one, who), none: empty("No quote fits", "Use fewer words, or take a filter away.") }),
    Object.keys(query).length ? [] : get("speakers", {}, signal),
  ]);
  return {
    title: "Quotes",
    element: h("div.view", {},
      h("div.headline", {}, h("h1", {}, "Quotes"), downloads("quotes", query)), form,
      often.length > 0 && h("p.often", {}, h("span.dim", {}, "Most quoted "), often.slice(0, 12).map((one) => h("a.chip", { href: hash(`speakers/${one.entity_id}`) }, h("span", { dir: "auto" }, one.name), " ", h("span.dim", {}, number(one.quotes))))),
      list),
  };
}

export function quoteRow(one, who) {
  const spoken = one.kind === "indirect" ? "p.words.indirect" : "blockquote.words";
  return h("li.quote", {},
    h(spoken, { dir: "auto", lang: one.language }, one.kind === "direct" ? [h("span.mark", { "aria-hidden": "true" }, "“"), set(one.text), h("span.mark", { "aria-hidden": "true" }, "”")] : set(one.text)),
    h("div.line", {},
      one.speaker ? h("a.speaker", { href: hash(`speakers/${one.speaker_entity_id}`), dir: "auto" }, one.speaker) : h("span.dim", {}, one.mention_text ? `“${one.mention_text}”, unresolved` : "unresolved"),
      certainty(one),
      h("span", {}, who.sources[one.source_id] ?? one.source_id), h("span.dim", {}, day(one.published_day)), one.kind !== "direct" && h("span.tag", {}, one.kind)),
    h("a.from", { href: hash(`articles/${one.article_id}`), dir: "auto" }, one.title || one.url));
}

// A quote set on its own ends without the comma that led on to who said it.
function set(text) {
  return text.replace(/[\s,;:–—]+$/, "");
}

function certainty(one) {
  if (one.speaker_method === "override") return h("span.tag.good", {}, "checked by a person");
  if (one.speaker_score === null) return null;
  return h("span.certainty", { title: `by ${one.speaker_method}` }, h("span.meter", { "aria-hidden": "true" }, h(`span${one.speaker_score < 0.7 ? ".low" : ""}`, { "width%": one.speaker_score * 100 })), percent(one.speaker_score));
}
