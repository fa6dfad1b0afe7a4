// The engines in the browser give the pictures that the native engine gives, of every shipped model.
//
// The expectation comes from `parity_reference`, an example of the workspace's `facade-tests`: for each
// model and procedural facades it leaves `NAME/map_N.bin` (class ids) and `NAME/rgba_N.bin` (pictures).

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { after, before, test } from "node:test";
import { hasAdapter, launch } from "./support/browser.mjs";
import { mountConversation, translateAndCompare } from "./support/engine.mjs";
import { DIST, startSite } from "./support/site.mjs";

const MAPS = 8;
const CHANNELS = 4 * 256 * 256;
const REFERENCE = process.env.FACADE_PARITY_REFERENCE;
const MODELS = JSON.parse(readFileSync(path.join(DIST, "models", "models.json"))).models.map(({ name }) => name);

let site;
let conversation;
before(async () => {
  assert.ok(REFERENCE, "FACADE_PARITY_REFERENCE names no folder; `cargo xtask test` sets it");
  site = await startSite();
  site.mount("parity", REFERENCE);
  conversation = mountConversation(site);
});
after(() => site?.stop());

/** Runs one engine over all maps and holds its largest difference against `limit`, in 1/255. */
async function compare(t, browser, engine, backend, model, limit) {
  const files = await readdir(path.join(REFERENCE, model));
  const maps = files.filter((name) => /^map_\d+\.bin$/.test(name)).sort();
  assert.equal(maps.length, MAPS, `${REFERENCE}/${model} holds ${files}`);
  const page = await browser.newPage();
  await page.goto(`${site.url}models/models.json`);
  const answer = await translateAndCompare(page, {
    conversation,
    worker: `${site.url}engine_worker.js?engine=${engine}&build=parity`,
    modelIndex: `${site.url}models/models.json`,
    model,
    maps: maps.map((map) => `${site.url}parity/${model}/${map}`),
    expected: maps.map((map) => `${site.url}parity/${model}/${map.replace("map", "rgba")}`),
  });
  assert.deepEqual([answer.backend, answer.model], [backend, model]);
  assert.equal(answer.results.length, MAPS);
  for (const [map, { largest, differing, ms }] of answer.results.entries()) {
    const share = ((100 * differing) / CHANNELS).toFixed(3);
    t.diagnostic(`${backend}, map ${map}: largest difference ${largest}/255, ${share} % of channels differ, ${ms.toFixed(1)} ms`);
  }
  const largest = Math.max(...answer.results.map((result) => result.largest));
  t.diagnostic(`${backend}, ${model}: largest difference of all ${largest}/255, limit ${limit}/255`);
  assert.ok(largest <= limit, `${backend} differs by ${largest}/255`);
}

test("there is a reference of every model of the site, and the other way round", async () => {
  assert.deepEqual((await readdir(REFERENCE)).sort(), MODELS.toSorted());
  assert.ok(MODELS.includes("lite"));
});

for (const model of MODELS) {
  test(`${model}: the CPU engine differs from the native one by at most 1/255`, { timeout: 120_000 }, async (t) => {
    const browser = await launch();
    t.after(() => browser.close());
    await compare(t, browser, "cpu", "cpu", model, 1);
  });

  test(`${model}: the WebGPU engine differs from the native CPU one by at most 2/255`, { timeout: 900_000 }, async (t) => {
    const browser = await launch({ webgpu: "software" });
    t.after(() => browser.close());
    assert.ok(await hasAdapter(browser, `${site.url}models/models.json`), "no WebGPU adapter, not even one in software");
    await compare(t, browser, "gpu", "webgpu", model, 2);
  });
}
