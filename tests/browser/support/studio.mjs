// The page, through its public contract: #drawing, #picture, #status and the data attributes.

import assert from "node:assert/strict";

/** Far more than starting up or translating takes, even on a busy machine. */
export const PATIENCE_MS = 30_000;

export class Studio {
  constructor(page) {
    this.page = page;
    this.faults = [];
    page.on("pageerror", (error) => this.faults.push(String(error)));
  }

  /**
   * Opens the page in a context of its own, in which no service worker stands between the page and the
   * host: what the host does wrong must reach the page. Where no `query` says otherwise it holds to one
   * model, so that a picture changes by what the test does alone.
   */
  static async open(browser, url, { query = "?backend=cpu&model=lite", context = {}, prepare } = {}) {
    const options = { serviceWorkers: "block", ...context };
    const page = await (await browser.newContext(options)).newPage();
    await prepare?.(page);
    const studio = new Studio(page);
    await page.goto(url + query);
    return studio;
  }

  /** Closes the page; an exception that nobody caught in it fails the test. */
  async close() {
    await this.page.context().close();
    assert.deepEqual(this.faults, [], "uncaught exceptions in the page");
  }

  /** What #status carries, numbers as numbers, and its words. */
  status() {
    return this.page.locator("#status").evaluate((element) => ({
      state: element.dataset.state,
      backend: element.dataset.backend,
      threads: Number(element.dataset.threads),
      model: element.dataset.model,
      seq: Number(element.dataset.seq),
      drawn: Number(element.dataset.drawn),
      ms: Number(element.dataset.ms),
      words: element.innerText,
    }));
  }

  /** Waits until `condition` holds of the status, and gives back that status. */
  async until(condition, timeout = PATIENCE_MS) {
    const end = Date.now() + timeout;
    for (;;) {
      const status = await this.status();
      if (condition(status)) {
        return status;
      }
      const seen = JSON.stringify(status);
      assert.ok(Date.now() < end, `${condition} did not hold within ${timeout} ms; status ${seen}`);
      await this.page.waitForTimeout(20);
    }
  }

  /** Waits until the newest drawing is the one on show. */
  settled(timeout = PATIENCE_MS) {
    return this.until(({ state, seq, drawn }) => state === "ready" && seq === drawn, timeout);
  }

  /** A digest of the picture's pixels. */
  picture() {
    return this.page.locator("#picture").evaluate(async (canvas) => {
      const { width, height } = canvas;
      if (![256, 512].includes(width) || height !== width) {
        throw new Error(`the picture is ${width} by ${height}`);
      }
      const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
      const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", data));
      return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
    });
  }

  /** Waits until the picture is another one than `before`. */
  async pictureOtherThan(before, timeout = PATIENCE_MS) {
    const end = Date.now() + timeout;
    for (;;) {
      const now = await this.picture();
      if (now !== before) {
        return now;
      }
      assert.ok(Date.now() < end, `the picture did not change within ${timeout} ms`);
      await this.page.waitForTimeout(20);
    }
  }

  /**
   * A function from drawing pixels, each 0 to 256, to places in the window; good until the page
   * scrolls or changes its layout.
   */
  async places() {
    const drawing = this.page.locator("#drawing");
    await drawing.scrollIntoViewIfNeeded();
    const box = await drawing.boundingBox();
    return (x, y) => [box.x + (x / 256) * box.width, box.y + (y / 256) * box.height];
  }

  /** The place of one drawing pixel in the window. */
  async place(x, y) {
    return (await this.places())(x, y);
  }

  /** Presses a button; one in a menu, a sheet or the other mode of a phone is brought into sight first, as a person would. */
  async choose(kind, name) {
    const button = this.page.locator(`[data-${kind}="${name}"]`);
    if (!(await button.isVisible())) {
      await this.reveal(button);
    }
    await button.click();
  }

  async reveal(button) {
    const opener = await button.evaluate((element) => {
      if (element.closest("#settings")) return "#settings-more";
      if (element.closest(".file-sheet")) return "#save-more";
      return element.closest(".paints, .paint-panel") ? "#mode-paint" : null;
    });
    if (opener !== null) {
      await this.page.locator(opener).click();
    }
  }

  /** The drawing in the colours of the data set's label maps, by the setting. */
  async dataSetColours() {
    await this.choose("action", "drawing-colours");
    await this.page.keyboard.press("Escape");
  }

  /** Presses at one drawing pixel and moves to another; the button stays down. */
  async press([x0, y0], [x1, y1]) {
    const { mouse } = this.page;
    await mouse.move(...(await this.place(x0, y0)));
    await mouse.down();
    await mouse.move(...(await this.place(x1, y1)), { steps: 8 });
  }

  /** Drags from one drawing pixel to another. */
  async drag(from, to) {
    await this.press(from, to);
    await this.page.mouse.up();
  }

  /** Draws and waits for its picture; gives back the picture's digest. */
  async dragAndSettle(from, to) {
    const before = await this.status();
    await this.drag(from, to);
    await this.until(({ drawn }) => drawn > before.drawn);
    await this.settled();
    return this.picture();
  }
}
