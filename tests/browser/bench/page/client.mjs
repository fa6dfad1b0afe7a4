// What a contender's page does: starts its worker, asks it for pictures, and takes the time from the
// sending of the label ids to the arrival of the RGBA bytes, whoever computes them.

import { Conversation, bytes } from "../../support/conversation.mjs";

const SIDE = 256;
/** Class ids are 1 to 12. */
const CLASSES = 12;

let worker;
let map;
let asked = 0;

/** The map with a rectangle that differs from picture to picture, as during a drag. */
function drawing() {
  const labels = map.slice();
  asked += 1;
  const [left, top] = [(7 * asked) % 192, (5 * asked) % 128];
  for (let y = top; y < top + 96; y += 1) {
    labels.fill(1 + (asked % CLASSES), y * SIDE + left, y * SIDE + left + 64);
  }
  return labels;
}

async function picture(labels, more = {}) {
  const begin = performance.now();
  worker.post({ type: "translate", seq: asked, ...more }, labels);
  const [header, payload] = await worker.answer("picture");
  return { ms: performance.now() - begin, header, payload };
}

window.contender = {
  /** Starts a worker and has it make a first picture. Both times count from the start. */
  async start({ worker: address, type, load, mapUrl }) {
    map = await bytes(mapUrl);
    const begin = performance.now();
    worker = new Conversation(address, type);
    const [started] = await worker.answer("started");
    worker.post({ type: "load", build: started.build, ...load });
    const [ready] = await worker.answer("ready");
    const ready_ms = performance.now() - begin;
    await picture(drawing());
    const isolated = crossOriginIsolated;
    return { ready_ms, first_picture_ms: performance.now() - begin, isolated, ready };
  },

  /** The largest difference, in −1..1, between the picture of the plain map and the one expected. */
  async compare(expectedUrl) {
    const expected = new Float32Array((await bytes(expectedUrl)).buffer);
    const { payload } = await picture(map.slice(), { exact: true });
    const plane = SIDE * SIDE;
    let largest = 0;
    for (let at = 0; at < expected.length; at += 1) {
      const [channel, pixel] = [Math.floor(at / plane), at % plane];
      // Ours come as bytes of RGBA, the others' on this one occasion as planes of numbers.
      const value = payload instanceof Float32Array ? payload[at] : payload[4 * pixel + channel] / 127.5 - 1;
      const difference = Math.abs(value - expected[at]);
      // `>` alone would forget NaN.
      if (!(difference <= largest)) {
        largest = difference;
      }
    }
    return { largest, exact: payload instanceof Float32Array };
  },

  /**
   * Pictures one after the other until `ms` have passed and there are at least `pictures`; the times of
   * each, in order.
   */
  async run({ ms, pictures }) {
    const times = [];
    const end = performance.now() + ms;
    while (times.length < pictures || performance.now() < end) {
      const { ms: took, header } = await picture(drawing());
      times.push({ ms: took, engine_ms: header.ms, network_ms: header.network_ms });
    }
    return times;
  },
};
