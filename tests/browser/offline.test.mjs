// The web app: visits without a network, new versions beside old ones, and a host or browser that
// does not play along.

import assert from "node:assert/strict";
import { test } from "node:test";
import { launchVisitor } from "./support/browser.mjs";
import { flipByte, startSite } from "./support/site.mjs";
import { PATIENCE_MS, Studio } from "./support/studio.mjs";
import { copySite, listOf, renew } from "./support/versions.mjs";

// The second model comes when the page has nothing else to do, which could be during any of these visits.
const QUERY = "?backend=cpu&model=lite";

let copy;
let site;
let visitor;

/** Each test begins with version "one" on the host and a browser that has never been here. */
async function begin(t) {
  copy = await copySite();
  await renew(copy.folder, "one");
  site = await startSite({ dist: copy.folder });
  visitor = await launchVisitor();
  t.after(async () => {
    await visitor.close();
    await site.stop();
    await copy.drop();
  });
}

/** Opens the page in a new tab and waits for its picture. */
async function visit() {
  const page = await visitor.newPage();
  const studio = new Studio(page);
  await page.goto(site.url + QUERY);
  await studio.settled();
  return studio;
}

/** Waits until this page's files are kept and it is served by the service worker. */
const kept = (studio) =>
  studio.page.waitForFunction(() => navigator.serviceWorker.controller !== null, null, { timeout: PATIENCE_MS });

const versionOf = (studio) => studio.page.locator("meta[name=site-version]").getAttribute("content");
const noticeOf = (studio) => studio.page.locator("#renewal");

/** The versions whose caches exist, and how many files of each. */
const versionsKept = (studio) =>
  studio.page.evaluate(async () => {
    const names = (await caches.keys()).filter((name) => name.includes(" version "));
    const entries = names.map(async (name) => {
      const keys = await (await caches.open(name)).keys();
      return [name.slice(name.lastIndexOf(" ") + 1), keys.length];
    });
    return Object.fromEntries(await Promise.all(entries));
  });

