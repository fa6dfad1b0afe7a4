// Models of the visitor's own: dropped or opened, kept, chosen, removed, refused; and bundles at an address of the
// site.

import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { findings } from "./support/axe.mjs";
import { launchVisitor } from "./support/browser.mjs";
import { declared, renamed, shipped, tinted, undeclared } from "./support/bundles.mjs";
import { browser, site, siteAndBrowser } from "./support/fixture.mjs";
import { startSite } from "./support/site.mjs";
import { PATIENCE_MS, Studio } from "./support/studio.mjs";
import { copySite, renew } from "./support/versions.mjs";
import { latinWords } from "./support/words.mjs";

const QUERY = "?backend=cpu";
/** Larger than any that is taken: files of zeros, made in the browser. */
const TOO_LARGE_BYTES = 256e6 + 1;

let folder;
siteAndBrowser(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "facade-own-"));
  const lite = await shipped();
  const mine = renamed(tinted(lite), "mine");
  const damaged = Buffer.from(mine);
  damaged[damaged.length >> 1] ^= 0x10;
  const files = {
    "mine.safetensors": mine,
    "other.safetensors": renamed(lite, "other"),
    "namesake.safetensors": renamed(lite, "mine"),
    "damaged.safetensors": damaged,
    "short.safetensors": mine.subarray(0, mine.length >> 1),
    "newer.safetensors": declared(lite, (manifest) => ({ ...manifest, version: 99 })),
    "bare.safetensors": undeclared(lite),
    "latest_net_G.pth": Buffer.from("PK\x03\x04 archive/data.pkl", "latin1"),
    "mine.onnx": Buffer.from([0x08, 0x0a, 0x12, 0x06, ...Buffer.from("facade")]),
    "page.safetensors": Buffer.from("<!doctype html><title>Not found</title>"),
  };
  for (const [name, bytes] of Object.entries(files)) {
    await writeFile(path.join(folder, name), bytes);
  }
  site.mount("own", folder);
});
after(() => rm(folder, { recursive: true, force: true }));

/** Lets a file go over the page; its bytes are those of `own/NAME`, or so many zeros after those. */
const drop = (studio, name, bytes = 0) =>
  studio.page.evaluate(
    async ([name, bytes]) => {
      const blob = await (await fetch(`own/${name}`)).blob();
      const megabyte = new Blob([new Uint8Array(1e6)]);
      const more = Array.from({ length: Math.ceil(bytes / 1e6) }, () => megabyte);
      const data = new DataTransfer();
      data.items.add(new File([blob, ...more], name));
      document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
    },
    [name, bytes],
  );

const by = (studio, model) => studio.until((status) => status.state === "ready" && status.model === model && status.seq === status.drawn);
const noted = (studio, pattern) => studio.until(({ words }) => pattern.test(words));
const search = (studio) => new URL(studio.page.url()).search;

/** Opens the list of models; gives back its rows as they read, the one in use marked. */
async function listed(studio) {
  await studio.choose("action", "models");
  await studio.page.locator("#models[open] .model").first().waitFor();
  return rows(studio);
}

const rows = (studio) =>
  studio.page.locator(".model").evaluateAll((rows) =>
    rows.map((row) => {
      const choice = row.querySelector("[data-model-choice]");
      const mark = choice.getAttribute("aria-current") === "true" ? "> " : "";
      return mark + [...choice.children].map((part) => part.textContent).join(": ");
    }),
  );

test("a dropped model paints other pictures of the same drawing, a reload keeps it, and removing it goes back", async () => {
  const studio = await Studio.open(browser, site.url, { query: QUERY });
  const { page } = studio;
  await studio.settled();
  await studio.choose("class", "window");
  const usual = await studio.dragAndSettle([40, 40], [110, 130]);
  const from = site.requests.length;
  await drop(studio, "mine.safetensors");
  await by(studio, "mine");
  const own = await studio.picture();
  assert.notEqual(own, usual);
  assert.equal(search(studio), `${QUERY}&model=own:mine`);
  await page.getByText("It is kept in this browser, under Models.").first().waitFor();
  assert.ok(await page.locator('[data-action="undo"]').isEnabled(), "the history is as it was");
  // Nothing is asked for but the file itself, which this test fetches, and what checks it.
  const asked = site.requests.slice(from).map((request) => request.slice(site.subPath.length));
  assert.deepEqual(asked.filter((name) => name.startsWith("models/")), []);

  await page.reload();
  await by(studio, "mine");
  assert.equal(await studio.picture(), own);

  const list = await listed(studio);
  assert.match(list.find((row) => row.includes("mine")), /^> mine: paints now · 2\.\d MB · yours · ngf 16 · takes paint · 400 pairs/);
  assert.match(list.find((row) => row.includes("lite")), /^lite: 2\.\d MB · this page’s own$/);
  await page.click('[data-model-removal="mine"]');
  await by(studio, "lite");
  assert.equal(await studio.picture(), usual);
  assert.equal(search(studio), QUERY);
  const end = Date.now() + PATIENCE_MS;
  while ((await rows(studio)).some((row) => row.includes("mine"))) {
    assert.ok(Date.now() < end, "it is still listed");
    await page.waitForTimeout(50);
  }
  await page.keyboard.press("Escape");
  await page.reload();
  await by(studio, "lite");
  await studio.close();
});

