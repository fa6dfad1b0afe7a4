// The engine without the studio: the module in engine/, from a page that has nothing else.

import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";
import { hasAdapter, launch } from "./support/browser.mjs";
import { declared, headless, seeing, shipped, writeModels } from "./support/bundles.mjs";
import { mountConversation } from "./support/engine.mjs";
import { browser, site, siteAndBrowser } from "./support/fixture.mjs";
import { DIST, flipByte, ISOLATION, missing, startSite } from "./support/site.mjs";

/** Ids of other classes than those of facades, in no order. */
const STREETS = [255, 0, 7, 33, 8, 11, 12, 13, 19, 20, 26, 1];

let conversation;
/** Of models that see colours or greys. */
let folder;
siteAndBrowser(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "facade-colours-"));
  const bundle = await shipped();
  const bundles = {
    rgb: seeing(bundle, "rgb"), grey: seeing(bundle, "grey"), "rgb-headless": headless(seeing(bundle, "rgb")),
    inks: declared(seeing(bundle, "rgb"), (manifest) => ({ ...manifest, inks: [[255, 255, 255], [0, 0, 0]] })),
    streets: declared(bundle, ({ input, ...manifest }) => ({
      ...manifest,
      input: { ...input, classes: input.classes.map(({ color }, at) => ({ id: STREETS[at], name: `class ${at}`, color })) },
    })),
  };
  await writeModels(folder, bundles, { default: "rgb" });
  site.mount("colours", folder);
  conversation = mountConversation(site);
});
after(() => rm(folder, { recursive: true }));

/** Runs `work` in the example's page, which allows nothing that its policy does not; `given` goes with it. */
async function inPage(t, work, given = {}, launched = browser, site_ = site) {
  const page = await launched.newPage();
  t.after(() => page.close());
  const faults = [];
  page.on("pageerror", (error) => faults.push(String(error)));
  // The page's own script would draw as well.
  await page.route("**/example.js", (route) => route.fulfill({ contentType: "text/javascript", body: "" }));
  await page.goto(`${site_.url}engine/example.html`);
  const result = await page.evaluate(work, { base: site_.url, conversation, ...given });
  assert.deepEqual(faults, []);
  return result;
}

test("the example paints a house with a policy as strict as the studio's, and follows the pointer", async (t) => {
  const page = await browser.newPage();
  t.after(() => page.close());
  const faults = [];
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
  await page.goto(`${site.url}engine/example.html`);
  const shown = () => page.locator("canvas").evaluate((canvas) => canvas.toDataURL());
  await page.waitForFunction(() => /cpu: \d+ ms/.test(document.querySelector("output").value));
  t.diagnostic(await page.locator("output").textContent());
  const first = await shown();
  await page.locator("canvas").hover({ position: { x: 40, y: 40 } });
  const end = Date.now() + 10_000;
  while ((await shown()) === first) {
    assert.ok(Date.now() < end, "the picture does not follow");
    await page.waitForTimeout(50);
  }
  assert.deepEqual(faults, []);
});

test("a picture is the one that the worker gives, from list, bundle and file alike", async (t) => {
  const answer = await inPage(t, async ({ base, conversation }) => {
    const { load, SIDE } = await import(`${base}engine/index.js`);
    const { Conversation, bytes } = await import(conversation);
    const map = Uint8Array.from({ length: SIDE * SIDE }, (_, at) => 1 + ((at >> 4) % 12));
    const same = (a, b) => a.length === b.length && a.every((byte, at) => byte === b[at]);

    const worker = new Conversation(`${base}engine_worker.js?engine=cpu&build=test`);
    const [{ build }] = await worker.answer("started");
    worker.post({ type: "load", build, list_url: `${base}models/models.json`, model: "lite" });
    await worker.answer("ready");
    worker.post({ type: "translate", seq: 1 }, map.slice());
    const [, expected] = await worker.answer("picture");
    worker.end();

    const file = new Blob([await bytes(`${base}models/lite.safetensors`)]);
    const results = [];
    for (const source of ["../models/models.json", `${base}models/lite.safetensors`, file]) {
      const told = [];
      const engine = await load(source, { model: "lite", onprogress: (progress) => told.push(progress) });
      const picture = await engine.translate(map);
      const { backend, model, threads, classes, load_ms, ms } = engine;
      const last = told.at(-1);
      results.push({
        same: same(picture.data, expected), side: picture.width, map: map.length, backend, model, threads,
        classes: classes.length, whole: last === undefined || last.received_bytes === last.total_bytes, load_ms, ms,
      });
      engine.dispose();
    }
    return results;
  });
  for (const { load_ms, ms, ...result } of answer) {
    t.diagnostic(`loaded in ${load_ms.toFixed(0)} ms, picture in ${ms.toFixed(1)} ms`);
    assert.deepEqual(result, {
      same: true, side: 256, map: 65536, backend: "cpu", model: "lite", threads: 1, classes: 12, whole: true,
    });
  }
  assert.equal(answer.length, 3);
});

