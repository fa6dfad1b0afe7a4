// Other versions of the picture, from a model that was trained with dropout.
//
// The shipped model was trained without; the host hands it out with a manifest that says otherwise,
// which is all the difference there is.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";

import { withDropout } from "./support/bundles.mjs";
import { browser, site, siteAndBrowser } from "./support/fixture.mjs";
import { Studio } from "./support/studio.mjs";

const DROPOUT = 0.5;

siteAndBrowser();

/** Lets the host hand out a model with dropout in place of the shipped one. */
function offerDropout() {
  const send = (response, type, body) => {
    const headers = { "Content-Type": type, "Content-Length": body.length };
    response.writeHead(200, { ...headers, "Cache-Control": "no-cache" }).end(body);
  };
  site.fault("lite.safetensors", (response, file, body) => {
    send(response, "application/octet-stream", withDropout(body, DROPOUT));
  });
  site.fault("models.json", async (response, file, body) => {
    const list = JSON.parse(body);
    const model = list.models.find(({ name }) => name === list.default);
    // The second model would put another picture in this one's place.
    delete list.refine;
    const bundle = withDropout(await readFile(path.join(path.dirname(file), model.file)), DROPOUT);
    model.bytes = bundle.length;
    model.sha256 = createHash("sha256").update(bundle).digest("hex");
    send(response, "application/json", Buffer.from(JSON.stringify(list)));
  });
}

test("without dropout there is one version, and no button for another", async () => {
  const studio = await Studio.open(browser, site.url);
  await studio.settled();
  assert.equal(await studio.page.locator('[data-action="vary"]').isVisible(), false);
  const before = await studio.status();
  await studio.page.keyboard.press("a");
  await studio.page.waitForFunction(() =>
    document.querySelector("#announcer").textContent.includes("one version"),
  );
  assert.equal((await studio.status()).drawn, before.drawn);
  await studio.close();
});

test("with dropout every press shows another version, the strength mixes, and the usual one comes back", async () => {
  offerDropout();
  const studio = await Studio.open(browser, site.url);
  const { page } = studio;
  await studio.settled();
  const usual = await studio.picture();
  const seen = new Set([usual]);
  const press = async (action) => {
    const { drawn } = await studio.status();
    await page.locator(`[data-action="${action}"]`).click();
    await studio.until((status) => status.drawn > drawn);
    await studio.settled();
    return studio.picture();
  };
  for (let version = 1; version <= 3; version += 1) {
    seen.add(await press("vary"));
  }
  assert.equal(seen.size, 4, "four different pictures of one drawing");

  const strength = page.locator("#variation-strength");
  assert.ok(await strength.isVisible());
  const { drawn } = await studio.status();
  await strength.focus();
  await page.keyboard.press("Home");
  await studio.until((status) => status.drawn > drawn);
  await studio.settled();
  assert.equal(await studio.picture(), usual, "nothing dropped is the usual version");

  await page.keyboard.press("End");
  await studio.settled();
  assert.equal(await press("usual-version"), usual);
  assert.equal(await strength.isVisible(), false);
  await studio.close();

  // The same for every visitor: the first other version is the same in another context.
  const other = await Studio.open(browser, site.url);
  await other.settled();
  assert.equal(await other.picture(), usual);
  await other.page.keyboard.press("a");
  await other.until(({ seq, drawn: newest, state }) => state === "ready" && seq === newest && seq > 0);
  const first = await other.pictureOtherThan(usual);
  assert.ok(seen.has(first), "versions follow from their number");
  await other.close();
  site.heal();
});
