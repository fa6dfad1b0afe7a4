// Things to take away: the picture enlarged, the card, the film, paper.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { browser, site, siteAndBrowser } from "./support/fixture.mjs";
import { Studio } from "./support/studio.mjs";

siteAndBrowser();

const toast = (studio) => studio.page.locator("#toast");

/** Saves, holds the page to the words that say so, and gives the file. */
async function saved(studio, action, told) {
  await studio.page.click("#save-more");
  const [download] = await Promise.all([
    studio.page.waitForEvent("download", { timeout: 90_000 }),
    studio.choose("action", action),
  ]);
  await toast(studio).filter({ hasText: told }).waitFor();
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

/** Mean of each 4×4 block of a PNG, beside the picture on show. */
function blocks(studio, bytes, side) {
  return studio.page.evaluate(async ([bytes, side]) => {
    const image = await createImageBitmap(new Blob([new Uint8Array(bytes)], { type: "image/png" }));
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, image.width, image.height);
    const picture = document.querySelector("#picture");
    const across = picture.width;
    const small = picture.getContext("2d").getImageData(0, 0, across, across).data;
    const factor = side / across;
    let furthest = 0;
    let total = 0;
    for (let y = 0; y < across; y += 1) {
      for (let x = 0; x < across; x += 1) {
        let sum = 0;
        for (let dy = 0; dy < factor; dy += 1) {
          for (let dx = 0; dx < factor; dx += 1) {
            sum += data[4 * ((y * factor + dy) * side + x * factor + dx)];
          }
        }
        const off = Math.abs(sum / factor ** 2 - small[4 * (y * across + x)]);
        furthest = Math.max(furthest, off);
        total += off;
      }
    }
    return { width: image.width, height: image.height, furthest, mean: total / across ** 2 };
  }, [Array.from(bytes), side]);
}

test("the picture is saved at 1024 and 2048 pixels, is the same picture, and the page says so", async () => {
  const studio = await Studio.open(browser, site.url);
  await studio.settled();
  for (const side of [1024, 2048]) {
    const { name, bytes } = await saved(studio, `save-${side}`, `${side} pixels`);
    assert.equal(name, `facade-${side}.png`);
    const seen = await blocks(studio, bytes, side);
    assert.deepEqual([seen.width, seen.height], [side, side]);
    assert.ok(seen.mean < 4, `each block is its pixel, ${JSON.stringify(seen)}`);
  }
  await studio.close();
});

test("enlarging leaves the page responsive", async (t) => {
  const studio = await Studio.open(browser, site.url);
  await studio.settled();
  await studio.page.evaluate(() => {
    window.longest = 0;
    window.begun = performance.now();
    let last = window.begun;
    const look = () => {
      const now = performance.now();
      window.longest = Math.max(window.longest, now - last);
      last = now;
      setTimeout(look);
    };
    look();
  });
  await saved(studio, "save-2048", "2048 pixels");
  const [longest, whole] = await studio.page.evaluate(() => [window.longest, performance.now() - window.begun]);
  // Of the whole, because machines differ; in one piece it would be nearly all of it.
  t.diagnostic(`the longest pause takes ${longest.toFixed(0)} of ${whole.toFixed(0)} ms`);
  assert.ok(longest < whole / 3, `the page stood still for ${longest} of ${whole} ms`);
  await studio.close();
});

test("the card has the drawing on the left and the picture on the right, in 1200 by 630 pixels", async () => {
  const studio = await Studio.open(browser, site.url);
  await studio.settled();
  const { name, bytes } = await saved(studio, "save-card", "card is saved");
  assert.equal(name, "facade-card.png");
  const seen = await studio.page.evaluate(async (bytes) => {
    const image = await createImageBitmap(new Blob([new Uint8Array(bytes)], { type: "image/png" }));
    const context = new OffscreenCanvas(image.width, image.height).getContext("2d");
    context.drawImage(image, 0, 0);
    const at = (x, y) => Array.from(context.getImageData(x, y, 1, 1).data.subarray(0, 3));
    const drawn = document.querySelector("#drawing").getContext("2d").getImageData(0, 0, 256, 256).data;
    let wrong = 0;
    for (let y = 0; y < 256; y += 9) {
      for (let x = 0; x < 256; x += 9) {
        wrong += at(60 + 2 * x, 36 + 2 * y).join() !== drawn.subarray(4 * (y * 256 + x), 4 * (y * 256 + x) + 3).join();
      }
    }
    let ink = 0;
    const words = context.getImageData(60, 560, 1080, 60).data;
    for (let i = 0; i < words.length; i += 4) {
      ink += words[i] < 128;
    }
    return { width: image.width, height: image.height, wrong, paper: at(5, 5), ink };
  }, Array.from(bytes));
  assert.deepEqual([seen.width, seen.height, seen.wrong], [1200, 630, 0]);
  assert.deepEqual(seen.paper, [243, 240, 234]);
  assert.ok(seen.ink > 300, "the words are written");
  await studio.close();
});

