// What the critic sees: its figures, and how the page shows them.

import assert from "node:assert/strict";
import { cp, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { beforeEach, test } from "node:test";
import { findings } from "./support/axe.mjs";
import { launchVisitor } from "./support/browser.mjs";
import { CRITIC, listCritic, listed, offerCritic, reference } from "./support/critic.mjs";
import { mountConversation } from "./support/engine.mjs";
import { browser, site, siteAndBrowser } from "./support/fixture.mjs";
import { flipByte, missing, startSite } from "./support/site.mjs";
import { PATIENCE_MS, Studio } from "./support/studio.mjs";
import { copySite, renew } from "./support/versions.mjs";
import { latinWords } from "./support/words.mjs";

/** Patches in a row; the middle of the first one's cell and from one to the next, in pixels of the picture. */
const [SIDE, FIRST_PX, STEP_PX] = [30, 12, 8];
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

siteAndBrowser();
let criticPath;
beforeEach(async () => {
  site.heal();
  criticPath = await offerCritic(site);
  site.requests.length = 0;
});

async function open({ lang = "en", context = {}, prepare } = {}) {
  const studio = await Studio.open(browser, site.url, { query: `?backend=cpu&model=lite&lang=${lang}`, context, prepare });
  await studio.settled();
  return studio;
}

const button = (studio) => studio.page.locator('[data-action="critic"]');
const words = (studio) => studio.page.locator("#critic-words").innerText();
const judged = (studio) =>
  studio.page.waitForSelector('#picture-frame[data-verdict="shown"]', { timeout: PATIENCE_MS });

/** The cells' colours, RGBA one after the other. */
const cells = (studio) =>
  studio.page.locator("#critic-cells").evaluate((canvas) =>
    [...canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data]);

/** The place of a patch's middle in the window, from its column and row. */
async function middleOf(studio, column, row) {
  const box = await studio.page.locator("#picture-frame").boundingBox();
  const at = (index) => (FIRST_PX + STEP_PX * index) / 256;
  return [box.x + at(column) * box.width, box.y + at(row) * box.height];
}

/** The outlined pixels of the picture: left, top, right, bottom. */
async function field(studio) {
  const frame = await studio.page.locator("#picture-frame").boundingBox();
  const box = await studio.page.locator("#critic-field").boundingBox();
  const edges = [box.x - frame.x, box.y - frame.y, box.x - frame.x + box.width, box.y - frame.y + box.height];
  return edges.map((px) => Math.round((256 * px) / frame.width));
}

test("the critic in the browser says what the native one says", { timeout: 120_000 }, async (t) => {
  const page = await browser.newPage();
  await page.goto(`${site.url}models/models.json`);
  const verdicts = await page.evaluate(async ({ conversation, worker, list_url, folder }) => {
    const { Conversation, bytes } = await import(conversation);
    const critic = new Conversation(worker);
    const [{ build }] = await critic.answer("started");
    const answers = [];
    for (const picture of [1, 2, 3]) {
      const [map, rgba] = await Promise.all(["map", "rgba"].map((name) => bytes(`${folder}${name}_${picture}.bin`)));
      const payload = new Uint8Array(map.length + rgba.length);
      payload.set(map);
      payload.set(rgba, map.length);
      const start = performance.now();
      critic.post({ type: "judge", build, list_url, model: "lite", picture }, payload);
      const [header, probabilities] = await critic.answer("verdict");
      answers.push({ header, ms: performance.now() - start, found: [...new Float32Array(probabilities.buffer)] });
    }
    critic.end();
    return answers;
  }, {
    conversation: mountConversation(site),
    worker: `${site.url}engine_worker.js?engine=critic&build=parity`,
    list_url: `${site.url}models/models.json`,
    folder: `${site.url}critic/`,
  });
  await page.close();
  for (const [index, { header, ms, found }] of verdicts.entries()) {
    const file = await readFile(path.join(reference(), `verdict_${index + 1}.bin`));
    const expected = new Float32Array(file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength));
    assert.equal(header.picture, index + 1);
    const { side, step_px, field_px, first_px } = header;
    assert.deepEqual([side, step_px, field_px, first_px], [SIDE, STEP_PX, 70, -23]);
    assert.equal(found.length, expected.length);
    const largest = Math.max(...found.map((value, place) => Math.abs(value - expected[place])));
    const spread = Math.max(...expected) - Math.min(...expected);
    t.diagnostic(`picture ${index + 1}: largest difference ${largest.toExponential(1)}, figures spread over ${spread.toFixed(2)}, ${ms.toFixed(0)} ms`);
    assert.ok(spread > 0.05, "a verdict without contrast proves nothing");
    assert.ok(largest <= 1e-3, `differs by ${largest}`);
  }
});

