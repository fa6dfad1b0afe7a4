// A house front, part by part, for the pictures of the README.

/** Class, and corners in drawing pixels. */
export const HOUSE = [
  ["background", [1, 1], [255.5, 255.5]],
  ["facade", [12, 26], [244, 256]],
  ["molding", [8, 22], [248, 34]],
  ["molding", [12, 174], [244, 182]],
  ["shop", [24, 198], [98, 254]],
  ["door", [114, 194], [142, 254]],
  ["shop", [158, 198], [232, 254]],
];
export const WINDOW = [
  ["sill", [25, 81], [43, 86]],
  ["cornice", [24, 44], [44, 50]],
  ["window", [26, 51], [42, 80]],
];
/** Where the last window of the grid is dragged to. */
export const LAST = [235, 166];

export async function draw(studio, parts) {
  await studio.choose("tool", "rectangle");
  // No line that catches an edge, so that the parts are where they are said to be.
  await studio.page.keyboard.down("Alt");
  for (const [part, from, to] of parts) {
    await studio.choose("class", part);
    await studio.dragAndSettle(from, to);
  }
  await studio.page.keyboard.up("Alt");
}

/** Selects the parts of the window, the last of which is where a grid of them begins; returns that place. */
export async function selectWindow(studio) {
  await studio.choose("tool", "select");
  const middles = WINDOW.map(([, [x0, y0], [x1, y1]]) => [(x0 + x1) / 2, (y0 + y1) / 2]);
  for (const [index, middle] of middles.entries()) {
    if (index > 0) await studio.page.keyboard.down("Shift");
    await studio.page.mouse.click(...(await studio.place(...middle)));
    await studio.page.keyboard.up("Shift");
  }
  return middles.at(-1);
}
