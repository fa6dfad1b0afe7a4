// A site made by `cargo xtask publish` from a run, as its visitors have it.

import assert from "node:assert/strict";
import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { findings } from "./support/axe.mjs";
import { launchVisitor } from "./support/browser.mjs";
import { DIST, startSite } from "./support/site.mjs";
import { PATIENCE_MS, Studio } from "./support/studio.mjs";
import { program, run, writePairs } from "./support/training.mjs";

const TITLE = "Terraces & <Yards>";

let folder;
let said;
const inside = (...names) => path.join(folder, ...names);
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "facade-published-"));
  await writePairs(inside("pairs"), { train: 3, val: 2 });
  const tiny = ["--preset", "quick", "--ngf", "2", "--ndf", "2", "--epochs", "1"];
  await run(program("trainer"), ["train", "--data", inside("pairs"), "--run", inside("terraces"), ...tiny]);
  const built = ["--dist", DIST, "--trainer", program("trainer")];
  said = await run(program("xtask"), [
    "publish", "--run", inside("terraces"), "--out", inside("site"), "--title", TITLE, "--samples", ...built,
  ]);
});
after(() => rm(folder, { recursive: true, force: true }));

test("publish says what the site weighs and what to do next, and puts only this model into it", async () => {
  assert.match(said, /MB|kB/);
  assert.match(said, /python3 -m http\.server --directory/);
  assert.deepEqual((await readdir(inside("site", "models"))).sort(), ["models.json", "terraces.safetensors"]);
  const manifest = JSON.parse(await readFile(inside("site", "manifest.webmanifest"), "utf8"));
  assert.equal(manifest.name, TITLE);
});

test("the published site draws, has its name and a page about its model, and works without a network", { timeout: 240_000 }, async (t) => {
  const site = await startSite({ dist: inside("site") });
  const visitor = await launchVisitor();
  t.after(async () => {
    await visitor.close();
    await site.stop();
  });
  const visit = async () => {
    const page = await visitor.newPage();
    const studio = new Studio(page);
    await page.goto(`${site.url}?backend=cpu`);
    await studio.until(({ state, seq, drawn, model }) => state === "ready" && seq === drawn && model === "terraces");
    return studio;
  };
  const first = await visit();
  const { page } = first;
  assert.equal(await page.title(), TITLE);
  assert.equal(await page.locator("h1").innerText(), TITLE);
  const before = await first.picture();
  await first.choose("class", "door");
  assert.notEqual(await first.dragAndSettle([90, 150], [150, 250]), before);
  // The list has this one model, with the way to the page about it.
  await first.choose("action", "models");
  await page.locator("#models[open] .model").waitFor();
  assert.deepEqual(await page.locator(".model strong").allInnerTexts(), ["terraces"]);
  await page.click("#models-about");
  await page.waitForURL(/about\.html$/);
  const about = await page.locator("main").innerText();
  for (const part of [/terraces/, /3 pairs/]) {
    assert.match(about, part);
  }
  await page.locator("main img").first().scrollIntoViewIfNeeded();
  assert.ok(await page.locator("main img").first().evaluate(async (image) => (await image.decode(), image.naturalWidth > 256)));
  assert.deepEqual(await findings(page), []);
  await page.goBack();
  await first.until(({ state }) => state === "ready");
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null, null, { timeout: PATIENCE_MS });
  await page.close();

  await visitor.setOffline(true);
  await site.stop();
  const second = await visit();
  assert.equal(await second.page.title(), TITLE);
  await second.dragAndSettle([20, 20], [80, 80]);
  await second.page.goto(`${site.url}about.html`);
  assert.match(await second.page.locator("main").innerText(), /terraces/);
  assert.deepEqual([...first.faults, ...second.faults], []);
});