test("pictures come in order, aborted ones never, and nothing after dispose", async (t) => {
  const answer = await inPage(t, async ({ base }) => {
    const { load, SIDE } = await import(`${base}engine/index.js`);
    const engine = await load(`${base}models/lite.safetensors`);
    const map = (id) => new Uint8Array(SIDE * SIDE).fill(id);
    const ends = [];
    const note = (name) => [() => ends.push(name), (error) => ends.push(`${name} ${error.name}`)];
    const [under, waiting] = [new AbortController(), new AbortController()];
    const all = [
      engine.translate(map(1), { signal: under.signal }).then(...note("under way")),
      engine.translate(map(2), { signal: waiting.signal }).then(...note("waiting")),
      engine.translate(map(3)).then(...note("third")),
      engine.translate(map(4)).then(...note("fourth")),
    ];
    await Promise.resolve();
    waiting.abort();
    under.abort();
    await Promise.all(all);
    const wall = await engine.translate(map(2));
    const again = await engine.translate(map(2));
    const early = engine.translate(map(2), { signal: AbortSignal.abort() }).then(...note("early"));
    const last = engine.translate(map(2)).then(...note("last"));
    await early;
    engine.dispose();
    engine.dispose();
    await Promise.all([last, engine.translate(map(2)).then(...note("after"))]);
    return { ends, same: wall.data.every((byte, at) => byte === again.data[at]) };
  });
  assert.deepEqual(answer.ends.slice(0, 2).sort(), ["under way AbortError", "waiting AbortError"]);
  assert.deepEqual(answer.ends.slice(2), ["third", "fourth", "early AbortError", "last AbortError", "after AbortError"]);
  assert.ok(answer.same);
});

test("what is no map, paint or variation is refused before the worker sees it", async (t) => {
  const answer = await inPage(t, async ({ base }) => {
    const { load, SIDE } = await import(`${base}engine/index.js`);
    const engine = await load(`${base}models/lite.safetensors`);
    const wall = new Uint8Array(SIDE * SIDE).fill(2);
    const refusal = (...request) => engine.translate(...request).then(() => "done", (error) => error.name);
    const stranger = wall.slice();
    stranger[77] = 13;
    const refusals = [
      await refusal(wall.subarray(1)), await refusal(undefined), await refusal(stranger),
      await refusal(wall, { paint: [[1, 2, 3]] }), await refusal(wall, { paint: { wall: "red" } }),
    ];
    if (engine.dropout === 0) {
      refusals.push(await refusal(wall, { variation: { seed: 1 } }));
    }
    let paint = "none taken";
    if (engine.palettes.length > 0) {
      const usual = await engine.translate(wall);
      const names = Object.fromEntries(engine.classes.map(({ name }) => [name, "#2040c0"]));
      const painted = await engine.translate(wall, { paint: names });
      paint = painted.data.some((byte, at) => byte !== usual.data[at]) ? "obeyed" : "ignored";
    }
    const after = await refusal(wall);
    engine.dispose();
    return { refusals, paint, after };
  });
  t.diagnostic(`paint: ${answer.paint}`);
  assert.ok(answer.refusals.every((name) => name === "RangeError"), String(answer.refusals));
  assert.notEqual(answer.paint, "ignored");
  assert.equal(answer.after, "done");
});

