// What all lists share: filters that live in the address, more rows on demand, moving by keys.

import { get, queryString } from "./data.js";
import { h } from "./dom.js";

export function hash(path, query = {}) {
  return `#/${path}${queryString(query)}`;
}

export function empty(title, text) {
  return h("div.empty", {}, h("p.empty-title", {}, title), h("p", {}, text));
}

// A form whose fields are the query of the address; a change goes to the new address.
export function filters(path, query, ...fields) {
  const form = h("form.filters", { role: "search", onsubmit: (event) => event.preventDefault() }, fields);
  const go = () => {
    const next = { ...query, ...Object.fromEntries(new FormData(form)) };
    const address = hash(path, next);
    if (address !== location.hash) location.hash = address;
  };
  form.addEventListener("change", go);
  form.addEventListener("submit", go);
  return form;
}

export function searchField(name, value, placeholder) {
  return h("label.search", {}, h("span.label", {}, "Search"),
    h("input", { type: "search", name, value: value ?? "", placeholder, maxlength: 300, autocomplete: "off", spellcheck: "false" }));
}

export function field(label, control) {
  return h("label.field", {}, h("span.label", {}, label), control);
}

export function choice(name, value, options) {
  return h("select", { name }, options.map(([key, text]) => h("option", { value: key, selected: key === (value ?? "") }, text)));
}

export function dayField(name, value) {
  return h("input", { type: "date", name, value: value ?? "" });
}

// Rows of a paged list with a button for those after them.
export async function paged(path, query, { row, none, signal, list = h("ol.rows") }) {
  const rest = h("div.more");
  const load = async (cursor) => {
    const page = await get(path, { ...query, cursor }, signal);
    list.append(...page.items.map(row));
    rest.replaceChildren(...(page.next ? [more(() => load(page.next))] : []));
    return page;
  };
  const page = await load(null);
  return page.items.length ? h("div", {}, list, rest) : none;
}

function more(load) {
  const button = h("button", { type: "button" }, "More");
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      await load();
    } catch (fault) {
      button.disabled = false;
      button.textContent = `${fault.message} Try again`;
    }
  });
  return button;
}

export function moveInList(step) {
  const rows = [...document.querySelectorAll("main .rows > li, main tbody > tr")].filter((row) => row.querySelector("a"));
  if (!rows.length) return;
  const now = rows.findIndex((row) => row.contains(document.activeElement));
  const next = rows[Math.max(0, Math.min(rows.length - 1, now + step))];
  next.querySelector("a").focus();
  next.scrollIntoView({ block: "nearest" });
}
