// Other programs' generators, opened as they are: PyTorch's checkpoints and ONNX files of ours become models in the browser, the
// same that `trainer import` makes of them; what is none gets a sentence.

import assert from "node:assert/strict";
import { copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { launchVisitor } from "./support/browser.mjs";
import { browser, site, siteAndBrowser } from "./support/fixture.mjs";
import { DIST } from "./support/site.mjs";
import { PATIENCE_MS, Studio } from "./support/studio.mjs";
import { program, run } from "./support/training.mjs";

const QUERY = "?backend=cpu&lang=en";
const GOLDEN = fileURLToPath(new URL("../golden/import/", import.meta.url));
/** A generator of the twelve facade classes, as PyTorch before 1.6 saved it on several GPUs. */
const CHECKPOINT = "instance-legacy.pth";

let folder;
siteAndBrowser(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "facade-foreign-"));
  const checkpoint = await readFile(path.join(GOLDEN, CHECKPOINT));
  await writeFile(path.join(folder, CHECKPOINT), checkpoint);
  await copyFile(path.join(GOLDEN, "batch.pth"), path.join(folder, "batch.pth"));
  await writeFile(path.join(folder, "packed.pth.gz"), gzipSync(checkpoint));
  await writeFile(path.join(folder, "cut.pth"), checkpoint.subarray(0, checkpoint.length >> 1));
  await writeFile(path.join(folder, "none.pth"), Buffer.from("PK\x03\x04 archive/data.pkl", "latin1"));
  const trainer = program("trainer");
  const out = path.join(folder, "bundles");
  await run(trainer, ["import", path.join(folder, CHECKPOINT), "--name", "instance-legacy", "--out", out]);
  const lite = path.join(DIST, "models", "lite.safetensors");
  await run(trainer, ["export", "--model", lite, "--format", "onnx", "--name", "ours", "--out", folder]);
  await run(trainer, ["import", path.join(folder, "ours.onnx"), "--precision", "f16", "--name", "ours", "--out", out]);
  site.mount("foreign", folder);
});
after(() => rm(folder, { recursive: true, force: true }));

/** Lets a file go over the page. */
const drop = (studio, name) =>
  studio.page.evaluate(async (name) => {
    const blob = await (await fetch(`foreign/${name}`)).blob();
    const data = new DataTransfer();
    data.items.add(new File([blob], name.split("/").pop()));
    document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
  }, name);

const by = (studio, model) => studio.until((status) => status.state === "ready" && status.model === model && status.seq === status.drawn);
const noted = (studio, pattern) => studio.until(({ words }) => pattern.test(words));

