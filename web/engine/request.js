// What a caller asks of an engine, checked here: a worker that is sent nonsense can only give up.

/** Side of maps and pictures in pixels. */
export const SIDE = 256;

/** The caller's map as bytes of our own, which can be handed over. */
export function mapOf(map, classes) {
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

/** A paint, one colour a class in the order of the classes: from such a list, or from "#rrggbb" by the classes' names. */
export function colorsOf(paint, { model, classes, palettes }) {
  if (palettes.length === 0) {
    throw new RangeError(`the model ${model} takes no paint`);
  }
  const colors = Array.isArray(paint) ? paint : classes.map(({ name }) => fromHex(name, paint[name]));
  const isByte = (value) => Number.isInteger(value) && value >= 0 && value <= 255;
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
