// The figures as Markdown.

import { gflops } from "./arithmetic.mjs";
import { median, spread } from "./statistics.mjs";

const megabytes = (bytes) => (bytes === null ? "–" : `${(bytes / 1e6).toFixed(bytes < 1e7 ? 2 : 0)} MB`);
const digits = (ms) => (ms < 100 ? 1 : 0);

/**
 * How many times as fast as its opponent: the median over the rounds of both medians' ratio, so that
 * what slowed the machine in some rounds counts in neither's favour.
 */
export function ratio(turns, opponent) {
  const ratios = turns.flatMap((turn, round) => {
    const other = opponent?.[round] ?? [];
    return turn.length === 0 || other.length === 0 ? [] : [median(times(other)) / median(times(turn))];
  });
  return ratios.length === 0 ? null : median(ratios);
}

const times = (turn) => turn.map(({ ms }) => ms);

/** One contender's figures at one width. */
export function figures(ngf, turns, opponent) {
  const all = turns.flat();
  const picture = spread(times(all));
  const networks = all.map(({ network_ms, engine_ms }) => network_ms ?? engine_ms);
  return {
    picture_ms: picture,
    network_ms: spread(networks),
    gflops: gflops(ngf, picture.median),
    ratio: ratio(turns, opponent),
  };
}

const HEAD = [
  "| ngf | engine | runs on | picture, ms [quartiles] | network, ms | GFLOP/s | × onnxruntime-web | engine, gzip | bytes → picture | peak memory |",
  "|---|---|---|---|---|---|---|---|---|---|",
];

/** On what it was measured, in words. */
export function heading({ machine, empty }) {
  const { adapter } = machine;
  const lines = [
    `${machine.date}, ${machine.processor}, ${machine.cores} cores, ${machine.system}; Chromium ${machine.chromium}; commit ${machine.commit}`,
    `onnxruntime-web ${machine.onnxruntime}, TensorFlow.js ${machine.tensorflow}`,
  ];
  if (adapter !== null) {
    const name = [adapter.vendor, adapter.architecture, adapter.description].filter(Boolean).join(" ");
    const software = adapter.software ? " (IN SOFTWARE, on the processor: says nothing of a graphics card)" : "";
    lines.push(`WebGPU adapter: ${name}${software}, shader-f16: ${adapter.f16 ? "yes" : "no"}`);
  }
  lines.push(
    `Memory: the most that the page's process held, for WebGPU + the graphics process; with an empty page ${megabytes(empty.page)} + ${megabytes(empty.graphics)}.`,
    "Time: from label ids sent to RGBA received by the page; “network” without the others' making of input and bytes.",
  );
  return lines.join("\n\n");
}

/** A table of all results; those that could not take part stand in it with their reason. */
export function speedTable(results) {
  const rows = results.map(({ ngf, maker, how, webgpu, alone, figures: found }) => {
    const row = (...cells) => `| ${[ngf, maker, how, ...cells].join(" | ")} |`;
    if (alone.fault !== undefined) {
      return row(`not timed: ${alone.fault}`, "", "", "", "", "", "");
    }
    const { picture_ms, network_ms } = found;
    const ms = (value) => value.toFixed(digits(picture_ms.median));
    const { page, graphics } = alone.memory;
    return row(
      `${ms(picture_ms.median)} [${picture_ms.quartiles.map(ms).join("–")}]`,
      ms(network_ms.median),
      found.gflops.toFixed(1),
      found.ratio === null ? "–" : found.ratio.toFixed(2),
      megabytes(alone.engine_bytes),
      `${(alone.first_picture_ms / 1000).toFixed(2)} s`,
      webgpu && graphics !== null ? `${megabytes(page)} + ${megabytes(graphics)}` : megabytes(page),
    );
  });
  return [...HEAD, ...rows].join("\n");
}
