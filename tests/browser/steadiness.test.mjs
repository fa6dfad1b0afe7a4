// An afternoon's work: the thousandth picture is made like the first, in the same memory; a graphics
// device may go away; a second tab may work beside the first.
//
// On WebGPU in software a thousand pictures take most of an hour, so there are a few, and a thousand with
// FACADE_STEADY_PICTURES=1000.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { hasAdapter, launch } from "./support/browser.mjs";
import { mountConversation } from "./support/engine.mjs";
import { held } from "./support/memory.mjs";
import { collectGarbage, destroyDevices, probeWorkers, wasmBytes } from "./support/probe.mjs";
import { startSite } from "./support/site.mjs";
import { Studio } from "./support/studio.mjs";

const CPU_PICTURES = 1000;
/** On a graphics card that is hundreds of pictures. */
const WEBGPU_SECONDS = 10;
const WEBGPU_PICTURES = Number(process.env.FACADE_STEADY_PICTURES ?? 6);
/** Pictures until every buffer that is kept has been made once. */
const SETTLING = 2;

const MB = 1e6;
/** What a process may hold more at the end than early on; a thousand label maps would be 65 MB. */
const MAX_GROWTH = 24 * MB;

let site;
let conversation;
before(async () => {
  site = await startSite();
  probeWorkers(site);
  conversation = mountConversation(site);
});
after(() => site?.stop());

/** A page in which `window.engine` makes pictures, and nothing else happens. */
async function pageWithEngine(browser, engine) {
  const page = await browser.newPage();
  page.setDefaultTimeout(0);
  await page.goto(`${site.url}models/models.json`);
  const request = {
    conversation,
    worker: `${site.url}engine_worker.js?engine=${engine}&build=steadiness`,
    modelIndex: `${site.url}models/models.json`,
  };
  const backend = await page.evaluate(async ({ conversation, worker, modelIndex }) => {
    const { Conversation } = await import(conversation);
    const engine = new Conversation(worker);
    const [started] = await engine.answer("started");
    engine.post({ type: "load", build: started.build, list_url: modelIndex, model: "lite" });
    const [ready] = await engine.answer("ready");
    let seq = 0;
    /** A wall with a window whose size and place follow from `number`. */
    const map = (number) => {
      const labels = new Uint8Array(256 * 256).fill(2);
      const [left, top, side] = [(37 * number) % 150, (53 * number) % 150, 20 + ((11 * number) % 80)];
      for (let y = top; y < top + side; y += 1) {
        labels.fill(3, y * 256 + left, y * 256 + left + side);
      }
      return labels;
    };
    const picture = async (number) => {
      seq += 1;
      engine.post({ type: "translate", seq }, map(number));
      const [header, rgba] = await engine.answer("picture");
      if (header.seq !== seq || rgba.length !== 4 * 256 * 256) {
        throw new Error(`picture ${seq}: ${JSON.stringify(header)}, ${rgba.length} bytes`);
      }
      return rgba;
    };
    window.engine = {
      /** Pictures of different maps. */
      async work(pictures, seconds = 0) {
        const end = performance.now() + 1000 * seconds;
        let made = 0;
        while (made < pictures || performance.now() < end) {
          await picture(seq);
          made += 1;
        }
        return made;
      },
      /** Digest of the picture of one map, always the same. */
      async digest(number) {
        const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", await picture(number)));
        return Array.from(hash.subarray(0, 8), (byte) => byte.toString(16).padStart(2, "0")).join("");
      },
      failure: () => engine.answer("failed").then(([header]) => header),
    };
    return ready.backend;
  }, request);
  const call = (method, ...parameters) =>
    page.evaluate(([method, parameters]) => window.engine[method](...parameters), [method, parameters]);
  const memory = async () => {
    await collectGarbage(page, engine);
    // Its memory goes back a moment later.
    await page.waitForTimeout(500);
    return { wasm: await wasmBytes(page, engine), ...(await held(browser)) };
  };
  return { page, backend, call, memory };
}

/** Says what is held, and makes sure that it is hardly more than early on. */
function assertFlat(t, early, late, pictures) {
  const megabytes = ({ wasm, page, graphics }) =>
    `wasm ${(wasm / MB).toFixed(1)} MB, page ${(page / MB).toFixed(0)} MB, graphics ${(graphics / MB).toFixed(0)} MB`;
  t.diagnostic(`early on ${megabytes(early)}; ${pictures} pictures later ${megabytes(late)}`);
  assert.equal(late.wasm, early.wasm, "the engine's memory grew");
  assert.ok(late.page - early.page <= MAX_GROWTH, "the page's process grew");
  assert.ok(late.graphics - early.graphics <= MAX_GROWTH, "the graphics process grew");
}

