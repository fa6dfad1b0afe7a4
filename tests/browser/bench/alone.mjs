// Each contender in a browser of its own: does it paint the right picture, how soon, with how much
// memory, from how many bytes.

import { readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { launch } from "../support/browser.mjs";
import { compare, open, run } from "./contest.mjs";
import { peaks } from "../support/memory.mjs";

/** Enough for memory to reach its height. */
const HEIGHT = { ms: 1000, pictures: 1 };

const gzipped = new Map();

/** Bytes of the files after `gzip -9`, which is about what a static host sends. */
async function gzippedBytes(files) {
  let total = 0;
  for (const file of files) {
    if (!gzipped.has(file)) {
      gzipped.set(file, gzipSync(await readFile(file), { level: 9 }).length);
    }
    total += gzipped.get(file);
  }
  return total;
}

/** What an empty page's browser holds. */
export async function emptyPage(site, webgpu) {
  const browser = await launch({ webgpu });
  const page = await browser.newPage();
  await page.goto(`${site.url}tests/bench/page/index.html`);
  const memory = await peaks(browser);
  await browser.close();
  return memory;
}

/** What `contender` is like at this width; with `fault` in words where it cannot take part. */
export async function examine(site, contender, ngf, webgpu) {
  const browser = await launch({ webgpu: contender.webgpu ? webgpu : "none" });
  try {
    const { page, started, files, complaints } = await open(browser, site, contender, ngf);
    const { backend, threads } = started.ready;
    if (contender.id === "cpu-threads" && threads !== contender.threads) {
      return { fault: `this engine does not say that it uses ${contender.threads} threads` };
    }
    const comparison = await compare(page, site, ngf);
    if (!comparison.agrees) {
      return { comparison, fault: `its picture differs by ${comparison.largest.toExponential(1)}` };
    }
    await run(page, HEIGHT.ms, HEIGHT.pictures);
    return {
      comparison,
      backend,
      complaints,
      ready_ms: started.ready_ms,
      first_picture_ms: started.first_picture_ms,
      memory: await peaks(browser),
      engine_bytes: await gzippedBytes(files),
      engine_files: files.map((file) => file.split(/[/\\]/).at(-1)),
    };
  } catch (error) {
    return { fault: error.message.split("\n")[0] };
  } finally {
    await browser.close();
  }
}
