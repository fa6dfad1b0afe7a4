// Bundles made of the shipped one, so that tests with other models need no other files.

import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";

import { DIST } from "./site.mjs";

const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

/** A bundle taken apart: the tensors' descriptions by name, the manifest, and the tensors' bytes. */
function parse(bundle) {
  const length = Number(bundle.readBigUInt64LE(0));
  const { __metadata__: metadata, ...tensors } = JSON.parse(bundle.subarray(8, 8 + length).toString());
  const [[key, text]] = Object.entries(metadata);
  return { tensors, key, manifest: JSON.parse(text), data: Buffer.from(bundle.subarray(8 + length)) };
}

function assemble({ tensors, key, manifest, data }) {
  const hash = createHash("sha256");
  for (const name of Object.keys(tensors).sort()) {
    const { shape, data_offsets } = tensors[name];
    const bytes = data.subarray(...data_offsets);
    hash.update(`${name} [${shape.join(", ")}] ${bytes.length}\n`).update(bytes);
  }
  const metadata = { [key]: JSON.stringify({ ...manifest, sha256: hash.digest("hex") }) };
  let json = JSON.stringify({ __metadata__: metadata, ...tensors });
  json = json.padEnd(Math.ceil(json.length / 8) * 8);
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([size, Buffer.from(json), data]);
}

/** The bundle under another name. */
export function renamed(bundle, name) {
  const parts = parse(bundle);
  parts.manifest.name = name;
  return assemble(parts);
}

/** The bundle with another manifest: what `change` makes of its own. */
export function declared(bundle, change) {
  const parts = parse(bundle);
  parts.manifest = change(parts.manifest);
  return assemble(parts);
}

/** The bundle's weights, and nothing about them. */
export function undeclared(bundle) {
  return assemble({ ...parse(bundle), key: "nothing" });
}

/** The bundle with another rate of dropout in its manifest. */
export function withDropout(bundle, dropout) {
  const parts = parse(bundle);
  parts.manifest.architecture.dropout = dropout;
  return assemble(parts);
}

/**
 * The bundle as one of colours (`rgb`) or greys (`grey`): the layers that see the drawing keep as many of its last
 * planes as that has, and nothing else of what they saw.
 */
export function seeing(bundle, kind, more = {}) {
  const parts = parse(bundle);
  const { architecture } = parts.manifest;
  const [seen, kept] = [architecture.input_channels, kind === "rgb" ? 3 : 1];
  parts.manifest = { ...parts.manifest, input: { kind }, architecture: { ...architecture, input_channels: kept } };
  delete parts.manifest.palettes;
  Object.assign(parts.manifest, more);
  return assemble(resized(parts, {
    "encoder.0.conv.weight": (columns) => range(seen - kept, columns),
    "head.conv.weight": (columns) => range(seen - kept, columns),
  }));
}

/** The shipped model's critic as one of drawings in colours: its first layer keeps their planes and the picture's. */
export async function criticOfColours() {
  const parts = parse(await readFile(path.join(DIST, "models", "lite.critic.safetensors")));
  const seen = parts.manifest.architecture.input_channels;
  parts.manifest = { ...parts.manifest, input: { kind: "rgb" }, architecture: { ...parts.manifest.architecture, input_channels: 3 } };
  return assemble(resized(parts, { "layers.0.conv.weight": (columns) => range(seen - 3, columns) }));
}

/**
 * The bundle as one of other label classes, `{ id, name, color }`, painted as it was: class after class sees what one of
 * the bundle's own saw, from the first again after the last.
 */
export function ofClasses(bundle, classes) {
  const parts = parse(bundle);
  const { architecture, input, palettes } = parts.manifest;
  const own = input.classes.length;
  const source = classes.map((_, index) => index % own);
  parts.manifest = {
    ...parts.manifest,
    input: { ...input, classes },
    architecture: { ...architecture, input_channels: classes.length + 3 },
    palettes: palettes.map((colors) => source.map((at) => colors[at])),
  };
  return assemble(resized(parts, {
    "encoder.0.conv.weight": (columns) => [...source, ...range(own, columns)],
    "head.conv.weight": (columns) => [...source, ...range(own, columns)],
  }));
}

const range = (from, end) => Array.from({ length: end - from }, (_, at) => from + at);

