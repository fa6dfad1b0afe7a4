// The page for everybody: what axe-core finds, and everything by keyboard alone.

import assert from "node:assert/strict";
import { test } from "node:test";
import { findings } from "./support/axe.mjs";
import { browser, site, siteAndBrowser } from "./support/fixture.mjs";
import { Studio } from "./support/studio.mjs";
import { latinWords } from "./support/words.mjs";

/** The page as visitors get it, its second model included. */
const QUERY = "?backend=cpu";
const SIZES = [[1440, 900], [390, 844]];

siteAndBrowser();

for (const [width, height] of SIZES) {
  for (const [name, query, colorScheme] of [
    ["light", "", "light"],
    ["dark", "", "dark"],
    ["in Chinese", "&lang=zh", "light"],
  ]) {
    test(`axe-core finds nothing serious, ${name}, ${width} pixels wide`, async () => {
      const studio = await Studio.open(browser, site.url, {
        query: `?backend=cpu${query}`,
        context: { viewport: { width, height }, colorScheme, reducedMotion: "reduce" },
      });
      const { page } = studio;
      await studio.settled();
      assert.equal(await page.locator("#hint").isVisible(), true);
      assert.deepEqual(await findings(page), [], "a first visit");
      await studio.choose("tool", "brush");
      await studio.drag([40, 40], [90, 90]);
      await studio.choose("action", "compare");
      await studio.choose("action", "overlay");
      assert.deepEqual(await findings(page), [], "drawing, comparing");
      await page.keyboard.press("?");
      await page.locator("#help").waitFor();
      assert.deepEqual(await findings(page), [], "the shortcuts");
      await studio.close();
    });
  }
}

test("the chosen appearance goes before the system's, and is kept", async () => {
  const studio = await Studio.open(browser, site.url, { query: QUERY, context: { colorScheme: "dark" } });
  const { page } = studio;
  const paper = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const bar = () => page.evaluate(() =>
    [...document.querySelectorAll("meta[name=theme-color]")].find(({ media }) => matchMedia(media).matches)?.content);
  const night = await paper();
  assert.equal(await bar(), "#171513");
  await studio.choose("action", "theme");
  const day = await paper();
  assert.notEqual(day, night);
  assert.equal(await bar(), "#f3f0ea");
  await page.reload();
  await page.locator('html[data-theme="light"]').waitFor({ state: "attached" });
  assert.equal(await paper(), day);
  await studio.choose("action", "theme");
  assert.equal(await paper(), night);
  await studio.choose("action", "theme");
  assert.equal(await page.locator("html").getAttribute("data-theme"), null);
  await studio.close();
});

/** What the Tab key reaches from the page's start until it leaves the page. */
async function stops(page) {
  const seen = [];
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press("Tab");
    const stop = await page.evaluate(() => {
      const { activeElement: at } = document;
      if (at === null || at === document.body) {
        return null;
      }
      const { outlineStyle, outlineWidth } = getComputedStyle(at.id === "drawing" ? at.closest(".frame") : at);
      const bar = at.closest("[role=toolbar]")?.id;
      return {
        name: bar ?? at.id,
        outlined: at.type === "range" || (outlineStyle !== "none" && parseFloat(outlineWidth) >= 2),
      };
    });
    if (stop === null || stop.name === seen[0]?.name) {
      break;
    }
    seen.push(stop);
  }
  return seen;
}

test("Tab reaches every bar once, in the page's order, and what has the focus is outlined", async () => {
  const studio = await Studio.open(browser, site.url, { query: QUERY });
  await studio.settled();
  await studio.choose("tool", "brush");
  await studio.drag([40, 40], [90, 90]);
  // Tab goes on from where the page was clicked last.
  await studio.page.locator("h1").click();
  const seen = await stops(studio.page);
  const names = seen.map(({ name }) => name);
  assert.equal(new Set(names).size, names.length, `one stop each: ${names}`);
  const order = ["start-actions", "file-actions", "preferences", "tools", "palette", "drawing", "history-actions", "look-actions"];
  assert.deepEqual(names.filter((name) => order.includes(name)), order);
  assert.deepEqual(seen.filter(({ outlined }) => !outlined), []);
  await studio.close();
});

test("arrow keys go round within a bar, and leave disabled buttons out", async () => {
  const studio = await Studio.open(browser, site.url, { query: QUERY });
  const { page } = studio;
  await studio.settled();
  const at = () => page.evaluate(() => Object.values(document.activeElement.dataset)[0]);
  await page.locator('[data-class="background"]').focus();
  await page.keyboard.press("ArrowUp");
  assert.equal(await at(), "shop");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  assert.equal(await at(), "facade");
  await page.keyboard.press("End");
  assert.equal(await at(), "shop");
  // Undoing the last step disables the button that has the focus: the next one takes it.
  await studio.drag([40, 40], [90, 90]);
  await page.locator('[data-action="undo"]').focus();
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.activeElement.dataset.action === "redo");
  await studio.close();
});

