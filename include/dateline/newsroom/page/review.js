// Review: the least certain attributions first, one key for each verdict.

import { change, get } from "./data.js";
import { h } from "./dom.js";
import { choice, empty, field, filters, hash } from "./lists.js";
import { askMerge, askSplit } from "./people.js";
import { number, percent } from "./words.js";

const TYPES = [["person", "a person"], ["organisation", "an organisation"], ["group", "a group"], ["role", "a role"], ["unnamed", "somebody unnamed"]];

export async function view({ query, who, signal, say }) {
  const sources = Object.entries(who.sources).sort((a, b) => a[1].localeCompare(b[1]));
  const form = filters("review", query,
    field("Which", choice("unresolved", query.unresolved, [["", "least certain speakers"], ["true", "quotes without a speaker"]])),
    field("Source", choice("source", query.source, [["", "any"], ...sources])));
  const queue = { items: [], next: null, done: [], query, who, signal, say };
  const table = h("div.scores");
  const card = h("div.card-place");
  await fill(queue);
  showAccuracy(table, who, signal);
  const draw = () => {
    card.replaceChildren(drawCard(queue, act, people));
    requestAnimationFrame(() => showQuote(card));
  };
  const act = async (verdict, speaker) => {
    try {
      await judge(queue, verdict, speaker);
      showAccuracy(table, who, signal);
    } catch (fault) {
      say(fault.message);
      card.prepend(h("p.fault", { role: "alert" }, fault.message));
      return;
    }
    draw();
  };
  const skip = async () => { queue.items.shift(); await fill(queue); draw(); };
  const undo = async () => {
    const last = queue.done.pop();
    if (!last) return;
    await change("DELETE", `review/${last.quote_id}`);
    queue.items.unshift(last);
    say("Taken back");
    draw();
    showAccuracy(table, who, signal);
  };
  const again = async (done) => {
    Object.assign(queue, { items: [], next: null, end: false });
    await fill(queue);
    draw();
    queue.say(`Done: ${done.name}`);
  };
  const spoken = () => ({ entity_id: queue.items[0].speaker_entity_id, name: queue.items[0].speaker, kind: queue.items[0].speaker_type === "organisation" ? "organisation" : queue.items[0].speaker_type === "group" ? "group" : "person" });
  const people = {
    merge: () => askMerge(spoken(), again),
    split: () => askSplit(spoken(), again, [queue.items[0].article_id]),
    skip,
    undo,
  };
  draw();
  return { title: "Review", keys: keys(queue, act, skip, undo, card, people), element: h("div.view", {}, h("div.headline", {}, h("h1", {}, "Review"), h("span.quiet-text", {}, who.may_change ? "Your verdicts stay when the articles are extracted again" : "You may look, but not judge: ask for the role op")), form, h("div.reviewing", {}, card, table)) };
}

async function fill(queue) {
  if (queue.items.length || queue.end) return;
  const page = await get("review", { ...queue.query, cursor: queue.next, limit: 20 }, queue.signal);
  queue.items.push(...page.items);
  queue.next = page.next;
  queue.end = !page.next;
}

async function judge(queue, verdict, speaker) {
  const one = queue.items[0];
  await change("PUT", `review/${one.quote_id}`, { verdict, ...speaker });
  queue.done.push(queue.items.shift());
  queue.say(`${verdict}${speaker ? `: ${speaker.speaker}` : ""}`);
  await fill(queue);
}

function keys(queue, act, skip, undo, card, people) {
  const when = (action) => () => queue.items.length && queue.who.may_change && action();
  const picks = Object.fromEntries([1, 2, 3, 4, 5, 6, 7, 8, 9].map((digit) => [String(digit), when(() => {
    const other = others(queue.items[0])[digit - 1];
    if (other) act("corrected", { speaker: other.name, speaker_type: other.kind });
  })]));
  return {
    ...picks,
    y: when(() => queue.items[0].speaker && act("confirmed")),
    n: when(() => act("not a quote")),
    m: when(() => queue.items[0].speaker_entity_id && people.merge()),
    x: when(() => queue.items[0].speaker_entity_id && people.split()),
    o: when(() => card.querySelector("input[name=speaker]").focus()),
    u: () => queue.who.may_change && undo(),
    j: () => queue.items.length && skip(),
  };
}

function others(one) {
  return one.people.filter((other) => other.name !== one.speaker);
}

