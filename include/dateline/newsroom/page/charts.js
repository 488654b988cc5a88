// Small charts: drawn from numbers, each with words for those who do not see them.

import { s } from "./dom.js";

export function bars(values, { width = 168, height = 30, usual = [], marked = () => "", label }) {
  const most = Math.max(1, ...values, ...usual.map((value) => value ?? 0));
  const step = width / values.length;
  const y = (value) => height - (value / most) * (height - 2);
  const columns = values.map((value, index) =>
    s("rect", {
      x: (index * step + step * 0.12).toFixed(2),
      y: Math.min(y(value), height - (value ? 1.5 : 0.75)).toFixed(2),
      width: (step * 0.76).toFixed(2),
      height: Math.max(height - y(value), value ? 1.5 : 0.75).toFixed(2),
      rx: Math.min(1.5, step * 0.2).toFixed(2),
      class: `bar ${marked(index)}`,
    }),
  );
  return s(
    "svg",
    { class: "spark", viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": label },
    columns,
    usualLine(usual, step, y),
  );
}

function usualLine(usual, step, y) {
  const points = usual
    .map((value, index) => (value === null ? null : `${((index + 0.5) * step).toFixed(1)},${y(value).toFixed(1)}`))
    .filter(Boolean);
  return points.length > 1 ? s("polyline", { class: "usual", points: points.join(" ") }) : null;
}
