// Medians and quartiles.

/** The value below which the share `q`, 0..1, of the values lies, between neighbours linearly. */
export function quantile(values, q) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = q * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
}

export const median = (values) => quantile(values, 0.5);

/** Median and quartiles. */
export function spread(values) {
  return { median: median(values), quartiles: [quantile(values, 0.25), quantile(values, 0.75)], count: values.length };
}
