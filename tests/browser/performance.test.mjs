// How fast it is: the figures are printed beside the project's targets, and said to be met or missed.
//
// What fails is a figure beyond a limit far enough from today's to hold on any busy machine. A quiet
// one may set tighter limits, the targets themselves for example, in the environment.

import assert from "node:assert/strict";
import { test } from "node:test";
import { browser, site, siteAndBrowser } from "./support/fixture.mjs";
import { dragInCircles, record, recorded } from "./support/recorder.mjs";
import { Studio } from "./support/studio.mjs";

const limit = (name, otherwise) => Number(process.env[name] ?? otherwise);
const MAX_MEDIAN_MS = limit("FACADE_MAX_MEDIAN_MS", 240);
const MIN_PICTURES_PER_SECOND = limit("FACADE_MIN_PICTURES_PER_SECOND", 4);
const MAX_LONG_TASK_MS = limit("FACADE_MAX_LONG_TASK_MS", 150);
const MAX_FIRST_PICTURE_MS = limit("FACADE_MAX_FIRST_PICTURE_MS", 10_000);

const verdict = (met, target) => `target ${target}: ${met ? "met" : "MISSED"}`;

const COLD_VISITS = 3;
const DRAG_MS = 6000;
/** Drags at most, until one is within the limits. */
const DRAGS = 3;

siteAndBrowser();

/** Blocks the page's thread once, and tells whether the recorder has noticed. */
async function seesLongTask(studio) {
  await studio.page.evaluate(
    () =>
      new Promise((resolve) => {
        setTimeout(() => {
          const end = performance.now() + 120;
          while (performance.now() < end);
          // Entries are delivered some time after the task.
          setTimeout(resolve, 200);
        });
      }),
  );
  const { longTasks } = await recorded(studio);
  return longTasks.some(({ ms }) => ms >= 100);
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1];
}

const longest = (tasks) => Math.max(0, ...tasks.map(({ ms }) => ms));

/** One drag, measured: its pictures' median ms, pictures a second, and the longest task of the page's thread. */
async function measuredDrag(studio, t) {
  const { start_ms, end_ms, moves } = await dragInCircles(studio, DRAG_MS);
  const { shown, longTasks } = await recorded(studio);
  const during = ({ at_ms }) => at_ms >= start_ms && at_ms <= end_ms;
  const pictures = shown.filter(during);
  assert.ok(pictures.length > 0, "no picture during the drag");
  const median_ms = median(pictures.map(({ ms }) => ms));
  const rate = pictures.length / ((end_ms - start_ms) / 1000);
  const blocked_ms = longest(longTasks.filter(during));
  t.diagnostic(`median of data-ms ${median_ms.toFixed(1)} ms over ${pictures.length} pictures; ${verdict(median_ms <= 80, "80 ms")}`);
  t.diagnostic(`${rate.toFixed(1)} pictures a second, ${moves} moves of the pointer; ${verdict(rate >= 8, "8 a second")}`);
  t.diagnostic(`longest task of the page's thread while dragging: ${blocked_ms.toFixed(0)} ms; ${verdict(blocked_ms <= 50, "50 ms")}`);
  return { median_ms, rate, blocked_ms };
}

/** Which limits a drag is beyond, in words; null where it is within all of them. */
function beyond({ median_ms, rate, blocked_ms }) {
  const limits = [
    median_ms > MAX_MEDIAN_MS && `median ${median_ms} ms`,
    rate < MIN_PICTURES_PER_SECOND && `${rate} pictures a second`,
    blocked_ms > MAX_LONG_TASK_MS && `a task of ${blocked_ms} ms`,
  ].filter(Boolean);
  return limits.length > 0 ? limits.join(", ") : null;
}

test(`the first picture of a cold visit is there within ${MAX_FIRST_PICTURE_MS} ms`, async (t) => {
  const times = [];
  for (let visit = 0; visit < COLD_VISITS; visit += 1) {
    // A new context has an empty cache.
    const studio = await Studio.open(browser, site.url, { query: "", prepare: record });
    await studio.settled();
    const { shown } = await recorded(studio);
    times.push(shown[0].at_ms);
    await studio.close();
  }
  const rounded = times.map((ms) => ms.toFixed(0));
  t.diagnostic(`first picture after ${rounded.join(", ")} ms, median ${median(times).toFixed(0)} ms; ${verdict(median(times) <= 3000, "3000 ms")}`);
  assert.ok(median(times) <= MAX_FIRST_PICTURE_MS, `median ${median(times)} ms`);
});

