// Reading and writing the safetensors container as far as plain f32 arrays need it.
//
// Source: https://github.com/huggingface/safetensors, "Format".

/** From a file's bytes to a map from names to `{ shape, values }`, the values being views of the file. */
export function decode(file) {
  const length = Number(new DataView(file.buffer, file.byteOffset).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + length)));
  const arrays = new Map();
  for (const [name, { dtype, shape, data_offsets }] of Object.entries(header)) {
    if (name === "__metadata__") {
      continue;
    }
    if (dtype !== "F32") {
      throw new Error(`${name} is ${dtype}, not F32`);
    }
    const [begin, end] = data_offsets;
    const at = file.byteOffset + 8 + length + begin;
    arrays.set(name, { shape, values: new Float32Array(file.buffer, at, (end - begin) / 4) });
  }
  return arrays;
}

/** The header's text and the arrays of a file, one after the other. */
export function encode(arrays) {
  const header = {};
  let at = 0;
  for (const [name, { shape, values }] of arrays) {
    header[name] = { dtype: "F32", shape, data_offsets: [at, at + values.byteLength] };
    at += values.byteLength;
  }
  let text = new TextEncoder().encode(JSON.stringify(header));
  // Values are read where they lie, so they must lie at multiples of their size.
  const padded = new Uint8Array(Math.ceil(text.length / 8) * 8).fill(0x20);
  padded.set(text);
  text = padded;
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(text.length), true);
  return [length, text, ...[...arrays.values()].map(({ values }) => values)];
}
