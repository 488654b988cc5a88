// Today: where the day's addresses went, beside the same weekday a week before.

import { airflow, get } from "./data.js";
import { h } from "./dom.js";
import { runLink } from "./host.js";
import { empty, hash } from "./lists.js";
import { day as dayText, dayLong, dayShort, moment, number, plural, shiftDay } from "./words.js";

export async function view({ query, who, signal }) {
  const chosen = query.day || who.newest_day;
  if (!chosen) return { title: "Today", element: empty("Nothing has come in yet", "Run the DAG ingest in Airflow; its first day shows here.") };
  const [today, days] = await Promise.all([get(`days/${chosen}`, {}, signal), get("days", {}, signal)]);
  const go = (step) => { location.hash = hash("today", { day: shiftDay(chosen, step) }); };
  const runs = h("section.panel", { "aria-labelledby": "runs" }, h("h2", { id: "runs" }, "Runs"), h("p.quiet-text", {}, "Asking Airflow …"));
  showRuns(runs, today, signal);
  return {
    title: dayLong(chosen),
    keys: { ArrowLeft: () => go(-1), ArrowRight: () => go(1) },
    element: h("div.view", {},
      h("div.headline", {},
        h("h1", {}, dayLong(chosen)),
        h("div.buttons", {},
          h("a.button", { href: hash("today", { day: shiftDay(chosen, -1) }), "aria-label": "The day before" }, "←"),
          h("a.button", { href: hash("today", { day: shiftDay(chosen, 1) }), "aria-label": "The day after" }, "→"))),
      dayStrip(days, chosen),
      summary(today),
      today.steps[0].count ? funnel(today) : empty("No addresses on this day", "Discovery found nothing, or was not asked. Pick another day above."),
      h("div.columns", {}, sources(today, who), runs)),
  };
}

function dayStrip(days, chosen) {
  const shown = days.slice(0, 30).reverse();
  const most = Math.max(1, ...shown.map((one) => one.found));
  return h("ol.days", { "aria-label": "Days" }, shown.map((one) =>
    h("li", {}, h("a", {
      href: hash("today", { day: one.day }),
      "aria-current": one.day === chosen && "date",
      "aria-label": `${dayShort(one.day)}: ${number(one.found)} found, ${number(one.loaded)} loaded`,
      title: `${dayShort(one.day)}: ${number(one.found)} found, ${number(one.loaded)} loaded`,
    }, h("span.column", {}, pillar("found", one.found, most), pillar("loaded", one.loaded, most)), h("span.date", {}, one.day.slice(8))))));
}

function pillar(kind, value, most) {
  const element = h(`span.${kind}`);
  element.style.height = `${(value / most) * 100}%`;
  return element;
}

function summary(today) {
  const found = today.steps[0].count;
  const waiting = today.waiting ? ` ${plural(today.waiting, "address has", "addresses have")} no outcome yet.` : "";
  return h("p.summary", {},
    h("strong", {}, plural(today.articles, "article")), " with ", h("strong", {}, plural(today.quotes, "quote")),
    " by ", h("strong", {}, plural(today.people, "person", "people")), ` came of ${plural(found, "address", "addresses")} found.${waiting}`);
}

function funnel(today) {
  const most = Math.max(1, today.steps[0].count, today.steps[0].before);
  const all = today.steps.flatMap((step) => step.losses.map((loss) => loss.outcome)).concat("loaded");
  const lost = new Set();
  return h("ol.funnel", { "aria-label": "From found to loaded" }, today.steps.map((step) => {
    step.losses.forEach((loss) => lost.add(loss.outcome));
    const reached = all.filter((outcome) => !lost.has(outcome)).join(",");
    const link = hash("outcomes", { day: today.day, outcome: lost.size ? reached : "" });
    return h("li", {},
      h("a.step", { href: link }, h("span.name", {}, step.name), h("span.count", {}, number(step.count))),
      h("span.track", { "aria-hidden": "true" },
        h("span.before", { "width%": (step.before / most) * 100 }), h("span.now", { "width%": (step.count / most) * 100 })),
      h("span.versus", { title: dayText(today.compared) }, versus(step.count, step.before)),
      h("span.losses", {}, step.losses.filter((loss) => loss.count).map((loss) =>
        h(`a.loss${loss.outcome === "failed" ? ".bad" : ""}`, {
          href: hash("outcomes", { day: today.day, outcome: loss.outcome }),
          title: `${number(loss.before)} a week before`,
        }, `${number(loss.count)} ${loss.outcome}`))));
  }));
}

