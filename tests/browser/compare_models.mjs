// Two bundles' times per picture beside each other:
// `node compare_models.mjs A.safetensors B.safetensors [--pictures N]`.
//
// Both are loaded in one page, each by an engine of one CPU thread, and translate the same procedural drawings in
// turns, so that whatever else the machine does meets both. Prints medians and the median of the pairs' ratios.

import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { launch } from "./support/browser.mjs";
import { startSite } from "./support/site.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { pictures: { type: "string", default: "60" } },
});
if (positionals.length !== 2) {
  console.error("node compare_models.mjs A.safetensors B.safetensors [--pictures N]");
  process.exit(2);
}

const folder = await mkdtemp(path.join(tmpdir(), "facade-compared-"));
await Promise.all(positionals.map((file, index) => copyFile(file, path.join(folder, `${index}.safetensors`))));
const [site, browser] = await Promise.all([startSite(), launch()]);
site.mount("compared", folder);
try {
  const page = await browser.newPage();
  await page.route("**/example.js", (route) => route.fulfill({ contentType: "text/javascript", body: "" }));
  await page.goto(`${site.url}engine/example.html`);
  const pairs = await page.evaluate(measure, { base: site.url, pictures: Number(values.pictures) });
  const [a, b] = [0, 1].map((side) => median(pairs.map((pair) => pair[side])));
  const ratio = median(pairs.map(([first, second]) => second / first));
  console.log(`${positionals[0]}: ${a.toFixed(1)} ms\n${positionals[1]}: ${b.toFixed(1)} ms`);
  console.log(`second over first: ${ratio.toFixed(2)} (median of ${pairs.length} pairs)`);
} finally {
  await Promise.all([browser.close(), site.stop(), rm(folder, { recursive: true })]);
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1];
}

/** In the page: `[ms, ms]` for each drawing, the first few left out. */
async function measure({ base, pictures }) {
  const { FACADE_CLASSES, load, SIDE } = await import(`${base}engine/index.js`);
  const engines = [];
  for (const index of [0, 1]) {
    engines.push(await load(`${base}compared/${index}.safetensors`, { backend: "cpu", threads: 1 }));
  }
  const pairs = [];
  for (let number = 0; number < pictures + 5; number += 1) {
    const map = new Uint8Array(SIDE * SIDE).fill(2);
    // Windows, doors and sills in rows, each drawing with others: edges are what the first layer's work depends on.
    for (let box = 0; box < 40; box += 1) {
      const [x, y] = [(box % 8) * 32 + (number % 9), Math.floor(box / 8) * 48 + 10];
      for (let row = y; row < y + 24; row += 1) {
        map.fill(3 + ((box + number) % 9), row * SIDE + x, row * SIDE + x + 14);
      }
    }
    // Models of colours are shown the classes in theirs.
    const colors = Uint8Array.from({ length: 3 * map.length }, (_, at) => FACADE_CLASSES[map[Math.floor(at / 3)] - 1].color[at % 3]);
    const pair = [];
    for (const side of number % 2 === 0 ? [0, 1] : [1, 0]) {
      const begun = performance.now();
      await engines[side].translate(engines[side].classes.length > 0 ? map : colors);
      pair[side] = performance.now() - begun;
    }
    pairs.push(pair);
  }
  return pairs.slice(5);
}
