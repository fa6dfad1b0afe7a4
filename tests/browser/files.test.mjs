// Files, links and the clipboard, by what a visitor does with them.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { browser, site, siteAndBrowser } from "./support/fixture.mjs";
import { Studio } from "./support/studio.mjs";

siteAndBrowser();

const DRAWING = JSON.stringify({
  format: "facade-drawing",
  version: 1,
  shapes: [
    { kind: "rectangle", class: "window", left: 40, top: 60, right: 90, bottom: 120 },
    { kind: "stroke", class: "cornice", width_px: 6, points: [[20.5, 30], [230, 34.25]] },
    { kind: "polygon", class: "deco", points: [[100, 200], [128, 150], [156, 200]] },
  ],
});
const ANNOTATION =
  "<object><points><x>0.25</x><x>0.5</x><y>0.125</y><y>0.25</y></points><label>3</label><labelname>window</labelname></object>";

/** The drawing's pixels, as text to compare. */
function drawing(studio) {
  return studio.page.locator("#drawing").evaluate((canvas) => {
    const { data } = canvas.getContext("2d").getImageData(0, 0, 256, 256);
    return Array.from(new Uint32Array(data.buffer), (pixel) => pixel.toString(36)).join();
  });
}

async function drawingOtherThan(studio, before) {
  for (let tries = 0; tries < 200; tries += 1) {
    const now = await drawing(studio);
    if (now !== before) {
      return now;
    }
    await studio.page.waitForTimeout(25);
  }
  assert.fail("the drawing did not change");
}

async function open(studio, name, mimeType, content) {
  const [chooser] = await Promise.all([
    studio.page.waitForEvent("filechooser"),
    studio.choose("action", "open"),
  ]);
  await chooser.setFiles({ name, mimeType, buffer: Buffer.from(content) });
}

/** Saves from the menu; gives back the file's name and bytes. */
async function saved(studio, action) {
  if (action !== "save") {
    await studio.page.click("#save-more");
  }
  const [download] = await Promise.all([
    studio.page.waitForEvent("download"),
    studio.choose("action", action),
  ]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

const noted = (studio, pattern) => studio.until(({ words }) => pattern.test(words));

test("a drawing, a CMP annotation and a label map are opened, and undo brings the old one back", async () => {
  const studio = await Studio.open(browser, site.url);
  await studio.settled();
  const first = await drawing(studio);
  await open(studio, "a.json", "application/json", DRAWING);
  const second = await drawingOtherThan(studio, first);
  const labels = await saved(studio, "save-labels");
  await open(studio, "b.xml", "text/xml", ANNOTATION);
  const third = await drawingOtherThan(studio, second);
  await open(studio, labels.name, "image/png", labels.bytes);
  await drawingOtherThan(studio, third);
  assert.equal(await drawing(studio), second, "our own label map gives the same classes");
  await studio.choose("action", "undo");
  assert.equal(await drawingOtherThan(studio, second), third);
  await studio.choose("action", "undo");
  await drawingOtherThan(studio, third);
  await studio.choose("action", "undo");
  assert.equal(await drawingOtherThan(studio, second), first);
  await studio.close();
});

test("a JPEG is snapped to the classes, with a report", async () => {
  const studio = await Studio.open(browser, site.url);
  await studio.settled();
  // A label map's colours.
  await studio.dataSetColours();
  const before = await drawing(studio);
  await studio.choose("action", "random");
  await drawingOtherThan(studio, before);
  const bytes = await studio.page.evaluate(async () => {
    const canvas = document.querySelector("#drawing");
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.6));
    return Array.from(new Uint8Array(await blob.arrayBuffer()));
  });
  await open(studio, "map.jpg", "image/jpeg", bytes);
  await studio.page.click('[data-photo="map"]');
  await noted(studio, /\d\.\d % of pixels were between classes/);
  await studio.close();
});

