// Articles: finding them; one article is shown by article.js.

import { queryString } from "./data.js";
import { h } from "./dom.js";
import { choice, dayField, empty, field, filters, hash, paged, searchField } from "./lists.js";
import { day, number, plural } from "./words.js";

export async function view(context) {
  if (context.rest.length) return (await import("./article.js")).view(context);
  const { query, who, signal } = context;
  const sources = Object.entries(who.sources).sort((a, b) => a[1].localeCompare(b[1]));
  const form = filters("articles", query,
    searchField("words", query.words, "Words, “a phrase”, -without"),
    field("Source", choice("source", query.source, [["", "any"], ...sources])),
    field("From", dayField("since", query.since)), field("To", dayField("until", query.until)),
    field("Kind", choice("kind", query.kind, [["", "any"], ["article", "article"], ["live blog", "live blog"], ["media", "media"]])),
    field("Copies", choice("copies", query.copies, [["", "with"], ["false", "without"], ["true", "only"]])),
    field("Corrected", choice("corrected", query.corrected, [["", "any"], ["true", "only"]])));
  const list = await paged("articles", query, {
    signal,
    row: (one) => articleRow(one, who),
    none: query.run ? empty("This run loaded no articles", "Its batches are loaded at the end of the run; runs of other DAGs load none.") : empty("No article fits", "Use fewer words, or take a filter away."),
  });
  return {
    title: "Articles",
    element: h("div.view", {},
      h("div.headline", {}, h("h1", {}, query.run ? "Articles of a run" : "Articles"), downloads("articles", query)),
      query.run && h("p.quiet-text", {}, query.run, " · ", h("a", { href: "#/articles" }, "all articles")),
      form, list),
  };
}

export function downloads(what, query) {
  return h("span.buttons", {}, ["csv", "parquet"].map((form) => h("a.button", { href: `api/${what}.${form}${queryString(query)}`, download: `${what}.${form}` }, form === "csv" ? "CSV" : "Parquet")));
}

function articleRow(one, who) {
  return h("li", {},
    h("a.title", { href: hash(`articles/${one.article_id}`), dir: "auto" }, one.title || "Without a headline"),
    h("p.excerpt", { dir: "auto" }, one.subtitle || one.excerpt || ""),
    h("div.line", {},
      h("span", {}, who.sources[one.source_id] ?? one.source_id), h("span.dim", {}, day(one.published_day)),
      h("span.dim", {}, plural(one.words, "word")), one.quotes !== null && h("span.dim", {}, plural(one.quotes, "quote")),
      one.kind !== "article" && h("span.tag", {}, one.kind), one.syndicated && h("span.tag", {}, "copy"),
      one.versions > 1 && h("span.tag", {}, `${number(one.versions)} versions`), one.paywalled && h("span.tag", {}, "not free"),
      one.language && !one.language.startsWith("en") && h("span.tag", {}, one.language)));
}
