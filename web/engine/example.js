import { FACADE_CLASSES, load, SIDE } from "./index.js";

const canvas = document.querySelector("canvas");
const note = document.querySelector("output");
const backend = new URLSearchParams(location.search).get("backend") ?? "cpu";
const engine = await load("../models/models.json", {
  backend,
  onprogress: ({ received_bytes, total_bytes }) => (note.value = `${Math.round((100 * received_bytes) / total_bytes)} %`),
}).catch((error) => {
  note.value = error.message;
  throw error;
});
const id = Object.fromEntries(FACADE_CLASSES.map(({ name, id }) => [name, id]));
// Models of classes take a map of their own, those of colours pixels in red, green and blue, and their inks where they have
// any. What is not of facades draws the same boxes with what it has.
const values = engine.classes.length > 0 ? engine.classes.map(({ id }) => id) : engine.inks;
const colors = FACADE_CLASSES.map(({ color }) => color);
const value = values.length > 0 ? colors.map((_, at) => values[at % values.length]) : colors;
const drawing = (map) => Array.from(map, (id) => value[id - 1]).flat();

function house(x, y) {
  const map = new Uint8Array(SIDE * SIDE).fill(id.background);
  const box = (name, left, top, width, height) => {
    for (let row = top; row < top + height; row += 1) map.fill(id[name], row * SIDE + left, row * SIDE + left + width);
  };
  box("facade", 16, 24, 224, 232);
  for (let floor = 44; floor < 200; floor += 52) for (let left = 36; left < 220; left += 50) box("window", left, floor, 28, 36);
  box("door", 112, 204, 32, 52);
  box("balcony", x, y, 48, 16);
  return map;
}

let newest = new AbortController();
async function paint(x, y) {
  newest.abort();
  newest = new AbortController();
  const picture = await engine.translate(drawing(house(x, y)), { signal: newest.signal }).catch(() => undefined);
  if (picture === undefined) return;
  canvas.getContext("2d").putImageData(picture, 0, 0);
  note.value = `${engine.model}, ${engine.backend}: ${engine.ms.toFixed(0)} ms`;
}

const at = (offset, size, most) => Math.round(Math.min(Math.max((offset / size) * SIDE - 24, 16), most));
canvas.onpointermove = ({ offsetX, offsetY }) => paint(at(offsetX, canvas.clientWidth, 192), at(offsetY, canvas.clientHeight, 216));
await paint(104, 80);