test("during a drag on the CPU, pictures follow and the page's thread stays free", { timeout: 120_000 }, async (t) => {
  const studio = await Studio.open(browser, site.url, { prepare: record });
  await studio.settled();
  await studio.choose("class", "window");
  const before = await recorded(studio);
  assert.ok(await seesLongTask(studio), "the recorder overlooks a task of 120 ms");

  t.diagnostic(`longest task while starting: ${longest(before.longTasks).toFixed(0)} ms; tasks below 50 ms are not reported by browsers`);
  let limits;
  // What else the machine does only ever makes a drag slower, so the first good one tells.
  for (let drag = 1; drag <= DRAGS && limits !== null; drag += 1) {
    // Over the rectangle of the drag before, much of a new one would change nothing.
    if (drag > 1) await studio.choose("action", "undo");
    limits = beyond(await measuredDrag(studio, t));
  }
  assert.equal(limits, null);
  await studio.close();
});

test("dragging among 300 shapes leaves the page's thread free", { timeout: 120_000 }, async (t) => {
  const studio = await Studio.open(browser, site.url);
  await studio.settled();
  await studio.choose("action", "clear");
  await studio.choose("class", "window");
  await studio.drag([4, 4], [9, 9]);
  await studio.choose("tool", "select");
  await studio.page.mouse.click(...(await studio.place(7, 7)));
  // A grid of 20 × 15.
  await studio.page.keyboard.press("g");
  for (let column = 3; column < 20; column += 1) {
    await studio.page.keyboard.press("ArrowRight");
  }
  for (let row = 1; row < 15; row += 1) {
    await studio.page.keyboard.press("ArrowDown");
  }
  await studio.page.keyboard.press("Enter");
  const selected = await studio.page.locator("#selection-overlay").evaluate((element) => Number(element.dataset.selected ?? 0));
  assert.ok(selected >= 300, `${selected} shapes`);
  await studio.page.evaluate(() => {
    window.longTasks = [];
    new PerformanceObserver((list) => {
      window.longTasks.push(...list.getEntries().map(({ duration }) => duration));
    }).observe({ type: "longtask" });
  });
  await studio.press([7, 7], [20, 20]);
  for (let turn = 0; turn < 60; turn += 1) {
    const angle = turn / 5;
    await studio.page.mouse.move(...(await studio.place(20 + 10 * Math.cos(angle), 20 + 10 * Math.sin(angle))));
  }
  await studio.page.mouse.up();
  await studio.page.waitForTimeout(300);
  const longest = Math.max(0, ...(await studio.page.evaluate(() => window.longTasks)));
  t.diagnostic(`${selected} shapes; longest task ${longest.toFixed(0)} ms (0: none over 50 ms); ${verdict(longest <= 50, "50 ms")}`);
  assert.ok(longest <= MAX_LONG_TASK_MS, `a task of ${longest} ms`);
  await studio.close();
});

/** The longest task of the page's thread while a brush crosses the drawing, milliseconds. */
async function longestTaskOfADrag(studio) {
  await studio.page.evaluate(() => {
    window.longTasks = [];
    window.taskObserver ??= new PerformanceObserver((list) => {
      window.longTasks.push(...list.getEntries().map(({ duration }) => duration));
    });
    window.taskObserver.observe({ type: "longtask" });
  });
  await studio.press([20, 20], [230, 60]);
  for (let turn = 0; turn < 6; turn += 1) {
    await studio.page.mouse.move(...(await studio.place(20 + 35 * turn, turn % 2 ? 40 : 220)), { steps: 20 });
  }
  await studio.page.mouse.up();
  await studio.settled();
  return Math.max(0, ...(await studio.page.evaluate(() => window.longTasks)));
}

test("a drag with curtain and colours on the picture keeps the page free", { timeout: 120_000 }, async (t) => {
  const studio = await Studio.open(browser, site.url, { context: { viewport: { width: 1440, height: 900 } } });
  await studio.settled();
  await studio.choose("action", "compare");
  await studio.choose("action", "overlay");
  await studio.choose("tool", "brush");
  const tasks = [];
  do {
    tasks.push(await longestTaskOfADrag(studio));
  } while (tasks.length < DRAGS && tasks.at(-1) > 50);
  const least = Math.min(...tasks);
  t.diagnostic(`longest tasks: ${tasks.join(", ")} ms (0: none over 50 ms); ${verdict(least <= 50, "50 ms")}`);
  assert.ok(least <= MAX_LONG_TASK_MS, `tasks of ${tasks} ms`);
  await studio.close();
});
