// A capture: what a server answered, as it lies in the archive, shown as text and never run.

import { get } from "./data.js";
import { h } from "./dom.js";
import { outward } from "./host.js";
import { bytes, moment, number } from "./words.js";

export async function view({ rest: [id], signal }) {
  const stored = await get(`captures/${encodeURIComponent(id)}`, {}, signal);
  return {
    title: "Stored answer",
    element: h("div.view", {},
      h("div.headline", {}, h("h1", {}, "Stored answer"), h("span.buttons", {}, h("a.button", { href: `api/captures/${encodeURIComponent(id)}/body`, download: "capture" }, "Bytes"))),
      h("p.summary", {}, h("strong", {}, `HTTP ${stored.status}`), `, ${bytes(stored.size)} of ${stored.content_type || "an unnamed type"}, on ${moment(stored.fetched_at)}.`, stored.unchanged && " Nothing had changed since an earlier capture, whose body this is."),
      h("p.address", {}, outward(stored.final_url, stored.final_url), stored.final_url !== stored.url && ` (asked: ${stored.url})`),
      h("p.address", {}, `${stored.warc_path} at ${number(stored.warc_offset)}, ${number(stored.warc_length)} bytes · ${stored.digest}`),
      h("section.panel", {}, h("h2", {}, "Head"), h("dl.head", {}, stored.headers.map(({ name, value }) => h("div", {}, h("dt", {}, name), h("dd", {}, value))))),
      h("section.panel", {}, h("h2", {}, "Body"), stored.text === null ? h("p.quiet-text", {}, "It is no text; take its bytes.") : [h("pre.stored", { tabindex: "0", role: "region", "aria-label": "Body", dir: "auto" }, stored.text || "It is empty."), stored.cut && h("p.quiet-text", {}, `The first ${number(stored.text.length)} characters; the rest is in its bytes.`)])),
  };
}
