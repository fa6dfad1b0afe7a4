// What a visitor waits for: the first picture of a cold visit, and during a drag the picture of each
// movement.

import path from "node:path";
import { launch } from "../support/browser.mjs";
import { line } from "../support/line.mjs";
import { dragInCircles, record, recorded } from "../support/recorder.mjs";
import { startSite } from "../support/site.mjs";
import { Studio } from "../support/studio.mjs";
import { listOf } from "../support/versions.mjs";
import { median, quantile } from "./statistics.mjs";
import { LATENCY_MS, emulate, slowDown } from "./throttle.mjs";

const DRAG_MS = 6000;
const PATIENCE_MS = 240_000;

const MBIT = 20;
const SLOWER = 4;
const CONDITIONS = [
  { name: "as it is", emulation: {} },
  {
    name: `${MBIT} Mbit/s, ${LATENCY_MS} ms; page's thread ${SLOWER}× slower`,
    emulation: { mbit: MBIT, slower: SLOWER },
  },
  {
    name: `${MBIT} Mbit/s, ${LATENCY_MS} ms; page and engine ${SLOWER}× slower`,
    emulation: { mbit: MBIT },
    stopped: SLOWER,
  },
];

/**
 * For each drawing of the drag, the time from the pointer's event to the first picture that shows this
 * drawing or a newer one: "latest wins" skips drawings, but nobody waits for a skipped one.
 */
export function waits({ drawn, shown }, { start_ms, end_ms }) {
  return drawn
    .filter(({ pointer_ms }) => pointer_ms >= start_ms && pointer_ms <= end_ms)
    .flatMap(({ seq, pointer_ms }) => {
      const picture = shown.find((picture) => picture.seq >= seq);
      return picture === undefined ? [] : [picture.at_ms - pointer_ms];
    });
}

async function visit(site, { emulation, stopped }) {
  const browser = await launch();
  const goOn = stopped === undefined ? async () => {} : await slowDown(browser, stopped);
  const prepare = async (page) => {
    page.setDefaultTimeout(PATIENCE_MS);
    await record(page);
    await emulate(page, emulation);
  };
  const studio = await Studio.open(browser, site.url, { query: "?model=lite", prepare });
  const begun = await studio.until(({ state, ms }) => state === "error" || ms > 0, PATIENCE_MS);
  if (begun.state === "error") {
    throw new Error(`the page says: ${begun.words.replaceAll(/\s+/g, " ")}`);
  }
  await studio.settled(PATIENCE_MS);
  const first_picture_ms = (await recorded(studio)).shown[0].at_ms;
  await studio.choose("class", "window");
  const during = await dragInCircles(studio, DRAG_MS);
  await studio.settled(PATIENCE_MS);
  const waits_ms = waits(await recorded(studio), during);
  await goOn();
  await studio.close();
  await browser.close();
  return { first_picture_ms, waits_ms };
}

/** Visits under each condition; each is the first one that its browser makes. */
export async function measureVisits({ dist, runs, say }) {
  const meter = line();
  const { files } = await listOf(dist);
  await meter.prepare(Object.keys(files).map((name) => path.join(dist, name)));
  const site = await startSite({ dist, send: meter.send });
  const results = [];
  for (const condition of CONDITIONS) {
    const visits = [];
    for (let run = 0; run < runs; run += 1) {
      visits.push(await visit(site, condition));
      say(`visit, ${condition.name}: first picture after ${visits.at(-1).first_picture_ms.toFixed(0)} ms`);
    }
    const waits_ms = visits.flatMap((visit) => visit.waits_ms);
    results.push({
      condition: condition.name,
      first_picture_ms: median(visits.map((visit) => visit.first_picture_ms)),
      stroke_p50_ms: quantile(waits_ms, 0.5),
      stroke_p95_ms: quantile(waits_ms, 0.95),
      strokes: waits_ms.length,
      visits,
    });
  }
  await site.stop();
  return results;
}

/** The figures as Markdown. */
export function visitTable(results) {
  const rows = results.map(({ condition, first_picture_ms, stroke_p50_ms, stroke_p95_ms, strokes }) => {
    const cells = [
      condition,
      `${(first_picture_ms / 1000).toFixed(2)} s`,
      `${stroke_p50_ms.toFixed(0)} ms`,
      `${stroke_p95_ms.toFixed(0)} ms`,
      strokes,
    ];
    return `| ${cells.join(" | ")} |`;
  });
  return [
    "| machine and line | cold visit → first picture | stroke → picture, p50 | p95 | movements |",
    "|---|---|---|---|---|",
    ...rows,
  ].join("\n");
}
