// The first minute: something true at once, how long the rest takes, no jump, and three steps that go by being done.

import assert from "node:assert/strict";
import { test } from "node:test";
import { findings } from "./support/axe.mjs";
import { browser, site, siteAndBrowser } from "./support/fixture.mjs";
import { line } from "./support/line.mjs";
import { seen } from "./support/seen.mjs";
import { startSite } from "./support/site.mjs";
import { Studio } from "./support/studio.mjs";

const QUERY = "?backend=cpu&model=lite";
/** What Lighthouse calls a slow phone's line. */
const SLOW = { mbit: 1.6, latency_ms: 150 };
const SIZES = [[360, 640], [390, 844], [820, 1180], [844, 390], [1440, 900]];
const PATIENCE_MS = 60_000;

siteAndBrowser();

/** In the page, from its first moment on: how far anything jumped, and when the example was painted. */
function observe() {
  window.jumps = [];
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput, sources } of list.getEntries()) {
      if (!hadRecentInput) {
        window.jumps.push({ value, of: sources.map(({ node }) => node?.id || node?.className || node?.localName) });
      }
    }
  }).observe({ type: "layout-shift", buffered: true });
  new PerformanceObserver((list) => {
    for (const { startTime, element } of list.getEntries()) {
      if (element?.closest("#example")) {
        window.example_ms ??= startTime;
      }
    }
  }).observe({ type: "largest-contentful-paint", buffered: true });
}

for (const size of SIZES) {
  test(`on a slow line an example is seen at once, the wait is told, and nothing jumps, ${size.join("×")}`, async (t) => {
    const slow = await startSite(line(SLOW));
    t.after(() => slow.stop());
    const touch = size[0] < 1000;
    const studio = await Studio.open(browser, slow.url, {
      query: QUERY,
      prepare: (page) => page.addInitScript(observe),
      context: { viewport: { width: size[0], height: size[1] }, hasTouch: touch, isMobile: touch },
    });
    const { page } = studio;
    // Before the program runs.
    const [example] = await seen(page, "#example img");
    assert.ok(example.share > 0.99 && example.width >= 150, JSON.stringify(example));
    await page.locator("#example img").evaluate((img) => img.decode());
    const [label] = await seen(page, "#example figcaption");
    assert.ok(label.share > 0.99 && label.height >= 18, JSON.stringify(label));
    assert.equal(await page.locator("#example figcaption").innerText(), "Example");
    // While the model comes.
    const told = page.locator("#picture-in").filter({ hasText: /yours in ~\d+ s/ });
    await told.waitFor({ timeout: PATIENCE_MS });
    const seconds = Number(/\d+/.exec(await told.innerText())[0]);
    const told_ms = performance.now();
    const [caption] = await seen(page, "#example figcaption");
    assert.ok(caption.share > 0.99 && caption.height < 30, `in one line: ${JSON.stringify(caption)}`);
    assert.deepEqual(await findings(page), []);
    await studio.settled(PATIENCE_MS);
    const took = (performance.now() - told_ms) / 1_000;
    t.diagnostic(`told ${seconds} s, took ${took.toFixed(1)} s`);
    assert.ok(seconds > took * 0.6 && seconds < took * 1.6, `told ${seconds} s, took ${took.toFixed(1)} s`);
    assert.equal(await page.locator("#example").isVisible(), false, "the picture takes its place");
    const { jumps, example_ms } = await page.evaluate(() => ({ jumps: window.jumps, example_ms: window.example_ms }));
    assert.deepEqual(jumps.filter(({ of }) => of.includes("figcaption")), [], "the example's words grow at their end");
    const sum = jumps.reduce((all, { value }) => all + value, 0);
    t.diagnostic(`the example after ${example_ms} ms; everything jumped by ${sum.toFixed(4)}`);
    // A fifth of what Lighthouse calls good; words that change in their own line are all of it.
    assert.ok(sum < 0.02, JSON.stringify(jumps));
    await studio.close();
  });
}

test("who was here before is shown no example", async () => {
  const studio = await Studio.open(browser, site.url, { query: QUERY });
  const { page } = studio;
  await studio.settled();
  await studio.choose("class", "door");
  await studio.dragAndSettle([30, 150], [60, 240]);
  await page.waitForTimeout(1_000);
  await page.route("**/*.safetensors", () => {});
  await page.reload();
  await page.locator('#status[data-state="loading"]').waitFor({ state: "attached" });
  assert.equal(await page.locator("#example img").isVisible(), false);
  assert.equal(await page.locator("#example").isVisible(), false);
  await studio.close();
});

test("each of three steps goes by being done, and they do not come again", async () => {
  const studio = await Studio.open(browser, site.url, { query: QUERY });
  const { page } = studio;
  await studio.settled();
  const steps = () => page.locator("#hint li:visible").evaluateAll((items) =>
    items.map((item) => getComputedStyle(item, "::before").content.replaceAll('"', "")));
  assert.deepEqual(await steps(), ["1", "2", "3"]);
  await studio.choose("class", "door");
  assert.deepEqual(await steps(), ["2", "3"]);
  await studio.press([40, 150], [80, 240]);
  assert.deepEqual(await steps(), ["3"]);
  await studio.until(({ seq, drawn }) => seq === drawn);
  assert.deepEqual(await steps(), ["3"], "while the hand is down there is more to see");
  await page.mouse.up();
  await page.locator("#hint").waitFor({ state: "hidden" });
  await page.reload();
  await studio.settled();
  assert.equal(await page.locator("#hint").isVisible(), false);
  await studio.close();
});

test("the example is of a few kilobytes, and is what the page makes of its first drawing", async () => {
  const studio = await Studio.open(browser, site.url, { query: QUERY });
  const { page } = studio;
  await studio.settled();
  const { bytes, difference } = await page.evaluate(async () => {
    const img = document.querySelector("#example img");
    const file = await (await fetch(img.src)).arrayBuffer();
    const canvas = new OffscreenCanvas(256, 256);
    const context = canvas.getContext("2d");
    context.drawImage(await createImageBitmap(new Blob([file])), 0, 0, 256, 256);
    const example = context.getImageData(0, 0, 256, 256).data;
    const picture = document.querySelector("#picture").getContext("2d").getImageData(0, 0, 256, 256).data;
    const sum = example.reduce((all, value, at) => all + Math.abs(value - picture[at]), 0);
    return { bytes: file.byteLength, difference: sum / (3 * 256 * 256) };
  });
  assert.ok(bytes < 6_000, `${bytes} bytes`);
  // Made anew by `node render_example.mjs` when the model changes.
  assert.ok(difference < 12, `${difference.toFixed(1)} of 255`);
  await studio.close();
});
