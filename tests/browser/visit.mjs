// What a visit costs: `node visit.mjs [--runs N] [--json FILE]` prints the table of the README.
//
// Each line of the table is the median of several visits, each cold one with a browser that was never
// here. Times count from the visitor's pressing of Enter; bytes are those of bodies, compressed as
// static hosts do it. The backend is the one the page chooses, without a graphics adapter.

import { writeFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { launchVisitor } from "./support/browser.mjs";
import { line } from "./support/line.mjs";
import { DIST, startSite } from "./support/site.mjs";
import { PATIENCE_MS } from "./support/studio.mjs";
import { listOf } from "./support/versions.mjs";

/** The second is what Lighthouse takes for a desktop's line. */
const LINES = [
  ["same machine", {}],
  ["10 Mbit/s, 40 ms", { mbit: 10, latency_ms: 40 }],
];
/** After the service worker has kept the files: whatever may still be asked for. */
const QUIET_MS = 1000;

const { values } = parseArgs({ options: { runs: { type: "string", default: "5" }, json: { type: "string" } } });
const runs = Number(values.runs);

/** In the page, from its first moment on: what browsers report of its appearance and of its thread. */
function observe() {
  window.figures = { largest_ms: null, shift: 0, blocked_ms: 0, picture_ms: null };
  const { figures } = window;
  const on = (type, take) =>
    new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true });
  on("largest-contentful-paint", ({ startTime }) => (figures.largest_ms = startTime));
  on("layout-shift", ({ value, hadRecentInput }) => (figures.shift += hadRecentInput ? 0 : value));
  on("longtask", ({ duration }) => {
    figures.blocked_ms += figures.picture_ms === null ? duration - 50 : 0;
  });
  const filter = { subtree: true, attributeFilter: ["data-seq", "data-ms"] };
  new MutationObserver(() => {
    const { ms } = document.querySelector("#status").dataset;
    if (figures.picture_ms === null && Number(ms) > 0) {
      figures.picture_ms = performance.now();
    }
  }).observe(document, filter);
}

/** One visit in a tab of its own. */
async function visit(visitor, site, meter) {
  const [requests, bytes] = [site.requests.length, meter.bytes()];
  const page = await visitor.newPage();
  await page.addInitScript(observe);
  // The second model would come at some time after the picture, in one visit wholly and in another in part.
  await page.goto(`${site.url}?model=lite`);
  await page.waitForFunction(() => window.figures.picture_ms !== null, null, { timeout: 2 * PATIENCE_MS });
  const untilPicture = { requests: site.requests.length - requests, bytes: meter.bytes() - bytes };
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null, null, { timeout: PATIENCE_MS });
  await page.waitForTimeout(QUIET_MS);
  const figures = await page.evaluate(() => {
    const paints = performance.getEntriesByType("paint");
    const at = (name) => paints.find((paint) => paint.name === name)?.startTime ?? null;
    return { first_ms: at("first-paint"), content_ms: at("first-contentful-paint"), ...window.figures };
  });
  await page.close();
  return {
    ...figures,
    requests: untilPicture.requests,
    bytes: untilPicture.bytes,
    requests_later: site.requests.length - requests - untilPicture.requests,
    bytes_later: meter.bytes() - bytes - untilPicture.bytes,
  };
}

/** A cold visit, a second one, and one without a network, `runs` times. */
async function measure(condition) {
  const meter = line(condition);
  const { files } = await listOf(DIST);
  await meter.prepare([...Object.keys(files), "service_worker.js"].map((name) => path.join(DIST, name)));
  const site = await startSite({ send: meter.send });
  const kinds = { "first visit": [], "second visit": [], "without a network": [] };
  for (let run = 0; run < runs; run += 1) {
    const visitor = await launchVisitor();
    kinds["first visit"].push(await visit(visitor, site, meter));
    kinds["second visit"].push(await visit(visitor, site, meter));
    await visitor.setOffline(true);
    // The browser's own look for a new service worker is not offline with its pages.
    site.fault("", (response) => response.destroy());
    kinds["without a network"].push(await visit(visitor, site, meter));
    site.heal();
    await visitor.close();
  }
  await site.stop();
  return kinds;
}

function medians(visits) {
  const median = (key) => {
    const sorted = visits.map((visit) => visit[key]).sort((a, b) => a - b);
    return sorted[sorted.length >> 1];
  };
  return Object.fromEntries(Object.keys(visits[0]).map((key) => [key, median(key)]));
}

const seconds = (ms) => `${(ms / 1000).toFixed(2)} s`;
const megabytes = (bytes) => (bytes < 50_000 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(2)} MB`);

const results = {};
const rows = [
  "| line | visit | first paint | largest paint | first picture | blocked | shift | requests | bytes | afterwards |",
  "|---|---|---|---|---|---|---|---|---|---|",
];
for (const [name, condition] of LINES) {
  for (const [kind, visits] of Object.entries(await measure(condition))) {
    const figures = medians(visits);
    (results[name] ??= {})[kind] = { median: figures, visits };
    const cells = [
      name,
      kind,
      seconds(figures.content_ms),
      seconds(figures.largest_ms),
      seconds(figures.picture_ms),
      `${figures.blocked_ms.toFixed(0)} ms`,
      figures.shift.toFixed(3),
      figures.requests,
      megabytes(figures.bytes),
      `${figures.requests_later}, ${megabytes(figures.bytes_later)}`,
    ];
    rows.push(`| ${cells.join(" | ")} |`);
  }
}
console.log(rows.join("\n"));
if (values.json !== undefined) {
  await writeFile(values.json, `${JSON.stringify(results, null, 2)}\n`);
}