/** The bundle that the browser keeps. */
const kept = (studio, name) =>
  studio.page.evaluate(async (name) => {
    const store = (await caches.keys()).find((key) => key.startsWith("facade-models"));
    const address = new URL(`?own=${name}`, new URL("./", document.baseURI));
    const bytes = new Uint8Array(await (await caches.match(address, { cacheName: store })).arrayBuffer());
    return Array.from(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
  }, name);

const digestOf = async (studio, address) =>
  studio.page.evaluate(async (address) => {
    const bytes = await (await fetch(address)).arrayBuffer();
    return Array.from(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
  }, address);

/** A page with something drawn, and the picture of it. */
async function drawn() {
  const studio = await Studio.open(browser, site.url, { query: QUERY });
  await studio.settled();
  await studio.choose("class", "window");
  return { studio, usual: await studio.dragAndSettle([40, 40], [110, 130]) };
}

test("a checkpoint of PyTorch's is read in the browser, paints as trainer import's bundle, is kept, and can be removed", async () => {
  const { studio, usual } = await drawn();
  const { page } = studio;
  const from = site.requests.length;
  await drop(studio, CHECKPOINT);
  await page.getByText("The model is being read in your browser; nothing is sent.").first().waitFor();
  await by(studio, "instance-legacy");
  const own = await studio.picture();
  assert.notEqual(own, usual);
  await page.getByText("It is kept in this browser, under Models.").first().waitFor();
  assert.deepEqual(await kept(studio, "instance-legacy"), await digestOf(studio, "foreign/bundles/instance-legacy.safetensors"));
  const asked = site.requests.slice(from).map((request) => request.slice(site.subPath.length).replace(/\?.*/, ""));
  assert.deepEqual(asked.filter((name) => name.startsWith("import_worker")).sort(), ["import_worker.js", "import_worker_bg.wasm"]);

  await page.reload();
  await by(studio, "instance-legacy");
  assert.equal(await studio.picture(), own);

  await drop(studio, "bundles/instance-legacy.safetensors");
  await page.getByText("It is kept in this browser, under Models.").first().waitFor();
  await by(studio, "instance-legacy");
  assert.equal(await studio.picture(), own, "the trainer's bundle of the same file");

  await studio.choose("action", "models");
  const row = page.locator("#models[open] .model", { hasText: "instance-legacy" });
  assert.match(await row.textContent(), /paints now.*yours.*ngf 1/);
  await page.click('[data-model-removal="instance-legacy"]');
  await by(studio, "lite");
  const end = Date.now() + PATIENCE_MS;
  while ((await row.count()) > 0) {
    assert.ok(Date.now() < end, "it is still listed");
    await page.waitForTimeout(50);
  }
  assert.equal(await studio.picture(), usual);
  await studio.close();
});

test("a compressed checkpoint and an ONNX file of ours are opened like any file", async () => {
  const { studio, usual } = await drawn();
  const { page } = studio;
  const choose = async (name) => {
    const [chooser] = await Promise.all([page.waitForEvent("filechooser"), studio.choose("action", "open")]);
    await chooser.setFiles(path.join(folder, name));
  };
  await choose("packed.pth.gz");
  await by(studio, "packed");
  assert.notEqual(await studio.picture(), usual);
  await choose("ours.onnx");
  await by(studio, "ours");
  await page.getByText("It is kept in this browser, under Models.").first().waitFor();
  assert.deepEqual(await kept(studio, "ours"), await digestOf(studio, "foreign/bundles/ours.safetensors"));
  assert.equal(await page.locator("body").getAttribute("data-takes-paint"), "", "its palettes came along");
  await studio.close();
});

test("a generator of colours is fed photographs, because its file says nothing of drawings", async () => {
  const { studio } = await drawn();
  const { page } = studio;
  await drop(studio, "batch.pth");
  await page.locator(".photograph-ask").waitFor({ timeout: PATIENCE_MS });
  assert.match(page.url(), /model=own:batch/);
  await page.close();
});

test("what is no generator is told in one sentence in both languages, and nothing is lost", async () => {
  for (const [lang, cases] of [
    ["en", [
      ["none.pth", /none\.pth cannot be read: not a whole PyTorch checkpoint/],
      ["cut.pth", /cut\.pth cannot be read: .*PyTorch checkpoint/],
    ]],
    ["zh", [["none.pth", /未能从这个文件读出模型/]]],
  ]) {
    const studio = await Studio.open(browser, site.url, { query: `?backend=cpu&model=lite&lang=${lang}` });
    await studio.settled();
    await studio.choose("class", "window");
    const picture = await studio.dragAndSettle([40, 40], [110, 130]);
    for (const [name, pattern] of cases) {
      await drop(studio, name);
      const { words, model } = await noted(studio, pattern);
      assert.equal(model, "lite");
      assert.equal((words.match(/blob:|undefined|\[object/) ?? [])[0], undefined, words);
      assert.equal(await studio.picture(), picture);
      assert.ok(await studio.page.locator('[data-action="undo"]').isEnabled(), "the drawing is as it was");
    }
    await studio.close();
  }
});

test("the reader is not part of a visit: nobody fetches it who opens no such file", async (t) => {
  const visitor = await launchVisitor();
  t.after(() => visitor.close());
  const from = site.requests.length;
  const page = await visitor.newPage();
  await page.goto(site.url + QUERY);
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null, null, { timeout: PATIENCE_MS });
  const asked = site.requests.slice(from);
  assert.ok(asked.some((request) => request.includes("own_models.js")), "the service worker has fetched what visits need");
  assert.deepEqual(asked.filter((request) => /import_worker|foreign_models/.test(request)), []);
});
