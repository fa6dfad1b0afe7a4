// How much there is to compute: the multiplications of the generator, counted as published.
//
// A fast algorithm that needs fewer is credited with these all the same; GFLOP/s compares speeds, not
// efforts.

const SIDE = 256;
const DEPTH = 8;
const TAPS = 4 * 4;
const WIDEST = 8;
const CLASSES = 12;

/** Multiply-adds of one picture of U-Net-256 with label classes for input. */
export function multiplyAdds(ngf) {
  const width = (level) => ngf * Math.min(1 << level, WIDEST);
  let total = 0;
  for (let level = 0; level < DEPTH; level += 1) {
    // The pixels below this level: what its convolution puts out and its transposed one reads.
    const pixels = (SIDE >> (level + 1)) ** 2;
    const down = (level === 0 ? CLASSES : width(level - 1)) * width(level);
    const below = (level + 1 === DEPTH ? 1 : 2) * width(level);
    const up = below * (level === 0 ? 3 : width(level - 1));
    total += pixels * TAPS * (down + up);
  }
  return total;
}

/** GFLOP/s, a multiply-add being two operations. */
export function gflops(ngf, ms) {
  return (2 * multiplyAdds(ngf)) / (ms * 1e6);
}