for (const [kind, model] of [["rgb", "rgb"], ["grey", "grey"], ["rgb", "rgb-headless"]]) {
  test(`${model}: pictures in colours are taken in every form, and are what their colours say`, async (t) => {
    const answer = await inPage(t, async ({ base, model }) => {
      const { load, SIDE } = await import(`${base}engine/index.js`);
      const pixels = SIDE * SIDE;
      const farthest = (a, b) => a.reduce((most, byte, at) => Math.max(most, Math.abs(byte - b[at])), 0);

      const engine = await load(`${base}colours/${model}.safetensors`);
      const { input, classes, palettes, inks } = engine;
      const translate = async (drawing) => (await engine.translate(drawing)).data;
      const rgb = Uint8Array.from({ length: 3 * pixels }, (_, at) => (at * 7 + (at >> 9)) % 256);
      const rgba = Uint8ClampedArray.from({ length: 4 * pixels }, (_, at) => (at % 4 === 3 ? 255 : rgb[(at >> 2) * 3 + (at % 4)]));
      const expected = await translate(rgb);
      const forms = [rgba, new ImageData(rgba, SIDE, SIDE), Array.from(rgb)];
      const same = [];
      for (const form of forms) {
        same.push(farthest(await translate(form), expected));
      }
      const nothing = farthest(await translate(new Uint8Array(4 * pixels)), await translate(new Uint8Array(3 * pixels).fill(255)));
      const luma = rgb.slice();
      for (let at = 0; at < luma.length; at += 3) {
        luma.fill(Math.floor((2126 * rgb[at] + 7152 * rgb[at + 1] + 722 * rgb[at + 2] + 5000) / 10_000), at, at + 3);
      }
      const drained = farthest(await translate(luma), expected);

      engine.dispose();
      return { input, described: classes.length + palettes.length + inks.length, same, nothing, drained };
    }, { model });
    const { drained, ...rest } = answer;
    t.diagnostic(`a picture and its luma differ by ${drained}/255`);
    assert.deepEqual(rest, { input: kind, described: 0, same: [0, 0, 0], nothing: 0 });
    assert.equal(drained === 0, kind === "grey");
  });
}

test("a model of other classes takes their ids, and gives the picture of facades that these weights make", async (t) => {
  const answer = await inPage(t, async ({ base, streets, conversation }) => {
    const { load, SIDE } = await import(`${base}engine/index.js`);
    const { Conversation } = await import(conversation);
    const worker = new Conversation(`${base}engine_worker.js?engine=cpu&build=test`);
    const [{ build }] = await worker.answer("started");
    worker.post({ type: "load", build, list_url: `${base}colours/models.json`, model: "streets" });
    const [{ subject }] = await worker.answer("ready");
    const { feed, classes: told } = JSON.parse(subject);
    worker.end();
    const map = Uint8Array.from({ length: SIDE * SIDE }, (_, at) => 1 + ((at >> 4) % 12));
    const pictures = [];
    let classes;
    let refused;
    for (const [model, drawing] of [["models/lite", map], ["colours/streets", map.map((id) => streets[id - 1])]]) {
      const engine = await load(`${base}${model}.safetensors`);
      pictures.push((await engine.translate(drawing)).data);
      classes = engine.classes;
      refused = await engine.translate(map).then(() => "taken", ({ message }) => message);
      engine.dispose();
    }
    const same = pictures[0].every((byte, at) => byte === pictures[1][at]);
    return { same, ids: classes.map(({ id }) => id), told: JSON.stringify(told) === JSON.stringify(classes), feed, refused };
  }, { streets: STREETS });
  assert.deepEqual(answer, {
    same: true, ids: STREETS, told: true, feed: "labels", refused: "pixel 16 has class id 2, which is no class of the model",
  });
});

test("the inks of a model that learnt from drawings are told by module and worker alike", async (t) => {
  const answer = await inPage(t, async ({ base, conversation }) => {
    const { load } = await import(`${base}engine/index.js`);
    const { Conversation } = await import(conversation);
    const told = [];
    for (const model of ["inks", "rgb"]) {
      const worker = new Conversation(`${base}engine_worker.js?engine=cpu&build=test`);
      const [{ build }] = await worker.answer("started");
      worker.post({ type: "load", build, list_url: `${base}colours/models.json`, model });
      const [{ subject }] = await worker.answer("ready");
      const { feed, inks = [] } = JSON.parse(subject);
      worker.end();
      const engine = await load(`${base}colours/${model}.safetensors`);
      told.push({ feed, inks, same: JSON.stringify(engine.inks) === JSON.stringify(inks) });
      engine.dispose();
    }
    return told;
  });
  assert.deepEqual(answer, [
    { feed: "inks", inks: [[255, 255, 255], [0, 0, 0]], same: true },
    { feed: "photographs", inks: [], same: true },
  ]);
});

