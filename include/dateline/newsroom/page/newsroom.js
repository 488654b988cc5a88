// The page's frame: which view an address names, keys, faults, and what stands around a view.

import { me } from "./data.js";
import { h } from "./dom.js";
import { followAddress, followTheme, tellAddress } from "./host.js";
import { empty, moveInList } from "./lists.js";

const VIEWS = {
  today: () => import("./today.js"),
  outcomes: () => import("./outcomes.js"),
  sources: () => import("./sources.js"),
  articles: () => import("./articles.js"),
  quotes: () => import("./quotes.js"),
  speakers: () => import("./speakers.js"),
  review: () => import("./review.js"),
  captures: () => import("./captures.js"),
};
const TABS = { outcomes: "today", captures: "today", speakers: "quotes" };
const KEYS = { t: "today", s: "sources", a: "articles", q: "quotes", r: "review" };

const main = document.getElementById("main");
let current = new AbortController();
let viewKeys = {};

async function show() {
  current.abort();
  current = new AbortController();
  const { signal } = current;
  const [path, search = ""] = (location.hash.slice(2) || "today").split("?");
  const [name, ...rest] = path.split("/").map(decodeURIComponent);
  mark(TABS[name] ?? name);
  tellAddress();
  main.setAttribute("aria-busy", "true");
  const waiting = setTimeout(() => main.replaceChildren(h("p.loading", {}, "Loading …")), 250);
  try {
    const [module, who] = await Promise.all([(VIEWS[name] ?? VIEWS.today)(), me()]);
    const view = await module.view({ rest, query: Object.fromEntries(new URLSearchParams(search)), who, signal, say });
    if (signal.aborted) return;
    viewKeys = view.keys ?? {};
    document.title = `${view.title} · Newsroom`;
    main.replaceChildren(view.element);
    if (!search) main.scrollIntoView();
    say(view.title);
  } catch (fault) {
    if (fault.name === "AbortError" || signal.aborted) return;
    main.replaceChildren(broken(fault));
  } finally {
    clearTimeout(waiting);
    if (!signal.aborted) main.setAttribute("aria-busy", "false");
  }
}

function broken(fault) {
  const title = fault.status === 404 ? "Not here" : "This did not work";
  const box = empty(title, fault.message);
  box.setAttribute("role", "alert");
  box.append(h("button", { type: "button", onclick: show }, "Try again"));
  return box;
}

function mark(tab) {
  for (const link of document.querySelectorAll(".masthead nav a")) {
    if (link.dataset.view === tab) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

function say(text) {
  document.getElementById("said").textContent = text;
}

function pressed(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  const typing = event.target.closest?.("input, select, textarea");
  if (typing) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  const act = viewKeys[event.key] ?? common(event.key);
  if (!act) return;
  event.preventDefault();
  act();
}

function common(key) {
  if (KEYS[key]) return () => { location.hash = `#/${KEYS[key]}`; };
  return {
    "/": () => main.querySelector('input[type="search"]')?.focus(),
    "?": () => document.getElementById("keys").showModal(),
    j: () => moveInList(1),
    k: () => moveInList(-1),
  }[key];
}

followTheme();
followAddress();
document.getElementById("keys-button").addEventListener("click", () => document.getElementById("keys").showModal());
document.querySelector(".skip").addEventListener("click", (event) => { event.preventDefault(); main.focus(); });
addEventListener("keydown", pressed);
addEventListener("hashchange", show);
show();
