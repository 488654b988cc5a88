// Talking to the API beside this page. A fault carries words that can be shown.

export class Fault extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

let known = null;

export async function me() {
  known ??= await get("me");
  return known;
}

export function get(path, query = {}, signal = undefined) {
  return ask(`api/${path}${queryString(query)}`, { signal });
}

export async function change(method, path, body = undefined) {
  const { token } = await me();
  return ask(`api/${path}`, {
    method,
    headers: { "X-Newsroom-Token": token ?? "", ...(body && { "Content-Type": "application/json" }) },
    body: body && JSON.stringify(body),
  });
}

export function queryString(query) {
  const given = Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== "");
  return given.length ? `?${new URLSearchParams(given)}` : "";
}

async function ask(path, options) {
  let answer;
  try {
    answer = await fetch(path, { ...options, credentials: "same-origin" });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Fault("The server does not answer. Is Airflow's API server running?", 0);
  }
  if (answer.status === 204) return null;
  const told = await answer.json().catch(() => ({}));
  if (answer.ok) return told;
  throw new Fault(reason(answer.status, told), answer.status);
}

function reason(status, told) {
  if (status === 401) return "You are not logged in any more. Reload Airflow to log in.";
  if (typeof told.detail === "string") return told.detail;
  if (Array.isArray(told.detail)) return told.detail.map((fault) => `${fault.loc.at(-1)}: ${fault.msg}`).join("; ");
  return `The server answered ${status}.`;
}
