// The page's Content-Security-Policy: strict, never in the page's own way, and in that of a stranger.

import assert from "node:assert/strict";
import { test } from "node:test";
import { browser, site, siteAndBrowser } from "./support/fixture.mjs";
import { Studio } from "./support/studio.mjs";

siteAndBrowser();

/** Records what the policy stops, from the page's first moment on. */
async function record(page) {
  await page.addInitScript(() => {
    window.stopped = [];
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => {
      window.stopped.push(`${violatedDirective} ${blockedURI}`);
    });
  });
}

const stopped = (studio) => studio.page.evaluate(() => window.stopped);

async function open() {
  const context = { serviceWorkers: "allow", acceptDownloads: true };
  const studio = await Studio.open(browser, site.url, { query: "?backend=cpu", prepare: record, context });
  await studio.settled();
  return studio;
}

test("the built page allows nothing by default, and no inline script or style", async () => {
  const studio = await open();
  const policy = await studio.page.locator("meta[http-equiv=Content-Security-Policy]").getAttribute("content");
  assert.match(policy, /^default-src 'none';/);
  assert.doesNotMatch(policy, /unsafe-inline|unsafe-eval'(?<!wasm-unsafe-eval')|\*|http/);
  const html = await (await fetch(site.url)).text();
  for (const [tag] of html.matchAll(/<script\b[^>]*>/g)) {
    assert.match(tag, / src="\.\//, tag);
  }
  await studio.close();
});

test("nothing that the page does itself is stopped", { timeout: 180_000 }, async (t) => {
  const studio = await open();
  // The better model, where the site has one, is fetched behind the first.
  const list = await (await fetch(`${site.url}models/models.json`)).json();
  await studio.until(({ model }) => model === (list.refine ?? list.default), 120_000);
  studio.page.on("dialog", (dialog) => dialog.dismiss());
  // Whatever asks for a file gets none.
  studio.page.on("filechooser", () => {});
  await studio.choose("class", "window");
  await studio.dragAndSettle([40, 40], [110, 120]);
  const buttons = studio.page.locator("button[data-action], button[data-tool], button[data-class]");
  const pressed = [];
  for (const button of await buttons.all()) {
    if ((await button.isVisible()) && (await button.isEnabled())) {
      const { action, tool, class: part } = await button.evaluate(({ dataset }) => ({ ...dataset }));
      // Something may lie over it, a dialog for example, which the next Escape closes.
      await button.click({ timeout: 2000 }).then(() => pressed.push(action ?? tool ?? part), () => {});
      await studio.page.keyboard.press("Escape");
    }
  }
  await studio.page.keyboard.press("?");
  await studio.page.keyboard.press("Escape");
  t.diagnostic(`pressed: ${pressed.join(", ")}`);
  assert.ok(pressed.length >= 20, "most buttons were in reach");
  await studio.page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await studio.page.reload();
  await studio.settled();
  assert.deepEqual(await stopped(studio), []);
  await studio.close();
});

const STRANGERS = [
  ["an inline script", "script-src-elem inline", () => {
    const script = document.createElement("script");
    script.textContent = "window.stranger = true";
    document.body.append(script);
  }],
  ["an inline handler", "script-src-attr inline", () => {
    document.body.insertAdjacentHTML("beforeend", '<img src="data:," onerror="window.stranger = true">');
  }],
  ["evaluated text", "script-src eval", () => {
    // As a page would: what the test itself evaluates is not subject to the policy.
    setTimeout("window.stranger = true");
  }],
  ["another origin's data", "connect-src", () => {
    fetch("https://example.org/").then(() => (window.stranger = true), () => {});
  }],
  ["another origin's picture", "img-src", () => {
    const image = new Image();
    image.src = "https://example.org/a.png";
  }],
  ["a frame", "frame-src", () => {
    const frame = document.createElement("iframe");
    frame.src = "https://example.org/";
    document.body.append(frame);
  }],
];

for (const [what, directive, intrude] of STRANGERS) {
  test(`${what} in the page is stopped`, async () => {
    const studio = await open();
    await studio.page.evaluate(intrude);
    await studio.page.waitForFunction(() => window.stopped.length > 0);
    assert.ok((await stopped(studio))[0].startsWith(directive), String(await stopped(studio)));
    assert.equal(await studio.page.evaluate(() => window.stranger), undefined);
    await studio.close();
  });
}