test("every control is at least 24 pixels either way and has a name", async () => {
  for (const [width, height] of SIZES) {
    const studio = await Studio.open(browser, site.url, { query: QUERY, context: { viewport: { width, height } } });
    await studio.settled();
    await studio.page.keyboard.press("?");
    await studio.page.locator("#help").waitFor();
    const small = await studio.page.evaluate(() =>
      [...document.querySelectorAll("button, input, select, summary, [role=slider]")]
        .filter((element) => element.checkVisibility({ visibilityProperty: true }))
        .map((element) => ({ element, box: element.getBoundingClientRect() }))
        .filter(({ box }) => box.width > 0 && (box.width < 24 || box.height < 24))
        .map(({ element, box }) => `${element.outerHTML.slice(0, 80)} ${box.width}×${box.height}`));
    assert.deepEqual(small, [], `${width} pixels wide`);
    await studio.close();
  }
});

test("the hint goes at the first stroke or when closed, and does not come again", async () => {
  const studio = await Studio.open(browser, site.url, { query: QUERY });
  const { page } = studio;
  const hint = page.locator("#hint");
  await studio.settled();
  assert.match(await hint.innerText(), /Choose a part.*Drag on the drawing.*Watch the photograph/s);
  await studio.choose("action", "random");
  assert.equal(await hint.isVisible(), true, "no stroke of the visitor's own");
  await studio.drag([40, 40], [90, 90]);
  await hint.waitFor({ state: "hidden" });
  await page.reload();
  await studio.settled();
  assert.equal(await hint.isVisible(), false);
  await studio.close();

  const other = await Studio.open(browser, site.url, { query: QUERY });
  await other.page.getByRole("complementary").getByRole("button", { name: "Close" }).press("Enter");
  await other.page.locator("#hint").waitFor({ state: "hidden" });
  assert.equal(await other.page.evaluate(() => document.activeElement.id), "drawing");
  await other.close();
});

test("the shortcuts open at ? and by their button, close three ways, and give the focus back", async () => {
  const studio = await Studio.open(browser, site.url, { query: QUERY });
  const { page } = studio;
  const help = page.locator("#help");
  await studio.settled();
  await page.locator("#drawing").focus();
  await page.keyboard.press("?");
  await help.waitFor();
  const words = await help.innerText();
  for (const told of ["Rectangle", "Ctrl+Shift+Z", "Arrow keys", "Pinch", "Window"]) {
    assert.ok(words.includes(told), told);
  }
  // Keys belong to the dialog while it is open.
  const { drawn } = await studio.status();
  await page.keyboard.press("n");
  await page.waitForTimeout(100);
  assert.equal((await studio.status()).drawn, drawn);
  await page.keyboard.press("Escape");
  await help.waitFor({ state: "hidden" });
  assert.equal(await page.evaluate(() => document.activeElement.id), "drawing");
  await studio.choose("action", "help");
  await help.waitFor();
  await page.locator("#help-close").click();
  await help.waitFor({ state: "hidden" });
  await studio.choose("action", "help");
  await help.waitFor();
  await page.mouse.click(5, 5);
  await help.waitFor({ state: "hidden" });
  await studio.choose("action", "language");
  await studio.choose("action", "help");
  await help.waitFor();
  assert.match(await help.innerText(), /矩形/);
  assert.deepEqual(await latinWords(page), []);
  await studio.close();
});

test("drawn, undone, explained, translated and saved without a pointer", async () => {
  const studio = await Studio.open(browser, site.url);
  const { page } = studio;
  const { keyboard } = page;
  await studio.settled();
  const blank = await studio.picture();
  const tabTo = async (selector) => {
    for (let presses = 0; presses < 60; presses += 1) {
      if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) {
        return;
      }
      await keyboard.press("Tab");
    }
    assert.fail(`Tab does not reach ${selector}`);
  };
  await keyboard.press("3");
  await keyboard.press("r");
  await tabTo("#drawing");
  await keyboard.press("Space");
  for (let presses = 0; presses < 10; presses += 1) {
    await keyboard.press("ArrowRight");
    await keyboard.press("ArrowDown");
  }
  await keyboard.press("Space");
  const drawn = await studio.pictureOtherThan(blank);
  await studio.settled();
  assert.match(await page.locator("#announcer").innerText(), /^Ended at 168, 168\.$/);
  await keyboard.press("Control+z");
  await studio.pictureOtherThan(drawn);
  await studio.settled();
  assert.equal(await studio.picture(), blank);
  await keyboard.press("?");
  await page.locator("#help").waitFor();
  await keyboard.press("Escape");
  await page.locator("#help").waitFor({ state: "hidden" });
  await tabTo("#settings-more");
  await keyboard.press("ArrowDown");
  await keyboard.press("Enter");
  await page.locator('html[lang="zh-Hans"]').waitFor({ state: "attached" });
  const [download] = await Promise.all([page.waitForEvent("download"), keyboard.press("Control+s")]);
  assert.match(download.suggestedFilename(), /\.png$/);
  await studio.close();
});

test("a drag is not read out step by step", async () => {
  const studio = await Studio.open(browser, site.url, { query: QUERY });
  const { page } = studio;
  await studio.settled();
  await page.evaluate(() => {
    window.heard = [];
    for (const region of document.querySelectorAll("[aria-live], [role=status], [role=alert], output")) {
      new MutationObserver(() => window.heard.push(region.textContent))
        .observe(region, { childList: true, characterData: true, subtree: true });
    }
  });
  await studio.press([30, 30], [200, 200]);
  await page.mouse.move(...(await studio.place(90, 60)), { steps: 30 });
  await page.mouse.up();
  await studio.settled();
  const heard = await page.evaluate(() => window.heard);
  assert.ok(heard.length <= 1, `heard ${JSON.stringify(heard)}`);
  await studio.close();
});
