// Takedown: what would go is shown first; only then, and with a reason, does it go.

import { change } from "./data.js";
import { h } from "./dom.js";
import { number } from "./words.js";

export function takedownButton(who, subject, name) {
  if (!who.may_take_down) return null;
  return h("p.takedown", {}, h("button", { type: "button", onclick: () => open(subject, name) }, "Take down …"));
}

function open(subject, name) {
  const told = h("p.quiet-text", { role: "status" }, "First see what would go.");
  const reason = h("input", { name: "reason", required: true, maxlength: 1000, autocomplete: "off" });
  const submit = h("button", {}, "Show what would go");
  let shown = false;
  const form = h("form", { onsubmit: async (event) => {
    event.preventDefault();
    submit.disabled = true;
    try {
      const removal = await change("POST", "takedowns", { subject, reason: reason.value, dry_run: !shown });
      told.textContent = sentence(removal);
      if (shown) {
        submit.remove();
        return;
      }
      shown = true;
      submit.textContent = "Forget it for good";
      submit.className = "no";
    } catch (fault) {
      told.textContent = fault.message;
    }
    submit.disabled = false;
  } }, h("label.field", {}, h("span.label", {}, "Reason, such as the number of the request"), reason), told,
  h("p.buttons", {}, submit, h("button", { type: "button", onclick: () => dialog.close() }, "Close")));
  const dialog = h("dialog.asking", { "aria-labelledby": "takedown-title", onclose: () => dialog.remove() },
    h("h2", { id: "takedown-title" }, "Take down"), h("p.title", { dir: "auto" }, name), form);
  document.body.append(dialog);
  dialog.showModal();
}

function sentence({ articles, removed, dry_run: dry }) {
  const parts = Object.entries(removed).map(([what, count]) => `${number(count)} ${what}`);
  const naming = articles.length ? ` It touches ${number(articles.length)} article${articles.length === 1 ? "" : "s"}.` : "";
  return `${dry ? "Would go" : "Gone"}: ${parts.join(", ") || "nothing that is here"}.${naming}${dry ? " It cannot be undone." : " It will not be loaded again."}`;
}
