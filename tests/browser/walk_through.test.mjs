// docs/walk-through.md, done by its own commands: from a folder of pictures to a page that draws.
//
// The commands run as they stand there, in a folder of their own. What they call is the built program in place of
// cargo, which would build it, and trains for one epoch in the smallest widths; the static host is this test's.

import assert from "node:assert/strict";
import { chmod, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { launch } from "./support/browser.mjs";
import { give } from "./support/photos.mjs";
import { DIST, startSite } from "./support/site.mjs";
import { Studio } from "./support/studio.mjs";
import { ENVIRONMENT, program, run, writePairs, writePhotos } from "./support/training.mjs";

const DOCUMENT = fileURLToPath(new URL("../../docs/walk-through.md", import.meta.url));

/** In place of cargo: the programs that it would build and run. Anything else that the document asks of it is an error. */
const cargo = (programs) => `#!/usr/bin/env node
const { spawnSync } = require("node:child_process");
const { trainer, xtask, dist, path } = ${JSON.stringify(programs)};
let words = process.argv.slice(2);
let file;
if (words.slice(0, 5).join(" ") === "run -p trainer --release --") {
  [file, words] = [trainer, words.slice(5)];
  if (words[0] === "train") {
    const at = words.indexOf("--epochs");
    words.splice(at, 2, "--epochs", "1", "--ngf", "2", "--ndf", "2");
  }
} else if (words[0] === "xtask") {
  [file, words] = [xtask, words.slice(1)];
  if (words[0] === "publish") {
    words.push("--dist", dist, "--trainer", trainer);
  }
} else {
  console.error("cargo " + words.join(" ") + " is no command that this test knows");
  process.exit(2);
}
// xtask asks cargo itself where things are.
const env = { ...process.env, PATH: path };
process.exit(spawnSync(file, words, { stdio: "inherit", env }).status ?? 1);
`;

/** The blocks of commands, in their order, each with the heading above it. */
async function blocks() {
  const text = await readFile(DOCUMENT, "utf8");
  const found = [...text.matchAll(/^## (.*)$|^\`\`\`sh\n([\s\S]*?)^\`\`\`$/gm)];
  let heading = "";
  return found.flatMap(([, title, commands]) => {
    heading = title ?? heading;
    return commands === undefined ? [] : [{ heading, commands }];
  });
}

let folder;
let browser;
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "facade-walk-"));
  await writePhotos(path.join(folder, "pictures"), 11);
  for (const half of ["houses", "streets", "sketches"]) {
    await writePairs(path.join(folder, half), { train: 4, val: 2 }, half);
  }
  const programs = { trainer: program("trainer"), xtask: program("xtask"), dist: DIST, path: process.env.PATH };
  await mkdir(path.join(folder, "bin"));
  for (const [name, script] of [["cargo", cargo(programs)], ["python3", '#!/bin/sh\necho "$@" >served\n']]) {
    await writeFile(path.join(folder, "bin", name), script);
    await chmod(path.join(folder, "bin", name), 0o755);
  }
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await rm(folder, { recursive: true, force: true });
});

const inside = (...names) => path.join(folder, ...names);

test("every command of the walk-through does what the document says", { timeout: 600_000 }, async (t) => {
  const env = { ...ENVIRONMENT, PATH: `${inside("bin")}${path.delimiter}${process.env.PATH}` };
  const commands = await blocks();
  assert.ok(commands.length >= 8, `${commands.length} blocks of commands`);
  for (const { heading, commands: script } of commands) {
    t.diagnostic(`${heading}: ${script.trim().split("\n").at(-1)}`);
    await run("sh", ["-ec", script], { cwd: folder, env });
  }
  assert.equal((await readdir(inside("photos", "train"))).length, 9);
  const held = await readdir(inside("photos", "val"));
  assert.equal(held.length, 2);
  assert.deepEqual((await readdir(inside("coloured"))).sort(), held.sort(), "one coloured picture for each");
  for (const name of ["colours", "houses", "streets", "sketches"]) {
    const report = await readFile(inside("runs", name, "report.html"), "utf8");
    assert.match(report, /data:image\/jpeg/, `${name}: the report shows pictures`);
  }
  assert.match(await readFile(inside("served"), "utf8"), /--directory site /);
});

test("the site draws with the model under the site's name, and leads to the page about it", async () => {
  const site = await startSite({ dist: inside("site") });
  const studio = await Studio.open(browser, site.url, { query: "?backend=cpu" });
  const { page } = studio;
  const { model } = await studio.settled();
  assert.equal(model, "houses");
  assert.equal(await page.title(), "My houses");
  const before = await studio.picture();
  await studio.choose("class", "window");
  assert.notEqual(await studio.dragAndSettle([30, 40], [120, 150]), before);
  await page.click("h1 a");
  assert.match(await page.locator("main").innerText(), /houses[\s\S]*4 pairs/);
  await studio.close();
  await site.stop();
});

/** Opens one of the other sites, and gives back the names of what can be drawn with there. */
async function visit(name, act) {
  const site = await startSite({ dist: inside(`${name}-site`) });
  const studio = await Studio.open(browser, site.url, { query: "?backend=cpu" });
  const { page } = studio;
  await studio.until(({ state, model }) => state === "ready" && model === name);
  const title = await page.title();
  const names = await page.locator("#palette .name").allInnerTexts();
  await act(studio);
  await page.goto(`${site.url}about.html`);
  const about = await page.locator("main").innerText();
  await studio.close();
  await site.stop();
  return { title, names, about };
}

test("the page of other classes draws in them, that of sketches in their inks, that of photos opens one", async () => {
  const draws = async (studio) => {
    await studio.settled();
    const before = await studio.picture();
    await studio.page.locator("#palette .chip").nth(1).click();
    assert.notEqual(await studio.dragAndSettle([30, 40], [150, 160]), before);
  };
  const streets = await visit("streets", draws);
  assert.deepEqual([streets.title, streets.names], ["Streets", ["road", "sky", "car", "person"]]);
  const sketches = await visit("sketches", draws);
  assert.deepEqual([sketches.title, sketches.names], ["Sketches", ["White", "Black"]]);
  const photos = await visit("colours", async (studio) => {
    const photo = await readFile(inside("pictures", "3.png"));
    await give(studio.page, [...photo]);
    await studio.until(({ seq, drawn }) => seq > 0 && seq === drawn);
  });
  assert.equal(photos.title, "Colours for old photos");
  for (const { about } of [streets, sketches, photos]) {
    assert.doesNotMatch(about, /facade|house/i);
  }
});

test("the exported bundle is taken by a studio that does not have it, dropped and from beside the page", async () => {
  const site = await startSite();
  site.mount("more", inside("bundles"));
  const studio = await Studio.open(browser, site.url, { query: "?backend=cpu" });
  await studio.settled();
  const usual = await studio.picture();
  await studio.page.evaluate(async () => {
    const blob = await (await fetch("more/mine.safetensors")).blob();
    const data = new DataTransfer();
    data.items.add(new File([blob], "mine.safetensors"));
    document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
  });
  await studio.until(({ model, state }) => model === "mine" && state === "ready");
  const dropped = await studio.picture();
  assert.notEqual(dropped, usual);
  await studio.close();
  const beside = await Studio.open(browser, site.url, { query: "?backend=cpu&model=more/mine.safetensors" });
  await beside.until(({ model, state }) => model === "mine" && state === "ready");
  assert.equal(await beside.picture(), dropped);
  await beside.close();
  await site.stop();
});
