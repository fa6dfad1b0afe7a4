// What a visitor sees of a page's work, and when: drawings, pictures, and tasks that hold the thread.

import { setTimeout } from "node:timers/promises";

/** About what a mouse at 60 Hz reports. */
const POINTER_INTERVAL_MS = 16;

/**
 * Records in the page, from its first moment on: `shown`, each picture; `drawn`, each drawing with the
 * time of the pointer's event before it; `longTasks`. Times are the page's own, in milliseconds.
 */
export async function record(page) {
  await page.addInitScript(() => {
    window.recorded = { shown: [], drawn: [], longTasks: [] };
    const { shown, drawn, longTasks } = window.recorded;
    let pointer_ms = 0;
    const onPointer = ({ timeStamp }) => (pointer_ms = timeStamp);
    for (const type of ["pointerdown", "pointermove"]) {
      addEventListener(type, onPointer, { capture: true, passive: true });
    }
    const note = () => {
      const status = document.querySelector("#status").dataset;
      const [seq, ms, newest] = [status.seq, status.ms, status.drawn].map(Number);
      if (newest > 0 && drawn.at(-1)?.seq !== newest) {
        drawn.push({ seq: newest, pointer_ms });
      }
      if (ms > 0 && shown.at(-1)?.seq !== seq) {
        shown.push({ at_ms: performance.now(), seq, ms });
      }
    };
    const filter = { subtree: true, attributeFilter: ["data-seq", "data-ms", "data-drawn"] };
    new MutationObserver(note).observe(document, filter);
    new PerformanceObserver((list) => {
      for (const { startTime, duration } of list.getEntries()) {
        longTasks.push({ at_ms: startTime, ms: duration });
      }
    }).observe({ type: "longtask", buffered: true });
  });
}

export const recorded = (studio) => studio.page.evaluate(() => window.recorded);

/**
 * Drags in circles for so long, in the tool and class that are chosen. Gives back when that began and
 * ended, in the page's time, and how often the pointer moved.
 */
export async function dragInCircles(studio, ms) {
  const now = () => studio.page.evaluate(() => performance.now());
  await studio.press([20, 20], [30, 30]);
  const start_ms = await now();
  const begun = Date.now();
  const place = await studio.places();
  let moves = 0;
  while (Date.now() - begun < ms) {
    const turn = ((Date.now() - begun) / 2000) * 2 * Math.PI;
    const [x, y] = [140 + 90 * Math.cos(turn), 140 + 90 * Math.sin(turn)];
    await studio.page.mouse.move(...place(x, y));
    moves += 1;
    await setTimeout(POINTER_INTERVAL_MS);
  }
  const end_ms = await now();
  await studio.page.mouse.up();
  return { start_ms, end_ms, moves };
}
