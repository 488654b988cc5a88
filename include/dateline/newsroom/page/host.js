// Standing inside Airflow's UI: its colours, its address bar, and links that leave our frame.
// The frame is sandboxed: it may not open windows or move the page around it. An anchor of that page may.

import { h, webAddress } from "./dom.js";

const framed = window.parent !== window;

export function followTheme() {
  const outside = framed && outsideDocument()?.documentElement;
  const choose = () => {
    const theme = outside && (outside.dataset.theme || (outside.classList.contains("dark") ? "dark" : "light"));
    if (theme) document.documentElement.dataset.theme = theme;
  };
  choose();
  if (outside) new MutationObserver(choose).observe(outside, { attributes: true, attributeFilter: ["class", "data-theme"] });
}

export function tellAddress() {
  const outside = framed && outsideDocument();
  if (!outside || !outside.location.pathname.includes("/plugin/newsroom")) return;
  const history = window.parent.history;
  history.replaceState(history.state, "", outside.location.pathname + location.hash);
}

// A link to another place of the page, pasted into the address bar of Airflow, changes only its fragment.
export function followAddress() {
  if (!framed || !outsideDocument()) return;
  window.parent.addEventListener("hashchange", () => {
    const wanted = window.parent.location.hash;
    if (wanted.startsWith("#/") && wanted !== location.hash) location.hash = wanted;
  });
}

export function outward(address, ...children) {
  const href = webAddress(address);
  if (!href) return h("span", {}, ...children);
  return h("a.out", { href, target: "_blank", rel: "noopener noreferrer", onclick: (event) => leave(event, href, "_blank") }, ...children);
}

export function runLink({ dag_id: dag, dag_run_id: run, task_id: task, map_index: index }, ...children) {
  if (!dag || !run) return h("span", {}, ...children);
  const parts = ["dags", dag, "runs", run];
  if (task) parts.push("tasks", task, ...(index !== null && index >= 0 ? ["mapped", String(index)] : []));
  const href = new URL(`../${parts.map(encodeURIComponent).join("/")}`, document.baseURI).href;
  return h("a.run", { href, target: "_top", onclick: (event) => leave(event, href, "_self") }, ...children);
}

function leave(event, href, target) {
  const outside = framed && outsideDocument();
  if (!outside) return;
  event.preventDefault();
  const anchor = outside.createElement("a");
  Object.assign(anchor, { href, target, rel: "noopener noreferrer" });
  anchor.click();
}

function outsideDocument() {
  try {
    return window.parent.document;
  } catch {
    return null;
  }
}
