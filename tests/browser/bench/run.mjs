// The benchmark: our engines, onnxruntime-web and TensorFlow.js on the same weights in one Chromium.
//
// `cargo xtask bench` builds what is missing and runs this. Without building anything, on any built site
// and on models that `bench_models` wrote:
//
//   node tests/browser/bench/run.mjs --dist DIR --models DIR [--widths 16,32,64] [--rounds N]
//     [--slow-rounds N] [--only cpu,ort-wasm] [--threads N] [--software-gpu] [--visits N] [--json FILE]
//
// `--only` takes the ids of contenders.mjs, `none` for the visits alone; `--visits 0` leaves those out.
// CHROMIUM names the browser.

import { writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { launch } from "../support/browser.mjs";
import { DIST, ISOLATION, startSite } from "../support/site.mjs";
import { chooseAdapter } from "./adapter.mjs";
import { emptyPage, examine } from "./alone.mjs";
import { contenders } from "./contenders.mjs";
import { describe } from "./machine.mjs";
import { prepare } from "./models.mjs";
import { figures, heading, speedTable } from "./table.mjs";
import { takeTurns } from "./together.mjs";
import { measureVisits, visitTable } from "./visits.mjs";

const { values: chosen } = parseArgs({
  options: {
    dist: { type: "string", default: DIST },
    models: { type: "string" },
    widths: { type: "string", default: "16,32,64" },
    rounds: { type: "string", default: "12" },
    "slow-rounds": { type: "string", default: "2" },
    only: { type: "string", default: "" },
    threads: { type: "string", default: String(Math.min(os.availableParallelism(), 8)) },
    "software-gpu": { type: "boolean", default: false },
    visits: { type: "string", default: "3" },
    json: { type: "string" },
  },
});
const list = (text) => text.split(",").filter((part) => part !== "");
const widths = list(chosen.widths).map(Number);
const participants = chosen.only === "none" ? [] : contenders(list(chosen.only), Number(chosen.threads));
const say = (text) => console.error(`bench: ${text}`);

const dist = path.resolve(chosen.dist);
const site = await startSite({ dist, headers: ISOLATION });
site.mount("tests", fileURLToPath(new URL("..", import.meta.url)));
if (participants.length > 0) {
  if (chosen.models === undefined) {
    throw new Error("--models names the folder that bench_models has written");
  }
  await prepare(chosen.models, widths);
  site.mount("models-of-bench", chosen.models);
}

const blank = `${site.url}tests/bench/page/index.html`;
const { webgpu, adapter } = participants.some((contender) => contender.webgpu)
  ? await chooseAdapter(blank, chosen["software-gpu"])
  : { webgpu: "none", adapter: null };
const browser = await launch();
const machine = { ...(await describe(browser)), adapter };
await browser.close();
const empty = await emptyPage(site, webgpu);

const results = [];
for (const ngf of participants.length > 0 ? widths : []) {
  const ready = [];
  for (const contender of participants) {
    const alone = await examine(site, contender, ngf, webgpu);
    say(`ngf ${ngf}, ${contender.id}: ${alone.fault ?? `right to ${alone.comparison.largest.toExponential(1)}`}`);
    results.push({ ngf, ...contender, alone });
    if (alone.fault === undefined) {
      ready.push(contender);
    }
  }
  const turns = await takeTurns({
    site,
    contenders: ready,
    ngf,
    webgpu,
    rounds: Number(chosen.rounds),
    slowRounds: Number(chosen["slow-rounds"]),
    say: (text) => say(`ngf ${ngf}, ${text}`),
  });
  for (const result of results.filter((result) => result.ngf === ngf && turns.has(result.id))) {
    const { turns: own, fault } = turns.get(result.id);
    if (fault === undefined) {
      Object.assign(result, { turns: own, figures: figures(ngf, own, turns.get(result.opponent)?.turns) });
    } else {
      result.alone.fault = fault;
    }
  }
}
await site.stop();

const runs = Number(chosen.visits);
const visits = runs > 0 ? await measureVisits({ dist, runs, say }) : [];

console.log(`${heading({ machine, empty })}\n`);
if (results.length > 0) {
  console.log(`${speedTable(results)}\n`);
}
if (visits.length > 0) {
  console.log(visitTable(visits));
}
if (chosen.json !== undefined) {
  await writeFile(chosen.json, `${JSON.stringify({ machine, empty, results, visits }, null, 1)}\n`);
  say(`wrote ${chosen.json}`);
}
