// Getting a model: from a bundle's address, a list of models or a file at hand, and none that is not whole.
//
// A bundle is a safetensors file whose metadata hold a manifest (model/src/bundle); the digest in it is checked here,
// everything else about it by the engine.

import { EngineError } from "./error.js";

/**
 * `source` is an address of a bundle or of a `models.json`, or a Blob. Gives what the worker needs, a list of one model at
 * `list_url`, good until `release()`, and what callers want to know of it.
 */
export async function fetchModel(source, { model, onprogress, signal }) {
  if (globalThis.crypto?.subtle === undefined) {
    throw new EngineError("internal", "Models are checked by their digest, which browsers compute for pages from https or localhost only.");
  }
  const { file, bytes } = await get(source, { model, onprogress, signal });
  const { name, input, inks } = await manifestOf(bytes, file);
  const bundle = URL.createObjectURL(new Blob([bytes]));
  const list = { default: name, models: [{ name, file: bundle, bytes: bytes.length, sha256: await sha256(bytes) }] };
  const list_url = URL.createObjectURL(new Blob([JSON.stringify(list)]));
  return {
    name,
    list_url,
    input: input.kind,
    classes: input.classes ?? [],
    inks: inks ?? [],
    named: (sentence) => sentence.replaceAll(bundle, file),
    release: () => [bundle, list_url].forEach((url) => URL.revokeObjectURL(url)),
  };
}

async function get(source, { model, onprogress, signal }) {
  if (source instanceof Blob) {
    return { file: source.name ?? "the model", bytes: new Uint8Array(await source.arrayBuffer()) };
  }
  const address = new URL(source, globalThis.document?.baseURI ?? globalThis.location.href);
  if (!address.pathname.endsWith(".json")) {
    return { file: fileName(address), bytes: await download(address, undefined, { onprogress, signal }) };
  }
  const entry = await choose(address, model, signal);
  const file = entry.file;
  const bytes = await download(new URL(file, address), entry.bytes, { onprogress, signal });
  if (bytes.length !== entry.bytes || (await sha256(bytes)) !== entry.sha256) {
    throw new EngineError("corrupt", `${file} arrived damaged: it is not the file of ${fileName(address)}.`);
  }
  return { file, bytes };
}

/** The entry of a list of models. */
async function choose(address, name, signal) {
  const text = new TextDecoder().decode(await download(address, undefined, { signal, cache: "no-cache" }));
  let list;
  try {
    list = JSON.parse(text);
  } catch (error) {
    throw new EngineError("corrupt", `The list of models, ${fileName(address)}, makes no sense (${error.message}).`);
  }
  const models = Array.isArray(list.models) ? list.models : [];
  const entry = models.find((entry) => entry.name === (name ?? list.default));
  if (entry === undefined) {
    const known = models.map((entry) => entry.name).join(", ");
    throw new EngineError("missing", `There is no model called “${name ?? list.default}”; there is ${known || "none"}.`);
  }
  return entry;
}

async function download(address, expected_bytes, { onprogress, signal, cache }) {
  const file = fileName(address);
  const broken = (error) => {
    signal?.throwIfAborted();
    return new EngineError("network", `${file} could not be downloaded; check the connection and try again (${error.message}).`);
  };
  let response;
  try {
    response = await fetch(address, { signal, cache });
  } catch (error) {
    throw broken(error);
  }
  if (!response.ok) {
    const kind = [404, 410].includes(response.status) ? "missing" : "network";
    throw new EngineError(kind, `The server would not send ${file} (HTTP ${response.status}).`);
  }
  // The length that a host announces is that of what it has compressed.
  const announced = response.headers.has("Content-Encoding") ? 0 : Number(response.headers.get("Content-Length"));
  const total_bytes = expected_bytes ?? (announced || undefined);
  const pieces = [];
  let received_bytes = 0;
  try {
    for (const reader = response.body.getReader(); ; ) {
      const { done, value } = await reader.read();
      if (done) {
        break;
      }
      pieces.push(value);
      received_bytes += value.length;
      onprogress?.({ received_bytes, total_bytes });
    }
  } catch (error) {
    throw broken(error);
  }
  return join(pieces);
}

/**
 * What a bundle says of itself, once its tensors are known to be those that it speaks of. The error of any other file
 * carries, in `what`, whether it is no `container`, has no `manifest`, or has damaged `weights`.
 */
export async function manifestOf(bytes, file) {
  const refuse = (what, reason) =>
    Object.assign(new EngineError("corrupt", `${file} cannot be used (${reason}).`), { what });
  const { length: fileLength, buffer, byteOffset } = bytes;
  const headerLength = fileLength < 8 ? 0 : Number(new DataView(buffer, byteOffset).getBigUint64(0, true));
  let manifest;
  let tensors;
  try {
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + headerLength)));
    ({ __metadata__: manifest, ...tensors } = header);
  } catch {
    throw refuse("container", "not a safetensors file");
  }
  if (manifest?.facade === undefined) {
    throw refuse("manifest", "a safetensors file, but without a facade manifest");
  }
  let parts;
  try {
    manifest = JSON.parse(manifest.facade);
    const text = new TextEncoder();
    parts = Object.keys(tensors).sort().flatMap((name) => {
      const { shape, data_offsets } = tensors[name];
      const [begin, end] = data_offsets.map((at) => at + 8 + headerLength);
      return [text.encode(`${name} [${shape.join(", ")}] ${end - begin}\n`), bytes.subarray(begin, end)];
    });
  } catch {
    throw refuse("weights", "its manifest or its list of tensors makes no sense");
  }
  if ((await sha256(join(parts))) !== manifest?.sha256) {
    throw refuse("weights", "its weights are damaged: their SHA-256 is not the one that it names");
  }
  return manifest;
}

function join(pieces) {
  const all = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

/** SHA-256 in hexadecimal digits. */
export async function sha256(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

const fileName = ({ pathname }) => decodeURIComponent(pathname.split("/").pop());
