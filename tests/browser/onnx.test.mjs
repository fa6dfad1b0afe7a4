// The exported ONNX graphs give the pictures that the native engine gives.
//
// The expectation comes from `onnx_reference`, an example of the workspace's `facade-tests`: it leaves
// `NAME.onnx`, `NAME.input.bin` and `NAME.picture.bin` in a folder. onnxruntime's WebAssembly build
// runs here in Node, with no browser around it.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { before, test } from "node:test";
import * as ort from "onnxruntime-web/wasm";

const LIMIT = 1e-4;
const PIXELS = 256 * 256;

let folder;
before(() => {
  folder = process.env.FACADE_ONNX_REFERENCE;
  assert.ok(folder, "FACADE_ONNX_REFERENCE names no folder; `cargo xtask test` sets it");
  // One thread: a pool of workers would keep Node from ending.
  ort.env.wasm.numThreads = 1;
});

/** The f32 values of a file. */
async function values(name) {
  const file = await readFile(join(folder, name));
  return new Float32Array(file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength));
}

/** Runs one graph on its input and holds its largest difference against the limit. */
async function compare(t, name, batch, channels) {
  const session = await ort.InferenceSession.create(await readFile(join(folder, `${name}.onnx`)));
  t.after(() => session.release());
  assert.deepEqual(session.inputNames, ["labels"]);
  assert.deepEqual(session.outputNames, ["picture"]);
  const shape = [batch, channels, 256, 256];
  const labels = new ort.Tensor("float32", await values(`${name}.input.bin`), shape);
  const { picture } = await session.run({ labels });
  assert.deepEqual(picture.dims, [batch, 3, 256, 256]);

  const expected = await values(`${name}.picture.bin`);
  assert.equal(expected.length, batch * 3 * PIXELS);
  let largest = 0;
  let [low, high] = [Infinity, -Infinity];
  for (const [index, value] of picture.data.entries()) {
    const difference = Math.abs(value - expected[index]);
    // `>` alone would forget NaN.
    if (!(difference <= largest)) largest = difference;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  t.diagnostic(`${name}: values ${low.toFixed(3)} to ${high.toFixed(3)}, largest difference ${largest.toExponential(1)}, limit ${LIMIT}`);
  assert.ok(high - low > 0.5, "a picture without contrast proves nothing");
  assert.ok(largest <= LIMIT, `${name} differs by ${largest}`);
}

test("the shipped generator as ONNX gives the native picture", (t) => compare(t, "shipped", 1, 15));

test("a generator of another width and input gives the native pictures of a whole batch", (t) => compare(t, "random", 2, 3));
