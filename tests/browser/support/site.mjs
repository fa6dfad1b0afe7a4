// A static host for the built site, with the faults that hosts and networks have.
//
// It serves from a sub-path and nothing beside it, as many hosts do: a page that asks for
// `/something` instead of `./something` finds nothing here.

import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { createServer } from "node:http";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const DIST = path.resolve(
  process.env.FACADE_DIST ?? fileURLToPath(new URL("../../../dist", import.meta.url)),
);
const SUB_PATH = "/some/sub/path/";
/** With these a page is cross-origin isolated: it may share memory between threads. */
export const ISOLATION = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};
const TYPES = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
};

/** Answers with the file, but one bit in its middle differs. */
export function flipByte(response, file, body) {
  const damaged = Buffer.from(body);
  damaged[damaged.length >> 1] ^= 0x10;
  sendWhole(response, file, damaged);
}

/** Answers 404. */
export function missing(response) {
  response.writeHead(404, { "Content-Type": "text/plain" }).end("not found");
}

/** Announces the whole file, sends half of it and cuts the connection. */
export function loseNetwork(response, file, body) {
  response.writeHead(200, headers(file, body.length));
  response.write(body.subarray(0, body.length >> 1), () => response.destroy());
}

/** Answers with the script, but this code runs before it. */
export function after(code) {
  return (response, file, body) => sendWhole(response, file, Buffer.concat([Buffer.from(code), body]));
}

function headers(file, length) {
  return {
    "Cache-Control": "no-cache",
    "Content-Length": length,
    "Content-Type": TYPES[path.extname(file)] ?? "application/octet-stream",
  };
}

/** Answers with the file as it is. */
export function sendFile(response, file, headers) {
  response.writeHead(200, headers);
  createReadStream(file).pipe(response);
}

function sendWhole(response, file, body) {
  response.writeHead(200, headers(file, body.length)).end(body);
}

/**
 * Starts the host.
 *
 * `site.url` is the page; `site.requests` lists the paths asked for, `site.served` the files that were
 * sent for them; `site.fault(suffix, fault)`
 * makes files whose path ends so fail by one of the functions above, until `site.heal()`;
 * `site.mount(name, folder)` serves another folder below the page. It serves the built site or, where
 * `dist` is given, that folder. `send(response, file, headers)` may take over the sending;
 * `headers` go with every file.
 */
export async function startSite({ dist = DIST, send = sendFile, headers: more = {} } = {}) {
  await stat(path.join(dist, "index.html")).catch(() => {
    throw new Error(`there is no built site in ${dist}: run \`cargo xtask build\``);
  });
  const requests = [];
  const served = [];
  const mounts = new Map();
  let faults = [];

  async function answer(request, response) {
    const { pathname } = new URL(request.url, "http://localhost");
    requests.push(pathname);
    if (!pathname.startsWith(SUB_PATH)) {
      return missing(response);
    }
    const inside = decodeURIComponent(pathname.slice(SUB_PATH.length)) || "index.html";
    const [first, ...rest] = inside.split("/");
    const [folder, name] = mounts.has(first) ? [mounts.get(first), rest.join("/")] : [dist, inside];
    const file = path.resolve(folder, name);
    if (!file.startsWith(folder + path.sep)) {
      return missing(response);
    }
    const fault = faults.find(({ suffix }) => pathname.endsWith(suffix));
    if (fault !== undefined) {
      return fault.fault(response, file, await readFile(file));
    }
    const { size } = await stat(file);
    served.push(file);
    await send(response, file, { ...headers(file, size), ...more });
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => missing(response));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${server.address().port}`;
  return {
    origin,
    requests,
    served,
    subPath: SUB_PATH,
    url: origin + SUB_PATH,
    fault: (suffix, fault) => faults.push({ suffix, fault }),
    heal: () => {
      faults = [];
    },
    mount: (name, folder) => mounts.set(name, path.resolve(folder)),
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}
