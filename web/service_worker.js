// Offline: keeps the site's files, by version, and serves each page from the version it was opened
// with.
//
// A version is a list of files with their SHA-256, written below by `cargo xtask build`. Whatever
// file changes, this script changes too, so the browser installs it anew. Three rules:
//
// - All or nothing. A version is installed when every file that the page cannot do without has
//   come and has the digest that the list says; until then, and if it never happens, nothing changes.
// - A visit gets the newest version, and keeps it. This worker takes over as soon as it is installed;
//   pages opened before stay pinned to their version, whose files are dropped after the last of them.
// - The rest is none of its business: other addresses, other origins, ranges, and pages that it
//   has not opened go to the network as if it were not there.
//
// It knows nothing of drawings or engines but the file names in the list.

const SITE = null;

const SCOPE = self.registration.scope;
/** Caches belong to a whole origin, and several sites may share one. */
const PREFIX = `facade ${SCOPE} `;
const PINS = `${PREFIX}pins`;
/** Where a version's cache holds its list, put there last: a cache without it is unfinished. */
const LIST = new URL("?files", SCOPE).href;
const PAGE = "index.html";
/** Published sites have one more, about their models. */
const PAGES = [PAGE, "about.html"];
/** A page being opened is no client yet; its pin is left alone for this long. */
const OPENING_MS = 60_000;

const cacheOf = (version) => `${PREFIX}version ${version}`;
/** The key of a file: its address without the query, which only keeps HTTP caches apart. */
const keyOf = (path) => new URL(path, SCOPE).href;

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(sweep().then(() => self.clients.claim())));
self.addEventListener("message", (event) => event.waitUntil(hear(event)));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const path = pathOf(request.url);
  if (request.method !== "GET" || path === undefined || request.headers.has("range")) {
    return;
  }
  if (request.mode !== "navigate") {
    event.respondWith(serve(event, path));
  } else if (PAGES.includes(path)) {
    event.respondWith(openPage(event, path));
  }
});

/** The path of an address inside the site, or undefined for one outside of it. */
function pathOf(address) {
  const { origin, pathname } = new URL(address);
  const inside = (origin + pathname).startsWith(SCOPE);
  return inside ? decodeURI((origin + pathname).slice(SCOPE.length)) || PAGE : undefined;
}

// --- versions ---

async function install() {
  if (SITE === null) {
    throw new Error("this is not the service worker of a finished build");
  }
  const name = cacheOf(SITE.version);
  const held = await heldLists();
  const cache = await caches.open(name);
  const obtain = async ([path, file]) => {
    // What an interrupted installation has left is whole: it was checked before it was put.
    if (await cache.match(keyOf(path))) {
      return;
    }
    const response = (await copyOf(file, held)) ?? (file.later ? undefined : await download(path, file));
    if (response !== undefined) {
      await cache.put(keyOf(path), response);
    }
  };
  await Promise.all(Object.entries(SITE.files).map(obtain)).catch(async (error) => {
    // The page tells: a host that rewrites files on the way keeps every visit in need of a network.
    for (const client of error.altered ? await self.clients.matchAll({ includeUncontrolled: true }) : []) {
      client.postMessage({ altered: error.altered });
    }
    throw error;
  });
  await cache.put(LIST, new Response(JSON.stringify(SITE)));
  // The browser may drop a cache at any time.
  if (!(await caches.has(name))) {
    throw new Error(`the cache of version ${SITE.version} did not last`);
  }
  await self.skipWaiting();
}

/** The same file as another version holds it: an update downloads only what has changed. */
async function copyOf({ sha256 }, held) {
  for (const { version, files } of held) {
    for (const [path, file] of Object.entries(files)) {
      const copy = file.sha256 === sha256 && (await stored(version, path));
      if (copy) {
        return copy;
      }
    }
  }
  return undefined;
}

/**
 * The file from the network, or from the browser's HTTP cache, where the first visit has just left
 * it: the digest tells whether those bytes are the right ones.
 */
async function download(path, file) {
  const url = new URL(path === PAGE ? "./" : path, SCOPE);
  url.search = file.query ?? "";
  let came = false;
  for (const cache of ["force-cache", "reload"]) {
    const response = await fetch(url, { cache });
    came = response.ok;
    const checked = await check(response, file);
    if (checked !== undefined) {
      return checked;
    }
  }
  const error = new Error(`${path} is not the file of version ${SITE.version}`);
  throw Object.assign(error, came ? { altered: path } : {});
}

/** A response to keep, made of one whose bytes are those of the list; undefined for any other. */
async function check(response, { sha256 }) {
  if (!response.ok || response.type !== "basic") {
    return undefined;
  }
  const bytes = await response.arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const type = response.headers.get("Content-Type") ?? "application/octet-stream";
  return hex === sha256 ? new Response(bytes, { headers: { "Content-Type": type } }) : undefined;
}

const stored = (version, path) => caches.match(keyOf(path), { cacheName: cacheOf(version) });

/** The list of a version that is held whole, or undefined. */
async function listOf(version) {
  if (version === SITE.version) {
    return SITE;
  }
  const list = await caches.match(LIST, { cacheName: cacheOf(version) });
  return list?.json();
}