test("files are dropped and pasted too", async () => {
  const studio = await Studio.open(browser, site.url);
  await studio.settled();
  const give = (kind, text) =>
    studio.page.evaluate(([kind, text]) => {
      const data = new DataTransfer();
      data.items.add(new File([text], "drawing.json", { type: "application/json" }));
      const options = { bubbles: true, cancelable: true };
      document.body.dispatchEvent(
        kind === "drop"
          ? new DragEvent("drop", { ...options, dataTransfer: data })
          : new ClipboardEvent("paste", { ...options, clipboardData: data }),
      );
    }, [kind, text]);
  const first = await drawing(studio);
  await give("drop", DRAWING);
  const dropped = await drawingOtherThan(studio, first);
  await studio.choose("action", "undo");
  await drawingOtherThan(studio, dropped);
  await give("paste", DRAWING);
  assert.equal(await drawingOtherThan(studio, first), dropped);
  await studio.close();
});

test("what cannot be opened gets one sentence, and the drawing stays", async () => {
  const studio = await Studio.open(browser, site.url);
  await studio.settled();
  const before = await drawing(studio);
  for (const [name, content, sentence] of [
    ["a.png", "\x89PNG but not really", /could not read this (picture|file)|is no picture/],
    ["a.txt", "hello", /is no picture/],
    ["a.json", "{}", /not a facade drawing/],
    ["b.json", DRAWING.replace('"version":1', '"version":9'), /version 9/],
    ["c.json", DRAWING.replace("window", "roof"), /damaged/],
    ["a.xml", "<html></html>", /no annotation/],
    ["b.xml", ANNOTATION.replace("window", "chimney"), /chimney/],
  ]) {
    await open(studio, name, "", content);
    await noted(studio, sentence);
    assert.equal(await drawing(studio), before, name);
  }
  await studio.close();
});

test("each kind of file is what it says", async () => {
  const studio = await Studio.open(browser, site.url);
  await studio.settled();
  const size = (png) => [png.readUInt32BE(16), png.readUInt32BE(20)];
  const picture = await saved(studio, "save");
  assert.deepEqual(size(picture.bytes), [256, 256]);
  const labels = await saved(studio, "save-labels");
  assert.deepEqual(size(labels.bytes), [256, 256]);
  assert.equal(labels.bytes[25], 3, "an indexed PNG");
  const pair = await saved(studio, "save-pair");
  assert.deepEqual(size(pair.bytes), [512, 256]);
  const document = JSON.parse((await saved(studio, "save-document")).bytes);
  assert.equal(document.format, "facade-drawing");
  const svg = (await saved(studio, "save-svg")).bytes.toString();
  assert.match(svg, /^<svg .*crispEdges[^]*<\/svg>\n$/);
  // Picture left, labels right: opened, the pair gives the drawing back.
  const before = await drawing(studio);
  await studio.choose("action", "clear");
  const bare = await drawingOtherThan(studio, before);
  await open(studio, "pair.png", "image/png", pair.bytes);
  assert.equal(await drawingOtherThan(studio, bare), before);
  await studio.close();
});

test("the save menu works by keys alone", async () => {
  const studio = await Studio.open(browser, site.url);
  await studio.settled();
  const { keyboard } = studio.page;
  const focused = () => studio.page.evaluate(() => document.activeElement.dataset.action ?? document.activeElement.id);
  await studio.page.focus("#save-more");
  await keyboard.press("ArrowDown");
  assert.equal(await focused(), "save-1024");
  await keyboard.press("ArrowDown");
  assert.equal(await focused(), "save-2048");
  await keyboard.press("End");
  assert.equal(await focused(), "copy");
  await keyboard.press("Escape");
  assert.equal(await focused(), "save-more");
  assert.ok(!(await studio.page.isVisible("#save-menu")));
  await keyboard.press("Enter");
  for (let step = 0; step < 4; step++) {
    await keyboard.press("ArrowDown");
  }
  assert.equal(await focused(), "save-labels");
  const [download] = await Promise.all([studio.page.waitForEvent("download"), keyboard.press("Enter")]);
  assert.match(download.suggestedFilename(), /labels\.png$/);
  await studio.close();
});

