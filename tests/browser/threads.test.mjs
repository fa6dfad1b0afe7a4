// Workers that share a picture: where the page is isolated, with the same pictures, and never a requirement.

import assert from "node:assert/strict";
import { availableParallelism } from "node:os";
import { after, before, test } from "node:test";
import { launch, launchVisitor } from "./support/browser.mjs";
import { ISOLATION, sendFile, startSite } from "./support/site.mjs";
import { PATIENCE_MS, Studio } from "./support/studio.mjs";

/** As the engine has it. */
const USUAL_MOST = 4;
const WORKERS = Math.min(availableParallelism(), USUAL_MOST);

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

/** The picture's bytes after the same strokes. */
async function drawn(studio) {
  await studio.settled();
  await studio.choose("class", "window");
  await studio.dragAndSettle([40, 40], [110, 120]);
  await studio.dragAndSettle([150, 60], [200, 210]);
  return studio.page.locator("#picture").evaluate((canvas) =>
    Array.from(canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data));
}

async function visit(t, options) {
  const site = await startSite(options);
  t.after(() => site.stop());
  const studio = await Studio.open(browser, site.url);
  const picture = await drawn(studio);
  const { threads } = await studio.status();
  await studio.close();
  return { picture, threads };
}

const largestDifference = (a, b) => a.reduce((most, value, index) => Math.max(most, Math.abs(value - b[index])), 0);

test("in an isolated page several workers make the pictures that one makes", { skip: WORKERS < 2 && "one processor", timeout: 120_000 }, async (t) => {
  const alone = await visit(t);
  assert.equal(alone.threads, 1, "a page that is not isolated shares no memory");
  const together = await visit(t, { headers: ISOLATION });
  assert.equal(together.threads, WORKERS);
  const largest = largestDifference(alone.picture, together.picture);
  t.diagnostic(`${WORKERS} workers, largest difference ${largest}/255`);
  assert.ok(largest <= 1, `${largest}/255`);
});

test("helpers that do not start leave the work to one worker", { skip: WORKERS < 2 && "one processor", timeout: 120_000 }, async (t) => {
  const alone = await visit(t);
  let refused = 0;
  const send = (response, file, headers) => {
    if (response.req.url.includes("helper")) {
      refused += 1;
      response.writeHead(500).end();
      return undefined;
    }
    return sendFile(response, file, headers);
  };
  const together = await visit(t, { headers: ISOLATION, send });
  assert.ok(refused > 0, "no helper was asked for");
  assert.equal(together.threads, 1);
  assert.equal(largestDifference(alone.picture, together.picture), 0);
});

test("on a host that sends no headers the service worker isolates the page from the second visit on", { skip: WORKERS < 2 && "one processor", timeout: 120_000 }, async (t) => {
  const site = await startSite();
  const visitor = await launchVisitor();
  t.after(async () => {
    await visitor.close();
    await site.stop();
  });
  const open = async () => {
    const studio = new Studio(await visitor.newPage());
    await studio.page.goto(`${site.url}?backend=cpu&model=lite`);
    await studio.settled();
    return studio;
  };
  const first = await open();
  assert.equal((await first.status()).threads, 1);
  await first.page.waitForFunction(() => navigator.serviceWorker.controller !== null, null, { timeout: PATIENCE_MS });
  const second = await open();
  assert.equal(await second.page.evaluate(() => crossOriginIsolated), true);
  assert.equal((await second.status()).threads, WORKERS);
  assert.deepEqual([...first.faults, ...second.faults], []);
});