test("without a critic there is no button, and its key says so", async () => {
  site.heal();
  listCritic(site, undefined);
  const studio = await open();
  assert.equal(await button(studio).isVisible(), false);
  await studio.page.keyboard.press("j");
  await studio.page.waitForFunction(() => document.querySelector("#announcer").textContent.includes("without a critic"));
  assert.equal(await studio.page.locator("#critic-note").isVisible(), false);
  await studio.close();
});

test("nothing of the critic comes before it is asked for, then everything once, and the picture stays as it is", async () => {
  const studio = await open();
  const { page } = studio;
  const ofCritic = () => site.requests.filter((name) => /critic.*\.(js|wasm|safetensors)$/.test(name));
  await page.waitForTimeout(500);
  assert.deepEqual(ofCritic(), []);
  const picture = await studio.picture();

  await page.keyboard.press("j");
  await judged(studio);
  assert.equal(await button(studio).getAttribute("aria-pressed"), "true");
  const names = ["engine_critic.js", "engine_critic_bg.wasm"].map((name) => site.subPath + name);
  assert.deepEqual(ofCritic().sort(), [...names, criticPath].sort());
  const rgba = await cells(studio);
  assert.equal(rgba.length, 4 * SIDE * SIDE);
  assert.ok(new Set(rgba).size > 20, "cells of many strengths");
  assert.match(await words(studio), /^\d+ % real on average: to the critic of lite, /);
  const explanation = await page.locator("#critic-explanation").innerText();
  assert.equal(explanation.split(". ").length, 2, explanation);
  assert.match(explanation, /70 × 70 pixels/);
  for (const end of ["Generated", "Real"]) {
    assert.ok(await page.locator("#critic-row").getByText(end, { exact: true }).isVisible());
  }
  assert.equal(await page.locator("#critic-words").getAttribute("aria-live"), "polite");
  assert.equal(await studio.picture(), picture);

  await page.keyboard.press("j");
  assert.equal(await button(studio).getAttribute("aria-pressed"), "false");
  for (const part of ["#critic-cells", "#critic-row", "#critic-note", "#critic-field"]) {
    assert.equal(await page.locator(part).isVisible(), false, part);
  }
  await button(studio).click();
  await judged(studio);
  assert.deepEqual(await cells(studio), rgba, "the same verdict, not asked for again");
  assert.equal(ofCritic().length, 3);
  await studio.close();
});

/** Counts what the critic is asked and holds how many questions were ever unanswered at once. */
async function countQuestions(page) {
  await page.addInitScript(() => {
    window.questions = { asked: 0, open: 0, most: 0 };
    window.Worker = class extends Worker {
      constructor(...parameters) {
        super(...parameters);
        this.addEventListener("message", ({ data }) => {
          window.questions.open -= String(data?.[0]).includes('"verdict"') ? 1 : 0;
        });
      }
      postMessage(message, ...rest) {
        if (String(message?.[0]).includes('"judge"')) {
          window.questions.asked += 1;
          window.questions.open += 1;
          window.questions.most = Math.max(window.questions.most, window.questions.open);
        }
        super.postMessage(message, ...rest);
      }
    };
  });
}

