// Pages that draw something else than facades: other label classes, inks on paper, photographs.

import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, test } from "node:test";
import { findings } from "./support/axe.mjs";
import { launch } from "./support/browser.mjs";
import { criticOfColours, ofClasses, renamed, seeing, shipped, writeModels } from "./support/bundles.mjs";
import { QUARTERS, colorsAt, give, quarters } from "./support/photos.mjs";
import { startSite } from "./support/site.mjs";
import { PATIENCE_MS, Studio } from "./support/studio.mjs";
import { copySite } from "./support/versions.mjs";

const QUERY = "?backend=cpu";
/** Forty classes, with the ids and odd names that data sets have. */
const ROADS = Array.from({ length: 40 }, (_, at) => ({
  id: at === 0 ? 255 : 3 * at - 3,
  name: ["road", "traffic light", "sky <blue>"][at] ?? `thing ${at}`,
  color: [(at * 37) % 256, (at * 91) % 256, 255 - at],
}));
const INKS = [[255, 255, 255], [0, 0, 0], [220, 40, 40]];
/** What nobody should read where no houses are drawn. */
const OF_HOUSES = /facade|house|\bwall\b|balcony|cornice|立面|房子|墙/i;
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

let browser;
const sites = {};
const folders = [];

/** A site whose models are these bundles, and which says before they come what they are fed; its own name is no house's. */
async function siteOf(bundles, models, critics) {
  const { folder, drop } = await copySite();
  folders.push(drop);
  const names = Object.keys(bundles);
  await writeModels(path.join(folder, "models"), bundles, { default: names[0] }, critics);
  if (models !== undefined) {
    const page = path.join(folder, "index.html");
    const content = JSON.stringify({ default: names[0], models }).replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
    const html = await readFile(page, "utf8");
    const meta = `<meta name="subject" content="${content}"><meta name="application-name" content="My model">`;
    await writeFile(page, html.replace("</head>", () => `${meta}</head>`));
  }
  return startSite({ dist: folder });
}

before(async () => {
  const lite = await shipped();
  const roads = renamed(ofClasses(lite, ROADS), "roads");
  const inks = renamed(seeing(lite, "rgb", { inks: INKS }), "inks");
  const grey = renamed(seeing(lite, "grey"), "grey");
  browser = await launch();
  sites.roads = await siteOf({ roads }, { roads: { feed: "labels", classes: ROADS, painted: true } });
  sites.inks = await siteOf({ inks }, { inks: { feed: "inks", inks: INKS } }, { inks: await criticOfColours() });
  sites.photographs = await siteOf({ grey }, { grey: { feed: "photographs" } });
  // Nothing in the page says that the second one is of something else.
  sites.two = await siteOf({ lite, roads, inks });
});
after(async () => {
  await browser?.close();
  for (const site of Object.values(sites)) {
    await site.stop();
  }
  for (const drop of folders) {
    await drop();
  }
});

const open = (site, how = {}) => Studio.open(browser, site.url, { query: QUERY, ...how });
const chips = (studio) => studio.page.locator("#palette .chip:visible .name").allInnerTexts();
const feed = (studio) => studio.page.locator("html").getAttribute("data-feed");
const pixel = (studio, id, x, y) =>
  studio.page.locator(id).evaluate((canvas, [x, y]) => [...canvas.getContext("2d").getImageData(x, y, 1, 1).data.slice(0, 3)], [x, y]);
/** The page paints at its next frame, which no status tells where there is nothing to translate. */
async function becomes(studio, id, x, y, color) {
  const end = Date.now() + PATIENCE_MS;
  let seen;
  do {
    seen = await pixel(studio, id, x, y);
  } while (String(seen) !== String(color) && Date.now() < end);
  assert.deepEqual(seen, color);
}
const fits = (studio) =>
  studio.page.evaluate(() => [document.documentElement.scrollWidth <= innerWidth, document.documentElement.scrollHeight <= innerHeight + 1]);

async function saved(studio, action) {
  const waiting = studio.page.waitForEvent("download");
  await studio.choose("action", action);
  return readFile(await (await waiting).path());
}