/** The lists of all versions that are held whole, this worker's own first. */
async function heldLists() {
  const names = (await caches.keys()).filter((name) => name.startsWith(cacheOf("")));
  const versions = names.map((name) => name.slice(cacheOf("").length));
  versions.sort((a, b) => (b === SITE.version) - (a === SITE.version));
  const lists = await Promise.all(versions.map(listOf));
  return lists.filter((list) => list !== undefined);
}

// --- requests ---

/** Opens a page: the newest version's, to which the new page is then pinned. */
async function openPage(event, path) {
  const page = await stored(SITE.version, path);
  if (page === undefined && path !== PAGE) {
    return fetch(event.request);
  }
  if (page === undefined) {
    // The browser has dropped our files. Without this worker the page registers it anew.
    await self.registration.unregister();
    return fetch(event.request);
  }
  await pin(event.resultingClientId, SITE.version, false);
  return answer(page, event.request);
}

/** A file for a page, or for the worker of a page, that this site's worker has opened. */
async function serve(event, path) {
  const { request } = event;
  const list = await listFor(event.clientId, request.url);
  const file = list?.files[path];
  if (file === undefined) {
    return answer(await fetch(request), request);
  }
  // "reload" says that the last answer was damaged.
  const kept = request.cache === "reload" ? undefined : await stored(list.version, path);
  if (kept !== undefined) {
    return answer(kept, request);
  }
  const response = await fetch(request);
  // Not awaited: a large file is used while it arrives. The engines check what they get as well.
  event.waitUntil(keep(list.version, path, file, response.clone()));
  return answer(response, request);
}

async function keep(version, path, file, response) {
  try {
    const checked = await check(response, file);
    if (checked !== undefined) {
      await put(version, path, checked);
    }
  } catch {
    // No room, or the download broke off: the next use tries again.
  }
}

/** Adds a file that was checked to a version that is still held. */
async function put(version, path, checked) {
  if (await caches.has(cacheOf(version))) {
    await (await caches.open(cacheOf(version))).put(keyOf(path), checked);
  }
}

/**
 * What leaves this worker: pages and workers with the headers that many static hosts cannot be told to
 * send, and without which a page's workers may share no memory. Other files go out as they are, because browsers
 * keep the machine code of a WebAssembly file only for an answer that nobody has touched.
 */
function answer(response, request) {
  const isolated = request.mode === "navigate" || request.destination === "worker";
  if (!isolated || response.type === "error" || response.status === 0) {
    return response;
  }
  const { body, status, statusText } = response;
  const headers = new Headers(response.headers);
  headers.set("Cross-Origin-Opener-Policy", "same-origin");
  headers.set("Cross-Origin-Embedder-Policy", "require-corp");
  return new Response(body, { status, statusText, headers });
}

// --- pages and their versions ---

/**
 * What pages say: `{ type: "opened", version }` once they run, which is answered by this worker's
 * version; `{ type: "keep", version, prefix }` for files of theirs that came before this worker did.
 */
async function hear({ data, source }) {
  if (data.type === "opened") {
    if ((await listOf(data.version)) !== undefined) {
      await pin(source.id, data.version, true);
    }
    source.postMessage({ version: SITE.version });
    await sweep();
  } else if (data.type === "keep") {
    // Of a page that has just said what it is, the pin may still be on its way.
    const list = (await listOf(data.version)) ?? (await listFor(source.id));
    for (const [path, file] of Object.entries(list?.files ?? {})) {
      if (path.startsWith(data.prefix) && !(await stored(list.version, path))) {
        // What does not come now comes with its next use.
        await download(path, file).then((file) => put(list.version, path, file)).catch(() => {});
      }
    }
  }
}

/** Notes which version a page has; `seen` once it is a client of this worker. */
async function pin(client, version, seen) {
  const pins = await caches.open(PINS);
  const note = { version, seen, at_ms: Date.now() };
  await pins.put(new URL(`?pin=${client}`, SCOPE), new Response(JSON.stringify(note)));
}

/** The list that this page or worker, which asks for `address`, is to be served from, or undefined. */
async function listFor(client, address) {
  const note = await caches.match(new URL(`?pin=${client}`, SCOPE), { cacheName: PINS });
  if (note !== undefined) {
    return listOf((await note.json()).version);
  }
  // An engine's worker is a client of its own; its address tells its page's build. Browsers do not know a worker's
  // own workers as clients, but what these ask for tells the build as well.
  const asking = client && (await self.clients.get(client));
  const telling = asking?.type === "worker" ? asking.url : address;
  const build = telling && new URL(telling).searchParams.get("build");
  return build ? (await heldLists()).find((list) => list.build === build) : undefined;
}

/** Drops the versions that no page has open any more. */
async function sweep() {
  // A version on its way looks like one that nobody needs.
  if (self.registration.installing) {
    return;
  }
  const pages = await self.clients.matchAll({ includeUncontrolled: true });
  const needed = new Set([cacheOf(SITE.version), PINS]);
  const pins = await caches.open(PINS);
  for (const request of await pins.keys()) {
    const { version, seen, at_ms } = await (await pins.match(request)).json();
    const id = new URL(request.url).searchParams.get("pin");
    if (pages.some((client) => client.id === id) || (!seen && Date.now() - at_ms < OPENING_MS)) {
      needed.add(cacheOf(version));
    } else {
      await pins.delete(request);
    }
  }
  for (const name of await caches.keys()) {
    if (name.startsWith(PREFIX) && !needed.has(name)) {
      await caches.delete(name);
    }
  }
}
