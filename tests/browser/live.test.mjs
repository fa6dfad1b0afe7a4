// The status for people: a word or two, and the rest at a click.

import assert from "node:assert/strict";
import { test } from "node:test";
import { browser, site, siteAndBrowser } from "./support/fixture.mjs";
import { SIZES, openAt, seen } from "./support/seen.mjs";

siteAndBrowser();

for (const size of SIZES) {
  test(`“Live” is seen, and backend, time and model at a click, ${size.join("×")}`, async () => {
    const studio = await openAt(browser, site, size, { query: "?backend=cpu&model=lite&lang=en" });
    const { page } = studio;
    assert.equal(await page.locator("#status-line").innerText(), "Live");
    const [line] = await seen(page, "#status-line");
    assert.ok(line.share > 0.99 && !line.covered && line.height >= 15, JSON.stringify(line));
    const [before] = await seen(page, "#status-facts");
    assert.ok(before.width <= 1, "hidden from eyes");
    await page.click("#status-more");
    assert.equal(await page.locator("#status-more").getAttribute("aria-expanded"), "true");
    assert.match(await page.locator("#status-facts").innerText(), /^CPU · [\d.,]+ ms · lite$/);
    for (const told of await seen(page, "#status-facts, #status-note")) {
      assert.ok(told.share > 0.99 && told.width > 60 && told.height >= 13, JSON.stringify(told));
    }
    await page.click("#status-more");
    const [again] = await seen(page, "#status-facts");
    assert.ok(again.width <= 1);
    await studio.close();
  });
}
