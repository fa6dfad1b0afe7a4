// The engines in the browser give the pictures that the native engine gives.
//
// The expectation comes from `parity_reference`, an example of the workspace's `facade-tests`: for
// procedural facades it leaves `map_N.bin` (class ids) and `rgba_N.bin` (pictures) in a folder.

import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { after, before, test } from "node:test";
import { hasAdapter, launch } from "./support/browser.mjs";
import { mountConversation, translateAndCompare } from "./support/engine.mjs";
import { startSite } from "./support/site.mjs";

const MAPS = 8;
const CHANNELS = 4 * 256 * 256;

let site;
let request;
before(async () => {
  const reference = process.env.FACADE_PARITY_REFERENCE;
  assert.ok(reference, "FACADE_PARITY_REFERENCE names no folder; `cargo xtask test` sets it");
  const files = await readdir(reference);
  const numbers = files
    .map((name) => /^map_(\d+)\.bin$/.exec(name)?.[1])
    .filter((number) => number !== undefined)
    .sort((a, b) => a - b);
  assert.equal(numbers.length, MAPS, `${reference} holds ${files}`);
  site = await startSite();
  site.mount("parity", reference);
  const conversation = mountConversation(site);
  request = (engine) => ({
    conversation,
    worker: `${site.url}engine_worker.js?engine=${engine}&build=parity`,
    modelIndex: `${site.url}models/models.json`,
    maps: numbers.map((number) => `${site.url}parity/map_${number}.bin`),
    expected: numbers.map((number) => `${site.url}parity/rgba_${number}.bin`),
  });
});
after(() => site?.stop());

/** Runs one engine over all maps and holds its largest difference against `limit`, in 1/255. */
async function compare(t, browser, engine, backend, limit) {
  const page = await browser.newPage();
  await page.goto(`${site.url}models/models.json`);
  const answer = await translateAndCompare(page, request(engine));
  assert.equal(answer.backend, backend);
  assert.equal(answer.results.length, MAPS);
  for (const [map, { largest, differing, ms }] of answer.results.entries()) {
    const share = ((100 * differing) / CHANNELS).toFixed(3);
    t.diagnostic(`${backend}, map ${map}: largest difference ${largest}/255, ${share} % of channels differ, ${ms.toFixed(1)} ms`);
  }
  const largest = Math.max(...answer.results.map((result) => result.largest));
  t.diagnostic(`${backend}: largest difference of all ${largest}/255, limit ${limit}/255`);
  assert.ok(largest <= limit, `${backend} differs by ${largest}/255`);
}

test("the CPU engine differs from the native one by at most 1/255", { timeout: 120_000 }, async (t) => {
  const browser = await launch();
  t.after(() => browser.close());
  await compare(t, browser, "cpu", "cpu", 1);
});

test("the WebGPU engine differs from the native CPU one by at most 2/255", { timeout: 900_000 }, async (t) => {
  const browser = await launch({ webgpu: "software" });
  t.after(() => browser.close());
  assert.ok(await hasAdapter(browser, `${site.url}models/models.json`), "no WebGPU adapter, not even one in software");
  await compare(t, browser, "gpu", "webgpu", 2);
});
