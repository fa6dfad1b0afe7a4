// A critic for the shipped model: drawn, not trained, by `critic_reference` of the workspace's `facade-tests`,
// so that no test hangs on whether one is shipped.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";

export const CRITIC = "drawn.critic.safetensors";

/** The folder with the critic, pictures and what it says of them natively. */
export function reference() {
  const folder = process.env.FACADE_CRITIC_REFERENCE;
  assert.ok(folder, "FACADE_CRITIC_REFERENCE names no folder; `cargo xtask test` sets it");
  return folder;
}

/** The critic's entry in the list of models, as of a file there called `file`. */
export async function listed(file) {
  const content = await readFile(path.join(reference(), CRITIC));
  const sha256 = createHash("sha256").update(content).digest("hex");
  return { file, bytes: content.length, sha256 };
}

/** Lets the host list this critic with every model, or none at all. */
export function listCritic(site, critic) {
  site.fault("models.json", (response, file, body) => {
    const list = JSON.parse(body);
    list.models.forEach((model) => {
      delete model.critic;
      Object.assign(model, critic && { critic });
    });
    const json = JSON.stringify(list);
    response.writeHead(200, { "Content-Type": "application/json", "Cache-Control": "no-cache" }).end(json);
  });
}

/** Lets the host offer the critic; gives back its path as requests name it. */
export async function offerCritic(site) {
  site.mount("critic", reference());
  listCritic(site, await listed(`../critic/${CRITIC}`));
  return `${site.subPath}critic/${CRITIC}`;
}
