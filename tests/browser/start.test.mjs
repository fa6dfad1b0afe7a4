// A page that cannot start says so, in words and within seconds; what the browser or the host spoils is told.

import assert from "node:assert/strict";
import { test } from "node:test";
import { browser, site, siteAndBrowser } from "./support/fixture.mjs";
import { DIST, startSite } from "./support/site.mjs";
import { Studio } from "./support/studio.mjs";

const WITHIN_MS = 8_000;

siteAndBrowser();

async function says(page, words) {
  const stopped = page.locator("#stopped");
  await stopped.waitFor({ timeout: WITHIN_MS });
  assert.match(await stopped.innerText(), words);
  assert.match(await page.locator("#status").textContent(), words);
  // Nothing looks alive that is not.
  assert.equal(await page.locator("#tools").evaluate((bar) => bar.closest("[inert]") !== null), true);
}

test("opened from the disk", async () => {
  const page = await browser.newPage();
  await page.goto(`file://${DIST}/index.html`);
  await says(page, /needs a web server/);
  await page.close();
});

test("opened from the disk, in Chinese", async () => {
  const page = await browser.newPage({ locale: "zh-CN" });
  await page.goto(`file://${DIST}/index.html`);
  await says(page, /网站服务器/);
  await page.close();
});

test("without WebAssembly", async () => {
  const page = await browser.newPage();
  await page.addInitScript(() => {
    delete window.WebAssembly;
  });
  await page.goto(site.url);
  await says(page, /does not run WebAssembly/);
  await page.close();
});

test("without its SIMD instructions", async () => {
  const page = await browser.newPage();
  await page.addInitScript(() => {
    const refuse = () => Promise.reject(new WebAssembly.CompileError("Wasm SIMD unsupported"));
    Object.assign(WebAssembly, { validate: () => false, compile: refuse, instantiate: refuse, instantiateStreaming: refuse });
  });
  await page.goto(site.url);
  await says(page, /too old/);
  await page.close();
});

test("with a file that did not come, came as something else, or was lost on the way", async () => {
  for (const [pattern, answer] of [
    [/app[^/]*_bg\.wasm/, { status: 404, body: "" }],
    [/app[^/]*_bg\.wasm/, { status: 200, contentType: "text/html", body: "<h1>Blocked</h1>" }],
    [/app-[^/]*\.js/, { status: 404, body: "" }],
    [/app-[^/]*\.js/, { status: 200, contentType: "text/html", body: "<h1>Blocked</h1>" }],
    [/\/start-[^/]*\.js/, { status: 403, body: "" }],
    [/app[^/]*_bg\.wasm/, null],
  ]) {
    const page = await browser.newPage();
    await page.route(pattern, (route) => (answer === null ? route.abort() : route.fulfill(answer)));
    await page.goto(site.url);
    await says(page, /did not come|could not start/);
    await page.close();
  }
});

test("a file that hangs is told softly, and forgotten when it comes", async () => {
  const studio = new Studio(await (await browser.newContext({ serviceWorkers: "block" })).newPage());
  const { page } = studio;
  let go;
  await page.route(/app[^/]*_bg\.wasm/, async (route) => {
    await new Promise((resolve) => { go = resolve; });
    await route.continue();
  });
  await page.goto(`${site.url}?backend=cpu&model=lite`);
  await page.locator("#status-line").filter({ hasText: "Still waiting" }).waitFor({ timeout: WITHIN_MS });
  go();
  await studio.settled();
  assert.equal(await page.locator("html").getAttribute("data-stopped"), null);
  assert.equal(await page.locator("[inert]").count(), 0);
  await studio.close();
});

test("an engine's file that hangs is told within seconds", async () => {
  for (const file of [/engine_cpu_bg\.wasm/, /models\/models\.json/, /lite[^/]*\.safetensors/]) {
    const page = await (await browser.newContext({ serviceWorkers: "block" })).newPage();
    await page.context().route(file, () => {});
    await page.goto(`${site.url}?backend=cpu&model=lite`);
    await page.locator("#status-note").filter({ hasText: "Still waiting for a file" }).waitFor({ timeout: 14_000 });
    await page.context().close();
  }
});

test("where the script that would tell hangs, the page starts without it, and it tells what is true when it comes", async () => {
  for (const isWhole of [true, false]) {
    const studio = new Studio(await (await browser.newContext({ serviceWorkers: "block" })).newPage());
    const { page } = studio;
    let go;
    await page.route(/start_check/, async (route) => {
      await new Promise((resolve) => { go = resolve; });
      await route.continue();
    });
    if (!isWhole) {
      await page.route(/app-[^/]*\.js/, (route) => route.fulfill({ status: 404, body: "" }));
    }
    await page.goto(`${site.url}?backend=cpu&model=lite`, { waitUntil: "commit" });
    await page.waitForFunction(() => performance.getEntriesByName("first-contentful-paint").length > 0);
    if (isWhole) {
      await page.locator('#status[data-state="ready"]').waitFor({ state: "attached", timeout: 60_000 });
      go();
      // As long as its patience lasts, and longer.
      await page.locator("html[data-first]").waitFor({ state: "attached" });
      await page.waitForTimeout(6_000);
      assert.equal(await page.locator("html").getAttribute("data-stopped"), null);
    } else {
      await page.waitForFunction(() => performance.getEntriesByType("resource").some(({ responseStatus }) => responseStatus === 404));
      go();
      await says(page, /did not come/);
    }
    await studio.close();
  }
});

