// Numbers, days and times as a reader writes them.

const counts = new Intl.NumberFormat("en-GB");
const longDay = new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
const shortDay = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" });
const datedDay = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
const moments = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", timeZone: "UTC" });
const ago = new Intl.RelativeTimeFormat("en-GB", { numeric: "auto" });

export const number = (value) => counts.format(value);
export const dayLong = (day) => longDay.format(new Date(`${day}T00:00:00Z`));
export const dayShort = (day) => shortDay.format(new Date(`${day}T00:00:00Z`));
export const day = (value) => (value ? datedDay.format(new Date(`${value}T00:00:00Z`)) : "undated");
export const moment = (value) => (value ? `${moments.format(new Date(value))} UTC` : "–");
export const percent = (share) => (share === null ? "–" : `${Math.round(share * 100)}\u202f%`);
export const plural = (count, one, many = `${one}s`) => `${number(count)} ${count === 1 ? one : many}`;

export function since(value) {
  if (!value) return "never";
  const seconds = (new Date(value) - Date.now()) / 1000;
  for (const [unit, length] of [["day", 86400], ["hour", 3600], ["minute", 60]]) {
    if (Math.abs(seconds) >= length) return ago.format(Math.round(seconds / length), unit);
  }
  return "just now";
}

export function span(seconds) {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}

export function shiftDay(value, days) {
  const moved = new Date(`${value}T00:00:00Z`);
  moved.setUTCDate(moved.getUTCDate() + days);
  return moved.toISOString().slice(0, 10);
}

export function bytes(count) {
  if (count < 1000) return `${count} bytes`;
  return count < 1e6 ? `${(count / 1000).toFixed(1)} kB` : `${(count / 1e6).toFixed(1)} MB`;
}
