// A photo at the sizes that people have: the sheet, the corners and the bar are in sight, in both languages and themes.

import assert from "node:assert/strict";
import { test } from "node:test";
import { findings } from "./support/axe.mjs";
import { browser, site, siteAndBrowser } from "./support/fixture.mjs";
import { usePainter } from "./support/painter.mjs";
import { give, quarters, trace } from "./support/photos.mjs";
import { SIZES, openAt, seen, smallType, visible } from "./support/seen.mjs";
import { latinWords } from "./support/words.mjs";

siteAndBrowser(async () => {
  usePainter(site);
});

/** Fails unless all of these are wholly in sight, uncovered and large enough. */
async function inSight(page, selector, least) {
  const all = await seen(page, visible(selector));
  assert.ok(all.length > 0, selector);
  const lacking = all.filter(({ share, covered, width, height }) =>
    share < 0.99 || covered || width < least || height < least);
  assert.deepEqual(lacking, [], selector);
}

/** All but the name of the engine that stands in for the shipped ones. */
const foreignWords = async (page) => (await latinWords(page)).filter((found) => !found.startsWith("painter "));

for (const [index, size] of SIZES.entries()) {
  const [lang, colorScheme] = [index % 2 ? "zh" : "en", index % 4 < 2 ? "light" : "dark"];
  test(`sheet, bar and corners are in sight and axe-core finds nothing serious, ${size.join("×")}, ${lang}, ${colorScheme}`, async () => {
    const query = `?backend=cpu&lang=${lang}`;
    const studio = await openAt(browser, site, size, { query, context: { colorScheme } });
    const { page } = studio;
    const touch = await page.evaluate(() => matchMedia("(pointer: coarse)").matches);
    const photo = await quarters(page);
    await studio.choose("action", "photo");
    await page.locator("#photo").waitFor();
    assert.equal(await page.locator('[data-photo="camera"]').isVisible(), touch, "cameras are under fingers");
    const [chooser] = await Promise.all([page.waitForEvent("filechooser"), page.click('[data-photo="choose"]')]);
    await chooser.setFiles({ name: "house.png", mimeType: "image/png", buffer: Buffer.from(photo) });
    await page.locator("#photo[data-about]").waitFor();
    await inSight(page, '.photo-thumb img, [data-photo="trace"], [data-photo="colours"], [data-photo="close"]', 36);
    assert.deepEqual(await findings(page), []);
    assert.deepEqual(await smallType(page, 13), []);
    if (lang === "zh") assert.deepEqual(await foreignWords(page), []);
    await page.keyboard.press("Escape");
    await page.locator("#photo").waitFor({ state: "hidden" });

    await trace(studio, photo);
    await inSight(page, "#photo-bar button", touch ? 40 : 36);
    await inSight(page, "#photo-opacity", 20);
    // At the drawing's edge a half of each stands beyond it; what one aims at does not.
    const handles = await seen(page, ".photo-corner");
    assert.ok(handles.every(({ covered, share }) => !covered && share > 0.5), JSON.stringify(handles));
    await inSight(page, '[data-action="undo"], [data-action="zoom-fit"], [data-action="zoom-in"]', 24);
    const [across, down] = await page.evaluate(() => [document.documentElement.scrollWidth - innerWidth, document.documentElement.scrollHeight - innerHeight]);
    assert.ok(across <= 0 && down <= 0, `the page is ${across} by ${down} larger than the window`);
    assert.deepEqual(await findings(page), []);
    if (lang === "zh") assert.deepEqual(await foreignWords(page), []);
    await page.click('[data-photo="done"]');
    await inSight(page, "#photo-open", touch ? 40 : 36);
    await studio.close();
  });
}

test("the camera is asked for by a phone", async () => {
  const studio = await openAt(browser, site, [390, 844], { query: "?backend=cpu" });
  const { page } = studio;
  await studio.choose("action", "photo");
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), page.click('[data-photo="camera"]')]);
  const input = await chooser.element().evaluate((input) => [input.accept, input.getAttribute("capture")]);
  assert.deepEqual(input, ["image/*", "environment"]);
  await give(page, await quarters(page));
  await page.locator("#photo[data-about]").waitFor();
  await studio.close();
});