/** The bundle without its head: the decoder ends in the picture, by as many of its planes. */
export function headless(bundle) {
  const parts = parse(bundle);
  const { architecture } = parts.manifest;
  const last = Math.max(...Object.keys(parts.tensors).map((name) => Number(/^decoder\.(\d+)\./.exec(name)?.[1] ?? 0)));
  const { "head.conv.weight": _, "head.conv.bias": bias, ...tensors } = parts.tensors;
  for (const part of ["gamma", "beta"]) {
    delete tensors[`decoder.${last}.norm.${part}`];
  }
  tensors[`decoder.${last}.conv.bias`] = bias;
  parts.manifest.architecture = { ...architecture, head: 0 };
  return assemble(resized({ ...parts, tensors }, { [`decoder.${last}.conv.weight`]: () => range(0, 3) }));
}

/** With these slices of the second dimension in place of all, of the tensors that are named. */
function resized(parts, slices) {
  const pieces = [];
  let at = 0;
  for (const [name, tensor] of Object.entries(parts.tensors).sort(([, a], [, b]) => a.data_offsets[0] - b.data_offsets[0])) {
    let bytes = parts.data.subarray(...tensor.data_offsets);
    if (slices[name] !== undefined) {
      const [rows, columns] = tensor.shape;
      const chosen = slices[name](columns);
      const [whole, size] = [bytes, bytes.length / (rows * columns)];
      bytes = Buffer.concat(range(0, rows).flatMap((row) =>
        chosen.map((column) => whole.subarray((row * columns + column) * size, (row * columns + column + 1) * size))));
      tensor.shape[1] = chosen.length;
    }
    tensor.data_offsets = [at, at + bytes.length];
    at += bytes.length;
    pieces.push(bytes);
  }
  return { ...parts, data: Buffer.concat(pieces) };
}

/** The bundle with pictures of twice the side, which are its own with each pixel four times. */
export function enlarged(bundle) {
  const parts = parse(bundle);
  parts.manifest.architecture = { ...parts.manifest.architecture, scale: 2 };
  const pieces = [];
  let at = 0;
  for (const [name, tensor] of Object.entries(parts.tensors).sort(([, a], [, b]) => a.data_offsets[0] - b.data_offsets[0])) {
    let bytes = parts.data.subarray(...tensor.data_offsets);
    if (name === "head.conv.weight") {
      // As "nearest neighbours, then 5×5": each weight of 3×3, and zeros between.
      const [outputs, inputs] = tensor.shape;
      const wide = Buffer.alloc(outputs * inputs * 25 * 2);
      for (let kernel = 0; kernel < outputs * inputs; kernel += 1) {
        for (let tap = 0; tap < 9; tap += 1) {
          const to = kernel * 25 + 2 * (5 * Math.floor(tap / 3) + (tap % 3));
          bytes.copy(wide, 2 * to, 2 * (kernel * 9 + tap), 2 * (kernel * 9 + tap + 1));
        }
      }
      bytes = wide;
      tensor.shape = [outputs, inputs, 5, 5];
    }
    tensor.data_offsets = [at, at + bytes.length];
    at += bytes.length;
    pieces.push(bytes);
  }
  return assemble({ ...parts, data: Buffer.concat(pieces) });
}

/** The bundle with all the last layer's biases at 0, which tints its pictures. */
export function tinted(bundle) {
  const parts = parse(bundle);
  const biases = Object.keys(parts.tensors).filter((name) => /^(decoder\..*|head\..*)\.bias$/.test(name));
  const last = biases.sort().at(-1);
  parts.data.fill(0, ...parts.tensors[last].data_offsets);
  return assemble(parts);
}

/** The shipped bundle. */
export const shipped = () => readFile(path.join(DIST, "models", "lite.safetensors"));

/** Writes bundles and critics, given by name, and their list into a folder; `roles` are the list's `default` and `refine`. */
export async function writeModels(folder, bundles, roles, critics = {}) {
  await mkdir(folder, { recursive: true });
  const write = async (file, bundle) => {
    await writeFile(path.join(folder, file), bundle);
    return { file, bytes: bundle.length, sha256: sha256(bundle) };
  };
  const models = [];
  for (const [name, bundle] of Object.entries(bundles)) {
    const model = { name, ...(await write(`${name}.safetensors`, bundle)) };
    const critic = critics[name] && (await write(`${name}.critic.safetensors`, critics[name]));
    models.push({ ...model, ...(critic && { critic }) });
  }
  await writeFile(path.join(folder, "models.json"), JSON.stringify({ ...roles, models }));
}

/** A small model that tints its pictures, \`lite\`, and the shipped one as its better, \`full\`. */
export async function writeLiteAndFull(folder, change = (bundle) => bundle) {
  const bundle = await shipped();
  const bundles = { lite: tinted(bundle), full: renamed(change(bundle), "full") };
  await writeModels(folder, bundles, { default: "lite", refine: "full" });
}
