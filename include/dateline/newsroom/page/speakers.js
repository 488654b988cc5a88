// One speaker: quotes over time, outlets, topics, company, and words carried elsewhere.

import { bars } from "./charts.js";
import { get } from "./data.js";
import { h } from "./dom.js";
import { empty, hash, paged } from "./lists.js";
import { identityPanel } from "./people.js";
import { quoteRow } from "./quotes.js";
import { takedownButton } from "./takedown.js";
import { day, number, plural, shiftDay } from "./words.js";

export async function view({ rest: [id], who, signal }) {
  const [speaker, identity, list] = await Promise.all([
    get(`speakers/${encodeURIComponent(id)}`, {}, signal),
    get(`entities/${encodeURIComponent(id)}`, {}, signal),
    paged("quotes", { entity: id }, { signal, row: (one) => quoteRow(one, who), none: empty("Named, but never quoted", "Its mentions are in the articles.") }),
  ]);
  return {
    title: speaker.name,
    element: h("div.view.reading", {},
      h("div", {},
        h("p.kicker", {}, speaker.kind, speaker.aliases.length > 0 && ` · also ${speaker.aliases.slice(0, 6).join(", ")}`),
        h("h1", { dir: "auto" }, speaker.name),
        h("p.summary", {}, h("strong", {}, plural(speaker.quotes, "quote")), ` in ${plural(speaker.articles, "article")} · `, h("a", { href: hash("articles", { entity: id }) }, "articles that name them")),
        overTime(speaker), list),
      h("aside", {},
        counts("Outlets", speaker.sources.map((one) => ({ ...one, text: who.sources[one.name] ?? one.name, href: hash("quotes", { entity: id, source: one.name }) }))),
        counts("Topics", speaker.topics.map((one) => ({ ...one, text: one.name }))),
        counts("Named together with", speaker.company.map((one) => ({ text: one.name, count: one.articles, href: hash(`speakers/${one.entity_id}`) }))),
        echoes(speaker), identityPanel(who, speaker, identity, reload), takedownButton(who, speaker.name, speaker.name))),
  };
}

function reload() {
  dispatchEvent(new HashChangeEvent("hashchange"));
}

function overTime(speaker) {
  if (speaker.days.length < 2) return null;
  const known = new Map(speaker.days.map((one) => [one.day, one.count]));
  const days = [];
  const last = speaker.days.at(-1).day;
  for (let one = speaker.days[0].day; one <= last && days.length < 366; one = shiftDay(one, 1)) days.push(one);
  return h("figure.time", {},
    bars(days.map((one) => known.get(one) ?? 0), { width: 640, height: 64, label: `Quotes a day from ${day(days[0])} to ${day(last)}` }),
    h("figcaption", {}, h("span", {}, day(days[0])), h("span", {}, day(last))));
}

function counts(title, rows) {
  if (!rows.length) return null;
  return h("section", {}, h("h2", {}, title), h("ul.counts", {}, rows.map((one) => h("li", {}, one.href ? h("a", { href: one.href, dir: "auto" }, one.text) : h("span", { dir: "auto" }, one.text), h("span.dim", {}, number(one.count))))));
}

function echoes(speaker) {
  if (!speaker.echoes.length) return null;
  return h("section", {}, h("h2", {}, "Carried by several"), h("ul.plain", {}, speaker.echoes.map((echo) => h("li", {}, h("span.words", { dir: "auto" }, `“${echo.text}”`), " ", h("span.dim", {}, `${plural(echo.articles, "article")}, ${plural(echo.sources, "outlet")}`)))));
}
