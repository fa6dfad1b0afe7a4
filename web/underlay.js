// A photo under the drawing: the sheet that offers it, where it lies, and the hands and keys that move it.
//
// What the drawing lies over, its history and every word are the page's business (src/ui/photo.rs): it is told through
// `say(what, value)`, and shows what is to be seen through `show`. Pixels are those of the drawing, 256 to its side.
//
// It is fetched with the first photo.

import * as photos from "./kept_photos.js";

// Nothing is shown without its style, but where that does not come.
await new Promise((done) => {
  const style = Object.assign(document.createElement("link"), { rel: "stylesheet", href: "photo.css", onload: done, onerror: done });
  document.head.append(style);
});

const SIDE = 256;
/** How the photo shines through at first. */
const OPACITY = 0.55;
/** Corners are held to this part of a pixel. */
const FINE = 16;
/** The least twist of two neighbouring edges, in square pixels: flatter is no photo any more. */
const FLAT = 64;
const REST_MS = 400;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const SIZES = { "+": 1.02, "=": 1.02, "-": 1 / 1.02, _: 1 / 1.02 };

const by = (id) => document.getElementById(id);
const [sheet, stage, layer, place, bar, opener, slider, empty] =
  ["photo", "drawing-stage", "underlay", "photo-place", "photo-bar", "photo-open", "photo-opacity", "photo-empty"].map(by);
const [mover, ...handles] = place.children;
const image = () => Object.assign(new Image(), { alt: "", draggable: false });
const picture = image();
layer.append(picture);

let say = () => {};
/** What lies there: `{ photo, corners, opacity, hidden }`, and the same in the page's history. */
let now;
let settled;
/** The photo that the sheet is about, and the file it came in. */
let offered;
let resting;
/** Where the drawing is on the screen; measured when a hand comes, not while it moves. */
let box;

// --- where it lies ---

const round = (value) => Math.round(value * FINE) / FINE;

/** Whether the page's model is fed photographs: then this one is more than something to trace. */
const isFed = () => document.documentElement.dataset.feed === "photographs";

/** The whole photo, as large as the drawing holds it, or, for a model, all that fills the drawing. */
function fitted({ width, height }) {
  const longest = isFed() ? Math.min(width, height) : Math.max(width, height);
  const [x, y] = [width, height].map((side) => round((SIDE - (SIDE * side) / longest) / 2));
  return [[x, y], [SIDE - x, y], [SIDE - x, SIDE - y], [x, SIDE - y]];
}

const middle = (corners) => [0, 1].map((axis) => corners.reduce((sum, corner) => sum + corner[axis], 0) / 4);

/** Whether a photo can lie there: its outline turns one way only, and it is still over the drawing. */
function holds(corners) {
  const turns = corners.every(([x, y], at) => {
    const [[bx, by], [cx, cy]] = [corners[(at + 1) % 4], corners[(at + 2) % 4]];
    return (bx - x) * (cy - by) - (by - y) * (cx - bx) > FLAT;
  });
  return turns && middle(corners).every((value) => value >= 0 && value <= SIDE)
    && corners.flat().every((value) => Math.abs(value) < 16 * SIDE);
}

/** From the unit square to the corners, in CSS pixels, for an element of this side. */
function matrix(corners, side) {
  const [[x0, y0], [x1, y1], [x2, y2], [x3, y3]] = corners.map((corner) => corner.map((value) => (value * side) / SIDE));
  const [ax, ay, bx, by] = [x1 - x2, y1 - y2, x3 - x2, y3 - y2];
  const [sx, sy] = [x0 - x1 + x2 - x3, y0 - y1 + y2 - y3];
  const g = (sx * by - bx * sy) / (ax * by - bx * ay);
  const h = (ax * sy - sx * ay) / (ax * by - bx * ay);
  const across = [x1 - x0 + g * x1, y1 - y0 + g * y1, 0, g];
  const down = [x3 - x0 + h * x3, y3 - y0 + h * y3, 0, h];
  const per = (column) => column.map((value) => value / side);
  return `matrix3d(${[...per(across), ...per(down), 0, 0, 1, 0, x0, y0, 0, 1]})`;
}

function paintCorners() {
  picture.style.transform = matrix(now.corners, box.width);
  handles.forEach((handle, at) => {
    // One that lies outside stands at the edge.
    const [x, y] = now.corners[at].map((value) => (Math.min(SIDE, Math.max(0, value)) * box.width) / SIDE);
    handle.style.transform = `translate(${x}px, ${y}px)`;
  });
  feed();
}

function paint() {
  box = stage.getBoundingClientRect();
  paintCorners();
  layer.hidden = now.hidden;
  layer.style.opacity = now.opacity;
  slider.value = Math.round(100 * now.opacity);
  slider.setAttribute("aria-valuetext", `${slider.value} %`);
  opener.toggleAttribute("data-off", now.hidden);
  bar.querySelector("[data-photo=hide]").setAttribute("aria-pressed", now.hidden);
}

