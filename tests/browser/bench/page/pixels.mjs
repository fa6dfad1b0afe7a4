// Label ids to one-hot numbers and the network's numbers to RGBA, in both layouts that libraries use.

export const SIDE = 256;
export const CLASSES = 12;
const PIXELS = SIDE * SIDE;

/** `[12, 256, 256]`: a plane for each class. */
export function oneHotPlanes(labels) {
  const values = new Float32Array(CLASSES * PIXELS);
  for (let pixel = 0; pixel < PIXELS; pixel += 1) {
    values[(labels[pixel] - 1) * PIXELS + pixel] = 1;
  }
  return values;
}

/** `[256, 256, 12]`: the classes of a pixel side by side. */
export function oneHotPixels(labels) {
  const values = new Float32Array(CLASSES * PIXELS);
  for (let pixel = 0; pixel < PIXELS; pixel += 1) {
    values[pixel * CLASSES + labels[pixel] - 1] = 1;
  }
  return values;
}

/** RGBA of `[3, 256, 256]` in −1..1. */
export function rgbaOfPlanes(values) {
  const rgba = new Uint8ClampedArray(4 * PIXELS);
  for (let pixel = 0; pixel < PIXELS; pixel += 1) {
    rgba[4 * pixel] = (values[pixel] + 1) * 127.5;
    rgba[4 * pixel + 1] = (values[PIXELS + pixel] + 1) * 127.5;
    rgba[4 * pixel + 2] = (values[2 * PIXELS + pixel] + 1) * 127.5;
    rgba[4 * pixel + 3] = 255;
  }
  return rgba;
}

/** RGBA of `[256, 256, 3]` in −1..1. */
export function rgbaOfPixels(values) {
  const rgba = new Uint8ClampedArray(4 * PIXELS);
  for (let pixel = 0; pixel < PIXELS; pixel += 1) {
    rgba[4 * pixel] = (values[3 * pixel] + 1) * 127.5;
    rgba[4 * pixel + 1] = (values[3 * pixel + 1] + 1) * 127.5;
    rgba[4 * pixel + 2] = (values[3 * pixel + 2] + 1) * 127.5;
    rgba[4 * pixel + 3] = 255;
  }
  return rgba;
}

/** `[256, 256, 3]` as `[3, 256, 256]`. */
export function planesOfPixels(values) {
  const planes = new Float32Array(3 * PIXELS);
  for (let pixel = 0; pixel < PIXELS; pixel += 1) {
    for (let channel = 0; channel < 3; channel += 1) {
      planes[channel * PIXELS + pixel] = values[3 * pixel + channel];
    }
  }
  return planes;
}
