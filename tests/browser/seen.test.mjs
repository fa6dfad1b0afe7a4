// What is seen: sizes, clipping and colours, at the sizes that people have.

import assert from "node:assert/strict";
import { test } from "node:test";
import { browser, site, siteAndBrowser } from "./support/fixture.mjs";
import { SIZES, isPhone, openAt, seen, visible } from "./support/seen.mjs";
import { Studio } from "./support/studio.mjs";

/** The page as visitors get it, its larger model offered. */
const QUERY = "?backend=cpu";

siteAndBrowser();

const open = (size, { query = QUERY, prepare } = {}) => openAt(browser, site, size, { query, prepare });

/** As a phone that saves data, to which the larger model is offered rather than sent. */
const savesData = (page) => page.addInitScript(() => {
  Object.defineProperty(navigator, "connection", { value: { saveData: true, effectiveType: "4g" } });
});

test("with the critic's view switched off the picture has its colours back at once", async () => {
  const studio = await open([1440, 900]);
  const { page } = studio;
  const filter = () => page.locator("#picture").evaluate((canvas) => getComputedStyle(canvas).filter);
  await page.locator('[data-action="critic"]').click();
  await page.locator('#picture-frame[data-verdict="shown"]').waitFor({ timeout: 120_000 });
  assert.notEqual(await filter(), "none");
  await page.locator('[data-action="critic"]').click();
  assert.equal(await filter(), "none");
  await studio.close();
});