new ResizeObserver(() => now && paint()).observe(stage);

// --- what a model sees of it ---

let feeding;
/** Makes pixels of a photo, and which one. */
let sampled = {};

/** Gives the page the photo's pixels, at most once a frame. */
async function feed() {
  if (feeding || !isFed()) {
    return;
  }
  feeding = true;
  await new Promise(requestAnimationFrame);
  feeding = false;
  const photo = now?.photo;
  const found = photo && (await photos.find(photo).catch(() => {}));
  if (!found) {
    say("pixels", new Uint8Array());
    return;
  }
  if (sampled.photo !== photo) {
    const { sampler } = await import("./photograph.js");
    const whole = Object.assign(image(), { src: found.url });
    await whole.decode();
    sampled = { photo, pixels: sampler(whole) };
  }
  if (now?.photo === photo) {
    say("pixels", sampled.pixels(now.corners));
  }
}

// --- what the page says, and is told ---

const numbersOf = ({ photo, corners, opacity, hidden }) => new Float32Array([photo, ...corners.flat(), opacity, hidden]);

export async function show(wanted) {
  const [photo, ...numbers] = wanted;
  if (settled && String(wanted) === String(numbersOf(settled))) {
    return;
  }
  clearTimeout(resting);
  resting = undefined;
  ended();
  if (!photo) {
    now = settled = undefined;
    feed();
    close();
    layer.hidden = opener.hidden = true;
    return;
  }
  const corners = [0, 2, 4, 6].map((at) => [numbers[at], numbers[at + 1]]);
  now = settled = { photo, corners, opacity: numbers[8], hidden: numbers[9] === 1 };
  const found = await photos.find(photo).catch(() => {});
  if (now?.photo !== photo) {
    return;
  }
  if (found) {
    appear(found);
  } else {
    layer.hidden = opener.hidden = true;
    say("lost");
  }
}

function appear({ url }) {
  if (picture.src !== url) {
    picture.src = url;
  }
  opener.hidden = false;
  paint();
}

function commit(what, changed = {}) {
  clearTimeout(resting);
  resting = undefined;
  now = { ...now, ...changed };
  settled = now;
  paint();
  say(what, numbersOf(now));
}

/** One step of history for keys and wheels that follow each other. */
function commitLater() {
  clearTimeout(resting);
  resting = setTimeout(() => commit("move photo"), REST_MS);
}

const flush = () => resting && commit("move photo");

/** Lays it there, if it can lie there. */
function lay(corners) {
  if (holds(corners)) {
    now = { ...now, corners: corners.map((corner) => corner.map(round)) };
    paintCorners();
    return true;
  }
  return false;
}

const moved = (corners, [x, y]) => corners.map((corner) => [corner[0] + x, corner[1] + y]);
const scaled = (corners, factor, about = middle(corners)) =>
  corners.map((corner) => corner.map((value, axis) => about[axis] + (value - about[axis]) * factor));

// --- hands ---

const pointers = new Map();
let start;

const at = ({ clientX, clientY }) =>
  [clientX - box.left, clientY - box.top].map((value) => (value * SIDE) / box.width);

/** From here on: where the pointers are, and where the photo lies. */
function grip(corner) {
  start = { corner, corners: now.corners, from: [...pointers.values()] };
}

function ended() {
  pointers.clear();
  start = undefined;
}

place.addEventListener("pointerdown", (event) => {
  if (event.button !== 0 || pointers.size > 1 || (start && start.corner >= 0)) {
    return;
  }
  flush();
  paint();
  place.setPointerCapture(event.pointerId);
  pointers.set(event.pointerId, at(event));
  grip(handles.indexOf(event.target));
});

place.addEventListener("pointermove", (event) => {
  if (!start || !pointers.has(event.pointerId)) {
    return;
  }
  pointers.set(event.pointerId, at(event));
  const { corner, corners, from } = start;
  const [one, other] = pointers.values();
  const way = (to, origin) => [to[0] - origin[0], to[1] - origin[1]];
  if (corner >= 0) {
    lay(corners.map((it, index) => (index === corner ? moved([it], way(one, from[0]))[0] : it)));
  } else if (other) {
    const between = (a, b) => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
    const apart = (a, b) => Math.max(1, Math.hypot(...way(a, b)));
    const about = between(...from);
    const grown = scaled(corners, apart(one, other) / apart(...from), about);
    lay(moved(grown, way(between(one, other), about)));
  } else {
    lay(moved(corners, way(one, from[0])));
  }
});

function up({ pointerId, type }) {
  if (!pointers.delete(pointerId) || !start) {
    return;
  }
  const { corner } = start;
  if (type === "pointercancel") {
    now = settled;
    ended();
    paint();
  } else if (pointers.size > 0) {
    grip(-1);
  } else {
    ended();
    if (now !== settled) {
      commit(corner >= 0 ? "photo corner" : "move photo");
    }
  }
}
place.addEventListener("pointerup", up);
place.addEventListener("pointercancel", up);

