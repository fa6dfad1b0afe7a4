// Drawings that go from hand to hand: whose turn it is, what a drawing grew from, and houses that make a street.

import assert from "node:assert/strict";
import { test } from "node:test";
import { findings } from "./support/axe.mjs";
import { browser, site, siteAndBrowser } from "./support/fixture.mjs";
import { openAt, seen, smallType } from "./support/seen.mjs";
import { Studio } from "./support/studio.mjs";
import { latinWords } from "./support/words.mjs";

const QUERY = "?backend=cpu&model=lite";
const SIZES = [[360, 640], [390, 844], [820, 1180], [844, 390], [1440, 900]];
/** Two windows and a cornice, as pages wrote it before there was any remix. */
const OLD = "1.b7n6wB20r5F7r7ggQl8KLHD1DUAGE6dV9VA";
const DAMAGED = "1.b7n6wB20r5F7r7ggQl8K";

let links;
siteAndBrowser(async () => {
  links = await made(8);
});

/** Links to so many random facades, without what stands before the code. */
async function made(count) {
  const studio = await Studio.open(browser, site.url);
  const found = [];
  for (let index = 0; index < count; index += 1) {
    const before = await studio.status();
    await studio.choose("action", "random");
    await studio.until(({ drawn }) => drawn > before.drawn);
    await studio.choose("action", "share");
    found.push(new URL(studio.page.url()).hash.slice("#d=".length));
  }
  await studio.close();
  return found;
}

const hash = (studio) => new URL(studio.page.url()).hash;
const drawing = (studio) => studio.page.locator("#drawing").evaluate((canvas) => canvas.toDataURL());
const houses = (studio) => studio.page.locator("#street-list li");

