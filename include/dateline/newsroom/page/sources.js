// Sources: does each give what it used to, and how complete is it; and one source's own page.

import { bars } from "./charts.js";
import { get } from "./data.js";
import { h } from "./dom.js";
import { outward } from "./host.js";
import { empty, hash } from "./lists.js";
import { day, moment, number, percent, plural, since } from "./words.js";

const FIELDS = [["titled", "title"], ["dated", "day"], ["timed", "time"], ["signed", "author"]];

export async function view({ rest, query, who, signal }) {
  return rest.length ? one(rest[0], query, who, signal) : all(query, who, signal);
}

async function all(query, who, signal) {
  const sources = await get("sources", { day: query.day }, signal);
  if (!sources.length) return { title: "Sources", element: empty("No source yet", "Sources show here after the first run of ingest.") };
  return {
    title: "Sources",
    element: h("div.view", {},
      h("div.headline", {}, h("h1", {}, "Sources"), h("span.quiet-text", {}, "four weeks; the line is the usual for the weekday")),
      h("div.scroll", { tabindex: "0", role: "region", "aria-label": "Sources" }, h("table.wide", {},
        h("thead", {}, h("tr", {}, ["Source", "Found each day", "Last success"].map((text) => h("th", { scope: "col" }, text)),
          ["Articles", "Quotes"].map((text) => h("th.n", { scope: "col" }, text)), h("th", { scope: "col" }, "Complete"), h("th.n", { scope: "col" }, "Failed"))),
        h("tbody", {}, sources.map((source) => h("tr", {},
          h("th", { scope: "row" }, h("a", { href: hash(`sources/${source.source_id}`, { day: query.day }) }, name(who, source)), state(source)),
          h("td", {}, history(source)),
          h("td", {}, h("span", { title: moment(source.last_success) }, since(source.last_success))),
          h("td.n", {}, number(source.articles)), h("td.n", {}, number(source.quotes)),
          h("td", {}, completeness(source)),
          h(`td.n${source.failed_share > 0.05 ? ".bad" : ".dim"}`, {}, percent(source.failed_share)))))))),
  };
}

async function one(id, query, who, signal) {
  const [{ source, failures }, recent] = await Promise.all([
    get(`sources/${encodeURIComponent(id)}`, { day: query.day }, signal),
    get("articles", { source: id, limit: 12 }, signal),
  ]);
  return {
    title: name(who, source),
    element: h("div.view", {},
      h("div.headline", {}, h("h1", {}, name(who, source)), state(source)),
      h("p.summary", {}, h("strong", {}, plural(source.articles, "article")), " and ", h("strong", {}, plural(source.quotes, "quote")), ` in four weeks; last success ${since(source.last_success)}.`),
      h("section.panel", {}, h("h2", {}, "Found each day"), history(source, { width: 720, height: 96 })),
      h("div.columns", {},
        h("section.panel", {}, h("h2", {}, "Fields"), completeness(source, true), hosts(source)),
        h("section.panel", {}, h("h2", {}, "Newest articles"),
          recent.items.length ? h("ul.plain", {}, recent.items.map((item) => h("li", {}, h("a", { href: hash(`articles/${item.article_id}`), dir: "auto" }, item.title || item.url), " ", h("span.dim.when", {}, day(item.published_day))))) : h("p.quiet-text", {}, "None yet."),
          h("p", {}, h("a", { href: hash("articles", { source: id }) }, "All its articles")))),
      h("section.panel", {}, h("h2", {}, "Not in the warehouse"),
        failures.length ? h("ul.plain", {}, failures.map((failure) => h("li", {},
          h(`span.tag${failure.outcome === "failed" ? ".bad" : ""}`, {}, failure.outcome), " ", h("span.dim", {}, day(failure.day)), " ", outward(failure.url, failure.url),
          failure.reason && h("div.reason", { dir: "auto" }, failure.reason)))) : h("p.quiet-text", {}, "Every address of these weeks became an article."))),
  };
}

function name(who, source) {
  return who.sources[source.source_id] ?? source.source_id;
}

function state(source) {
  const last = source.history.at(-1);
  const resting = source.hosts.filter((host) => host.resting_until && new Date(host.resting_until) > Date.now());
  if (resting.length) return h("span.tag.bad", { title: `until ${moment(resting[0].resting_until)}` }, "resting");
  if (!last) return h("span.tag", {}, "no day in four weeks");
  if (last.state === "failed") return h("span.tag.bad", {}, "could not be asked");
  if (last.usual !== null && last.usual >= 4 && last.found < last.usual / 2) return h("span.tag.bad", {}, "below the usual");
  return h("span.tag.good", {}, "as usual");
}

function history(source, size = {}) {
  const days = source.history;
  const last = days.at(-1);
  return bars(days.map((one) => one.found), {
    ...size,
    usual: days.map((one) => one.usual),
    marked: (index) => (days[index].state === "failed" || days[index].failed > days[index].found / 2 ? "bad" : ""),
    label: last ? `Found on ${days.length} days; last ${number(last.found)}, usual ${last.usual ?? "not known"}` : "No day in four weeks",
  });
}

function completeness(source, wide = false) {
  return h(`ul.completeness${wide ? ".large" : ""}`, {}, FIELDS.map(([key, label]) =>
    h("li", { title: `${label}: ${percent(source[key])} of articles` }, h("span.label", {}, label), h("span.meter", { "aria-hidden": "true" }, h(`span${source[key] < 0.8 ? ".low" : ""}`, { "width%": (source[key] ?? 0) * 100 })), h("span.value", {}, percent(source[key])))));
}

function hosts(source) {
  return source.hosts.map((host) => h("p.quiet-text", {}, `${host.host}: ${plural(host.hard + host.soft + host.temporary, "failure")} so far, ${number(host.in_a_row)} in a row`));
}