place.addEventListener("wheel", (event) => {
  event.preventDefault();
  paint();
  const turned = Math.max(-50, Math.min(50, event.deltaY * (event.deltaMode ? 16 : 1)));
  if (!start && lay(scaled(now.corners, Math.exp(-turned / 400), at(event)))) {
    commitLater();
  }
}, { passive: false });

// --- keys ---

place.addEventListener("keydown", (event) => {
  const { key, shiftKey, altKey, ctrlKey, metaKey, target } = event;
  const step = altKey ? 0.25 : shiftKey ? 8 : 1;
  const way = ARROWS[key]?.map((value) => value * step);
  const corner = handles.indexOf(target);
  if (key === "Escape") {
    event.preventDefault();
    if (start) {
      now = settled;
      ended();
      paint();
    } else {
      close();
    }
  } else if (ctrlKey || metaKey || !(way || SIZES[key])) {
    flush();
    return;
  } else if (way) {
    event.preventDefault();
    const only = (it, index) => (corner < 0 || index === corner ? moved([it], way)[0] : it);
    lay(now.corners.map(only)) && commitLater();
  } else {
    lay(scaled(now.corners, SIZES[key])) && commitLater();
  }
  event.stopPropagation();
  if (now) {
    by("photo-said").textContent = (corner < 0 ? middle(now.corners) : now.corners[corner]).map(Math.round).join(", ");
  }
});
place.addEventListener("focusout", flush);

// --- bar and sheet ---

function open() {
  place.hidden = bar.hidden = false;
  opener.setAttribute("aria-expanded", "true");
  document.body.toggleAttribute("data-placing", true);
  mover.focus();
}

function close() {
  if (bar.hidden) {
    return;
  }
  flush();
  place.hidden = bar.hidden = true;
  opener.setAttribute("aria-expanded", "false");
  document.body.toggleAttribute("data-placing", false);
  (opener.hidden ? by("drawing") : opener).focus();
}

function choose(camera) {
  const input = Object.assign(document.createElement("input"), { type: "file", accept: "image/*" });
  if (camera) {
    input.setAttribute("capture", "environment");
  }
  input.onchange = () => input.files[0] && say("file", input.files[0]);
  input.click();
}

/** Lays a photo under the drawing, and lets hands move it. */
function lay_under(photo, opacity, what) {
  photos.keep(photo).catch(() => say("unkept"));
  now = { photo: photo.number, corners: fitted(photo), opacity, hidden: false };
  appear(photo);
  commit(what);
  open();
}

const resized = (factor) => lay(scaled(now.corners, factor)) && commit("move photo");
const asked = {
  choose: () => choose(false),
  camera: () => choose(true),
  trace() {
    sheet.close();
    lay_under(offered, OPACITY, empty.checked ? "empty" : "photo");
    offered = undefined;
  },
  colours: () => say("colours", offered.file),
  map: () => say("map", offered.file),
  close() {},
  smaller: () => resized(1 / 1.1),
  larger: () => resized(1.1),
  fit: () => lay(fitted({ width: picture.naturalWidth, height: picture.naturalHeight })) && commit("move photo"),
  hide: () => commit(now.hidden ? "show photo" : "hide photo", { hidden: !now.hidden }),
  remove() {
    clearTimeout(resting);
    say("remove photo");
  },
  done: close,
};

for (const around of [bar, sheet]) {
  around.addEventListener("click", ({ target }) => {
    const name = target.closest("[data-photo]")?.dataset.photo ?? (target === sheet ? "close" : undefined);
    if (name) {
      asked[name]();
      if (["colours", "map", "close"].includes(name)) {
        sheet.close();
      }
    }
  });
}
bar.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    event.preventDefault();
    close();
  }
  // Keys of the page are not for a slider.
  if (event.target === slider) {
    event.stopPropagation();
  }
});
opener.addEventListener("click", () => (bar.hidden ? open() : close()));
slider.addEventListener("input", () => {
  now = { ...now, opacity: slider.value / 100 };
  paint();
});
slider.addEventListener("change", () => commit("photo opacity"));

/** Opens the sheet about the photo in a file, or without one. */
export async function offer(file, isMap, isWorkedOn) {
  offered = undefined;
  if (file) {
    const photo = await photos.read(file).catch(() => say("unreadable"));
    if (!photo) {
      return;
    }
    if (isFed()) {
      sheet.close();
      lay_under(photo, 1, "photo");
      return;
    }
    offered = { ...photo, file };
    const thumb = image();
    thumb.src = photo.url;
    sheet.querySelector(".photo-thumb").replaceChildren(thumb);
    sheet.querySelector("[data-photo=map]").hidden = !isMap;
    empty.checked = !isWorkedOn;
  }
  sheet.toggleAttribute("data-about", Boolean(file));
  if (!sheet.open) {
    sheet.showModal();
  }
}

/** Whom to tell, once. */
export function begin(page) {
  say = page;
}