test(`${CPU_PICTURES} pictures on the CPU: the same for the same map, in memory that stays`, { timeout: 300_000 }, async (t) => {
  const browser = await launch({ gc: true });
  t.after(() => browser.close());
  const { page, backend, call, memory } = await pageWithEngine(browser, "cpu");
  assert.equal(backend, "cpu");
  const start = performance.now();
  const first = await call("digest", 1);
  await call("work", 100);
  const early = await memory();
  await call("work", 400);
  const middle = await call("digest", 1);
  await call("work", CPU_PICTURES - 503);
  const last = await call("digest", 1);
  const late = await memory();
  assertFlat(t, early, late, CPU_PICTURES - 101);
  t.diagnostic(`${CPU_PICTURES} pictures in ${((performance.now() - start) / 1000).toFixed(0)} s; digests ${first}, ${middle}, ${last}`);
  assert.deepEqual([middle, last], [first, first]);
  assert.notEqual(await call("digest", 2), first, "every map gives the same picture");

  // What is kept would have been noticed.
  await page.evaluate((bytes) => (window.kept = new Uint8Array(bytes).fill(1)), 2 * MAX_GROWTH);
  const kept = (await held(browser)).page - late.page;
  assert.ok(kept > MAX_GROWTH, `of ${2 * MAX_GROWTH} bytes kept, ${kept} are seen`);
});

test("pictures on WebGPU: the same for the same map, in memory that stays, until the device is taken away", { timeout: 7_200_000 }, async (t) => {
  const browser = await launch({ webgpu: "software", gc: true });
  t.after(() => browser.close());
  assert.ok(await hasAdapter(browser, `${site.url}models/models.json`), "no WebGPU adapter, not even one in software");
  const { page, backend, call, memory } = await pageWithEngine(browser, "gpu");
  assert.equal(backend, "webgpu");
  const first = await call("digest", 1);
  await call("work", SETTLING);
  const early = await memory();
  const made = await call("work", WEBGPU_PICTURES, WEBGPU_SECONDS);
  const last = await call("digest", 1);
  assertFlat(t, early, await memory(), made + 1);
  assert.equal(last, first);
  assert.notEqual(await call("digest", 2), first, "every map gives the same picture");

  // Nothing is asked of the engine now; it speaks up by itself.
  assert.ok((await destroyDevices(page)) > 0);
  const failure = await call("failure");
  t.diagnostic(`${made + SETTLING + 3} pictures; then “${failure.message}”`);
  assert.equal(failure.kind, "device_lost");
});

test("a graphics device that is lost in mid-picture: the CPU shows the same drawing, and no stroke is gone", { timeout: 300_000 }, async (t) => {
  const browser = await launch({ webgpu: "software" });
  t.after(() => browser.close());
  const studio = await Studio.open(browser, site.url, { query: "?backend=webgpu&model=lite" });
  const begun = await studio.settled(120_000);
  assert.equal(begun.backend, "webgpu");
  const blank = await studio.picture();
  await studio.choose("class", "window");
  await studio.drag([40, 40], [110, 120]);
  const asked = await studio.until(({ drawn, seq }) => drawn > begun.drawn && drawn > seq);
  assert.ok((await destroyDevices(studio.page)) > 0);

  const start = Date.now();
  const recovered = await studio.until(({ backend, state, seq, drawn }) => backend === "cpu" && state === "ready" && seq === drawn, 60_000);
  t.diagnostic(`${Date.now() - start} ms after the loss the CPU shows drawing ${recovered.seq}: ${recovered.words.replaceAll(/\s+/g, " ")}`);
  assert.equal(recovered.drawn, asked.drawn);
  assert.match(recovered.words, /graphics device was lost/);
  const withWindow = await studio.picture();
  assert.notEqual(withWindow, blank);
  // The stroke can still be taken back and made again.
  await studio.choose("action", "undo");
  const without = await studio.pictureOtherThan(withWindow);
  await studio.choose("action", "redo");
  await studio.pictureOtherThan(without);
  await studio.settled();
  assert.equal(await studio.picture(), withWindow);
  await studio.close();
});

test("two tabs at once: both draw, both get their own pictures", { timeout: 180_000 }, async (t) => {
  const browser = await launch();
  t.after(() => browser.close());
  const context = await browser.newContext();
  const open = async () => {
    const studio = new Studio(await context.newPage());
    await studio.page.goto(`${site.url}?backend=cpu&model=lite`);
    await studio.settled(60_000);
    return studio;
  };
  const [one, two] = await Promise.all([open(), open()]);
  const blank = await one.picture();
  assert.equal(await two.picture(), blank);
  await Promise.all([one.choose("class", "window"), two.choose("class", "door")]);
  const [window, door] = await Promise.all([
    one.dragAndSettle([40, 40], [120, 140]),
    two.dragAndSettle([40, 40], [120, 140]),
  ]);
  assert.equal(new Set([blank, window, door]).size, 3);
  // The same drawing is the same picture in both; had the tabs mixed theirs up, it would not be.
  await two.choose("action", "undo");
  await two.pictureOtherThan(door);
  await two.settled();
  await two.choose("class", "window");
  assert.equal(await two.dragAndSettle([40, 40], [120, 140]), window);
  assert.equal(await one.picture(), window);
  await one.page.close();
  await two.choose("action", "undo");
  await two.pictureOtherThan(window);
  await two.settled();
  assert.equal(await two.picture(), blank);
  await two.close();
});
