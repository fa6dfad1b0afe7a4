// The engines' protocol around another library, so that its pictures are asked for and timed like ours.

import { packed, unpacked } from "../../support/conversation.mjs";

/**
 * Answers the page. `load(header)` makes the library ready and gives back `translate(labels, exact)`,
 * which makes of 65,536 class ids `{ network_ms, picture }`: RGBA bytes, or where `exact` is asked for
 * the network's own numbers, `[3, 256, 256]` in −1..1. `network_ms` is the network alone, without the
 * making of its input and of the bytes.
 */
export function serve(load) {
  let translate;
  const post = (header, payload) =>
    self.postMessage([packed(header), payload], payload === undefined ? [] : [payload.buffer]);
  const answer = async (header, payload) => {
    if (header.type === "load") {
      translate = await load(header);
      post({ type: "ready" });
      return;
    }
    const begin = performance.now();
    const { network_ms, picture } = await translate(payload, header.exact === true);
    post({ type: "picture", seq: header.seq, ms: performance.now() - begin, network_ms }, picture);
  };
  self.onmessage = ({ data: [header, payload] }) =>
    answer(unpacked(header), payload).catch((error) =>
      post({ type: "failed", message: String(error?.stack ?? error) }),
    );
  post({ type: "started", build: "bench" });
}