test("what is no picture is refused before the worker sees it, in a sentence that says what would be one", async (t) => {
  const answer = await inPage(t, async ({ base }) => {
    const { load, SIDE } = await import(`${base}engine/index.js`);
    const engine = await load(`${base}colours/grey.safetensors`);
    const refusal = (drawing) => engine.translate(drawing).then(() => "done", ({ name, message }) => `${name}: ${message}`);
    const bytes = SIDE * SIDE;
    const strange = new Array(3 * bytes).fill(7);
    strange[5] = 256;
    const drawings = [
      new Uint8Array(bytes), new Uint8Array(3 * bytes - 1), new Uint8Array(4 * bytes + 4), undefined, {}, "drawing",
      new ImageData(SIDE / 2, 2 * SIDE), new ImageData(1, 1), strange, new Float32Array(3 * bytes).fill(0.5),
    ];
    const refusals = [];
    for (const drawing of drawings) {
      refusals.push(await refusal(drawing));
    }
    const after = await refusal(new Uint8Array(3 * bytes));
    engine.dispose();
    return { refusals, after };
  });
  assert.ok(answer.refusals.every((text) => text.startsWith("RangeError: ")), answer.refusals.join("\n"));
  assert.equal(answer.refusals[0],
    "RangeError: the model lite (grey) takes 256 × 256 pixels, as ImageData, 262144 bytes of RGBA or 196608 of RGB; this drawing has 65536 bytes");
  assert.match(answer.refusals[6], /this drawing has 128 × 512 pixels$/);
  assert.match(answer.refusals[8], /value 5 of the drawing is 256/);
  assert.equal(answer.after, "done");
});

test("a worker that is sent a drawing of another length says so and goes on", async (t) => {
  const answer = await inPage(t, async ({ base, conversation }) => {
    const { Conversation } = await import(conversation);
    const answers = {};
    for (const [list, model] of [["models", "lite"], ["colours", "rgb"]]) {
      const worker = new Conversation(`${base}engine_worker.js?engine=cpu&build=test`);
      const [{ build }] = await worker.answer("started");
      worker.post({ type: "load", build, list_url: `${base}${list}/models.json`, model });
      await worker.answer("ready");
      answers[model] = [];
      for (const length of [0, 65_535, model === "rgb" ? 65_536 : 3 * 65_536, 4 * 65_536]) {
        worker.post({ type: "translate", seq: length }, new Uint8Array(length).fill(2));
        const [{ kind, message, seq }] = await worker.answer("failed");
        answers[model].push(`${kind} ${seq === length}: ${message}`);
      }
      worker.post({ type: "translate", seq: 1 }, new Uint8Array(model === "rgb" ? 3 * 65_536 : 65_536).fill(2));
      answers[model].push((await worker.answer("picture"))[1].length);
      worker.end();
    }
    return answers;
  });
  const expected = {
    lite: "one label map of 65536 class ids",
    rgb: "196608 bytes of red, green and blue",
  };
  for (const [model, [...answers]] of Object.entries(answer)) {
    assert.equal(answers.pop(), 4 * 65_536);
    for (const text of answers) {
      assert.match(text, new RegExp(`^internal true: The drawing could not be read \\(expected ${expected[model]}, got \\d+\\)\\.$`));
    }
  }
});

test("workers that share a picture in colours make the one that one makes", async (t) => {
  const isolated = await startSite({ headers: ISOLATION });
  t.after(() => isolated.stop());
  isolated.mount("colours", folder);
  const answer = await inPage(t, async ({ base }) => {
    const { load, SIDE } = await import(`${base}engine/index.js`);
    const rgb = Uint8Array.from({ length: 3 * SIDE * SIDE }, (_, at) => (at * 7 + (at >> 9)) % 256);
    const pictures = [];
    for (const threads of [1, 2, 3]) {
      const engine = await load(`${base}colours/rgb.safetensors`, { threads });
      await engine.translate(new Uint8Array(3 * SIDE * SIDE));
      pictures.push({ threads: engine.threads, bytes: (await engine.translate(rgb)).data });
      engine.dispose();
    }
    const [{ bytes: alone }] = pictures;
    return pictures.map(({ threads, bytes }) => [threads, alone.reduce((most, byte, at) => Math.max(most, Math.abs(byte - bytes[at])), 0)]);
  }, {}, browser, isolated);
  t.diagnostic(`workers and largest differences ${JSON.stringify(answer)}`);
  assert.deepEqual(answer.map(([threads]) => threads), [1, 2, 3]);
  assert.ok(answer.every(([, largest]) => largest <= 1));
});

