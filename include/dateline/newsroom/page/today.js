// Today: where the day's addresses went, beside the same weekday a week before.

import { get } from "./data.js";
import { h } from "./dom.js";
import { runLink } from "./host.js";
import { empty, hash } from "./lists.js";
import { day as dayText, dayLong, dayShort, moment, number, plural, shiftDay, span } from "./words.js";

export async function view({ query, who, signal }) {
  const chosen = query.day || who.newest_day;
  if (!chosen) return { title: "Today", element: empty("Nothing has come in yet", "Run the DAG ingest in Airflow; its first day shows here.") };
  const [today, days] = await Promise.all([get(`days/${chosen}`, {}, signal), get("days", {}, signal)]);
  const go = (step) => { location.hash = hash("today", { day: shiftDay(chosen, step) }); };
  return {
    title: dayLong(chosen),
    keys: { ArrowLeft: () => go(-1), ArrowRight: () => go(1) },
    element: h("div.view", {},
      h("div.headline.of-day", {},
        h("h1", {}, dayLong(chosen)),
        h("div.buttons", {},
          h("a.button", { href: hash("today", { day: shiftDay(chosen, -1) }), "aria-label": "The day before" }, "←"),
          h("a.button", { href: hash("today", { day: shiftDay(chosen, 1) }), "aria-label": "The day after" }, "→"))),
      dayStrip(days, chosen),
      summary(today),
      today.steps[0].count ? funnel(today) : empty("No addresses on this day", "Discovery found nothing, or was not asked. Pick another day above."),
      h("div.columns", {}, sources(today, who), runs(today.runs, today))),
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
    " by ", h("strong", {}, plural(today.people, "person", "people")), `, from ${plural(found, "address", "addresses")} found.${waiting}`);
}

function funnel(today) {
  const most = Math.max(1, today.steps[0].count, today.steps[0].before);
  const all = today.steps.flatMap((step) => step.losses.map((loss) => loss.outcome)).concat("loaded");
  const lost = new Set();
  return h(`ol.funnel${today.steps[0].before ? "" : ".alone"}`, { "aria-label": "From found to loaded" }, today.steps.map((step) => {
    step.losses.forEach((loss) => lost.add(loss.outcome));
    const reached = all.filter((outcome) => !lost.has(outcome)).join(",");
    const link = hash("outcomes", { day: today.day, outcome: lost.size ? reached : "" });
    return h("li", {},
      h("a.step", { href: link }, h("span.name", {}, step.name), h("span.count", {}, number(step.count))),
      h("span.track", { "aria-hidden": "true" },
        step.before > 0 && h("span.before", { "width%": (step.before / most) * 100 }), h("span.now", { "width%": (step.count / most) * 100 })),
      h("span.versus", { title: dayText(today.compared) }, versus(step.count, step.before, today.steps[0].before > 0)),
      h("span.losses", {}, step.losses.filter((loss) => loss.count).map((loss) =>
        h(`a.loss${loss.outcome === "failed" ? ".bad" : ""}`, {
          href: hash("outcomes", { day: today.day, outcome: loss.outcome }),
          title: `${number(loss.before)} a week before`,
        }, `${number(loss.count)} ${loss.outcome}`))));
  }));
}

function versus(now, before, known) {
  if (!known) return "";
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

function runs({ of_day: ofDay, elsewhere, late, known }, today) {
  return h("section.panel", { "aria-labelledby": "runs" },
    h("h2", { id: "runs" }, "Runs"),
    late.length > 0 && h("ul.late", {}, late.map((one) => h("li", {}, one))),
    ofDay.length ? h("ul.runs", {}, ofDay.map((run) => runRow(run, today))) : h("p.quiet-text", {}, known ? "No run of Airflow worked on this day." : "Airflow is not asked here."),
    elsewhere.length > 0 && [h("h2.second", {}, "Other days, under way or failed lately"), h("ul.runs", {}, elsewhere.map((run) => runRow(run, today)))]);
}

function runRow(run, today) {
  const link = { dag_id: run.dag_id, dag_run_id: run.dag_run_id };
  return h("li", {},
    h("div.line", {}, runLink(link, run.dag_id, run.partition && run.partition !== today.day && ` of ${dayShort(run.partition)}`),
      run.state && h(`span.tag.${{ failed: "bad", success: "good" }[run.state] ?? "live"}`, {}, run.state),
      run.late && h("span.tag.bad", {}, `late: ${run.late}`),
      run.loaded_at && h("a", { href: hash("articles", { dag: run.dag_id, run: run.dag_run_id }) }, "its articles")),
    h("div.reason", { title: run.dag_run_id }, [when(run), took(run), loaded(run)].filter(Boolean).join(" · ")),
    run.failed.length > 0 && h("div.reason", {}, h("span.bad", {}, `${plural(run.failed.length, "task")} failed: `), run.failed.slice(0, 5).map((task, index) => [index > 0 && ", ", runLink({ ...link, task_id: task.task_id, map_index: task.map_index }, task.name ? `${task.task_id} ${task.name}` : task.task_id)]), run.failed.length > 5 && ` and ${number(run.failed.length - 5)} more`));
}

function when(run) {
  if (run.started_at) return `began ${moment(run.started_at)}`;
  return run.due_at ? `due ${moment(run.due_at)}` : null;
}

function took(run) {
  if (run.state === "running") return run.tasks ? `${number(run.tasks_ended)} of ${plural(run.tasks, "task")} so far` : null;
  if (run.seconds === null) return null;
  if (run.seconds_before !== null) return `took ${span(run.seconds)}, ${span(run.seconds_before)} a week before`;
  return run.usual_seconds === null ? `took ${span(run.seconds)}` : `took ${span(run.seconds)}, usually ${span(run.usual_seconds)}`;
}

function loaded(run) {
  return run.candidates ? `${plural(run.batches, "batch", "batches")}, ${plural(run.candidates, "address", "addresses")}` : null;
}
