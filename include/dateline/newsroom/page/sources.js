// Sources: does each give what it used to, and how complete is it; and one source's own page.

import { bars } from "./charts.js";
import { change, get } from "./data.js";
import { h } from "./dom.js";
import { outward } from "./host.js";
import { empty, hash } from "./lists.js";
import { day, moment, number, percent, plural, shiftDay, since } from "./words.js";

const FIELDS = [["titled", "title"], ["dated", "day"], ["timed", "time"], ["signed", "author"]];
const SPAN = 28;
const WAIT_MS = 1500;

export async function view({ rest, query, who, signal, say }) {
  return rest.length ? one(rest[0], query, who, signal, say) : all(query, signal);
}

async function all(query, signal) {
  const sources = await get("sources", { day: query.day }, signal);
  if (!sources.length) return { title: "Sources", element: empty("No source yet", "Add one to sources.yaml: dateline source check prints a ready entry.") };
  return {
    title: "Sources",
    element: h("div.view", {},
      h("div.headline", {}, h("h1", {}, "Sources"), h("span.quiet-text", {}, "Four weeks; the line is the usual for the weekday")),
      h("div.scroll", { tabindex: "0", role: "region", "aria-label": "Sources" }, h("table.wide.cards", {},
        h("thead", {}, h("tr", {}, ["Source", "Found each day", "Last success"].map((text) => h("th", { scope: "col" }, text)),
          ["Articles", "Quotes"].map((text) => h("th.n", { scope: "col" }, text)), ["Complete", "Came to nothing", "Politeness"].map((text) => h("th", { scope: "col" }, text)))),
        h("tbody", {}, sources.map((source) => h("tr", {},
          h("th", { scope: "row" }, h("a", { href: hash(`sources/${source.source_id}`, { day: query.day }), dir: "auto" }, name(source)), state(source)),
          h("td.spark-cell", {}, history(source)),
          h("td.when", { "data-label": "last success" }, h("span", { title: moment(source.last_success) }, since(source.last_success))),
          h("td.n", { "data-label": "articles" }, number(source.articles)), h("td.n", { "data-label": "quotes" }, number(source.quotes)),
          h("td", {}, completeness(source)),
          h("td", { "data-label": "came to nothing" }, worst(source)),
          h("td.dim.when", { "data-label": "asked" }, pace(source)))))))),
  };
}

async function one(id, query, who, signal, say) {
  const [told, recent] = await Promise.all([
    get(`sources/${encodeURIComponent(id)}`, { day: query.day }, signal),
    get("articles", { source: id, limit: 12 }, signal),
  ]);
  const { source, failures, switches } = told;
  const checked = h("div.check", { "aria-live": "polite" }, shownCheck(told.check));
  if (told.check && !told.check.ended_at) follow(id, checked, signal, say);
  return {
    title: name(source),
    element: h("div.view", {},
      h("div.headline", {}, h("h1", { dir: "auto" }, name(source)), state(source), who.may_change && source.followed !== "not in a file" && actions(source, checked, signal, say)),
      h("p.summary", {}, h("strong", {}, plural(source.articles, "article")), " and ", h("strong", {}, plural(source.quotes, "quote")), ` in four weeks; last success ${since(source.last_success)}. `, source.home && outward(source.home, source.home.replace(/^https?:\/\/|\/$/g, ""))),
      paused(source),
      source.alerts.map((alert) => h("p.notice.bad", {}, h("strong", { dir: "auto" }, alert.headline), `. Since ${moment(alert.opened_at)}.`, alert.look_at && ` Look first at: ${alert.look_at}`)),
      checked,
      h("section.panel", {}, h("h2", {}, "Found each day"), h("div.scroll", { tabindex: "0", role: "region", "aria-label": "Found each day" }, history(source, { width: 720, height: 96 })), ends(source)),
      h("div.columns", {},
        h("section.panel", {}, h("h2", {}, "Fields"), completeness(source, true), h("h2", {}, "Came to nothing"), endings(source), h("h2", {}, "Politeness"), hosts(source)),
        h("section.panel", {}, h("h2", {}, "Newest articles"),
          recent.items.length ? h("ul.plain", {}, recent.items.map((item) => h("li.spread", {}, h("a", { href: hash(`articles/${item.article_id}`), dir: "auto" }, item.title || item.url), h("span.dim.when", {}, day(item.published_day))))) : h("p.quiet-text", {}, "None yet."),
          h("p.after", {}, h("a", { href: hash("articles", { source: id }) }, "All its articles")))),
      h("section.panel", {}, h("h2", {}, "Not in the warehouse"), failures.length ? h("ul.plain", {}, failures.map(failureRow)) : h("p.quiet-text", {}, "Every address of these weeks became an article.")),
      switches.length > 0 && h("section.panel", {}, h("h2", {}, "Paused and resumed"), h("ul.plain", {}, switches.map((one) => h("li", {}, switchedBy(one)))))),
  };
}