test("a new drawing has its own verdict once it rests, and none while it is drawn", { timeout: 120_000 }, async () => {
  const studio = await open({ prepare: countQuestions });
  const { page } = studio;
  await button(studio).click();
  await judged(studio);
  const before = await cells(studio);
  await studio.choose("class", "window");
  const [from, to] = [[30, 30], [200, 220]];
  const shown = (await studio.status()).seq;
  await studio.press(from, to);
  await studio.until(({ seq }) => seq > shown);
  // A picture that moves is never covered by the verdict about another one.
  for (let step = 0; step < 30; step += 1) {
    await page.mouse.move(...(await studio.place(to[0] - 4 * step, to[1] - 3 * step)));
  }
  await page.mouse.up();
  await studio.settled();
  await judged(studio);
  assert.notDeepEqual(await cells(studio), before);
  const { asked, most } = await page.evaluate(() => window.questions);
  assert.equal(most, 1, "one question at a time");
  assert.ok(asked >= 2 && asked <= 8, `${asked} questions for a drag of 30 moves`);

  await studio.choose("action", "undo");
  await page.waitForFunction(() => document.querySelector("#picture-frame").dataset.verdict === "none");
  await judged(studio);
  assert.deepEqual(await cells(studio), before, "the same picture of the same drawing is judged alike");
  await studio.close();
});

test("the patch under the pointer, the focus or a finger is outlined and says its figure", async () => {
  const studio = await open();
  const { page } = studio;
  await button(studio).click();
  await judged(studio);
  const value = () => page.locator("#critic-value").innerText();
  const mean = await value();
  for (const [column, row, edges] of [
    [10, 20, [57, 137, 127, 207]],
    // Patches reach beyond the picture, which cuts them off.
    [0, 29, [0, 209, 47, 256]],
  ]) {
    await page.mouse.move(...(await middleOf(studio, column, row)));
    assert.deepEqual(await field(studio), edges);
    assert.match(await value(), /^\d+ %$/);
  }
  await page.locator("h1").hover();
  assert.equal(await page.locator("#critic-field").isVisible(), false);
  assert.equal(await value(), mean);

  await page.locator("#critic-cells").focus();
  const told = () => page.locator("#announcer").innerText();
  assert.match(await told(), /^Column 16, row 16: \d+ % real\.$/);
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Shift+ArrowDown");
  assert.match(await told(), /^Column 15, row 21: /);
  assert.deepEqual(await field(studio), [89, 137, 159, 207]);
  await page.locator("h1").click();
  assert.equal(await page.locator("#critic-field").isVisible(), false);
  await studio.close();
});

test("colours and verdict take turns, the curtain covers both, and Chinese readers are told everything", async () => {
  const studio = await open({ lang: "zh" });
  const { page } = studio;
  await studio.choose("action", "overlay");
  await button(studio).click();
  await judged(studio);
  assert.equal(await page.locator("#class-overlay").isVisible(), false);
  assert.equal(await page.locator('[data-action="overlay"]').getAttribute("aria-pressed"), "false");
  assert.match(await words(studio), /平均 \d+% 像真照片/);
  assert.equal((await page.locator("#critic-explanation").innerText()).match(/。/g).length, 2);
  await page.locator("#critic-cells").focus();
  assert.match(await page.locator("#announcer").innerText(), /第 16 列，第 16 行/);
  assert.deepEqual(await latinWords(page), []);

  await studio.choose("action", "compare");
  const [x, y] = await middleOf(studio, 3, 15);
  const top = await page.evaluate(([x, y]) => {
    // Nothing over the picture takes the pointer, so each is asked for by its place in the stack.
    const above = [...document.querySelector("#picture-frame").children];
    return above.findIndex(({ id }) => id === "compare-drawing") > above.findIndex(({ id }) => id === "critic-cells");
  }, [x, y]);
  assert.ok(top);

  await studio.choose("action", "overlay");
  assert.equal(await page.locator("#critic-cells").isVisible(), false);
  assert.equal(await page.locator("#class-overlay").isVisible(), true);
  await studio.close();
});

for (const [name, suffix, fault, english, chinese] of [
  ["that is missing", CRITIC, missing, /drawn\.critic\.safetensors is missing on the server \(HTTP 404\)\./, /找不到判别器/],
  ["that is damaged", CRITIC, flipByte, /drawn\.critic\.safetensors arrived damaged: its checksum is wrong\./, /判别器已损坏/],
  ["whose engine is missing", "engine_critic_bg.wasm", missing, /would not send engine_critic_bg\.wasm \(HTTP 404\)/, /找不到判别器/],
]) {
  test(`a critic ${name} costs nothing but the verdict, and can be asked for again`, async () => {
    const studio = await open();
    const { page } = studio;
    site.fault(suffix, fault);
    await button(studio).click();
    await page.waitForFunction(
      (pattern) => new RegExp(pattern).test(document.querySelector("#status-note").textContent),
      english.source,
      { timeout: PATIENCE_MS },
    );
    assert.equal(await button(studio).getAttribute("aria-pressed"), "false");
    assert.equal(await page.locator("#critic-note").isVisible(), false);
    await studio.choose("class", "window");
    const before = await studio.picture();
    assert.notEqual(await studio.dragAndSettle([40, 40], [110, 120]), before);
    await studio.choose("action", "language");
    assert.match(await page.locator("#status-note").innerText(), chinese);

    site.heal();
    await offerCritic(site);
    await button(studio).click();
    await judged(studio);
    assert.doesNotMatch(await page.locator("#status-note").innerText(), chinese);
    await studio.close();
  });
}

