// What a caller asks of an engine, checked here: a worker that is sent nonsense can only give up.

/** Side of maps in pixels. */
export const SIDE = 256;

const RGB_BYTES = 3 * SIDE * SIDE;
const RGBA_BYTES = 4 * SIDE * SIDE;

/** The caller's drawing as bytes of our own, which can be handed over: class ids, or red, green and blue in turn. */
export function drawingOf(drawing, { model, input, classes }) {
  return classes.length > 0 ? mapOf(drawing, classes) : colorsIn(drawing, `the model ${model} (${input})`);
}

function mapOf(map, classes) {
  const length = map?.length;
  if (length !== SIDE * SIDE) {
    throw new RangeError(`a map has ${SIDE * SIDE} class ids, row by row from the top left; this one has ${length}`);
  }
  const known = new Set(classes.map(({ id }) => id));
  const bytes = new Uint8Array(SIDE * SIDE);
  for (let at = 0; at < length; at += 1) {
    if (!known.has(map[at])) {
      throw new RangeError(`pixel ${at} has class id ${map[at]}, which is no class of the model`);
    }
    bytes[at] = map[at];
  }
  return bytes;
}

function colorsIn(drawing, taker) {
  const bytes = drawing?.data ?? drawing;
  const { width = SIDE, height = SIDE } = drawing ?? {};
  if (![RGB_BYTES, RGBA_BYTES].includes(bytes?.length) || width !== SIDE || height !== SIDE) {
    const found = drawing?.data ? `${width} × ${height} pixels` : `${bytes?.length ?? "no"} bytes`;
    throw new RangeError(
      `${taker} takes ${SIDE} × ${SIDE} pixels, as ImageData, ${RGBA_BYTES} bytes of RGBA or ${RGB_BYTES} of RGB; this drawing has ${found}`,
    );
  }
  if (!(bytes instanceof Uint8ClampedArray || bytes instanceof Uint8Array)) {
    const stranger = Array.prototype.findIndex.call(bytes, (value) => !isByte(value));
    if (stranger >= 0) {
      throw new RangeError(`value ${stranger} of the drawing is ${bytes[stranger]}; it must be a byte, 0 to 255`);
    }
  }
  const rgb = new Uint8Array(RGB_BYTES);
  const step = bytes.length / (SIDE * SIDE);
  for (let from = 0, to = 0; to < RGB_BYTES; from += step, to += 3) {
    const alpha = step === 4 ? bytes[from + 3] : 255;
    // Where nothing was drawn a canvas is black and transparent; paper is white.
    const onWhite = (value) => (alpha === 255 ? value : Math.round((value * alpha) / 255 + 255 - alpha));
    rgb[to] = onWhite(bytes[from]);
    rgb[to + 1] = onWhite(bytes[from + 1]);
    rgb[to + 2] = onWhite(bytes[from + 2]);
  }
  return rgb;
}

const isByte = (value) => Number.isInteger(value) && value >= 0 && value <= 255;

/** A paint, one colour a class in the order of the classes: from such a list, or from "#rrggbb" by the classes' names. */
export function colorsOf(paint, { model, classes, palettes }) {
  if (palettes.length === 0) {
    throw new RangeError(`the model ${model} takes no paint`);
  }
  const colors = Array.isArray(paint) ? paint : classes.map(({ name }) => fromHex(name, paint[name]));
  const isColor = (color) => color?.length === 3 && Array.from(color).every(isByte);
  if (colors.length !== classes.length || !colors.every(isColor)) {
    throw new RangeError(`a paint has ${classes.length} colours of three bytes, one a class`);
  }
  return colors.map((color) => Array.from(color));
}

function fromHex(name, text) {
  if (!/^#[0-9a-f]{6}$/i.test(text)) {
    throw new RangeError(`the paint of ${name} is ${text}; it must be #rrggbb`);
  }
  return [1, 3, 5].map((at) => Number.parseInt(text.slice(at, at + 2), 16));
}

export function variationOf({ seed, strength = 1 }, { model, dropout }) {
  if (!(dropout > 0)) {
    throw new RangeError(`the model ${model} was trained without dropout and has no variations`);
  }
  if (!(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32) || !(strength >= 0 && strength <= 1)) {
    throw new RangeError("a variation has a seed of 32 bits and a strength of 0 to 1");
  }
  return { seed, strength };
}
