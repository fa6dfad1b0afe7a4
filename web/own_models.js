// Models of the visitor's own: read from a file or from an address of this site, checked as strictly as downloads are, kept
// in this browser, and handed to an engine as a list of one. Of other programs' files a bundle is made first (foreign_models.js),
// which is then treated like any.
//
// Nothing leaves the browser. The page asks through `ownModels` of on_demand.js (src/ui/models/own.rs) and has the words;
// what is wrong is thrown as `{ key, words }`.

const BASE = new URL("./", document.baseURI);
/** The service worker drops caches that begin with its own name: no release of the page may cost anybody a model. */
const STORE = `facade-models ${BASE}`;
/** The widest generators there are, in 8 bits, and the published width as it was trained. */
const MOST_BYTES = 256e6;
const FACTS = "X-Facts";

const refuse = (key, words = "") => {
  throw { key, words };
};
const keyOf = (name) => new URL(`?own=${encodeURIComponent(name)}`, BASE);

/** The model in a file, or at an address of this site. */
export async function read(source) {
  const [file, blob] = source instanceof Blob ? [source.name, source] : await download(new URL(source, BASE));
  if (blob.size > MOST_BYTES) {
    refuse("large", file);
  }
  if (!self.crypto?.subtle) {
    refuse("insecure");
  }
  const checks = await import("./engine/model.js").catch(() => refuse("unreachable", "engine/model.js"));
  let content = blob;
  let bytes = new Uint8Array(await blob.arrayBuffer().catch(() => refuse("unreadable", file)));
  let manifest = await manifestOf(checks, bytes, file);
  if (manifest === undefined) {
    // Perhaps another program's, of which a bundle can be made.
    const foreign = await import("./foreign_models.js").catch(() => refuse("unreachable", "foreign_models.js"));
    bytes = await foreign.bundleOf(bytes, file);
    content = new Blob([bytes]);
    manifest = (await manifestOf(checks, bytes, file)) ?? refuse("weights", file);
  }
  const { name, input, architecture, training } = manifest;
  return {
    name: String(name || file).slice(0, 60),
    file,
    bytes: bytes.length,
    sha256: await checks.sha256(bytes),
    ngf: Number(architecture?.ngf),
    pairs: Number(training?.pairs ?? 0),
    epochs: Number(training?.epochs ?? 0),
    painted: input?.kind === "painted-labels",
    blob: content,
  };
}

/** What a bundle says of itself; nothing of a file that is none. */
async function manifestOf(checks, bytes, file) {
  if (!isContainer(bytes)) {
    return undefined;
  }
  return checks.manifestOf(bytes, file).catch(({ what = "weights" }) =>
    what === "container" || what === "manifest" ? undefined : refuse(what, file));
}

/** Whether these are the first bytes of a safetensors file: the length of a header, and the header. */
function isContainer(bytes) {
  const length = bytes.length < 9 ? 0 : Number(new DataView(bytes.buffer).getBigUint64(0, true));
  return bytes[8] === 0x7b && length <= bytes.length;
}

async function download(address) {
  if (address.origin !== BASE.origin) {
    refuse("elsewhere", address.host);
  }
  const file = decodeURIComponent(address.pathname.split("/").pop());
  const unreachable = () => refuse("unreachable", file);
  const response = await fetch(address, { cache: "no-cache" }).catch(unreachable);
  if (!response.ok) {
    refuse("missing", file);
  }
  if (response.headers.get("Content-Length") > MOST_BYTES) {
    refuse("large", file);
  }
  return [file, await response.blob().catch(unreachable)];
}

export async function keep({ blob, urls, ...facts }) {
  const headers = { [FACTS]: encodeURIComponent(JSON.stringify(facts)) };
  await (await caches.open(STORE)).put(keyOf(facts.name), new Response(blob, { headers }));
}

const factsOf = (kept) => JSON.parse(decodeURIComponent(kept.headers.get(FACTS)));

/** One that is kept, by its name. */
export async function kept(name) {
  const found = await self.caches?.match(keyOf(name), { cacheName: STORE });
  return found ? { ...factsOf(found), blob: await found.blob() } : refuse("forgotten", name);
}

export const forget = async (name) => (await caches.open(STORE)).delete(keyOf(name));

/** The site's models and those that are kept, as far as a list shows them. */
export async function all() {
  const site = await fetch(new URL("models/models.json", BASE))
    .then((list) => list.json())
    .catch(() => ({ models: [] }));
  const listed = site.models.map((model) => ({ ...model, role: model.name === site.default ? "default" : "listed" }));
  listed.sort((a, b) => (b.role === "default") - (a.role === "default"));
  const store = await self.caches?.open(STORE);
  const own = (await store?.matchAll()) ?? [];
  return [...listed, ...own.map((kept) => ({ ...factsOf(kept), role: "own" }))];
}