for (const size of SIZES) {
  const name = size.join("×");

  test(`the menu beside Save is read in full, ${name}`, async () => {
    const studio = await open(size);
    const { page } = studio;
    await page.click("#save-more");
    const items = await seen(page, "#save-menu .name");
    assert.equal(items.length, 11);
    for (const item of items) {
      assert.ok(item.width > 20 && item.height >= 13 && item.share > 0.99 && !item.covered, JSON.stringify(item));
    }
    const small = await page.locator("#save-menu .name").evaluateAll((names) =>
      names.filter((name) => parseFloat(getComputedStyle(name).fontSize) < 13).length);
    assert.equal(small, 0);
    await studio.close();
  });

  test(`the better model is offered by a button in sight, and why it waits is told behind the status, ${name}`, async () => {
    const studio = await open(size, { prepare: savesData });
    const { page } = studio;
    await page.locator("#second-model").waitFor();
    const [offer] = await seen(page, "#second-model");
    assert.ok(offer.width > 60 && offer.height > 23 && offer.share > 0.99 && !offer.covered, JSON.stringify(offer));
    const [hidden] = await seen(page, "#status-note");
    assert.ok(hidden.width <= 1, `no room is taken: ${JSON.stringify(hidden)}`);
    await page.click("#status-more");
    const [note] = await seen(page, "#status-note");
    assert.ok(note.width > 60 && note.height > 13 && note.share > 0.99, JSON.stringify(note));
    assert.match(await page.locator("#status-note").innerText(), /saves data/);
    await studio.close();
  });

  test(`a notice is large enough to read, and so is what was saved, ${name}`, async () => {
    const studio = await open(size, { prepare: savesData });
    const { page } = studio;
    const told = async (words) => {
      const toast = page.locator("#toast");
      await toast.filter({ hasText: words }).waitFor();
      const [box] = await seen(page, "#toast");
      assert.ok(box.share > 0.99 && box.width > 120 && box.height > 24, JSON.stringify(box));
      assert.ok(box.height < 50 || box.width > 0.8 * size[0], `in one line where there is room: ${JSON.stringify(box)}`);
      const style = await toast.evaluate((element) => {
        const { fontSize, color, backgroundColor } = getComputedStyle(element);
        return { fontSize: parseFloat(fontSize), color, backgroundColor };
      });
      assert.ok(style.fontSize >= 14 && style.color !== style.backgroundColor, JSON.stringify(style));
    };
    await Promise.all([page.waitForEvent("download"), studio.choose("action", "save")]);
    await told(/The picture is saved/);
    await studio.choose("action", "share");
    await told(/The link is/);
    const [note] = await seen(page, "#status-note");
    assert.ok(note.width > 60 && note.height > 13 && note.share > 0.99, JSON.stringify(note));
    await studio.close();
  });

  test(`everything is in sight without scrolling, and nothing lies over anything, ${name}`, async () => {
    const studio = await open(size, { prepare: savesData });
    const { page } = studio;
    await page.locator("#second-model").waitFor();
    const [steps] = await seen(page, "#hint");
    const [canvas] = await seen(page, "#drawing");
    assert.ok(steps.share > 0.99 && steps.height < canvas.height / 2, `the first steps: ${JSON.stringify(steps)}`);
    const numbers = await page.locator("#hint li").evaluateAll((items) => items.map((item) => getComputedStyle(item, "::before").width));
    assert.deepEqual(numbers, ["20px", "20px", "20px"], "round");
    await page.click("#hint-close");
    for (const name of ["window", "molding"]) {
      await studio.choose("class", name);
      const [inside, room] = await page.locator(`[data-class="${name}"] .name`).evaluate(({ scrollWidth, clientWidth }) => [scrollWidth, clientWidth]);
      assert.ok(inside <= room, `the chosen part's name is whole: ${name}, ${inside} of ${room}`);
    }
    const [less, more] = await page.locator('[data-action="zoom-out"], [data-action="zoom-in"]').evaluateAll((buttons) => buttons.map((button) => button.getBoundingClientRect().top));
    assert.equal(less, more, "in one line");
    for (const tool of ["rectangle", "select"]) {
      await studio.choose("tool", tool);
      const scroll = await page.evaluate(() => [document.documentElement.scrollWidth - innerWidth, document.documentElement.scrollHeight - innerHeight]);
      assert.ok(scroll[0] <= 0 && scroll[1] <= 0, `${tool}: the page is ${scroll} larger than the window`);
      const shown = tool === "select" ? ["#edit-actions", "#zoom-actions", "#history-actions"] : ["#zoom-actions", "#history-actions"];
      // Phones have what one starts from in the sheet of files.
      const start = isPhone(size) ? [] : ["#start-actions"];
      for (const bar of ["#tools", "#look-actions", ...shown, ...start, "#file-actions", "#preferences >"]) {
        for (const button of await seen(page, visible(`${bar} button`))) {
          assert.ok(button.share > 0.99 && !button.covered && button.width >= 24 && button.height >= 24, `${tool}: ${JSON.stringify(button)}`);
        }
      }
      for (const canvas of await seen(page, "#drawing, #picture")) {
        assert.ok(canvas.share > 0.99 && canvas.width >= 150, JSON.stringify(canvas));
      }
    }
    // A pinch, or a button, enlarges the drawing: the way back is in sight with every tool.
    await studio.choose("action", "zoom-in");
    const [fit] = await seen(page, '[data-action="zoom-fit"]');
    assert.ok(fit.share > 0.99 && !fit.covered, JSON.stringify(fit));
    await studio.close();
  });

  test(`the critic's words leave the tools where they are reached, ${name}`, async () => {
    const studio = await open(size);
    const { page } = studio;
    await page.locator('[data-action="critic"]').click();
    await page.locator('#picture-frame[data-verdict="shown"]').waitFor({ timeout: 120_000 });
    for (const button of await seen(page, "#tools button, #history-actions button, #edit-actions:not([hidden]) button")) {
      assert.ok(button.width === 0 || (button.share > 0.99 && !button.covered), JSON.stringify(button));
    }
    for (const text of await seen(page, "#critic-words, #critic-explanation")) {
      assert.ok(text.width === 0 || text.share > 0.99, JSON.stringify(text));
    }
    const scroll = await page.evaluate(() => [document.documentElement.scrollWidth - innerWidth, document.documentElement.scrollHeight - innerHeight]);
    assert.ok(Math.max(...scroll) <= 0, `the page is ${scroll} larger than the window`);
    const beyond = await page.evaluate(() => {
      const [scale, picture] = ["#critic-row", "#picture-frame"].map((selector) => document.querySelector(selector).getBoundingClientRect());
      return Math.max(picture.left - scale.left, scale.right - picture.right);
    });
    assert.ok(beyond <= 0, `the scale is ${beyond} pixels wider than the picture`);
    await studio.close();
  });

  test(`all samples are in sight at once, ${name}`, async () => {
    const studio = await open(size);
    const { page } = studio;
    await studio.choose("action", "sample");
    await page.locator("#samples").waitFor();
    for (const one of await seen(page, "#samples .sample, #samples [data-close]")) {
      assert.ok(one.share > 0.99 && !one.covered, JSON.stringify(one));
    }
    await studio.close();
  });
}

