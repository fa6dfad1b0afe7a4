// Room: the two pictures are the largest things, and what is pressed often has a place of its own.

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { browser, site, siteAndBrowser } from "./support/fixture.mjs";
import { usePainter } from "./support/painter.mjs";
import { SIZES, isPhone, openAt, seen, smallType } from "./support/seen.mjs";

siteAndBrowser();
afterEach(() => site.heal());

/** With a model that takes paint, which asks for the most room. */
function open(size, { lang = "en", ...more } = {}) {
  usePainter(site);
  return openAt(browser, site, size, { query: `?backend=cpu&model=painter&lang=${lang}`, ...more });
}

const widthOf = (studio, selector) => studio.page.locator(selector).evaluate((element) => element.getBoundingClientRect().width);

/** The least side of drawing and picture, pixels. */
const LEAST = {
  "360×640": 170, "390×844": 240, "820×1180": 460, "844×390": 260, "1024×768": 380, "1280×800": 495, "1440×900": 575, "1920×1080": 810,
};

for (const size of SIZES) {
  const name = size.join("×");

  test(`drawing and picture are the largest things, ${name}`, async () => {
    const studio = await open(size);
    const { page } = studio;
    const areas = await page.evaluate(() => {
      const area = (selector) => {
        const { width, height } = document.querySelector(selector).getBoundingClientRect();
        return width * height;
      };
      const others = [".topbar", "#tools", ".classes", "#palette", "#paint-panel", "#status", "#look-actions", ".drawing-foot", "#paints"];
      return { frames: ["#drawing-frame", "#picture-frame"].map(area), others: others.map((other) => [other, area(other)]) };
    });
    for (const [other, area] of areas.others) {
      assert.ok(area < Math.min(...areas.frames), `${other} is larger than a picture`);
    }
    for (const frame of ["#drawing-frame", "#picture-frame"]) {
      const width = await widthOf(studio, frame);
      assert.ok(width >= LEAST[name], `${frame} is ${width} wide`);
    }
    await studio.close();
  });

  test(`no type is set below 13 pixels, ${name}`, async () => {
    for (const lang of ["en", "zh"]) {
      const studio = await open(size, { lang });
      const { page } = studio;
      assert.deepEqual(await smallType(page, 13), []);
      await page.click("#save-more");
      assert.deepEqual(await smallType(page, 13), [], "the menu of files");
      await page.keyboard.press("Escape");
      await page.click("#settings-more");
      assert.deepEqual(await smallType(page, 13), [], "the settings");
      await studio.close();
    }
  });

  test(`the die is seen and large, and Share stands beside Save, ${name}`, async () => {
    const studio = await open(size);
    const { page } = studio;
    const [die, share, save] = await Promise.all(["random", "share", "save"].map((action) => page.locator(`[data-action="${action}"]`).boundingBox()));
    assert.ok(die.width >= 44 && die.height >= 40, JSON.stringify(die));
    assert.ok(save.x - share.x - share.width >= 0 && save.x - share.x - share.width <= 12, "beside");
    const before = await studio.status();
    await studio.choose("action", "random");
    await studio.until(({ drawn }) => drawn > before.drawn);
    await studio.close();
  });

  test(`language, appearance, colours and help are in the settings, ${name}`, async () => {
    const studio = await open(size);
    const { page } = studio;
    for (const action of ["language", "theme", "drawing-colours", "help"]) {
      assert.equal(await page.locator(`[data-action="${action}"]`).isVisible(), false, action);
    }
    await page.click("#settings-more");
    for (const item of await seen(page, "#settings button:not([hidden])")) {
      assert.ok(item.share > 0.99 && !item.covered && item.height >= 40, JSON.stringify(item));
    }
    // What is gone through by pressing again stays where it is.
    await studio.choose("action", "theme");
    assert.equal(await page.locator("html").getAttribute("data-theme"), "light");
    assert.ok(await page.locator("#settings").isVisible());
    await page.keyboard.press("Escape");
    assert.equal(await page.locator("#settings").isVisible(), false);
    await studio.close();
  });
}

test("large screens have no empty band", async () => {
  for (const size of [[1440, 900], [1920, 1080]]) {
    const studio = await open(size);
    const room = await studio.page.evaluate(() => {
      const boxes = [...document.querySelectorAll(".topbar button, .rail button, .frame, #tools button, #look-actions button, .drawing-foot button")]
        .filter((element) => element.checkVisibility())
        .map((element) => element.getBoundingClientRect());
      return {
        left: Math.min(...boxes.map(({ left }) => left)),
        right: innerWidth - Math.max(...boxes.map(({ right }) => right)),
        below: innerHeight - Math.max(...boxes.map(({ bottom }) => bottom)),
        // Between the rows beside the rail.
        between: document.querySelector("#drawing-frame").getBoundingClientRect().top
          - document.querySelector("#tools").getBoundingClientRect().bottom,
      };
    });
    for (const [side, empty] of Object.entries(room)) {
      assert.ok(empty >= 0 && empty <= 48, `${size}: ${empty} pixels ${side}`);
    }
    await studio.close();
  }
});

test("on a phone a handle shares the height out, by finger and by keys, and is where it was left", async () => {
  const size = [390, 844];
  const studio = await open(size);
  const { page } = studio;
  const picture = () => widthOf(studio, "#picture-frame");
  const first = await picture();
  const handle = await page.locator("#split").boundingBox();
  const middle = [handle.x + handle.width - 30, handle.y + handle.height / 2];
  await page.mouse.move(...middle);
  await page.mouse.down();
  await page.mouse.move(middle[0], middle[1] + 60, { steps: 6 });
  await page.mouse.up();
  const dragged = await picture();
  assert.ok(Math.abs(dragged - first - 60) <= 2, `${first}, then ${dragged}`);
  await page.mouse.move(middle[0], middle[1] + 60);
  await page.mouse.down();
  await page.mouse.move(middle[0], 800, { steps: 6 });
  await page.mouse.up();
  const most = await picture();
  assert.ok(most >= 320, `${most} of 390 pixels`);
  assert.ok((await widthOf(studio, "#drawing-frame")) >= 150, "a drawing is left");
  const scroll = await page.evaluate(() => document.documentElement.scrollHeight - innerHeight);
  assert.ok(scroll <= 0, `${scroll} pixels below the fold`);
  await page.reload();
  await studio.settled();
  assert.equal(await picture(), most);
  await page.locator("#split").focus();
  await page.keyboard.press("Home");
  assert.ok((await widthOf(studio, "#drawing-frame")) >= 320);
  await studio.close();
});

test("on a phone everything about files is in one sheet", async () => {
  for (const size of SIZES.filter(isPhone)) {
    const studio = await open(size);
    const { page } = studio;
    for (const action of ["open", "sample", "recent", "clear", "save-document", "copy"]) {
      assert.equal(await page.locator(`[data-action="${action}"]`).isVisible(), false, action);
    }
    await page.locator("#save-more").tap();
    for (const button of await seen(page, ".file-sheet button:not([hidden])")) {
      assert.ok(button.share > 0.99 && !button.covered && button.width >= 44 && button.height >= 40, JSON.stringify(button));
    }
    const before = await studio.status();
    await page.locator('[data-action="clear"]').tap();
    await studio.until(({ drawn }) => drawn > before.drawn);
    assert.equal(await page.locator(".file-sheet").isVisible(), false, "the sheet goes with the choice");
    await studio.close();
  }
});
