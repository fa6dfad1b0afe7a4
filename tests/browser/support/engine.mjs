// An engine's worker spoken to directly, in its own protocol, without the page around it.

import { fileURLToPath } from "node:url";

/** Serves what the browser's side of a conversation needs below `site`, and says where. */
export function mountConversation(site) {
  site.mount("support", fileURLToPath(new URL(".", import.meta.url)));
  return `${site.url}support/conversation.mjs`;
}

/**
 * In `page`, which must come from the site, starts the worker at `worker`, has it translate the label
 * maps at `maps` and compares each picture with the raw RGBA file beside it in `expected`. Addresses
 * are absolute; `modelIndex` is that of models.json, `model` a name on that list, `conversation` what
 * `mountConversation` gave.
 *
 * Gives back `{ backend, model, load_ms, results: [{ largest, differing, ms }] }`, where `largest`
 * is the largest difference of a channel in 1/255 and `differing` how many channels differ.
 */
export function translateAndCompare(page, request) {
  return page.evaluate(async ({ conversation, worker, modelIndex, model: asked, maps, expected }) => {
    const { Conversation, bytes } = await import(conversation);
    const engine = new Conversation(worker);
    const [started] = await engine.answer("started");
    engine.post({ type: "load", build: started.build, list_url: modelIndex, model: asked });
    const [{ backend, model, load_ms }] = await engine.answer("ready");
    const results = [];
    for (const [index, map] of maps.entries()) {
      engine.post({ type: "translate", seq: index }, await bytes(map));
      const [{ seq, ms }, picture] = await engine.answer("picture");
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
    engine.end();
    return { backend, model, load_ms, results };
  }, request);
}