test("at 200 % of a desktop browser nothing collides", async () => {
  for (const size of [[720, 450], [640, 360], [960, 540]]) {
    const studio = await Studio.open(browser, site.url, { query: QUERY, context: { viewport: { width: size[0], height: size[1] } } });
    await studio.settled();
    for (const button of await seen(studio.page, visible("#tools button, #look-actions button, #zoom-actions button, #palette button"))) {
      assert.ok(button.share > 0.99 && !button.covered, `${size}: ${JSON.stringify(button)}`);
    }
    await studio.close();
  }
});

test("the palette shows the part of what is selected", async () => {
  const studio = await open([1440, 900], { query: "?backend=cpu&model=lite" });
  const { page } = studio;
  const pressed = () => page.locator('[data-class][aria-pressed="true"]').evaluateAll((chips) => chips.map(({ dataset }) => dataset.class));
  await studio.choose("action", "clear");
  await studio.choose("class", "door");
  await studio.drag([30, 180], [70, 240]);
  await studio.choose("class", "balcony");
  await studio.drag([120, 60], [200, 100]);
  await studio.choose("tool", "select");
  await studio.drag([50, 200], [50, 200]);
  assert.deepEqual(await pressed(), ["door"]);
  await page.keyboard.press("Control+a");
  assert.deepEqual(await pressed(), [], "of two kinds");
  await page.keyboard.press("Escape");
  assert.deepEqual(await pressed(), ["balcony"], "what will be drawn next");
  await studio.close();
});

test("the eyedropper goes back to a tool that has a use for what it took", async () => {
  const studio = await open([1440, 900], { query: "?backend=cpu&model=lite" });
  const { page } = studio;
  const tool = () => page.locator('[data-tool][aria-pressed="true"]').getAttribute("data-tool");
  await studio.choose("tool", "brush");
  await studio.choose("tool", "eraser");
  await studio.choose("tool", "eyedropper");
  await studio.drag([128, 128], [128, 128]);
  assert.equal(await tool(), "brush");
  await studio.close();
});

test("the first steps lie over the sky, and go when something is changed by any means", async () => {
  const studio = await open([1440, 900], { query: "?backend=cpu&model=lite" });
  const { page } = studio;
  const hint = await page.locator("#hint").boundingBox();
  const drawing = await page.locator("#drawing").boundingBox();
  assert.ok(hint.y + hint.height < drawing.y + drawing.height / 4, "above the house");
  await page.keyboard.press("Control+a");
  await page.keyboard.press("Delete");
  await page.locator("#hint").waitFor({ state: "hidden" });
  await studio.close();
});

test("help names only keys that do something here", async () => {
  const studio = await open([1440, 900], { query: "?backend=cpu&model=lite" });
  const { page } = studio;
  await studio.choose("action", "help");
  const words = await page.locator("#help-rows").innerText();
  const hidden = await page.locator("button[data-action][hidden]").evaluateAll((buttons) =>
    buttons.map((button) => button.querySelector(".name").textContent));
  assert.ok(hidden.length > 0);
  for (const name of hidden) {
    assert.ok(!words.includes(name), name);
  }
  await studio.close();
});

test("what is printed is the picture, large, and nothing else", async () => {
  const studio = await open([1440, 900], { query: "?backend=cpu&model=lite" });
  const { page } = studio;
  await page.emulateMedia({ media: "print" });
  const left = await page.evaluate(() => [...document.querySelectorAll("body *")]
    .filter((element) => element.checkVisibility() && element.getBoundingClientRect().width > 1 && element.children.length === 0)
    .map(({ id, tagName }) => id || tagName));
  assert.deepEqual(left, ["picture"]);
  const box = await page.locator("#picture").boundingBox();
  assert.ok(box.width >= 850, `${box.width} wide`);
  await studio.close();
});

test("the page opens its own SVG", async () => {
  const studio = await open([1440, 900], { query: "?backend=cpu&model=lite" });
  const { page } = studio;
  await studio.choose("action", "random");
  const pixels = () => page.locator("#drawing").evaluate((canvas) => canvas.toDataURL());
  await studio.settled();
  const before = await pixels();
  await page.click("#save-more");
  const [download] = await Promise.all([page.waitForEvent("download"), studio.choose("action", "save-svg")]);
  await studio.choose("action", "clear");
  await studio.settled();
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), studio.choose("action", "open")]);
  await chooser.setFiles({ name: "facade.svg", mimeType: "image/svg+xml", buffer: Buffer.from(await (await import("node:fs/promises")).readFile(await download.path())) });
  await page.locator("#toast").filter({ hasText: "opened" }).waitFor();
  await studio.settled();
  assert.equal(await pixels(), before);
  await studio.close();
});