test("a page of forty classes has them all, finds them by name, and draws and keeps what it draws", async () => {
  const studio = await open(sites.roads);
  const { page } = studio;
  await studio.settled();
  assert.equal(await feed(studio), "labels");
  assert.deepEqual(await chips(studio), ROADS.map(({ name }) => name));
  await page.fill(".palette-search", "TRAFFIC");
  assert.deepEqual(await chips(studio), ["traffic light"]);
  await page.locator("#palette .chip:visible").click();
  await page.fill(".palette-search", "");
  assert.deepEqual(await pixel(studio, "#drawing", 60, 60), ROADS[0].color, "the first class is the ground");
  await studio.dragAndSettle([40, 40], [90, 120]);
  assert.deepEqual(await pixel(studio, "#drawing", 60, 60), ROADS[1].color);
  // Keys choose the first dozen.
  await page.locator("#drawing").focus();
  await page.keyboard.press("3");
  assert.equal(await page.locator('[aria-pressed="true"].chip .name').innerText(), ROADS[2].name);

  const document = JSON.parse(await saved(studio, "save-document"));
  assert.match(document.classes, /^[0-9a-f]{8}$/);
  assert.equal(document.shapes.at(-1).class, "traffic light");
  const png = await saved(studio, "save-labels");
  assert.equal(png.subarray(1, 4).toString(), "PNG");

  await studio.choose("action", "share");
  await page.waitForURL(/#d=4\./);
  const link = page.url();
  await page.waitForTimeout(1_000);
  await page.goto(site(sites.roads, QUERY));
  await studio.settled();
  assert.deepEqual(await pixel(studio, "#drawing", 60, 60), ROADS[1].color, "kept from visit to visit");
  await studio.close();

  const other = await Studio.open(browser, link, { query: "" });
  await other.settled();
  assert.deepEqual(await pixel(other, "#drawing", 60, 60), ROADS[1].color, "given on by a link");
  await other.close();
});

const site = ({ url }, query) => url + query;

test("where no houses are drawn no word is about them, and what is for houses alone is not there", async () => {
  for (const name of ["roads", "inks", "photographs"]) {
    for (const lang of ["en", "zh"]) {
      const studio = await open(sites[name], { query: `${QUERY}&lang=${lang}` });
      const { page } = studio;
      await page.locator("#palette .chip").first().waitFor();
      await page.waitForTimeout(300);
      const seen = await page.evaluate(() => {
        const said = [...document.body.querySelectorAll("*")].flatMap((element) =>
          ["title", "aria-label", "placeholder"].map((name) => element.getAttribute(name) ?? ""));
        return [document.body.innerText, document.title, ...said];
      });
      const about = seen.flatMap((text) => text.split("\n")).filter((text) => OF_HOUSES.test(text));
      assert.deepEqual(about, [], `${name}, ${lang}`);
      for (const action of ["random", "sample", "street", "drawing-colours"]) {
        assert.equal(await page.locator(`[data-action="${action}"]`).count(), 0, action);
      }
      assert.deepEqual(await findings(page), []);
      await studio.close();
    }
  }
});

test("a drawing in inks is sent as it looks, begun with a thin brush on paper", async () => {
  const studio = await open(sites.inks);
  const { page } = studio;
  await studio.settled();
  assert.deepEqual(await chips(studio), ["White", "Black", "Red"]);
  assert.equal(await page.locator('[data-tool="brush"]').getAttribute("aria-pressed"), "true");
  assert.deepEqual(await pixel(studio, "#drawing", 80, 80), INKS[0]);
  const blank = await studio.picture();
  const black = await studio.dragAndSettle([20, 80], [200, 80]);
  assert.notEqual(black, blank);
  assert.deepEqual(await pixel(studio, "#drawing", 80, 80), INKS[1]);
  await page.locator("#palette .chip").nth(2).click();
  const red = await studio.dragAndSettle([20, 80], [200, 80]);
  assert.notEqual(red, black, "the ink's colour tells");
  await studio.choose("tool", "eraser");
  await page.locator("#brush-width").fill("20");
  assert.equal(await studio.dragAndSettle([10, 80], [220, 80]), blank, "the eraser is paper");
  await studio.close();
});

test("a photograph is opened, moved, drawn on, undone, kept and taken away, and the picture follows", async () => {
  const studio = await open(sites.photographs);
  const { page } = studio;
  await page.locator(".photograph-ask").waitFor();
  await studio.until(({ state }) => state === "ready");
  assert.equal((await studio.status()).seq, 0, "without a photograph there is nothing to translate");
  await give(page, await quarters(page));
  await page.locator(".photograph-ask").waitFor({ state: "hidden" });
  await studio.until(({ seq, drawn }) => seq > 0 && seq === drawn);
  // 400 by 300 pixels fill the drawing; the middle is the middle.
  const at = [[64, 64], [192, 64], [192, 192], [64, 192]];
  for (const [index, place] of at.entries()) {
    const color = await pixel(studio, "#drawing", ...place);
    assert.ok(color.every((value, channel) => Math.abs(value - QUARTERS[index][channel]) <= 3), `${place}: ${color}`);
  }
  const first = await studio.picture();
  // The picture follows the hand, before it lets go.
  const [x, y] = await studio.place(128, 128);
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 60, y, { steps: 6 });
  const moved = await studio.pictureOtherThan(first);
  assert.notEqual(moved, first);
  await page.mouse.up();
  await page.click('[data-photo="done"]');
  await studio.settled();
  const settled = await studio.picture();
  assert.deepEqual(await colorsAt(studio, [[200, 64]]), [await pixel(studio, "#drawing", 200, 64)], "nothing lies over the drawing");

  await page.locator("#palette .chip").nth(1).click();
  const drawn = await studio.dragAndSettle([30, 120], [220, 120]);
  assert.notEqual(drawn, settled);
  assert.deepEqual(await pixel(studio, "#drawing", 100, 120), [0, 0, 0]);
  await studio.choose("action", "undo");
  await studio.settled();
  assert.equal(await studio.picture(), settled);

  await page.waitForTimeout(1_200);
  await page.reload();
  await studio.until(({ seq, drawn }) => seq > 0 && seq === drawn);
  assert.equal(await studio.picture(), settled, "kept from visit to visit");
  await page.click("#photo-open");
  await page.click('[data-photo="remove"]');
  await page.locator(".photograph-ask").waitFor();
  await becomes(studio, "#drawing", 64, 64, [127, 127, 127]);
  await studio.close();
});

