// The generators that the contenders run, as `bench_models` (an example of the workspace's
// `facade-tests`) leaves them in a folder.

import { access, open, readFile, rename } from "node:fs/promises";
import path from "node:path";
import { decode, encode } from "./page/safetensors.mjs";

export const nameOf = (ngf) => `random-${ngf}`;

/**
 * Makes sure that `folder` has everything for these widths, and puts the plain arrays beside themselves
 * in the order that TensorFlow.js computes in: a program made for it would have them so.
 */
export async function prepare(folder, widths) {
  for (const ngf of widths) {
    const name = nameOf(ngf);
    const files = [`${name}.safetensors`, `${name}.onnx`, `${name}.picture.bin`, `plain/${name}.safetensors`];
    for (const file of ["map.bin", "models.json", ...files]) {
      await access(path.join(folder, file)).catch(() => {
        throw new Error(`${folder} lacks ${file}: run \`cargo xtask bench\`, or \`bench_models ${folder} ${widths.join(" ")}\``);
      });
    }
    await reorder(path.join(folder, "plain"), name);
  }
}

async function reorder(folder, name) {
  const to = path.join(folder, `${name}.nhwc.safetensors`);
  const arrays = decode(new Uint8Array(await readFile(path.join(folder, `${name}.safetensors`))));
  const reordered = new Map([...arrays].map(([key, array]) => [key, array.shape.length === 4 ? lastFirst(array) : array]));
  const file = await open(`${to}.part`, "w");
  for (const piece of encode(reordered)) {
    await file.writeFile(new Uint8Array(piece.buffer, piece.byteOffset, piece.byteLength));
  }
  await file.close();
  await rename(`${to}.part`, to);
}

/** `[a, b, h, w]` as `[h, w, b, a]`. */
function lastFirst({ shape: [a, b, h, w], values }) {
  const reordered = new Float32Array(values.length);
  let from = 0;
  for (let i = 0; i < a; i += 1) {
    for (let j = 0; j < b; j += 1) {
      for (let tap = 0; tap < h * w; tap += 1) {
        reordered[(tap * b + j) * a + i] = values[from];
        from += 1;
      }
    }
  }
  return { shape: [h, w, b, a], values: reordered };
}