test("the list switches between the site's models and the visitor's, and a namesake takes the other's place", async () => {
  const studio = await Studio.open(browser, site.url, { query: QUERY });
  const { page } = studio;
  await studio.settled();
  await drop(studio, "mine.safetensors");
  await by(studio, "mine");
  const tint = await studio.picture();
  await drop(studio, "other.safetensors");
  await by(studio, "other");
  const other = await studio.picture();
  assert.notEqual(other, tint);
  await listed(studio);
  await page.click('[data-model-choice="own:mine"]');
  await by(studio, "mine");
  assert.equal(await studio.picture(), tint);
  assert.ok(await page.locator("#models").isHidden(), "choosing closes the list");
  await listed(studio);
  await page.click('[data-model-choice="full"]');
  await by(studio, "full");
  assert.equal(search(studio), `${QUERY}&model=full`);
  await listed(studio);
  await page.click('[data-model-choice=""]');
  await by(studio, "lite");
  assert.equal(search(studio), QUERY);
  await drop(studio, "namesake.safetensors");
  await by(studio, "mine");
  assert.equal(await studio.picture(), other, "the same weights by another name");
  const list = await listed(studio);
  assert.equal(list.filter((row) => /mine/.test(row)).length, 1);
  await studio.close();
});

test("a model is opened from the list and like any other file", async () => {
  const studio = await Studio.open(browser, site.url, { query: QUERY });
  const { page } = studio;
  await studio.settled();
  for (const [name, open] of [
    ["mine", async () => {
      await listed(studio);
      await page.click("[data-model-file]");
    }],
    ["other", () => studio.choose("action", "open")],
  ]) {
    const [chooser] = await Promise.all([page.waitForEvent("filechooser"), open()]);
    await chooser.setFiles(path.join(folder, `${name}.safetensors`));
    await by(studio, name);
  }
  await studio.close();
});