test("a model of something else begins the page anew, and going back finds the drawing that was there", async () => {
  const studio = await open(sites.two);
  const { page } = studio;
  await studio.settled();
  assert.equal(await feed(studio), null);
  await studio.choose("class", "door");
  const before = await studio.dragAndSettle([40, 40], [120, 200]);
  const drawing = await pixel(studio, "#drawing", 80, 100);
  const choose = async (name) => {
    await studio.choose("action", "models");
    await page.locator(`[data-model-choice="${name}"]`).click();
  };
  await choose("roads");
  await page.waitForURL(/model=roads/);
  await page.locator('html[data-feed="labels"]').waitFor();
  await studio.until(({ state, model, seq, drawn }) => state === "ready" && model === "roads" && seq === drawn);
  assert.equal((await chips(studio)).length, 40);
  assert.deepEqual(await pixel(studio, "#drawing", 80, 100), ROADS[0].color);
  await choose("inks");
  await page.locator('html[data-feed="inks"]').waitFor();
  await studio.until(({ state, model }) => state === "ready" && model === "inks");
  await choose("");
  await page.locator('html:not([data-feed])').waitFor();
  await studio.settled();
  assert.deepEqual(await pixel(studio, "#drawing", 80, 100), drawing);
  assert.equal(await studio.picture(), before);
  await studio.close();
});

test("a bundle of other classes that is dropped on the page is kept and drawn for", async () => {
  const studio = await open(sites.two);
  const { page } = studio;
  await studio.settled();
  const bundle = ofClasses(renamed(await shipped(), "few"), ROADS.slice(0, 3));
  await give(page, [...bundle], { name: "few.safetensors", type: "" });
  await page.waitForURL(/model=own:few/);
  await studio.until(({ state, model, seq, drawn }) => state === "ready" && model === "few" && seq === drawn);
  assert.deepEqual(await chips(studio), ROADS.slice(0, 3).map(({ name }) => name));
  await page.reload();
  await studio.until(({ state, model }) => state === "ready" && model === "few");
  assert.equal(await feed(studio), "labels");
  await studio.close();
});

test("the critic of a model of drawings judges them in their inks", async () => {
  const studio = await open(sites.inks);
  await studio.settled();
  const verdict = async () => {
    await studio.page.locator('#picture-frame[data-verdict="shown"]').waitFor({ timeout: 60_000 });
    return studio.page.locator("#critic-cells").evaluate((canvas) =>
      [...canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data].join());
  };
  await studio.choose("action", "critic");
  const ofPaper = await verdict();
  await studio.dragAndSettle([60, 60], [200, 180]);
  await studio.page.locator('#picture-frame:not([data-verdict="shown"])').waitFor({ state: "attached", timeout: 5_000 }).catch(() => {});
  await studio.page.waitForTimeout(2_000);
  assert.notEqual(await verdict(), ofPaper, "another drawing, another verdict");
  await studio.close();
});

test("a drawing of something else is refused in a sentence, as a link and as a file", async () => {
  const roads = await open(sites.roads);
  await roads.settled();
  await roads.dragAndSettle([40, 40], [90, 120]);
  const file = await saved(roads, "save-document");
  await roads.choose("action", "share");
  await roads.page.waitForURL(/#d=4\./);
  const { hash } = new URL(roads.page.url());
  await roads.close();
  const studio = await Studio.open(browser, sites.two.url, { query: QUERY + hash });
  await studio.until(({ words }) => words.includes("of other parts than this page draws"));
  await give(studio.page, [...file], { name: "roads.json", type: "application/json" });
  await studio.until(({ words }) => words.includes("of other parts than this page draws"));
  await studio.close();
});

test("on a phone all three fit the screen, and what they need is in reach", async () => {
  for (const name of ["roads", "inks", "photographs"]) {
    const studio = await open(sites[name], { context: PHONE });
    await studio.page.locator("#palette .chip").first().waitFor();
    await studio.page.waitForTimeout(500);
    assert.deepEqual(await fits(studio), [true, true], name);
    const { width } = await studio.page.locator("#drawing").boundingBox();
    assert.ok(width > 200, `${name}: the drawing is ${width} px wide`);
    assert.ok(await studio.page.locator("#palette .chip").nth(1).isVisible());
    await studio.close();
  }
});