test("the film begins with the bare wall, ends with the house, and drawing goes on meanwhile", async () => {
  const studio = await Studio.open(browser, site.url, { context: { bypassCSP: true } });
  const { page } = studio;
  await studio.settled();
  await page.click("#save-more");
  const waiting = page.waitForEvent("download", { timeout: 120_000 });
  await studio.choose("action", "save-film");
  await toast(studio).filter({ hasText: "being made" }).waitFor();
  const before = await studio.picture();
  await studio.drag([30, 30], [90, 90]);
  await studio.pictureOtherThan(before);
  const download = await waiting;
  await toast(studio).filter({ hasText: "film is saved" }).waitFor();
  assert.match(download.suggestedFilename(), /^facade\.(mp4|webm)$/);
  const bytes = await readFile(await download.path());
  const kind = download.suggestedFilename().endsWith("mp4") ? "video/mp4" : "video/webm";
  // Played back by frames' callbacks: recorded films do not always know their length.
  const film = await page.evaluate(async ([base64, kind]) => {
    const blob = new Blob([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], { type: kind });
    const video = document.createElement("video");
    video.muted = true;
    const context = new OffscreenCanvas(64, 64).getContext("2d");
    const seen = [];
    await new Promise((resolve, reject) => {
      const look = (_, { mediaTime }) => {
        context.drawImage(video, 16, 16, 512, 512, 0, 0, 64, 64);
        const { data } = context.getImageData(0, 0, 64, 64);
        const colors = new Set();
        for (let i = 0; i < data.length; i += 4) {
          colors.add(`${data[i] >> 5},${data[i + 1] >> 5},${data[i + 2] >> 5}`);
        }
        seen.push({ mediaTime, colors: colors.size });
        video.requestVideoFrameCallback(look);
      };
      video.requestVideoFrameCallback(look);
      video.onended = resolve;
      video.onerror = () => reject(new Error(video.error.message));
      video.src = URL.createObjectURL(blob);
      video.play().catch(reject);
    });
    return { width: video.videoWidth, height: video.videoHeight, seen };
  }, [bytes.toString("base64"), kind]);
  assert.deepEqual([film.width, film.height], [1072, 544]);
  const colors = film.seen.map((frame) => frame.colors);
  assert.ok(colors[0] < Math.max(...colors), `it grows: ${colors}`);
  assert.ok(film.seen.at(-1).mediaTime > 2.5, `${film.seen.at(-1).mediaTime} seconds`);
  await studio.close();
});

test("a browser that cannot make films says so in one sentence", async () => {
  const prepare = (page) => page.addInitScript(() => delete window.MediaRecorder);
  const studio = await Studio.open(browser, site.url, { prepare });
  await studio.settled();
  await studio.page.click("#save-more");
  await studio.choose("action", "save-film");
  await toast(studio).filter({ hasText: "cannot make films" }).waitFor();
  await studio.close();
});

test("print shows the picture, large, and nothing else", async () => {
  const prepare = (page) => page.addInitScript(() => {
    window.print = () => {
      window.printed = (window.printed ?? 0) + 1;
    };
  });
  const studio = await Studio.open(browser, site.url, { prepare });
  const { page } = studio;
  await studio.settled();
  await page.click("#save-more");
  await studio.choose("action", "print");
  await page.waitForFunction(() => window.printed === 1);
  await page.emulateMedia({ media: "print" });
  const seen = await page.evaluate(() =>
    [...document.querySelectorAll("body *")]
      .filter((element) => element.checkVisibility({ visibilityProperty: true }))
      .map((element) => ({ id: element.id, box: element.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 1 && box.height > 1)
      .map(({ id, box }) => ({ id, width: box.width, height: box.height })));
  const picture = seen.find(({ id }) => id === "picture");
  const { width, height } = page.viewportSize();
  assert.ok(picture.width >= 0.9 * Math.min(width, height), `${picture.width} of ${width} by ${height}`);
  const others = seen.filter(({ id }) => !["", "picture", "picture-frame", "picture-pane", "studio"].includes(id));
  assert.deepEqual(others.map(({ id }) => id), []);
  await studio.close();
});