function name(source) {
  return source.name || source.source_id;
}

function state(source) {
  if (source.followed === "not in a file") return h("span.tag", {}, "not followed any more");
  if (source.followed !== "followed") return h("span.tag", {}, source.followed);
  if (source.alerts.length) return h("span.tag.bad", { title: source.alerts.map((alert) => alert.headline).join("\n") }, source.alerts.length === 1 ? source.alerts[0].kind : `${source.alerts.length} alerts`);
  const last = source.history.at(-1);
  const resting = source.hosts.filter((host) => host.resting_until && new Date(host.resting_until) > Date.now());
  if (resting.length) return h("span.tag.bad", { title: `until ${moment(resting[0].resting_until)}` }, "resting");
  if (!last) return h("span.tag", {}, "not asked in four weeks");
  if (last.state === "failed") return h("span.tag.bad", {}, "could not be asked");
  if (last.usual !== null && last.usual >= 4 && last.found < last.usual / 2) return h("span.tag.bad", {}, "below the usual");
  return h("span.tag.good", {}, last.usual === null ? "answers" : "as usual");
}

function paused(source) {
  if (source.followed === "paused in its file") return h("p.notice", {}, "sources.yaml says paused: yes, so no run asks it. Take that line away to follow it again.");
  if (source.followed === "paused") return h("p.notice", {}, switchedBy(source.switch), " No run asks it until it is resumed.");
  return null;
}

function switchedBy(one) {
  return [h("b", {}, one.paused ? "Paused" : "Resumed"), ` by ${one.set_by} on ${moment(one.set_at)}`, one.reason && [": ", h("span", { dir: "auto" }, one.reason)], "."];
}

function actions(source, checked, signal, say) {
  const check = h("button", { type: "button", onclick: async () => {
    check.disabled = true;
    try {
      await change("POST", `sources/${encodeURIComponent(source.source_id)}/check`);
      checked.replaceChildren(running());
      await follow(source.source_id, checked, signal, say);
    } catch (fault) {
      if (fault.name !== "AbortError") checked.replaceChildren(h("p.fault", { role: "alert" }, fault.message));
    }
    check.disabled = false;
  } }, "Check now");
  const off = source.followed === "paused";
  const toggle = source.followed === "paused in its file" ? null : h("button", { type: "button", onclick: () => askSwitch(source, !off) }, off ? "Resume …" : "Pause …");
  return h("div.buttons", {}, check, toggle);
}

function askSwitch(source, pausing) {
  const told = h("p.fault", { role: "alert" });
  const reason = h("input", { name: "reason", maxlength: 1000, autocomplete: "off" });
  const form = h("form", { onsubmit: async (event) => {
    event.preventDefault();
    try {
      await change("PUT", `sources/${encodeURIComponent(source.source_id)}/switch`, { paused: pausing, reason: reason.value });
      dialog.close();
      dispatchEvent(new HashChangeEvent("hashchange"));
    } catch (fault) {
      told.textContent = fault.message;
    }
  } },
  h("p.quiet-text", {}, pausing ? "From the next run on nothing is asked of it. What is in the warehouse stays." : "The next run asks it again."),
  h("label.field", {}, h("span.label", {}, "Reason"), reason), told,
  h("p.buttons", {}, h("button", {}, pausing ? "Pause" : "Resume"), h("button", { type: "button", onclick: () => dialog.close() }, "Cancel")));
  const dialog = h("dialog.asking", { "aria-labelledby": "switch-title", onclose: () => dialog.remove() },
    h("h2", { id: "switch-title" }, `${pausing ? "Pause" : "Resume"} ${name(source)}`), form);
  document.body.append(dialog);
  dialog.showModal();
}

// Asks again until the check has an end, as long as the view stands.
async function follow(id, place, signal, say) {
  for (;;) {
    await new Promise((done) => setTimeout(done, WAIT_MS));
    if (signal.aborted) return;
    const check = await get(`sources/${encodeURIComponent(id)}/check`, {}, signal);
    place.replaceChildren(shownCheck(check));
    if (check.ended_at) {
      say(check.fault ? "The check came to nothing" : "The check has ended");
      return;
    }
  }
}

function running() {
  return h("p.notice", { role: "status" }, "Checking: the home page, robots.txt, feeds and sitemaps are asked, one at a time …");
}

