// Visits where browsers offer neither a service worker nor its caches: over plain http from another
// machine. What has a digest or a build in its address is then taken from the HTTP cache unasked.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { launchVisitor } from "./support/browser.mjs";
import { flipByte, startSite } from "./support/site.mjs";
import { Studio } from "./support/studio.mjs";
import { copySite } from "./support/versions.mjs";

/** No name that browsers trust without https. */
const HOST = "studio.test";
const MODEL = "lite.safetensors";
const ENGINE = "engine_cpu_bg.wasm";

let copy;
let site;
let visitor;

async function begin(t) {
  copy = await copySite();
  site = await startSite({ dist: copy.folder });
  visitor = await launchVisitor({ host: HOST });
  t.after(async () => {
    await visitor.close();
    await site.stop();
    await copy.drop();
  });
}

/** Opens the page in a new tab; `asked(name)` is how often it asked for a file of that name. */
async function visit() {
  const from = site.requests.length;
  const page = await visitor.newPage();
  const studio = new Studio(page);
  const url = new URL(site.url);
  url.hostname = HOST;
  await page.goto(`${url}?backend=cpu&model=lite`);
  const asked = (name) => site.requests.slice(from).filter((request) => request.endsWith(`/${name}`)).length;
  return { studio, asked };
}

/** The same network in a file of another digest: blanks after the header are no part of it. */
async function renewModel() {
  const folder = path.join(copy.folder, "models");
  const old = await readFile(path.join(folder, MODEL));
  const header = Number(old.readBigUInt64LE()) + 8;
  const file = Buffer.concat([old.subarray(0, header), Buffer.alloc(8, " "), old.subarray(header)]);
  file.writeBigUInt64LE(BigInt(header));
  await writeFile(path.join(folder, MODEL), file);
  const list = JSON.parse(await readFile(path.join(folder, "models.json"), "utf8"));
  const entry = list.models.find((model) => model.file === MODEL);
  entry.bytes = file.length;
  entry.sha256 = createHash("sha256").update(file).digest("hex");
  await writeFile(path.join(folder, "models.json"), JSON.stringify(list));
}

test("over plain http a second visit downloads neither the model nor the engine", { timeout: 240_000 }, async (t) => {
  await begin(t);
  const first = await visit();
  await first.studio.settled();
  const offers = await first.studio.page.evaluate(() => [isSecureContext, "caches" in self, "serviceWorker" in navigator]);
  assert.deepEqual(offers, [false, false, false]);
  assert.deepEqual([first.asked(MODEL), first.asked(ENGINE)], [1, 1]);
  await first.studio.page.close();

  const second = await visit();
  await second.studio.settled();
  assert.deepEqual([second.asked(MODEL), second.asked(ENGINE)], [0, 0]);
  assert.deepEqual(second.studio.faults, []);
});

test("a new model under the old name takes the place of the cached one, unnoticed", { timeout: 240_000 }, async (t) => {
  await begin(t);
  const first = await visit();
  await first.studio.settled();
  await first.studio.page.close();
  await renewModel();

  const second = await visit();
  await second.studio.settled();
  assert.equal(second.asked(MODEL), 1);
  await second.studio.page.close();
  const third = await visit();
  await third.studio.settled();
  assert.equal(third.asked(MODEL), 0);
  assert.deepEqual([...second.studio.faults, ...third.studio.faults], []);
});

test("a model that arrived damaged is asked for again and does not stay", { timeout: 240_000 }, async (t) => {
  await begin(t);
  site.fault(MODEL, flipByte);
  const first = await visit();
  const failed = await first.studio.until(({ state }) => state === "error");
  t.diagnostic(`the page says: ${failed.words.replaceAll(/\s+/g, " ")}`);
  assert.equal(first.asked(MODEL), 2);
  await first.studio.page.close();

  site.heal();
  const second = await visit();
  await second.studio.settled();
  assert.equal(second.asked(MODEL), 1);
  await second.studio.page.close();
});

test("an engine that arrived damaged is asked for again", { timeout: 240_000 }, async (t) => {
  await begin(t);
  let times = 0;
  site.fault(ENGINE, (response, file, body) => {
    times += 1;
    if (times > 1) {
      site.heal();
    }
    // The first bytes say that it is WebAssembly.
    const damaged = Buffer.from(body);
    damaged[0] ^= times > 1 ? 0 : 1;
    response.writeHead(200, { "Content-Type": "application/wasm", "Content-Length": damaged.length }).end(damaged);
  });
  const { studio, asked } = await visit();
  await studio.settled();
  assert.equal(asked(ENGINE), 2);
  assert.deepEqual(studio.faults, []);
});
