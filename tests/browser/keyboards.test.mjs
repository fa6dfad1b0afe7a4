// Keyboards, pens and fingers as people have them: other layouts, single keys switched off, a pen turned round, put
// away.

import assert from "node:assert/strict";
import { test } from "node:test";
import { browser, site, siteAndBrowser } from "./support/fixture.mjs";
import { Studio } from "./support/studio.mjs";

siteAndBrowser();

const CTRL = 2;
const SHIFT = 8;
const ALT = 1;

/** Presses keys as keyboards of other countries do: what the key writes, and where it is. */
async function keyboard(studio) {
  const input = await studio.page.context().newCDPSession(studio.page);
  return async (key, code, modifiers = 0) => {
    for (const type of ["keyDown", "keyUp"]) {
      await input.send("Input.dispatchKeyEvent", { type, key, code, modifiers });
    }
  };
}

const chosen = (page, kind) => page.locator(`button[data-${kind}][aria-pressed="true"]`).getAttribute(`data-${kind}`);

test("shortcuts answer on Cyrillic, Greek, Hebrew and Arabic keyboards", async () => {
  const studio = await Studio.open(browser, site.url);
  const { page } = studio;
  await studio.settled();
  const press = await keyboard(studio);
  for (const [key, z] of [["и", "я"], ["β", "ζ"], ["נ", "ז"], ["لا", "ئ"]]) {
    await page.keyboard.press("r");
    await page.keyboard.press("n");
    assert.equal(await page.locator('[data-action="undo"]').isEnabled(), true);
    await press(z, "KeyZ", CTRL);
    assert.equal(await page.locator('[data-action="undo"]').isEnabled(), false, `Ctrl+${z} undoes`);
    await press(key, "KeyB");
    assert.equal(await chosen(page, "tool"), "brush", key);
  }
  await studio.close();
});

test("the twelve parts lie on the digit row of a French keyboard, and brackets need AltGr or Option elsewhere", async () => {
  const studio = await Studio.open(browser, site.url);
  const { page } = studio;
  await studio.settled();
  const press = await keyboard(studio);
  const classes = await page.locator("[data-class]").evaluateAll((chips) => chips.map(({ dataset }) => dataset.class));
  const codes = ["Digit1", "Digit2", "Digit3", "Digit4", "Digit5", "Digit6", "Digit7", "Digit8", "Digit9", "Digit0", "Minus", "Equal"];
  const row = "&é\"'(-è_çà)=";
  for (const [index, code] of codes.entries()) {
    await press(row[index], code);
    assert.equal(await chosen(page, "class"), classes[index], row[index]);
  }
  await press("4", "Digit4", SHIFT);
  assert.equal(await chosen(page, "class"), "door");
  await studio.drag([40, 40], [90, 90]);
  await studio.drag([60, 60], [120, 120]);
  await page.keyboard.press("v");
  await studio.drag([50, 50], [50, 50]);
  await studio.until(() => true);
  const drawn = async () => (await studio.status()).drawn;
  const before = await drawn();
  await press("6", "Digit6");
  await studio.until(({ drawn }) => drawn > before);
  const recoloured = await drawn();
  await press("]", "Digit6", ALT);
  await studio.until(({ drawn }) => drawn > recoloured);
  const forward = await drawn();
  await press("[", "Digit8", ALT | CTRL);
  await studio.until(({ drawn }) => drawn > forward);
  await studio.close();
});

test("letters, digits and signs can be switched off, and stay off", async () => {
  const studio = await Studio.open(browser, site.url);
  const { page } = studio;
  await studio.settled();
  const { drawn } = await studio.status();
  await studio.choose("action", "help");
  await page.getByRole("switch", { name: /shortcuts/ }).uncheck();
  await page.keyboard.press("Escape");
  const nothingHappens = async () => {
    await page.keyboard.type("clear drawing 123?");
    await page.waitForTimeout(200);
    assert.equal((await studio.status()).drawn, drawn);
    assert.equal(await chosen(page, "tool"), "rectangle");
    assert.equal(await page.locator("#help").isVisible(), false);
  };
  await nothingHappens();
  assert.doesNotMatch(await page.locator('[data-action="clear"]').getAttribute("title"), /\(C\)/);
  await page.reload();
  await studio.settled();
  await nothingHappens();
  // What needs Ctrl stays.
  await studio.drag([40, 40], [90, 90]);
  await studio.until((status) => status.drawn > drawn);
  await page.keyboard.press("Control+z");
  await page.locator('[data-action="undo"]:disabled').waitFor();
  await studio.close();
});

/** A drag of a pen or finger across the drawing, by events as browsers send them. */
const drag = (page, pointerType, pointerId, button = 0, buttons = 1) => page.evaluate(({ pointerType, pointerId, button, buttons }) => {
  const canvas = document.querySelector("#drawing");
  const box = canvas.getBoundingClientRect();
  const send = (type, x, more) => canvas.dispatchEvent(new PointerEvent(type, {
    bubbles: true, cancelable: true, pointerType, pointerId, isPrimary: true,
    clientX: box.left + box.width * x, clientY: box.top + box.height * 0.8, ...more,
  }));
  send("pointerdown", 0.3, { button, buttons });
  send("pointermove", 0.5, { button: -1, buttons });
  send("pointermove", 0.7, { button: -1, buttons });
  const tool = document.querySelector('[data-tool][aria-pressed="true"]').dataset.tool;
  send("pointerup", 0.7, { button, buttons: 0 });
  return tool;
}, { pointerType, pointerId, button, buttons });

test("a pen's other end erases while it is down, and the tool of before is back", async () => {
  const studio = await Studio.open(browser, site.url);
  const { page } = studio;
  await studio.settled();
  for (const tool of ["brush", "select", "eyedropper"]) {
    await studio.choose("tool", "brush");
    await drag(page, "pen", 1);
    await studio.choose("tool", tool);
    const { drawn } = await studio.status();
    assert.equal(await drag(page, "pen", 2, 5, 32), "eraser");
    await studio.until((status) => status.drawn > drawn);
    assert.equal(await chosen(page, "tool"), tool);
  }
  await studio.close();
});

test("fingers draw nothing beside a pen, until a tool is chosen without it", async () => {
  const studio = await Studio.open(browser, site.url);
  const { page } = studio;
  await studio.settled();
  await studio.choose("tool", "brush");
  await drag(page, "pen", 1);
  await page.locator("#toast").filter({ hasText: "Drawing with the pen" }).waitFor();
  const { drawn } = await studio.until(() => true);
  await drag(page, "touch", 2);
  await page.waitForTimeout(200);
  assert.equal((await studio.status()).drawn, drawn, "a palm");
  await studio.choose("class", "shop");
  await drag(page, "touch", 3);
  await studio.until((status) => status.drawn > drawn);
  await studio.close();
});
