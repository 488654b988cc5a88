// Outcomes: every address of a day with where it ended and why.

import { h } from "./dom.js";
import { outward, runLink } from "./host.js";
import { choice, empty, field, filters, hash, paged, searchField } from "./lists.js";
import { dayLong } from "./words.js";

const OUTCOMES = ["loaded", "unchanged", "duplicate", "robots", "gone", "blocked", "refused", "too large", "not html", "not an article", "no text", "taken down", "failed"];

export async function view({ query, who, signal }) {
  const day = query.day || who.newest_day;
  const several = query.outcome?.includes(",") ? [[query.outcome, "those of this step"]] : [];
  const sources = Object.entries(who.sources).sort((a, b) => a[1].localeCompare(b[1]));
  const form = filters("outcomes", query,
    searchField("words", query.words, "In address, headline or reason"),
    field("Outcome", choice("outcome", query.outcome, [["", "any"], ...several, ...OUTCOMES.map((one) => [one, one])])),
    field("Source", choice("source", query.source, [["", "any"], ...sources])));
  const { day: _, ...rest } = query;
  const list = await paged(`days/${day}/outcomes`, rest, {
    signal,
    row: (one) => h("li.outcome", {},
      h("div.line", {}, h(`span.tag.${tone(one.outcome)}`, {}, one.outcome), h("span.dim", {}, who.sources[one.source_id] ?? one.source_id),
        h("span.dim", {}, `by ${one.found_by}`), one.http_status && h("span.dim", {}, `HTTP ${one.http_status}`),
        one.fetched_at && h("a", { href: hash(`captures/${one.candidate_id}`) }, "what was stored"), one.dag_run_id && runLink(one, "run")),
      one.article_id
        ? h("a.title", { href: hash(`articles/${one.article_id}`), dir: "auto" }, one.title || one.url)
        : h("span.title", { dir: "auto" }, one.title || "No article"),
      h("div.address", {}, outward(one.url, one.url)),
      one.reason && h("div.reason", { dir: "auto" }, one.reason)),
    none: empty("No address fits", "Take a filter away, or choose another day in Today."),
  });
  return {
    title: `Outcomes of ${dayLong(day)}`,
    element: h("div.view", {}, h("div.headline", {}, h("h1", {}, "Outcomes"), h("a.quiet-text", { href: hash("today", { day }) }, dayLong(day))), form, list),
  };
}

function tone(outcome) {
  if (outcome === "loaded" || outcome === "unchanged") return "good";
  return outcome === "failed" ? "bad" : "plain";
}
