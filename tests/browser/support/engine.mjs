// An engine's worker spoken to directly, in its own protocol, without the page around it.

/**
 * In `page`, which must come from the site, starts the worker of `engine` ("cpu" or "gpu"), has it
 * translate the label maps at `maps` and compares each picture with the raw RGBA file beside it in
 * `expected`. Addresses are absolute; `modelIndex` is that of models.json.
 *
 * Gives back `{ backend, model, load_ms, results: [{ largest, differing, ms }] }`, where `largest`
 * is the largest difference of a channel in 1/255 and `differing` how many channels differ.
 */
export function translateAndCompare(page, request) {
  return page.evaluate(async ({ worker, modelIndex, maps, expected }) => {
    const engine = new Worker(worker, { type: "module" });
    const waiting = [];
    const arrived = [];
    const deliver = (message) => {
      const receive = waiting.shift();
      if (receive === undefined) {
        arrived.push(message);
      } else {
        receive(message);
      }
    };
    engine.onmessage = ({ data: [header, payload] }) => deliver([JSON.parse(header), payload]);
    engine.onerror = (event) => deliver([{ type: "failed", message: event.message }]);
    const next = () => {
      const message = arrived.shift();
      return message === undefined ? new Promise((receive) => waiting.push(receive)) : message;
    };
    const answer = async (type) => {
      for (;;) {
        const [header, payload] = await next();
        if (header.type === type) {
          return [header, payload];
        }
        if (header.type !== "progress") {
          throw new Error(`waiting for ${type}, got ${JSON.stringify(header)}`);
        }
      }
    };
    const bytes = async (url) => {
      const response = await fetch(url);
      if (!response.ok) {
        throw new Error(`${url}: HTTP ${response.status}`);
      }
      return new Uint8Array(await response.arrayBuffer());
    };

    const [started] = await answer("started");
    const load = { type: "load", build: started.build, list_url: modelIndex, model: "lite" };
    engine.postMessage([JSON.stringify(load)]);
    const [{ backend, model, load_ms }] = await answer("ready");
    const results = [];
    for (const [index, map] of maps.entries()) {
      const labels = await bytes(map);
      engine.postMessage([JSON.stringify({ type: "translate", seq: index }), labels], [labels.buffer]);
      const [{ seq, ms }, picture] = await answer("picture");
      const wanted = await bytes(expected[index]);
      if (seq !== index || picture.length !== wanted.length) {
        throw new Error(`map ${index}: answer ${seq}, ${picture.length} bytes for ${wanted.length}`);
      }
      let largest = 0;
      let differing = 0;
      for (let at = 0; at < wanted.length; at += 1) {
        const difference = Math.abs(picture[at] - wanted[at]);
        largest = Math.max(largest, difference);
        differing += difference > 0 ? 1 : 0;
      }
      results.push({ largest, differing, ms });
    }
    engine.terminate();
    return { backend, model, load_ms, results };
  }, request);
}
