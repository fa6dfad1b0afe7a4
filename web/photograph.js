// A photograph as a model sees it: what of it lies over the drawing, 256 pixels to a side.
//
// Knows pixels and corners; where the photograph comes from, and who is told, is underlay.js's business.

const SIDE = 256;
/** What lies beside the photograph. */
const NOTHING = 127;

/** Gives, for a decoded image, what makes its pixels (red, green and blue in turn) of the corners where it lies. */
export function sampler(image) {
  const levels = halvings(image);
  return (corners) => {
    const [across, down, under] = toPhoto(corners);
    // As many pixels of the photograph as fall on one of the drawing, in a level where it is about one.
    const [[x0, y0], [x1, y1], , [x3, y3]] = corners;
    const per = Math.max(
      levels[0].width / Math.max(1, Math.hypot(x1 - x0, y1 - y0)),
      levels[0].height / Math.max(1, Math.hypot(x3 - x0, y3 - y0)),
    );
    const { data, width, height } = levels[Math.min(levels.length - 1, Math.max(0, Math.floor(Math.log2(per) + 0.5)))];
    const pixels = new Uint8Array(3 * SIDE * SIDE).fill(NOTHING);
    for (let y = 0, at = 0; y < SIDE; y += 1) {
      for (let x = 0; x < SIDE; x += 1, at += 3) {
        const [px, py] = [x + 0.5, y + 0.5];
        const depth = under[0] * px + under[1] * py + under[2];
        const u = (across[0] * px + across[1] * py + across[2]) / depth;
        const v = (down[0] * px + down[1] * py + down[2]) / depth;
        if (u < 0 || u > 1 || v < 0 || v > 1) {
          continue;
        }
        const left = Math.min(Math.max(u * width - 0.5, 0), width - 1);
        const top = Math.min(Math.max(v * height - 0.5, 0), height - 1);
        const [column, row] = [Math.floor(left), Math.floor(top)];
        const [right, below] = [column + 1 < width ? 4 : 0, row + 1 < height ? 4 * width : 0];
        const [fx, fy] = [left - column, top - row];
        const from = 4 * (row * width + column);
        for (let channel = 0; channel < 3; channel += 1) {
          const here = from + channel;
          const upper = data[here] + (data[here + right] - data[here]) * fx;
          const lower = data[here + below] + (data[here + below + right] - data[here + below]) * fx;
          pixels[at + channel] = Math.round(upper + (lower - upper) * fy);
        }
      }
    }
    return pixels;
  };
}

/** The image, and again at half the size until a side of the drawing holds it. */
function halvings(image) {
  const levels = [];
  let source = image;
  let [width, height] = [image.naturalWidth, image.naturalHeight];
  for (;;) {
    const canvas = Object.assign(document.createElement("canvas"), { width, height });
    const context = canvas.getContext("2d", { willReadFrequently: true });
    context.imageSmoothingQuality = "high";
    context.drawImage(source, 0, 0, width, height);
    levels.push(context.getImageData(0, 0, width, height));
    if (Math.max(width, height) <= SIDE) {
      return levels;
    }
    [source, width, height] = [canvas, Math.ceil(width / 2), Math.ceil(height / 2)];
  }
}

/** Rows of the matrix from the drawing's pixels to the photograph's unit square (Heckbert 1989, section 2.2). */
function toPhoto([[x0, y0], [x1, y1], [x2, y2], [x3, y3]]) {
  const [ax, ay, bx, by] = [x1 - x2, y1 - y2, x3 - x2, y3 - y2];
  const [sx, sy] = [x0 - x1 + x2 - x3, y0 - y1 + y2 - y3];
  const g = (sx * by - bx * sy) / (ax * by - bx * ay);
  const h = (ax * sy - sx * ay) / (ax * by - bx * ay);
  const [a, b, c] = [x1 - x0 + g * x1, x3 - x0 + h * x3, x0];
  const [d, e, f] = [y1 - y0 + g * y1, y3 - y0 + h * y3, y0];
  // The inverse, but for a factor that the division by the depth takes out.
  return [
    [e - f * h, c * h - b, b * f - c * e],
    [f * g - d, a - c * g, c * d - a * f],
    [d * h - e * g, b * g - a * h, a * e - b * d],
  ];
}