test("the turn is handed on together with what the drawing grew from, and no further than it reaches", async () => {
  const one = await Studio.open(browser, site.url);
  await one.choose("action", "random");
  await one.page.click("#save-more");
  await one.choose("action", "your-turn");
  await one.until(({ words }) => /The link is/.test(words));
  assert.match(hash(one), /^#d=3\.t\.[12]\./, "a drawing that grew from none");

  const two = await Studio.open(browser, site.url, { query: QUERY + hash(one) });
  const { page } = two;
  await two.settled();
  assert.equal(await drawing(two), await drawing(one));
  const note = await page.locator("#status-note").innerText();
  const [, first] = /^Sent to you: your turn \(from house (\d+)\)\.$/.exec(note) ?? assert.fail(note);
  await page.locator("#toast").filter({ hasText: "your turn" }).waitFor();
  await two.choose("class", "door");
  await two.dragAndSettle([30, 150], [60, 240]);
  await two.choose("action", "share");
  assert.match(hash(two), new RegExp(`^#d=3\\.${first}\\.[12]\\.`), "shared without a turn");
  await page.reload();
  await two.settled();
  assert.doesNotMatch((await two.status()).words, /Sent to you/);
  await page.click("#save-more");
  await two.choose("action", "your-turn");
  assert.match(hash(two), new RegExp(`^#d=3\\.t${first}\\.[12]\\.`));

  const three = await Studio.open(browser, site.url, { query: QUERY + hash(two) });
  await three.settled();
  await three.page.click("#status-more");
  const [, second] = /from house (\d+)/.exec(await three.page.locator("#status-note").innerText());
  assert.notEqual(second, first);
  assert.match(await three.page.locator("#status-facts").innerText(), new RegExp(`from house ${second}, ${first}$`));
  // Another drawing grew from nothing.
  await three.choose("action", "random");
  await three.choose("action", "share");
  assert.match(hash(three), /^#d=[12]\./);
  for (const studio of [one, two, three]) {
    await studio.close();
  }
});

test("one's own drawing with groups is not sent to oneself by a reload, and keeps its groups", async () => {
  const studio = await Studio.open(browser, site.url);
  const { page } = studio;
  await studio.choose("action", "random");
  await page.click("#save-more");
  await studio.choose("action", "your-turn");
  await studio.until(({ words }) => /The link is/.test(words));
  await page.reload();
  await studio.settled();
  assert.match(hash(studio), /^#d=3\.t/);
  assert.doesNotMatch((await studio.status()).words, /Sent to you/);
  // A procedural facade's window with cornice and sill is selected as one.
  await page.locator("#drawing").focus();
  await page.keyboard.press("Control+a");
  await page.locator('[data-action="ungroup"]:enabled').waitFor({ state: "attached" });
  await studio.close();
});

test("links of before open as they did, and one that says what no link says is refused", async () => {
  const studio = await Studio.open(browser, site.url, { query: `${QUERY}#d=${OLD}` });
  await studio.settled();
  assert.doesNotMatch((await studio.status()).words, /Sent to you/);
  await studio.close();
  for (const [link, words] of [[`3.t99999.${OLD}`, /damaged/], [`3.t.${DAMAGED}`, /damaged/], [`5.${OLD}`, /version 5/]]) {
    const other = await Studio.open(browser, site.url, { query: `${QUERY}#d=${link}` });
    await other.until((status) => words.test(status.words));
    await other.close();
  }
});

for (const size of SIZES) {
  for (const lang of ["en", "zh"]) {
    const name = `${size.join("×")}, ${lang}`;

    test(`whose turn it is is read in full, ${name}`, async () => {
      const touch = size[0] < 1000;
      const studio = await Studio.open(browser, site.url, {
        query: `${QUERY}&lang=${lang}#d=3.t4821-17.${links[0]}`,
        context: { viewport: { width: size[0], height: size[1] }, hasTouch: touch, isMobile: touch },
      });
      const { page } = studio;
      // It goes after some seconds.
      await page.locator("#toast").waitFor();
      const [toast] = await seen(page, "#toast");
      assert.ok(toast.share > 0.99, JSON.stringify(toast));
      await studio.settled();
      const [note] = await seen(page, "#status-note");
      assert.ok(note.width > 60 && note.height > 13 && note.share > 0.99, JSON.stringify(note));
      for (const selector of ["#status", "#status-note"]) {
        const [inside, room] = await page.locator(selector).evaluate(({ scrollHeight, clientHeight }) => [scrollHeight, clientHeight]);
        assert.ok(inside <= room + 1, `${selector}: ${inside} of ${room} pixels`);
      }
      const below = await page.evaluate(() => [...document.querySelectorAll("body, body *")]
        .filter((element) => document.documentElement.scrollHeight > innerHeight && element.getBoundingClientRect().bottom > innerHeight)
        .map(({ id, className }) => `${id}.${className}`));
      assert.deepEqual(below, [], "below the fold");
      await studio.close();
    });

    test(`a street is seen: houses side by side, nothing cut off, nothing small, ${name}`, async () => {
      const studio = await openAt(browser, site, size, { query: `${QUERY}&lang=${lang}&street=${links.slice(0, 4)},${DAMAGED}` });
      const { page } = studio;
      await houses(studio).nth(3).and(page.locator("[data-developed]")).waitFor({ state: "attached", timeout: 60_000 });
      const boxes = await houses(studio).evaluateAll((items) => items.map((item) => item.getBoundingClientRect().toJSON()));
      assert.equal(boxes.length, 4);
      boxes.slice(1).forEach((box, index) => {
        assert.ok(box.left >= boxes[index].right && Math.abs(box.top - boxes[index].top) < 1, "side by side");
      });
      for (const box of boxes) {
        assert.ok(box.width >= 120, `${box.width} pixels wide`);
      }
      const [dialog] = await seen(page, "#street");
      assert.ok(dialog.share > 0.999, JSON.stringify(dialog));
      // What a hand begins with is in sight without scrolling.
      for (const one of await seen(page, "#street-title, #street-list li:first-child canvas, #street-list li:first-child .demolish, #street-link, #street-note, #street .action")) {
        assert.ok(one.share > 0.99 && !one.covered && one.height >= 15, JSON.stringify(one));
      }
      for (const control of await seen(page, "#street-link, #street .action")) {
        assert.ok(control.height >= 40 && control.width >= 44, JSON.stringify(control));
      }
      assert.deepEqual(await smallType(page, 13), []);
      assert.deepEqual(await findings(page), []);
      if (lang === "zh") {
        assert.deepEqual(await latinWords(page), []);
        assert.match(await page.locator("#street-note").innerText(), /第 5 座/);
      } else {
        assert.match(await page.locator("#street-note").innerText(), /: 5\./);
      }
      await studio.close();
    });
  }
}

test("the one engine pictures a street's houses, and a press goes on with one", async () => {
  const studio = await Studio.open(browser, site.url, { query: `${QUERY}&street=${links[0]},${OLD}` });
  const { page } = studio;
  const own = await drawing(studio);
  await houses(studio).nth(1).and(page.locator("[data-developed]")).waitFor({ timeout: 60_000 });
  const pictures = await page.locator("#street-list canvas:first-child").evaluateAll((canvases) => canvases.map((canvas) => canvas.toDataURL()));
  assert.notEqual(pictures[0], pictures[1]);
  await houses(studio).nth(1).locator(".sample").click();
  await page.locator("#street").waitFor({ state: "hidden" });
  await studio.settled();
  assert.notEqual(await drawing(studio), own);
  assert.equal(await page.locator("#picture").evaluate((canvas) => canvas.toDataURL()), pictures[1], "as it was in the street");
  assert.equal(new URL(page.url()).search, QUERY, "a link to the drawing asks for no street");
  // Changed, it stands in its own place.
  await studio.choose("class", "door");
  await studio.dragAndSettle([100, 180], [130, 250]);
  await studio.choose("action", "street");
  await houses(studio).nth(1).filter({ hasText: "open here" }).waitFor();
  assert.equal(await houses(studio).count(), 2);
  await page.keyboard.press("Escape");
  // The visitor's own drawing was not lost over it.
  await studio.choose("action", "recent");
  assert.ok((await page.locator("#recent-list li").count()) >= 1);
  await studio.close();
});

test("a street is made by keys alone, holds eight houses, and its link gives it back", async () => {
  const studio = await Studio.open(browser, site.url, { context: { permissions: ["clipboard-read", "clipboard-write"] } });
  const { page } = studio;
  const { keyboard } = page;
  await studio.settled();
  await page.locator('[data-action="street"]').focus();
  await keyboard.press("Enter");
  await page.locator("#street").waitFor();
  assert.equal(await houses(studio).count(), 1);
  await page.waitForFunction(() => document.activeElement.closest("li")?.dataset.house === "0");
  await keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.ariaLabel.slice(0, 14)), "Delete · House");
  await keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.id), "street-link");
  // Letters are letters here, no shortcuts.
  await keyboard.type(`${site.url}#d=${OLD}`);
  await keyboard.press("Enter");
  await houses(studio).nth(1).waitFor();
  assert.match(await page.locator("#street-note").innerText(), /added/);
  for (const link of links.slice(0, 6)) {
    await page.evaluate((text) => navigator.clipboard.writeText(text), `Look! ${site.url}#d=${link}`);
    await keyboard.press("Control+v");
  }
  await houses(studio).nth(7).waitFor();
  await keyboard.type("nonsense");
  await keyboard.press("Enter");
  assert.match(await page.locator("#street-note").innerText(), /no whole link/);
  await keyboard.type(`${site.url}#d=${links[6]}`);
  await keyboard.press("Enter");
  assert.match(await page.locator("#street-note").innerText(), /full/);
  assert.equal(await houses(studio).count(), 8);
  await keyboard.press("Tab");
  await keyboard.press("Enter");
  await page.locator("#street-note").filter({ hasText: "The link is copied" }).waitFor();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(link, /[?#]street=/);
  const names = await houses(studio).locator(".sample").allInnerTexts();
  await keyboard.press("Escape");
  await page.locator("#street").waitFor({ state: "hidden" });
  // The dialog's own event, a moment later, takes it out of the address.
  await page.waitForURL(({ href }) => !href.includes("street="));

  const other = await Studio.open(browser, "", { query: link });
  await houses(other).nth(7).waitFor();
  assert.deepEqual(await houses(other).locator(".sample").allInnerTexts(), names.map((name) => name.replace(" · open here", "")));
  await other.close();
  await studio.close();
});

test("a long street stands behind the #, where no host refuses it", async () => {
  const map = (await made(1))[0];
  const studio = await Studio.open(browser, site.url, { query: `${QUERY}#street=${Array(8).fill(map)}` });
  await houses(studio).nth(7).waitFor();
  await studio.page.keyboard.press("Escape");
  await studio.page.locator("#street").waitFor({ state: "hidden" });
  assert.equal(hash(studio), "");
  await studio.close();
});

test("a house whose engine is gone keeps its drawing", async (t) => {
  t.after(() => site.heal());
  site.fault("lite.safetensors", (response) => response.writeHead(404).end());
  const studio = await Studio.open(browser, site.url, { query: `${QUERY}&street=${links[0]}` });
  const { page } = studio;
  await studio.until(({ state }) => state === "error");
  const painted = await page.locator("#street-list canvas").nth(1).evaluate((canvas) => new Set(canvas.getContext("2d").getImageData(0, 0, 256, 256).data).size);
  assert.ok(painted > 4, `${painted} values`);
  await houses(studio).locator(".sample").click();
  await page.locator("#street").waitFor({ state: "hidden" });
  await studio.close();
});

test("a house is taken out again, and the focus stays in the dialog", async () => {
  const studio = await Studio.open(browser, site.url, { query: `${QUERY}&street=${links.slice(0, 3)}` });
  const { page } = studio;
  await houses(studio).nth(2).waitFor();
  const names = await houses(studio).locator(".sample").allInnerTexts();
  await page.locator(".demolish").nth(1).focus();
  await page.keyboard.press("Enter");
  await houses(studio).nth(2).waitFor({ state: "detached" });
  assert.deepEqual(await houses(studio).locator(".sample").allInnerTexts(), [names[0], names[2]]);
  assert.equal(await page.evaluate(() => document.activeElement.id), "street-link");
  await houses(studio).nth(1).and(page.locator("[data-developed]")).waitFor({ timeout: 60_000 });
  await studio.close();
});