function versus(now, before) {
  return now === before ? "as a week before" : `${number(before)} a week before`;
}

function sources(today, who) {
  return h("section.panel", { "aria-labelledby": "day-sources" },
    h("h2", { id: "day-sources" }, "Sources"),
    h("div.scroll", { tabindex: "0", role: "region", "aria-labelledby": "day-sources" },
      h("table", {},
        h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Source"), h("th.n", { scope: "col" }, "Found"), h("th.n", { scope: "col" }, "Usual"), h("th.n", { scope: "col" }, "In warehouse"), h("th.n", { scope: "col" }, "Failed"))),
        h("tbody", {}, today.sources.map((one) => h("tr", {},
          h("th", { scope: "row" }, h("a", { href: hash(`sources/${one.source_id}`, { day: today.day }) }, who.sources[one.source_id] ?? one.source_id), state(one)),
          h("td.n", {}, h("a", { href: hash("outcomes", { day: today.day, source: one.source_id }) }, number(one.found))),
          h("td.n.dim", {}, one.median === null ? "–" : number(one.median)),
          h("td.n", {}, number(one.loaded)),
          h(`td.n${one.failed ? ".bad" : ".dim"}`, {}, number(one.failed))))))));
}

function state(one) {
  const notes = [];
  if (one.state === "failed") notes.push(h("span.tag.bad", {}, "could not be asked"));
  if (one.state === "nothing") notes.push(h("span.tag", {}, "nothing new"));
  if (one.cut) notes.push(h("span.tag", {}, `${number(one.cut)} cut`));
  if (one.reason) notes.push(h("span.reason", { dir: "auto" }, one.reason));
  return notes;
}

async function showRuns(panel, today, signal) {
  const known = new Map(today.runs.map((run) => [run.dag_run_id, run]));
  let listed = [];
  try {
    const told = await airflow("dags/ingest/dagRuns?limit=50&order_by=-run_after", signal);
    listed = told.dag_runs.filter((run) => run.partition_key === today.day || known.has(run.dag_run_id));
  } catch (fault) {
    if (fault.name === "AbortError") return;
  }
  const rows = listed.map((run) => runRow(run, known.get(run.dag_run_id)));
  const told = new Set(listed.map((run) => run.dag_run_id));
  rows.push(...today.runs.filter((run) => !told.has(run.dag_run_id)).map((run) => runRow({ ...run, state: null }, run)));
  panel.replaceChildren(panel.firstChild, rows.length ? h("ul.runs", {}, rows) : h("p.quiet-text", {}, "No run of Airflow worked on this day."));
}

function runRow(run, loaded) {
  const what = loaded ? `${plural(loaded.batches, "batch", "batches")}, ${plural(loaded.candidates, "address", "addresses")}` : "nothing loaded";
  return h("li", {},
    h("span", {}, run.state && h(`span.tag.${run.state === "failed" ? "bad" : run.state === "success" ? "good" : "live"}`, {}, run.state), " ",
      runLink({ dag_id: run.dag_id, dag_run_id: run.dag_run_id }, run.dag_run_id)),
    h("span.dim", {}, what, loaded && h("span", {}, ` · ${moment(loaded.loaded_at)} · `, h("a", { href: hash("articles", { dag: run.dag_id, run: run.dag_run_id }) }, "articles"))));
}
