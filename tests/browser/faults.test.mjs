// What goes wrong on the way to a visitor and in the visitor's browser: one sentence, a way out,
// and nothing of the drawing lost.

import assert from "node:assert/strict";
import { test } from "node:test";
import { browser, site, siteAndBrowser } from "./support/fixture.mjs";
import { flipByte, loseNetwork, missing } from "./support/site.mjs";
import { Studio } from "./support/studio.mjs";

/** A dead worker sends nothing, so the page must wait some seconds before it believes it. */
const UNTIL_MISSED_MS = 60_000;

siteAndBrowser();

const BROKEN_DOWNLOADS = [
  ["a bundle with one flipped bit", "lite.safetensors", flipByte],
  ["a bundle that is not there", "lite.safetensors", missing],
  ["a bundle whose download breaks off half-way", "lite.safetensors", loseNetwork],
  ["a list of models that is not there", "models.json", missing],
  ["an engine that is not there", "engine_cpu_bg.wasm", missing],
  ["an engine whose download breaks off half-way", "engine_cpu_bg.wasm", loseNetwork],
];

for (const [what, file, fault] of BROKEN_DOWNLOADS) {
  test(`${what} is told in a sentence, and a retry shows the drawing made meanwhile`, async (t) => {
    t.after(() => site.heal());
    site.fault(file, fault);
    const studio = await Studio.open(browser, site.url);
    const failed = await studio.until(({ state }) => state === "error");
    t.diagnostic(`the page says: ${failed.words.replaceAll(/\s+/g, " ")}`);
    assert.match(failed.words, /[A-Za-z]{3,}.*[.!]/s, "a sentence");
    if (fault === loseNetwork) {
      assert.match(failed.words, /download.*connection/s);
    }
    assert.doesNotMatch(failed.words, /undefined|null|NaN|panicked|RuntimeError/);

    // The drawing goes on without an engine.
    await studio.choose("class", "window");
    await studio.drag([50, 50], [120, 140]);
    const meanwhile = await studio.until(({ drawn }) => drawn > failed.drawn);

    site.heal();
    await studio.page.getByRole("button", { name: /retry|try again|reload/i }).click();
    const healed = await studio.settled();
    assert.ok(healed.seq >= meanwhile.drawn, `shown ${healed.seq}, drawn ${meanwhile.drawn}`);
    const withWindow = await studio.picture();
    await studio.choose("action", "undo");
    await studio.pictureOtherThan(withWindow);
    await studio.close();
  });
}

/** Lets the test end the engine's worker, as a browser short of memory would: without an event. */
async function exposeWorkers(page) {
  await page.addInitScript(() => {
    window.workerDeaths = 0;
    window.killAtNextTranslation = false;
    window.Worker = class extends Worker {
      postMessage(message, ...rest) {
        super.postMessage(message, ...rest);
        if (window.killAtNextTranslation && String(message?.[0]).includes('"translate"')) {
          window.killAtNextTranslation = false;
          window.workerDeaths += 1;
          // Later than the message, sooner than any translation's end.
          setTimeout(() => super.terminate(), 5);
        }
      }
    };
  });
}

test("a worker killed in mid-request is replaced, and the picture of the same drawing arrives", { timeout: 180_000 }, async (t) => {
  const studio = await Studio.open(browser, site.url, { prepare: exposeWorkers });
  await studio.settled();
  const blank = await studio.picture();
  await studio.choose("class", "window");
  const first = await studio.dragAndSettle([40, 40], [110, 120]);

  await studio.page.evaluate(() => {
    window.killAtNextTranslation = true;
  });
  await studio.choose("class", "door");
  await studio.drag([130, 150], [180, 250]);
  const killed = await studio.until(({ drawn, seq }) => drawn > seq);
  assert.equal(await studio.page.evaluate(() => window.workerDeaths), 1);

  const start = Date.now();
  const revived = await studio.settled(UNTIL_MISSED_MS);
  t.diagnostic(`picture ${revived.seq} came ${Date.now() - start} ms after the death`);
  assert.ok(revived.seq >= killed.drawn);
  const second = await studio.picture();
  assert.equal(new Set([blank, first, second]).size, 3);

  // The document survived: both strokes can be undone one by one.
  for (const [before, expected] of [[second, first], [first, blank]]) {
    await studio.choose("action", "undo");
    await studio.pictureOtherThan(before);
    await studio.settled();
    assert.equal(await studio.picture(), expected);
  }
  await studio.close();
});

test("a worker killed while nothing is asked of it is replaced at the next stroke", { timeout: 180_000 }, async () => {
  const studio = await Studio.open(browser, site.url);
  await studio.settled();
  const blank = await studio.picture();
  const workers = studio.page.workers();
  assert.ok(workers.length >= 1, "no worker runs");
  // From inside, so that the page gets no sign of it.
  await Promise.all(workers.map((worker) => worker.evaluate(() => self.close())));
  await studio.choose("class", "window");
  await studio.drag([40, 40], [110, 120]);
  await studio.pictureOtherThan(blank, UNTIL_MISSED_MS);
  await studio.settled();
  await studio.close();
});