test("what is no model for this page is told in a sentence in both languages, and costs nothing", { timeout: 240_000 }, async () => {
  const cases = [
    ["damaged.safetensors", /damaged\.safetensors is damaged.*get it anew/, /已损坏.*重新取得/],
    ["short.safetensors", /short\.safetensors is damaged/, /已损坏/],
    ["newer.safetensors", /newer\.safetensors cannot be used \(bundle version 99; this program reads versions up to 3\)/, /引擎无法使用 newer/],
    ["bare.safetensors", /bare\.safetensors cannot be read: .*looks like one of our own bundles/, /未能从这个文件读出模型/],
    ["latest_net_G.pth", /latest_net_G\.pth cannot be read: not a whole PyTorch checkpoint/, /未能从这个文件读出模型/],
    ["mine.onnx", /mine\.onnx cannot be read: an ONNX file without a graph/, /未能从这个文件读出模型/],
    ["mine.safetensors", /more than 256 MB/, /超过 256 MB/, TOO_LARGE_BYTES],
  ];
  for (const [lang, which] of [["en", 1], ["zh", 2]]) {
    // One model alone: else the other paints anew at rest.
    const query = `${QUERY}&model=lite&lang=${lang}`;
    const studio = await Studio.open(browser, site.url, { query });
    const { page } = studio;
    await studio.settled();
    await studio.choose("class", "window");
    const picture = await studio.dragAndSettle([40, 40], [110, 130]);
    for (const [name, ...rest] of cases) {
      await drop(studio, name, rest[2]);
      const { words, model } = await noted(studio, rest[which - 1]);
      assert.equal(model, "lite", name);
      assert.equal((words.match(/blob:|undefined|\[object/) ?? [])[0], undefined, words);
      assert.equal(await studio.picture(), picture, name);
      assert.equal(search(studio), query);
    }
    // The engine that was in use still is.
    assert.notEqual(await studio.dragAndSettle([130, 40], [200, 130]), picture);
    assert.deepEqual((await listed(studio)).filter((row) => !/^(> )?(lite|full):/.test(row)), []);
    if (lang === "zh") {
      const said = ["mine", "unet"];
      await page.keyboard.press("Escape");
      const foreign = (await latinWords(page)).filter((found) => !said.includes(found.split(" ")[0]) && !/safetensors/.test(found));
      assert.deepEqual(foreign, []);
    }
    await studio.close();
  }
});

test("a model at an address of the site is checked and used; what cannot be had is told, and the site's own paints", async () => {
  const asked = [];
  const prepare = (page) => page.context().on("request", (request) => asked.push(request.url()));
  const usual = await Studio.open(browser, site.url, { query: QUERY });
  await usual.settled();
  const picture = await usual.picture();
  await usual.close();

  const studio = await Studio.open(browser, site.url, { query: `${QUERY}&model=own/mine.safetensors`, prepare });
  await by(studio, "mine");
  assert.notEqual(await studio.picture(), picture);
  assert.equal(search(studio), `${QUERY}&model=own/mine.safetensors`);
  await studio.close();

  for (const [address, pattern] of [
    ["own/damaged.safetensors", /is damaged/],
    ["own/none.safetensors", /none\.safetensors is not on the server/],
    ["own/page.safetensors", /page\.safetensors cannot be read: it is a web page, no checkpoint/],
    ["https://example.org/mine.safetensors", /example\.org is another site.*drop it here/],
    ["//example.org/mine.safetensors", /example\.org is another site/],
    ["own:never", /never is not among the models in this browser/],
  ]) {
    const studio = await Studio.open(browser, site.url, { query: `${QUERY}&model=${address}`, prepare });
    await noted(studio, pattern);
    await by(studio, "lite");
    assert.equal(await studio.picture(), picture, address);
    await studio.close();
  }
  assert.deepEqual(asked.filter((url) => !/^(data|blob):/.test(url) && !url.startsWith(site.url)), []);
});

test("a kept model is there without a network, and after the next release of the page", { timeout: 240_000 }, async (t) => {
  const copy = await copySite();
  await renew(copy.folder, "one");
  const host = await startSite({ dist: copy.folder });
  host.mount("own", folder);
  const visitor = await launchVisitor();
  t.after(async () => {
    await visitor.close();
    await host.stop();
    await copy.drop();
  });
  const visit = async (query, model) => {
    const page = await visitor.newPage();
    const studio = new Studio(page);
    await page.goto(host.url + query);
    await by(studio, model);
    return studio;
  };
  const first = await visit(QUERY, "lite");
  await first.page.waitForFunction(() => navigator.serviceWorker.controller !== null, null, { timeout: PATIENCE_MS });
  await drop(first, "mine.safetensors");
  await by(first, "mine");
  await first.page.getByText("It is kept in this browser").first().waitFor();

  await renew(copy.folder, "two");
  await first.page.evaluate(async () => (await navigator.serviceWorker.ready).update());
  await first.page.locator("#renewal").waitFor();
  await first.page.close();
  const second = await visit(`${QUERY}&model=own:mine`, "mine");
  assert.equal(await second.page.locator("meta[name=site-version]").getAttribute("content"), "two");
  // From here on workers share the work, which may round otherwise than one does.
  const own = await second.picture();
  await second.page.waitForTimeout(500);
  await second.page.close();

  await visitor.setOffline(true);
  await host.stop();
  const third = await visit(`${QUERY}&model=own:mine`, "mine");
  assert.equal(await third.picture(), own);
  assert.ok((await listed(third)).some((row) => row.startsWith("> mine")));
  assert.deepEqual(third.faults, []);
});

for (const [size, colorScheme] of [[[390, 844], "light"], [[1440, 900], "dark"]]) {
  test(`the list of models is all in sight and read by everybody, ${size.join("×")}, ${colorScheme}`, async () => {
    const touch = size[0] < 620;
    const context = { viewport: { width: size[0], height: size[1] }, hasTouch: touch, isMobile: touch, colorScheme };
    const studio = await Studio.open(browser, site.url, { query: `${QUERY}&lang=en`, context });
    await studio.settled();
    await drop(studio, "mine.safetensors");
    await by(studio, "mine");
    await listed(studio);
    const { page } = studio;
    const sticksOut = await page.evaluate(() => {
      const dialog = document.querySelector("#models").getBoundingClientRect();
      return [...document.querySelectorAll("#models button, #models a:not([hidden]), #models p, #models h2")]
        .filter((element) => {
          const box = element.getBoundingClientRect();
          return box.width === 0 || box.left < dialog.left || box.right > dialog.right || box.bottom > innerHeight
            || (element.tagName === "BUTTON" && box.height < 40);
        })
        .map((element) => element.textContent.trim());
    });
    assert.deepEqual(sticksOut, []);
    assert.deepEqual(await findings(page), []);
    await studio.close();
  });
}
