// Copies of the built site that can become another version, as after the next release.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { DIST } from "./site.mjs";

const LIST = /^const SITE = (.*);$/m;
const META = /(<meta name="site-version" content=")[^"]*/;

/** A copy of the built site, in `folder`; `drop()` removes it. */
export async function copySite() {
  const folder = await mkdtemp(path.join(tmpdir(), "facade-site-"));
  await cp(DIST, folder, { recursive: true });
  return { folder, drop: () => rm(folder, { recursive: true, force: true }) };
}

/** The list that the service worker in `folder` works from. */
export async function listOf(folder) {
  const worker = await readFile(path.join(folder, "service_worker.js"), "utf8");
  const list = JSON.parse(LIST.exec(worker)?.[1] ?? "null");
  assert.ok(list !== null, `${folder} is not finished: run \`cargo xtask build\``);
  return list;
}

/** Adds the files in the folder's `models` to the service worker's list, the default one excepted as files for later. */
export async function addModels(folder) {
  const list = await listOf(folder);
  const { models } = JSON.parse(await readFile(path.join(folder, "models", "models.json"), "utf8"));
  for (const { file } of models) {
    list.files[`models/${file}`] ??= { sha256: "", later: true };
  }
  const script = path.join(folder, "service_worker.js");
  const worker = await readFile(script, "utf8");
  await writeFile(script, worker.replace(LIST, () => `const SITE = ${JSON.stringify(list)};`));
}

/**
 * Makes the site in `folder` the version called `version`: its page says so, and the worker's list is
 * brought up to date as `cargo xtask finish` would. With an empty version the page is that of an
 * unfinished build. `added` are entries of files that the build did not know, by their paths.
 */
export async function renew(folder, version, added = {}) {
  const list = await listOf(folder);
  Object.assign(list.files, added);
  const page = path.join(folder, "index.html");
  const html = (await readFile(page, "utf8")).replace(META, `$1${version}`);
  await writeFile(page, html);
  for (const [name, file] of Object.entries(list.files)) {
    const content = await readFile(path.join(folder, name));
    file.sha256 = createHash("sha256").update(content).digest("hex");
  }
  list.version = version;
  const script = path.join(folder, "service_worker.js");
  const worker = await readFile(script, "utf8");
  await writeFile(script, worker.replace(LIST, () => `const SITE = ${JSON.stringify(list)};`));
}
