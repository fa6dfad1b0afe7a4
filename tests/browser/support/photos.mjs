// Photos made in the page, ways to hand them to it, and what is seen of them.

/** The quarters of the photo, from the top left clockwise. */
export const QUARTERS = [[200, 30, 30], [30, 160, 40], [40, 60, 210], [230, 200, 40]];

/** Like no part. */
export const GREYS = [[120, 118, 112], [150, 140, 130], [90, 100, 92], [200, 198, 190]];

/** The bytes of a photo of four quarters; `clear` leaves its middle transparent. */
export const quarters = (page, { colors = QUARTERS, width = 400, height = 300, type = "image/png", clear = false } = {}) =>
  page.evaluate(async ([colors, width, height, type, clear]) => {
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext("2d");
    const [x, y] = [width / 2, height / 2];
    [[0, 0], [x, 0], [x, y], [0, y]].forEach((corner, at) => {
      context.fillStyle = `rgb(${colors[at]})`;
      context.fillRect(...corner, x, y);
    });
    if (clear) context.clearRect(width / 4, height / 4, x, y);
    const blob = await canvas.convertToBlob({ type, quality: 0.95 });
    return [...new Uint8Array(await blob.arrayBuffer())];
  }, [colors, width, height, type, clear]);

/** The JPEG as a camera held on its side writes it: to be turned by a quarter, clockwise. */
export function turned(jpeg) {
  const exif = [
    0xff, 0xe1, 0, 34, ...Buffer.from("Exif\0\0MM\0*\0\0\0\x08", "latin1"),
    // One entry: tag 0x0112, a short, one of them, 6.
    0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0,
  ];
  return [...jpeg.slice(0, 2), ...exif, ...jpeg.slice(2)];
}

/** Drops or pastes a file. */
export const give = (page, bytes, { kind = "drop", name = "house.png", type = "image/png" } = {}) =>
  page.evaluate(([bytes, kind, name, type]) => {
    const data = new DataTransfer();
    data.items.add(new File([new Uint8Array(bytes)], name, { type }));
    const options = { bubbles: true, cancelable: true };
    document.body.dispatchEvent(
      kind === "drop"
        ? new DragEvent("drop", { ...options, dataTransfer: data })
        : new ClipboardEvent("paste", { ...options, clipboardData: data }),
    );
  }, [bytes, kind, name, type]);

/** Drops a photo and traces over it, on an empty drawing or on the one there is. */
export async function trace(studio, bytes, { isEmpty = true, ...how } = {}) {
  const { page } = studio;
  await give(page, bytes, how);
  await page.locator("#photo[data-about]").waitFor();
  await page.locator("#photo-empty").setChecked(isEmpty);
  await page.click('[data-photo="trace"]');
  await page.locator("#photo-bar").waitFor();
  // The photo, and not a gap in its place.
  await page.waitForFunction(() => document.querySelector("#underlay img").complete);
}

/** What is on the screen at drawing pixels, 0 to 256: colours. */
export async function colorsAt(studio, places) {
  const place = await studio.places();
  const points = places.map(([x, y]) => place(x, y).map(Math.round));
  const { page } = studio;
  const png = await page.screenshot();
  return page.evaluate(async ([bytes, points]) => {
    const picture = await createImageBitmap(new Blob([new Uint8Array(bytes)]));
    const canvas = new OffscreenCanvas(picture.width, picture.height);
    const context = canvas.getContext("2d");
    context.drawImage(picture, 0, 0);
    const scale = picture.width / innerWidth;
    return points.map(([x, y]) => [...context.getImageData(x * scale, y * scale, 1, 1).data.slice(0, 3)]);
  }, [[...png], points]);
}

/** Which quarter shines through most, or -1 where none does. `under` is what the drawing shows there by itself. */
export function quarterOf(color, under) {
  const apart = (one, other) => Math.hypot(...one.map((value, at) => value - other[at]));
  const mixed = QUARTERS.map((quarter) => quarter.map((value, at) => 0.55 * value + 0.45 * under[at]));
  const nearest = mixed.map((mix) => apart(mix, color));
  const least = Math.min(...nearest);
  return least < 25 ? nearest.indexOf(least) : -1;
}