function shownCheck(check) {
  if (!check) return "";
  if (!check.ended_at) return running();
  const asked = `Checked ${since(check.ended_at)} for ${check.asked_by}`;
  if (check.fault) return h("p.notice.bad", {}, `${asked}: ${check.fault}`);
  return h("section.panel.notice", {},
    h("p", {}, h("b", {}, asked), `: ${check.allowed ? "robots.txt allows articles" : "robots.txt forbids articles"}`, check.crawl_delay && `, wants ${check.crawl_delay} s between requests`, check.per_day !== null && `, about ${check.per_day} articles a day`, "."),
    h("ul.plain", {}, [["feed", check.feeds], ["sitemap", check.sitemaps]].flatMap(([kind, places]) => places.map((place) => h("li", {},
      h("span.address", {}, outward(place.url, place.url)), " ", h("span.dim", {}, `${kind}, ${place.branches ? plural(place.branches, "sitemap") : plural(place.entries, "entry", "entries")}${place.newest ? `, newest ${moment(place.newest)}` : ""}`), " ", h(`span.tag${place.configured ? ".good" : ""}`, {}, place.configured ? "in sources.yaml" : "not in sources.yaml")))),
    check.unseen.map((url) => h("li", {}, h("span.address", {}, url), " ", h("span.tag.bad", {}, "in sources.yaml, but the site does not name it")))),
    check.warnings.map((text) => h("p.reason", {}, text)),
    h("details", {}, h("summary", {}, "As an entry for sources.yaml"), h("pre.stored", { tabindex: "0" }, check.entry)));
}

// Four weeks up to the day that is looked at, days without news as gaps.
function history(source, size = {}) {
  const last = source.history.at(-1);
  if (!last) return h("span.dim", {}, "–");
  const known = new Map(source.history.map((one) => [one.day, one]));
  const days = Array.from({ length: SPAN }, (_, index) => known.get(shiftDay(last.day, index - SPAN + 1)) ?? { found: 0, failed: 0, usual: null, state: "" });
  return bars(days.map((one) => one.found), {
    ...size,
    usual: days.map((one) => one.usual),
    marked: (index) => (days[index].state === "failed" || days[index].failed > days[index].found / 2 ? "bad" : ""),
    label: `Found on ${plural(source.history.length, "day")} of four weeks; last ${number(last.found)}, usual ${last.usual ?? "not known"}`,
  });
}

function ends(source) {
  const last = source.history.at(-1);
  return last && h("p.ends", {}, h("span", {}, day(shiftDay(last.day, 1 - SPAN))), h("span", {}, day(last.day)));
}

function completeness(source, wide = false) {
  return h(`ul.completeness${wide ? ".large" : ""}`, {}, FIELDS.map(([key, label]) =>
    h("li", { title: `${label}: ${percent(source[key])} of articles` }, h("span.label", {}, label), h("span.meter", { "aria-hidden": "true" }, h(`span${source[key] < 0.8 ? ".low" : ""}`, { "width%": (source[key] ?? 0) * 100 })), h("span.value", {}, percent(source[key])))));
}

// The two most frequent ways in which its addresses came to nothing.
function worst(source) {
  if (!source.endings.length) return h("span.dim", {}, "–");
  return source.endings.slice(0, 2).map((one) => h(`span.share${one.outcome === "failed" && one.share > 0.05 ? ".bad" : ".dim"}`, { title: plural(one.count, "address", "addresses") }, `${percent(one.share)} ${one.outcome}`));
}

function endings(source) {
  if (!source.endings.length) return h("p.quiet-text", {}, "Nothing: every address became an article.");
  return h("ul.counts", {}, source.endings.map((one) => h("li", {}, h(one.outcome === "failed" ? "span.bad" : "span", {}, one.outcome), h("span.dim", {}, `${number(one.count)} · ${percent(one.share)}`))));
}

function pace(source) {
  if (source.interval === null) return "–";
  return `every ${Math.max(source.interval, ...source.hosts.map((host) => host.crawl_delay ?? 0))}\u202fs`;
}

function hosts(source) {
  if (!source.hosts.length) return h("p.quiet-text", {}, source.interval === null ? "Nothing is asked." : `One request every ${source.interval} s to a host.`);
  return h("ul.plain", {}, source.hosts.map((host) => {
    const wait = Math.max(source.interval ?? 0, host.crawl_delay ?? 0);
    const failures = host.hard + host.soft + host.temporary;
    return h("li", {}, h("b", {}, host.host), h("div.reason", {}, [
      `one request every ${wait} s${host.crawl_delay ? ` (robots.txt asks for ${host.crawl_delay} s)` : ""}`,
      { read: "robots.txt read", none: "no robots.txt", unreadable: "robots.txt cannot be read, so we stay away", "not asked": "robots.txt not asked yet" }[host.robots],
      failures ? `${plural(failures, "failure")} so far, ${number(host.in_a_row)} in a row` : "no failure so far",
      host.resting_until && new Date(host.resting_until) > Date.now() && `rests until ${moment(host.resting_until)}`,
    ].filter(Boolean).join(" · ")));
  }));
}

function failureRow(failure) {
  return h("li", {},
    h("div.line", {}, h(`span.tag${failure.outcome === "failed" ? ".bad" : ""}`, {}, failure.outcome), h("span.dim", {}, day(failure.day)),
      failure.fetched_at && h("a.when", { href: hash(`captures/${failure.candidate_id}`) }, "what was stored")),
    h("div.address", {}, outward(failure.url, failure.url)),
    failure.reason && h("div.reason", { dir: "auto" }, failure.reason));
}
