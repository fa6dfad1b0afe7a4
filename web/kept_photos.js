// Photos to trace over: read from a file, scaled down, kept in this browser under numbers, and sent nowhere.

const LONGEST_PX = 2048;
/** 32-bit floating point holds the numbers below exactly, as facade_editor::underlay wants them. */
const NUMBERS = 2 ** 24;
const STORE = "facade-studio.photos";
const SLOTS = "facade-studio.drawing";
/** Another tab has a moment to write down which photo its drawing lies over. */
const SPARED_MS = 60_000;
/** What this page has read or fetched, so that undo finds it. */
const known = new Map();

const settled = (request, good, bad) =>
  new Promise((resolve, reject) => {
    request[good] = () => resolve(request.result);
    request[bad] = () => reject(request.error);
  });

async function store(mode, act) {
  const opening = indexedDB.open(STORE, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore("photos");
  const base = await settled(opening, "onsuccess", "onerror");
  try {
    const transaction = base.transaction("photos", mode);
    const asked = act(transaction.objectStore("photos"));
    await settled(transaction, "oncomplete", "onabort");
    return asked.result;
  } finally {
    base.close();
  }
}

async function whole(url) {
  const picture = new Image();
  picture.src = url;
  await settled(picture, "onload", "onerror");
  return picture;
}

async function remember(number, blob) {
  const url = URL.createObjectURL(blob);
  const { naturalWidth: width, naturalHeight: height } = await whole(url);
  const photo = { number, blob, url, width, height };
  known.set(number, photo);
  return photo;
}

/** The photo in a file: upright, without what cameras write about it, and no larger than it is of use. */
export async function read(file) {
  const url = URL.createObjectURL(file);
  const { naturalWidth, naturalHeight } = await whole(url).finally(() => URL.revokeObjectURL(url));
  const scale = Math.min(1, LONGEST_PX / Math.max(naturalWidth, naturalHeight));
  const [width, height] = [naturalWidth, naturalHeight].map((side) => Math.max(1, Math.round(side * scale)));
  // The browser decodes and scales beside the page's thread.
  const bitmap = await createImageBitmap(file, { resizeWidth: width, resizeHeight: height, resizeQuality: "high" });
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  canvas.getContext("2d").drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  const type = file.type === "image/jpeg" ? file.type : "image/webp";
  const blob = await new Promise((done) => canvas.toBlob(done, type, 0.86));
  const [random] = crypto.getRandomValues(new Uint32Array(1));
  return remember(1 + (random % (NUMBERS - 1)), blob);
}

export const keep = async ({ number, blob }) => store("readwrite", (photos) => photos.put({ blob, at: Date.now() }, number));

/** The photo with this number, or undefined. */
export async function find(number) {
  if (!known.has(number)) {
    const kept = await store("readonly", (photos) => photos.get(number)).catch(() => {});
    return kept && remember(number, kept.blob);
  }
  return known.get(number);
}

/** Drops those that no kept drawing lies over. */
export async function sweep() {
  const drawings = Object.keys(localStorage).filter((key) => key.startsWith(SLOTS));
  const used = drawings.map((key) => /"underlay":\[(\d+)/.exec(localStorage[key])?.[1]);
  await store("readwrite", (photos) => {
    const asked = photos.openCursor();
    asked.onsuccess = () => {
      const at = asked.result;
      if (at && !used.includes(String(at.key)) && at.value.at < Date.now() - SPARED_MS) {
        at.delete();
      }
      at?.continue();
    };
    return asked;
  });
}