function drawCard(queue, act, people) {
  const one = queue.items[0];
  if (!one) return empty("Nothing left to judge", "Every attribution that fits has a verdict.");
  const locked = !queue.who.may_change;
  const other = h("form.somebody", { onsubmit: (event) => { event.preventDefault(); act("corrected", Object.fromEntries(new FormData(other))); } },
    h("label.field", {}, h("span.label", {}, "Somebody else ", h("kbd", {}, "o")), h("input", { name: "speaker", required: true, maxlength: 200, autocomplete: "off", disabled: locked })),
    field("who is", choice("speaker_type", "person", TYPES)), h("button", { disabled: locked }, "Set"));
  return h("section.card", { "aria-label": "A quote to judge" },
    h("p.kicker", {}, queue.who.sources[one.source_id] ?? one.source_id, " · ", h("a", { href: hash(`articles/${one.article_id}`), dir: "auto" }, one.title || one.url)),
    h("div.context", { dir: "auto", tabindex: "0", role: "group", "aria-label": "What stands around the quote" }, context(one)),
    h("p.claim", {}, one.speaker ? ["Said by ", h("strong", { dir: "auto" }, one.speaker), h("span.dim", {}, ` · ${percent(one.speaker_score)} by ${one.speaker_method}`)] : h("span.dim", {}, "Nobody was sure enough")),
    h("div.verdicts", {},
      one.speaker && h("button.yes", { type: "button", disabled: locked, onclick: () => act("confirmed") }, "Right ", h("kbd", {}, "y")),
      others(one).map((other, index) => h("button", { type: "button", disabled: locked, onclick: () => act("corrected", { speaker: other.name, speaker_type: other.kind }) }, h("span", { dir: "auto" }, other.name), " ", h("kbd", {}, String(index + 1)))),
      h("button.no", { type: "button", disabled: locked, onclick: () => act("not a quote") }, "No quote ", h("kbd", {}, "n"))),
    other,
    h("p.verdicts.who", {},
      one.speaker_entity_id && !locked && [
        h("button.small", { type: "button", onclick: people.merge }, "Same as somebody else … ", h("kbd", {}, "m")),
        h("button.small", { type: "button", onclick: people.split }, "A namesake … ", h("kbd", {}, "x"))],
      h("span.buttons.after", {},
        h("button.small.quiet", { type: "button", onclick: people.skip }, "Later ", h("kbd", {}, "j")),
        h("button.small.quiet", { type: "button", disabled: !queue.done.length, onclick: people.undo }, "Undo ", h("kbd", {}, "u")))));
}

// The words around may be longer than their place: the quote itself is what must be in sight.
function showQuote(card) {
  const quote = card.querySelector(".context mark");
  if (quote) quote.parentElement.scrollTop = quote.offsetTop - quote.parentElement.offsetTop - quote.parentElement.clientHeight / 3;
}

function context(one) {
  const points = Array.from(one.context);
  const pieces = [one.context_start > 0 && "… "];
  let at = one.context_start > 0 ? points.findIndex((point) => /\s/.test(point)) + 1 : 0;
  const put = (start, end, make) => {
    const [from, to] = [Math.max(start - one.context_start, at), Math.min(end - one.context_start, points.length)];
    if (from >= to) return;
    pieces.push(points.slice(at, from).join(""), make(points.slice(from, to).join("")));
    at = to;
  };
  const spans = one.part_starts.map((start, index) => [start, one.part_ends[index], (text) => h(`mark.${one.kind}`, {}, text)]);
  if (one.mention_start !== null) spans.push([one.mention_start, one.mention_end, (text) => h("b.mention", {}, text)]);
  spans.sort((a, b) => a[0] - b[0]).forEach((span) => put(...span));
  return [...pieces, points.slice(at).join("").trimEnd(), one.context_start + points.length < one.text_length && " …"];
}

async function showAccuracy(place, who, signal) {
  const rows = await get("review/accuracy", {}, signal).catch(() => []);
  if (!rows.length) {
    place.replaceChildren(h("p.quiet-text", {}, "How often the machine was right, by source, shows here after the first verdict."));
    return;
  }
  place.replaceChildren(h("h2", {}, "So far"), h("table", {},
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Source"), h("th.n", { scope: "col" }, "Judged"), h("th.n", { scope: "col" }, "Right"))),
    h("tbody", {}, rows.map((row) => h("tr", {}, h("th", { scope: "row" }, who.sources[row.source_id] ?? row.source_id), h("td.n", {}, number(row.judged)), h("td.n", {}, percent(row.confirmed / row.judged)))))));
}
