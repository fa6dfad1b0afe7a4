// The trainer and `cargo xtask` as programs, and tiny pictures to train on.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { deflateSync } from "node:zlib";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const SIDE = 256;
/** The programs, by the variables that `cargo xtask test` sets to their paths. */
const PROGRAMS = { trainer: "FACADE_TRAINER", xtask: "FACADE_XTASK" };
/** xtask asks for the project where cargo would tell it. */
export const ENVIRONMENT = { ...process.env, CARGO_MANIFEST_DIR: path.join(ROOT, "xtask") };

/** The path of a program; there is no test without it. */
export function program(name) {
  const found = process.env[PROGRAMS[name]];
  assert.ok(found, `the variable ${PROGRAMS[name]} must hold the path of the built ${name}; \`cargo xtask test\` sets it`);
  return found;
}

/** Runs a program to its end; gives back what it said. Its failure is one of the test, in its own words. */
export async function run(file, parameters, options = {}) {
  const running = promisify(execFile)(file, parameters, { env: ENVIRONMENT, maxBuffer: 1 << 26, ...options });
  const { stdout, stderr } = await running.catch((error) => {
    throw new Error(`${path.basename(file)} ${parameters.join(" ")}\n${error.stdout}${error.stderr}`);
  });
  return stdout + stderr;
}

function crc32(bytes) {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) {
      crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
    }
  }
  return ~crc >>> 0;
}

/** A picture as a PNG file; `colorOf(x, y)` gives red, green and blue. */
function png(width, height, colorOf) {
  const rows = Buffer.alloc(height * (1 + 3 * width));
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      rows.set(colorOf(x, y), y * (1 + 3 * width) + 1 + 3 * x);
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2], 8);
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const ends = [Buffer.alloc(4), Buffer.alloc(4)];
    ends[0].writeUInt32BE(data.length);
    ends[1].writeUInt32BE(crc32(body));
    return Buffer.concat([ends[0], body, ends[1]]);
  };
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  const chunks = [chunk("IHDR", header), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))];
  return Buffer.concat([signature, ...chunks]);
}

/** A wall with rows of windows and a door: which part is at a place, by the house's number. */
function partAt(number, x, y) {
  const pitch = 40 + 8 * (number % 3);
  if (y < 24 + 6 * (number % 4)) return "background";
  if (y > 190 && Math.abs(x - 60 - 20 * (number % 5)) < 18) return "door";
  return x % pitch > pitch / 2 && y % 60 > 24 && y < 180 ? "window" : "facade";
}

const LABELS = { background: [0, 0, 222], facade: [0, 48, 255], window: [0, 128, 255], door: [0, 208, 255] };
/** As docs/walk-through.md has them. */
const STREETS = { background: [70, 130, 180], facade: [128, 64, 128], window: [0, 0, 142], door: [220, 20, 60] };
const PAINTS = { background: [150, 180, 220], facade: [190, 150, 110], window: [50, 60, 80], door: [110, 50, 30] };

/** The photo of a house, as far as it goes: parts in colours that differ from house to house, with some grain. */
function photoAt(number, x, y) {
  const grain = ((x * 31 + y * 17 + number * 7) % 13) - 6;
  return PAINTS[partAt(number, x, y)].map((value, at) => Math.max(0, Math.min(255, value + grain + ((number * 29 * (at + 1)) % 40) - 20)));
}

/** Writes so many photos, of other sizes than the network's. */
export async function writePhotos(folder, count) {
  await mkdir(folder, { recursive: true });
  for (let number = 1; number <= count; number += 1) {
    await writeFile(path.join(folder, `${number}.png`), png(300, 280, (x, y) => photoAt(number, x, y)));
  }
}

/** The same house as it is drawn: black outlines on white. */
function sketchAt(number, x, y) {
  const part = partAt(number, x, y);
  const isEdge = [partAt(number, x - 2, y), partAt(number, x, y - 2)].some((other) => other !== part);
  return isEdge ? [0, 0, 0] : [255, 255, 255];
}

/** What the other half of a pair shows, beside the photo. */
const HALVES = {
  houses: (number, x, y) => LABELS[partAt(number, x, y)],
  streets: (number, x, y) => STREETS[partAt(number, x, y)],
  sketches: sketchAt,
};

/** Writes A|B pairs, `train` and `val`: photos, and label maps of houses, of other classes (STREETS), or sketches. */
export async function writePairs(folder, counts, half = "houses") {
  for (const [split, count] of Object.entries(counts)) {
    await mkdir(path.join(folder, split), { recursive: true });
    for (let number = 1; number <= count; number += 1) {
      const pair = png(2 * SIDE, SIDE, (x, y) => (x < SIDE ? photoAt(number, x, y) : HALVES[half](number, x - SIDE, y)));
      await writeFile(path.join(folder, split, `${number}.png`), pair);
    }
  }
}