test("the picture is copied as a PNG", async () => {
  const context = { permissions: ["clipboard-read", "clipboard-write"] };
  const studio = await Studio.open(browser, site.url, { context });
  await studio.settled();
  await studio.page.click("#save-more");
  await studio.choose("action", "copy");
  await noted(studio, /The picture is copied/);
  const types = await studio.page.evaluate(async () => (await navigator.clipboard.read())[0].types);
  assert.deepEqual(types, ["image/png"]);
  await studio.close();
});

test("a shared link opens elsewhere as the very same drawing, and a damaged one harms nothing", async () => {
  const context = { permissions: ["clipboard-read", "clipboard-write"] };
  const studio = await Studio.open(browser, site.url, { context });
  await studio.settled();
  const before = await drawing(studio);
  await open(studio, "a.json", "application/json", DRAWING);
  const drawn = await drawingOtherThan(studio, before);
  await studio.choose("action", "share");
  await noted(studio, /link/);
  const link = await studio.page.evaluate(() => navigator.clipboard.readText());
  assert.equal(link, studio.page.url());
  assert.ok(link.length < 2_000, link);
  const fragment = link.slice(link.indexOf("#"));

  const other = await Studio.open(browser, site.url, { query: `?backend=cpu&model=lite${fragment}` });
  await other.settled();
  assert.equal(await drawing(other), drawn);
  // Looking at it has not cost the drawing that was there.
  await other.choose("action", "undo");
  assert.equal(await drawingOtherThan(other, drawn), before);
  await other.until(() => true);
  assert.equal(new URL(other.page.url()).hash, "", "a stale link leaves the address");
  await other.close();

  for (const hostile of [fragment.slice(0, -3), "#d=1.AAAA", "#d=9.AAAA", `#d=1.${"A".repeat(20_000)}`, "#d=%00"]) {
    const third = await Studio.open(browser, site.url, { query: `?backend=cpu${hostile}` });
    await third.settled();
    assert.equal(await drawing(third), before, hostile.slice(0, 40));
    await noted(third, /damaged|version|too large/);
    await third.close();
  }
  await studio.close();
});

test("the drawing survives a reload and a page that is gone without a word", async () => {
  const studio = await Studio.open(browser, site.url);
  await studio.settled();
  const first = await drawing(studio);
  await studio.choose("class", "shop");
  await studio.drag([30, 180], [220, 250]);
  const second = await drawingOtherThan(studio, first);
  await studio.page.reload();
  await studio.settled();
  assert.equal(await drawing(studio), second);
  await studio.drag([30, 20], [220, 60]);
  const third = await drawingOtherThan(studio, second);
  await studio.page.waitForTimeout(1_200);
  const context = studio.page.context();
  const crashed = studio.page;
  const again = new Studio(await context.newPage());
  await crashed.close({ runBeforeUnload: false });
  await again.page.goto(`${site.url}?backend=cpu&model=lite`);
  await again.settled();
  assert.equal(await drawing(again), third);
  await again.close();
});

test("six samples are drawn from their thumbnails", async () => {
  const studio = await Studio.open(browser, site.url);
  await studio.settled();
  const seen = new Set([await drawing(studio)]);
  for (let index = 0; index < 6; index += 1) {
    await studio.choose("action", "sample");
    const samples = studio.page.locator("[data-sample]");
    await samples.nth(index).waitFor();
    assert.equal(await samples.count(), 6);
    const before = await drawing(studio);
    await samples.nth(index).click();
    seen.add(await drawingOtherThan(studio, before));
  }
  assert.equal(seen.size, 7);
  await studio.close();
});