test("a style sheet that hangs holds nothing back, is told, and is forgotten when it comes", async () => {
  const studio = new Studio(await (await browser.newContext({ serviceWorkers: "block" })).newPage());
  const { page } = studio;
  const waiting = [];
  let held = true;
  await page.route(/\.css/, async (route) => {
    if (held) {
      await new Promise((resolve) => waiting.push(resolve));
    }
    await route.continue().catch(() => {});
  });
  await page.goto(`${site.url}?backend=cpu&model=lite`, { waitUntil: "commit" });
  await page.locator("#stopped").filter({ hasText: /style sheet.*did not come/ }).waitFor({ timeout: WITHIN_MS });
  // It is on the screen, and the program runs below it.
  await page.waitForFunction(() => performance.getEntriesByName("first-contentful-paint").length > 0);
  await page.locator('#status[data-state="ready"]').waitFor({ state: "attached", timeout: 60_000 });
  assert.match(await page.locator("#stopped").innerText(), /did not come/);
  const isStyled = () => getComputedStyle(document.body).marginTop === "0px";
  assert.equal(await page.evaluate(isStyled), false);
  held = false;
  waiting.forEach((go) => go());
  await page.locator("#stopped").waitFor({ state: "hidden" });
  await page.waitForFunction(isStyled);
  await studio.close();
});

test("a missing style sheet is told though the page runs", async () => {
  const page = await browser.newPage();
  await page.route(/(style|layout)-[^/]*\.css/, (route) => route.fulfill({ status: 404, body: "" }));
  await page.goto(`${site.url}?backend=cpu&model=lite`);
  await page.locator('#status[data-state="ready"]').waitFor({ state: "attached", timeout: 60_000 });
  assert.match(await page.locator("#stopped").innerText(), /style sheet.*did not come/);
  await page.close();
});

test("a browser that blurs what pages read says so when a picture is opened or saved", async () => {
  const studio = await Studio.open(browser, site.url, {
    prepare: (page) => page.addInitScript(() => {
      const { getImageData } = CanvasRenderingContext2D.prototype;
      CanvasRenderingContext2D.prototype.getImageData = function (...area) {
        const image = getImageData.apply(this, area);
        for (let index = 0; index < image.data.length; index += 41) {
          image.data[index] ^= 1;
        }
        return image;
      };
    }),
  });
  const { page } = studio;
  await studio.settled();
  const labels = await page.locator("#drawing").evaluate(async (canvas) => {
    const blob = await new Promise((done) => canvas.toBlob(done));
    return Array.from(new Uint8Array(await blob.arrayBuffer()));
  });
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), studio.choose("action", "open")]);
  await chooser.setFiles({ name: "map.png", mimeType: "image/png", buffer: Buffer.from(labels) });
  await studio.until(({ words }) => /blurs what pages read/.test(words));
  await page.locator('#photo [data-photo="close"]').click();
  const [download] = await Promise.all([page.waitForEvent("download"), studio.choose("action", "save")]);
  await page.locator("#toast").filter({ hasText: /Saved, but this browser blurs/ }).waitFor();
  await download.path();
  await studio.close();
});

test("a host that rewrites the page is told: it cannot be kept for visits without a network", async () => {
  const rewriting = await startSite();
  rewriting.fault("/path/", (response, _, body) => {
    const changed = body.toString().replace("</body>", "<!-- kept safe by our proxy --></body>");
    response.writeHead(200, { "Content-Type": "text/html", "Content-Length": Buffer.byteLength(changed) }).end(changed);
  });
  const page = await (await browser.newContext()).newPage();
  const studio = new Studio(page);
  await page.goto(`${rewriting.url}?backend=cpu&model=lite`);
  await studio.until(({ words }) => /changes index\.html on the way/.test(words), 60_000);
  await studio.close();
  await rewriting.stop();
});

test("a file that was saved is there for browsers that fetch it late", async () => {
  const studio = await Studio.open(browser, site.url, {
    prepare: (page) => page.addInitScript(() => {
      window.forgotten = [];
      URL.revokeObjectURL = (address) => window.forgotten.push(address);
    }),
  });
  await studio.settled();
  await Promise.all([studio.page.waitForEvent("download"), studio.choose("action", "save")]);
  await studio.page.waitForTimeout(3_000);
  assert.deepEqual(await studio.page.evaluate(() => window.forgotten), []);
  await studio.close();
});
