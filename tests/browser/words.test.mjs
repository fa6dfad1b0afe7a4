// The page's words: which language, how it is switched, and that nothing is left in the other one.

import assert from "node:assert/strict";
import { test } from "node:test";
import { browser, site, siteAndBrowser } from "./support/fixture.mjs";
import { missing } from "./support/site.mjs";
import { Studio } from "./support/studio.mjs";
import { latinWords } from "./support/words.mjs";

const ENGLISH = { tag: "en", heading: "Facade Studio", window: "Window" };
const CHINESE = { tag: "zh-Hans", heading: "立面画室", window: "窗" };

siteAndBrowser();

async function assertLanguage(studio, { tag, heading, window }) {
  const { page } = studio;
  await page.locator(`html[lang="${tag}"]`).waitFor({ state: "attached" });
  assert.equal(await page.locator("h1").innerText(), heading);
  assert.ok((await page.title()).startsWith(heading), await page.title());
  assert.equal(await page.locator('[data-class="window"] .name').innerText(), window);
}

test("the browser's language chooses, and the address goes before it", async () => {
  const cases = [
    ["zh-CN", "", CHINESE],
    ["zh-TW", "", CHINESE],
    ["en-US", "", ENGLISH],
    ["fr-FR", "", ENGLISH],
    ["zh-CN", "&lang=en", ENGLISH],
    ["en-GB", "&lang=zh", CHINESE],
    ["en-GB", "&lang=klingon", ENGLISH],
  ];
  for (const [locale, query, language] of cases) {
    const studio = await Studio.open(browser, site.url, {
      query: `?backend=cpu${query}`,
      context: { locale },
    });
    await assertLanguage(studio, language);
    await studio.close();
  }
});

test("the switch works at once, loses nothing, and is remembered", async () => {
  const studio = await Studio.open(browser, site.url, {
    query: "?backend=cpu&model=lite&lang=en",
    context: { locale: "en-GB" },
  });
  const { page } = studio;
  await studio.settled();
  await studio.choose("class", "door");
  const drawn = await studio.dragAndSettle([40, 40], [120, 160]);
  await studio.choose("action", "language");
  await assertLanguage(studio, CHINESE);
  assert.equal(await studio.picture(), drawn);
  assert.equal(await page.locator('[data-class="door"]').getAttribute("aria-pressed"), "true");
  assert.equal(await page.locator('[data-action="undo"]').isEnabled(), true);
  assert.match(await page.locator("#announcer").innerText(), /中文/);
  // An address that went on asking for English would take the choice back.
  assert.equal(new URL(page.url()).search, "?backend=cpu&model=lite");
  await page.reload();
  await assertLanguage(studio, CHINESE);
  await studio.choose("action", "language");
  await assertLanguage(studio, ENGLISH);
  await page.reload();
  await assertLanguage(studio, ENGLISH);
  await studio.close();
});

test("where storage is refused the switch still works, for as long as the page", async () => {
  const studio = await Studio.open(browser, site.url, {
    prepare: (page) =>
      page.addInitScript(() => {
        Object.defineProperty(window, "localStorage", {
          get: () => {
            throw new DOMException("refused", "SecurityError");
          },
        });
      }),
  });
  await studio.choose("action", "language");
  await assertLanguage(studio, CHINESE);
  await studio.choose("action", "theme");
  await studio.page.locator('html[data-theme="light"]').waitFor({ state: "attached" });
  await studio.page.reload();
  await assertLanguage(studio, ENGLISH);
  await studio.close();
});

test("nothing is left in English on the Chinese page, whatever it has to say", async () => {
  const studio = await Studio.open(browser, site.url, { query: "?backend=cpu&lang=zh" });
  const { page } = studio;
  await studio.settled();
  assert.deepEqual(await latinWords(page), []);
  for (const [kind, name] of [
    ["action", "random"], ["action", "undo"], ["action", "redo"], ["action", "clear"],
    ["tool", "brush"], ["action", "theme"],
  ]) {
    await studio.choose(kind, name);
    assert.deepEqual(await latinWords(page), [], `after ${name}`);
  }
  await page.locator("#drawing").focus();
  for (const key of ["Space", "ArrowRight", "Space", "Space", "Escape", "Control+z"]) {
    await page.keyboard.press(key);
    assert.deepEqual(await latinWords(page), [], `after ${key}`);
  }
  await studio.close();
});

test("a failed download is told in Chinese too", async (t) => {
  t.after(() => site.heal());
  site.fault("lite.safetensors", missing);
  const studio = await Studio.open(browser, site.url, { query: "?backend=cpu&lang=zh" });
  const failed = await studio.until(({ state }) => state === "error");
  assert.match(failed.words, /服务器上找不到/);
  assert.match(failed.words, /重试/);
  assert.deepEqual(await latinWords(studio.page), []);
  // The same failure in the other language, though it happened before the switch.
  await studio.choose("action", "language");
  assert.match((await studio.status()).words, /missing.*Retry/s);
  await studio.close();
});
