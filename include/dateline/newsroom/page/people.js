// Who is who: saying that two are one, that one is two, and what was decided before.

import { change, get } from "./data.js";
import { h } from "./dom.js";
import { hash } from "./lists.js";
import { day, moment, plural } from "./words.js";

const PAUSE_MS = 250;
const SHOWN_ARTICLES = 100;

// The panel beside a speaker: names that are the same person, and the decisions with who made them.
export function identityPanel(who, entity, identity, again) {
  const { merged, history } = identity;
  if (!merged.length && !history.length && !who.may_change) return null;
  return h("section", {}, h("h2", {}, "The same person"),
    merged.length > 0 && h("ul.plain", {}, merged.map((one) => h("li.spread", {},
      h("span", {}, h("span", { dir: "auto" }, one.name), " ", h("span.dim", {}, plural(one.articles, "article"))),
      who.may_change && h("button.small", { type: "button", onclick: () => askApart(one, again) }, "Take apart …")))),
    who.may_change && h("p.buttons", {},
      h("button.small", { type: "button", onclick: () => askMerge(entity, again) }, "Merge …"),
      h("button.small", { type: "button", onclick: () => askSplit(entity, again) }, "Split …")),
    history.length > 0 && h("details", {}, h("summary", {}, plural(history.length, "decision")), h("ul.plain", {}, history.map((one) => h("li.reason", { dir: "auto" }, sentence(one))))));
}

function sentence(one) {
  const what = one.change === "merged" ? `${one.name} is ${one.other_name}`
    : one.articles ? `${one.name} is not ${one.other_name} in ${plural(one.articles, "article")}` : `${one.name} is not ${one.other_name} after all`;
  return `${what}: ${one.set_by}, ${moment(one.set_at)}${one.reason ? `, “${one.reason}”` : ""}`;
}

// Others of the same kind are looked for by name; those that are ticked become this one.
export function askMerge(entity, again) {
  const found = h("ul.choices", { "aria-live": "polite" });
  const search = h("input", { type: "search", value: entity.name.split(" ").at(-1), maxlength: 200, autocomplete: "off" });
  const look = async () => {
    const others = search.value.trim() ? await get("entities", { name: search.value.trim(), kind: entity.kind }) : [];
    const shown = others.filter((one) => one.entity_id !== entity.entity_id);
    found.replaceChildren(...(shown.length ? shown.map(choice) : [h("li.dim", {}, "Nobody else of this name.")]));
  };
  let waiting = 0;
  search.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(() => look().catch(() => {}), PAUSE_MS); });
  look().catch(() => {});
  ask({
    title: `Who else is ${entity.name}?`,
    text: `Quotes and articles of those that are ticked count for ${entity.name} from now on, also in what is loaded later. It can be taken apart again.`,
    fields: [h("label.field", {}, h("span.label", {}, "Name"), search), found],
    word: "They are one",
    send: (reason) => change("POST", `entities/${entity.entity_id}/merge`, { entities: ticked(found), reason }),
    ready: () => ticked(found).length > 0 || "Tick somebody first.",
    again,
  });
}

export function askSplit(entity, again, only = null) {
  const list = h("ul.choices");
  const name = h("input", { name: "name", value: entity.name, maxlength: 200, required: true, autocomplete: "off" });
  if (!only) {
    get("articles", { entity: entity.entity_id, limit: SHOWN_ARTICLES }).then(({ items }) => list.replaceChildren(...items.map((item) =>
      h("li", {}, h("label.tick", {}, h("input", { type: "checkbox", value: item.article_id }), h("span", { dir: "auto" }, item.title || item.url, " ", h("span.dim", {}, day(item.published_day)))))))).catch(() => {});
  }
  const chosen = () => only ?? ticked(list);
  ask({
    title: `Who is not ${entity.name}?`,
    text: only ? `In this article ${entity.name} is somebody else, also when it is extracted again.` : `In the articles that are ticked ${entity.name} is somebody else, also when they are extracted again.`,
    fields: [!only && list, h("label.field", {}, h("span.label", {}, "Name of the other"), name)],
    word: "They are two",
    send: (reason) => change("POST", `entities/${entity.entity_id}/split`, { articles: chosen(), name: name.value.trim(), reason }),
    ready: () => chosen().length > 0 || "Tick an article first.",
    again,
  });
}

function askApart(one, again) {
  ask({
    title: `Take ${one.name} apart?`,
    text: `${one.name} stands for itself again, with all its quotes and articles.`,
    fields: [],
    word: "Take apart",
    send: (reason) => change("POST", `entities/${one.entity_id}/split`, { reason }),
    ready: () => true,
    again,
  });
}

function choice(one) {
  return h("li", {}, h("label.tick", {}, h("input", { type: "checkbox", value: one.entity_id }),
    h("span", {}, h("b", { dir: "auto" }, one.name), " ", h("span.dim", {}, plural(one.articles, "article"), one.context && `, ${one.context}`),
      one.newest_title && h("span.reason", { dir: "auto" }, one.newest_title))),
  h("a", { href: hash(`speakers/${one.entity_id}`), target: "_blank", rel: "noopener", "aria-label": `${one.name} on its own page` }, "see"));
}

function ticked(list) {
  return [...list.querySelectorAll("input:checked")].map((box) => box.value);
}

function ask({ title, text, fields, word, send, ready, again }) {
  const told = h("p.fault", { role: "alert" });
  const reason = h("input", { name: "reason", maxlength: 1000, autocomplete: "off" });
  const submit = h("button", {}, word);
  const form = h("form", { onsubmit: async (event) => {
    event.preventDefault();
    const missing = ready();
    if (missing !== true) { told.textContent = missing; return; }
    submit.disabled = true;
    try {
      const done = await send(reason.value);
      dialog.close();
      again(done);
    } catch (fault) {
      told.textContent = fault.message;
      submit.disabled = false;
    }
  } },
  h("p.quiet-text", {}, text), fields, h("label.field", {}, h("span.label", {}, "Reason"), reason), told,
  h("p.buttons", {}, submit, h("button", { type: "button", onclick: () => dialog.close() }, "Cancel")));
  const dialog = h("dialog.asking", { "aria-labelledby": "people-title", onclose: () => dialog.remove() }, h("h2.asked", { id: "people-title", dir: "auto" }, title), form);
  document.body.append(dialog);
  dialog.showModal();
}