for (const [name, context] of [
  ["1440 pixels wide", { viewport: { width: 1440, height: 900 } }],
  ["820 pixels wide", { viewport: { width: 820, height: 1180 } }],
  ["on a phone", PHONE],
]) {
  for (const colorScheme of ["light", "dark"]) {
    test(`axe-core finds nothing serious in the verdict, and everything of it is in sight, ${name}, ${colorScheme}`, async () => {
      const studio = await open({ context: { ...context, colorScheme, reducedMotion: "reduce" } });
      const { page } = studio;
      await button(studio).click();
      await judged(studio);
      assert.deepEqual(await findings(page), []);
      const { width } = context.viewport;
      const frame = await page.locator("#picture-frame").boundingBox();
      for (const part of ["#critic-row", "#critic-note", '[data-action="critic"]']) {
        const box = await page.locator(part).boundingBox();
        assert.ok(box.x >= 0 && box.x + box.width <= width, `${part} is outside: ${JSON.stringify(box)}`);
      }
      const box = await page.locator("#critic-cells").boundingBox();
      assert.ok(Math.abs(box.x - frame.x - frame.width / 32) < 1 && Math.abs(box.width - (frame.width * 15) / 16) < 1);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "no sideways scrolling");
      const note = await page.locator("#critic-note").boundingBox();
      for (const other of ["#picture-frame", "#drawing-frame", "#status", "#look-actions"]) {
        const there = await page.locator(other).boundingBox();
        const apart = note.y >= there.y + there.height || there.y >= note.y + note.height
          || note.x >= there.x + there.width || there.x >= note.x + note.width;
        assert.ok(apart, `the note lies over ${other}`);
      }
      await studio.close();
    });
  }
}

test("a critic once asked is there without a network", { timeout: 240_000 }, async (t) => {
  const copy = await copySite();
  t.after(() => copy.drop());
  const models = path.join(copy.folder, "models");
  await cp(path.join(reference(), CRITIC), path.join(models, CRITIC));
  const list = JSON.parse(await readFile(path.join(models, "models.json"), "utf8"));
  const critic = await listed(CRITIC);
  list.models.forEach((model) => Object.assign(model, { critic }));
  await writeFile(path.join(models, "models.json"), JSON.stringify(list));
  await renew(copy.folder, "one", { [`models/${CRITIC}`]: { later: true } });
  const host = await startSite({ dist: copy.folder });
  const visitor = await launchVisitor();
  t.after(() => visitor.close());
  const visit = async () => {
    const studio = new Studio(await visitor.newPage());
    await studio.page.goto(`${host.url}?backend=cpu&model=lite`);
    await studio.settled();
    return studio;
  };
  const first = await visit();
  // Perhaps before there is a service worker to keep it.
  await first.page.keyboard.press("j");
  await judged(first);
  const kept = ["engine_critic.js", "engine_critic_bg.wasm", `models/${CRITIC}`];
  const isKept = () =>
    first.page.evaluate(async (paths) => {
      const found = await Promise.all(paths.map((path) => caches.match(new URL(path, location.href))));
      return found.every((response) => response !== undefined);
    }, kept);
  for (const end = Date.now() + PATIENCE_MS; !(await isKept()); ) {
    assert.ok(Date.now() < end, `${kept} were not kept`);
    await first.page.waitForTimeout(50);
  }
  await first.page.close();
  await visitor.setOffline(true);
  await host.stop();
  const second = await visit();
  await second.page.keyboard.press("j");
  await judged(second);
  assert.deepEqual(second.faults, []);
});