/** How loading ends: the kind of the error, and its sentence. */
const ending = async ({ base, source, options }) => {
  const { load } = await import(`${base}engine/index.js`);
  const engine = await load(`${base}${source}`, options).catch((error) => ({ kind: error.kind ?? error.name, message: error.message }));
  return { kind: engine.kind, message: engine.message };
};

for (const [what, kind, source, fault] of [
  ["a damaged bundle", "corrupt", "models/lite.safetensors", flipByte],
  ["a damaged bundle of a list", "corrupt", "models/models.json", flipByte],
  ["a bundle that is not there", "missing", "models/lite.safetensors", missing],
  ["a list as a bundle", "corrupt", "models/../index.html", undefined],
]) {
  test(`${what} is refused as ${kind}, in a sentence`, async (t) => {
    t.after(() => site.heal());
    if (fault !== undefined) {
      site.fault("lite.safetensors", fault);
    }
    const end = await inPage(t, ending, { source, options: { model: "lite" } });
    assert.equal(end.kind, kind, end.message);
    assert.match(end.message, /^\S.*\.$/);
    assert.doesNotMatch(end.message, /blob:|undefined|null/);
  });
}

test("loading can be called off, and an unknown backend or model is refused", async (t) => {
  const answer = await inPage(t, async ({ base }) => {
    const { load } = await import(`${base}engine/index.js`);
    const end = (options) => load(`${base}models/models.json`, options).then(() => "loaded", (error) => error.kind ?? error.name);
    const controller = new AbortController();
    const aborted = end({ signal: controller.signal });
    controller.abort();
    return [await aborted, await end({ backend: "cuda" }), await end({ model: "none" }), await end({ backend: "webgpu" })];
  });
  assert.deepEqual(answer, ["AbortError", "TypeError", "missing", "no_adapter"]);
});

test("WebGPU gives the CPU's picture", { timeout: 900_000 }, async (t) => {
  const launched = await launch({ webgpu: "software" });
  t.after(() => launched.close());
  assert.ok(await hasAdapter(launched, `${site.url}models/models.json`), "no WebGPU adapter, not even one in software");
  const answer = await inPage(t, async ({ base }) => {
    const { load, SIDE } = await import(`${base}engine/index.js`);
    const map = Uint8Array.from({ length: SIDE * SIDE }, (_, at) => 1 + ((at >> 12) % 12));
    const rgb = Uint8Array.from({ length: 3 * SIDE * SIDE }, (_, at) => (at * 7 + (at >> 9)) % 256);
    const answers = [];
    for (const model of ["models/lite", "colours/streets", "colours/rgb", "colours/grey", "colours/rgb-headless"]) {
      const pictures = [];
      let backend;
      for (backend of ["cpu", "webgpu"]) {
        const engine = await load(`${base}${model}.safetensors`, { backend });
        const ids = engine.classes.map(({ id }) => id);
        pictures.push((await engine.translate(ids.length > 0 ? map.map((id) => ids[id - 1]) : rgb)).data);
        backend = engine.backend;
        engine.dispose();
      }
      const [cpu, webgpu] = pictures;
      const largest = cpu.reduce((most, byte, at) => Math.max(most, Math.abs(byte - webgpu[at])), 0);
      answers.push({ model, backend, largest });
    }
    return answers;
  }, {}, launched);
  for (const { model, backend, largest } of answer) {
    t.diagnostic(`${model}: largest difference ${largest}/255`);
    assert.equal(backend, "webgpu");
    assert.ok(largest <= 2);
  }
});

test("the types name what the module exports, and nothing else", async () => {
  const folder = path.join(DIST, "engine");
  const module = await import(pathToFileURL(path.join(folder, "index.js")));
  const types = await readFile(path.join(folder, "index.d.ts"), "utf8");
  const typed = [...types.matchAll(/^export (?:const|function|class) (\w+)/gm)].map(([, name]) => name);
  assert.deepEqual(typed.sort(), Object.keys(module).sort());
});