/** How often each file was asked for since `from`, by its path in the site. */
function asked(from = 0) {
  const counts = {};
  for (const request of site.requests.slice(from)) {
    const name = request.slice(site.subPath.length) || "index.html";
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

/** The browser looks for a new service worker now; it would by itself at the next visit. */
const lookForNews = (studio) =>
  studio.page.evaluate(async () => {
    await (await navigator.serviceWorker.ready).update().catch(() => {});
  });

async function drawSomething(studio) {
  const before = await studio.picture();
  await studio.choose("class", "window");
  await studio.dragAndSettle([40, 40], [110, 120]);
  assert.notEqual(await studio.picture(), before);
}

test("the first visit keeps what it has downloaded, the second downloads nothing, the third needs no network", { timeout: 240_000 }, async (t) => {
  await begin(t);
  const origins = new Set();
  visitor.on("request", (request) => origins.add(new URL(request.url()).origin));

  const first = await visit();
  await kept(first);
  const list = await listOf(copy.folder);
  const needed = Object.keys(list.files).filter((name) => !list.files[name].later);
  // One entry more: the list itself.
  assert.deepEqual(await versionsKept(first), { one: needed.length + 1 });
  const { "index.html": pages, ...others } = asked();
  // Under its own address, and under the one that this visit has opened.
  assert.equal(pages, 2);
  for (const [name, times] of Object.entries(others)) {
    assert.equal(times, 1, `${name} was asked for ${times} times`);
  }
  assert.deepEqual(new Set([...Object.keys(others), "index.html"]), new Set([...needed, "service_worker.js"]));
  await first.page.close();

  const from = site.requests.length;
  const second = await visit();
  await second.page.waitForTimeout(1000);
  // When browsers look for a new worker is up to them; nothing else may be asked for.
  const downloaded = Object.keys(asked(from)).filter((name) => name !== "service_worker.js");
  assert.deepEqual(downloaded, []);
  await second.page.close();

  await visitor.setOffline(true);
  await site.stop();
  const third = await visit();
  await drawSomething(third);
  await third.page.reload();
  await third.settled();
  assert.ok(await noticeOf(third).isHidden());

  assert.deepEqual([...origins], [site.origin]);
  assert.deepEqual(await visitor.cookies(), []);
  assert.deepEqual(third.faults, []);
});

test("a new version is announced, waits for the person, and then takes the old one's place", { timeout: 240_000 }, async (t) => {
  await begin(t);
  const studio = await visit();
  await kept(studio);
  const from = site.requests.length;
  await renew(copy.folder, "two");
  await lookForNews(studio);
  await noticeOf(studio).waitFor();
  // Only what has changed was downloaded.
  assert.deepEqual(Object.keys(asked(from)).sort(), ["index.html", "service_worker.js"]);

  // Nothing else happens to the page.
  await drawSomething(studio);
  assert.equal(await versionOf(studio), "one");
  assert.deepEqual(Object.keys(await versionsKept(studio)).sort(), ["one", "two"]);

  await noticeOf(studio).getByRole("button", { name: "Reload" }).click();
  await studio.page.waitForFunction(() => document.querySelector("meta[name=site-version]").content === "two");
  await studio.settled();
  assert.ok(await noticeOf(studio).isHidden());
  await studio.page.waitForFunction(
    async () => (await caches.keys()).every((name) => !name.endsWith(" one")),
    null,
    { timeout: PATIENCE_MS },
  );
  assert.deepEqual(studio.faults, []);
});

test("a notice put aside stays away until the next release, and the next visit gets that unasked", { timeout: 240_000 }, async (t) => {
  await begin(t);
  const studio = await visit();
  await kept(studio);
  await renew(copy.folder, "two");
  await lookForNews(studio);
  await noticeOf(studio).getByRole("button", { name: "Later" }).click();
  await lookForNews(studio);
  await studio.page.waitForTimeout(500);
  assert.ok(await noticeOf(studio).isHidden());

  await renew(copy.folder, "three");
  await lookForNews(studio);
  await noticeOf(studio).waitFor();
  assert.equal(await versionOf(studio), "one");
  await studio.page.close();
  assert.equal(await versionOf(await visit()), "three");
});

test("two tabs of different versions each work on, without the network, with their own files", { timeout: 240_000 }, async (t) => {
  await begin(t);
  const old = await visit();
  await kept(old);
  await renew(copy.folder, "two");
  await lookForNews(old);
  await noticeOf(old).waitFor();
  const young = await visit();
  assert.equal(await versionOf(young), "two");
  assert.equal(await versionOf(old), "one");

  await visitor.setOffline(true);
  await site.stop();
  const pageFor = (studio) =>
    studio.page.evaluate(async () => (await (await fetch("index.html")).text()).match(/site-version" content="(\w+)/)[1]);
  assert.equal(await pageFor(old), "one");
  assert.equal(await pageFor(young), "two");
  // An engine that has to be started anew comes from the cache too.
  for (const studio of [old, young]) {
    // Its helpers end with it.
    const engines = studio.page.workers().filter((worker) => !worker.url().includes("helper"));
    await Promise.all(engines.map((worker) => worker.evaluate(() => self.close())));
    await studio.choose("class", "window");
    const before = await studio.picture();
    await studio.drag([40, 40], [110, 120]);
    await studio.pictureOtherThan(before, 60_000);
  }
  assert.deepEqual(Object.keys(await versionsKept(young)).sort(), ["one", "two"]);

  // The old version goes with its last page.
  await old.page.close();
  await young.page.reload();
  await young.page.waitForFunction(
    async () => (await caches.keys()).every((name) => !name.endsWith(" one")),
    null,
    { timeout: PATIENCE_MS },
  );
});

test("a damaged file stops a new version from being installed, and the old one works on", { timeout: 240_000 }, async (t) => {
  await begin(t);
  const studio = await visit();
  await kept(studio);
  await renew(copy.folder, "two");
  site.fault("/", flipByte);
  await lookForNews(studio);
  await studio.page.waitForTimeout(2000);
  assert.ok(await noticeOf(studio).isHidden());
  await studio.page.reload();
  await studio.settled();
  assert.equal(await versionOf(studio), "one");

  // What was kept of the interrupted installation does no harm to the next.
  site.heal();
  await lookForNews(studio);
  await noticeOf(studio).waitFor();
  await studio.page.reload();
  await studio.settled();
  assert.equal(await versionOf(studio), "two");
});

test("a browser without room keeps nothing, and the page works", { timeout: 240_000 }, async (t) => {
  await begin(t);
  const page = await visitor.newPage();
  const session = await visitor.newCDPSession(page);
  await session.send("Storage.overrideQuotaForOrigin", { origin: site.origin, quotaSize: 100_000 });
  const studio = new Studio(page);
  await page.goto(site.url + QUERY);
  await studio.settled();
  await page.waitForTimeout(2000);
  assert.equal(await page.evaluate(() => navigator.serviceWorker.controller), null);
  await drawSomething(studio);
  const from = site.requests.length;
  await page.reload();
  const { words } = await studio.settled();
  assert.doesNotMatch(words, /quota|storage|cache/i);
  // What lies in the HTTP cache is not asked for again.
  const again = asked(from);
  for (const name of ["models/lite.safetensors", "engine_cpu_bg.wasm"]) {
    assert.equal(again[name], undefined, name);
  }
  assert.deepEqual(studio.faults, []);
});

test("a page of an unfinished build registers no service worker", { timeout: 120_000 }, async (t) => {
  await begin(t);
  await renew(copy.folder, "");
  const studio = await visit();
  await studio.page.waitForTimeout(1000);
  assert.equal(await studio.page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length), 0);
});

test("the WebGPU engine is kept when it is first used, and ranges and other addresses pass by", { timeout: 240_000 }, async (t) => {
  await begin(t);
  const studio = await visit();
  await kept(studio);
  await studio.page.reload();
  await studio.settled();
  const fetched = (name, init) =>
    studio.page.evaluate(async ([name, init]) => (await (await fetch(name, init)).arrayBuffer()).byteLength, [name, init]);
  const times = (name) => asked()[name] ?? 0;

  const { build } = await listOf(copy.folder);
  const bytes = await fetched(`engine_gpu.js?build=${build}`);
  await studio.page.waitForFunction(async () => (await caches.match("engine_gpu.js")) !== undefined);
  assert.equal(await fetched(`engine_gpu.js?build=${build}`), bytes);
  assert.equal(times("engine_gpu.js"), 1);

  // What came before the service worker did is kept when the page says that it uses it.
  const keep = { type: "keep", prefix: "engine_gpu" };
  await studio.page.evaluate((keep) => navigator.serviceWorker.controller.postMessage(keep), keep);
  await studio.page.waitForFunction(async () => (await caches.match("engine_gpu_bg.wasm")) !== undefined);
  // 19 MB take a while to come and to be checked.
  const end = Date.now() + PATIENCE_MS;
  while (times("engine_gpu_bg.wasm") === 0 && Date.now() < end) {
    await studio.page.waitForTimeout(50);
  }
  assert.equal(times("engine_gpu_bg.wasm"), 1);

  const name = "models/models.json";
  const before = times(name);
  await fetched(name, { headers: { Range: "bytes=0-9" } });
  assert.equal(times(name), before + 1, "a range goes to the host");
  await fetched("no/such/file");
  assert.equal(times("no/such/file"), 1);
});

test("the page can be installed", { timeout: 120_000 }, async (t) => {
  await begin(t);
  const studio = await visit();
  await kept(studio);
  const session = await visitor.newCDPSession(studio.page);
  const { url, errors, manifest } = await session.send("Page.getAppManifest");
  assert.equal(url, `${site.url}manifest.webmanifest`);
  assert.deepEqual(errors, []);
  assert.equal(manifest.startUrl, site.url);
  assert.equal(manifest.scope, site.url);
  const { installabilityErrors } = await session.send("Page.getInstallabilityErrors");
  assert.deepEqual(installabilityErrors, []);
  for (const { url: icon, sizes } of manifest.icons) {
    const size = await studio.page.evaluate(async (src) => {
      const image = new Image();
      image.src = src;
      await image.decode();
      return `${image.naturalWidth}x${image.naturalHeight}`;
    }, icon);
    // 0x0 stands for "any".
    assert.ok(sizes === "0x0" || sizes === size, `${icon} is ${size}, not ${sizes}`);
  }
});
