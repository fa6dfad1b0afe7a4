// The engine without the studio: a map of class ids in, or a drawing or photo in colours, and a picture out.
//
// One worker computes, on the CPU or on WebGPU; this module starts it, speaks the studio's own protocol to it
// (protocol/: arrays `[{ name: fields } as JSON, payload]`), and gives every question exactly one answer. It knows nothing of
// drawing, of pages or of frameworks. index.d.ts says what everything is.

import { EngineError } from "./error.js";
import { fetchModel } from "./model.js";
import { colorsOf, drawingOf, variationOf } from "./request.js";

export { FACADE_CLASSES } from "./classes.js";
export { EngineError } from "./error.js";
export { SIDE } from "./request.js";

/** Both filled in by `cargo xtask build`: the engines' build, and where the worker's script lies from here. */
const BUILD = "development";
const WORKER = "../engine_worker.js";

const ENGINES = { cpu: "cpu", webgpu: "gpu" };
/** After these the worker is not to be trusted, or has nothing left to work on. */
const FATAL = ["internal", "device_lost", "stale_build"];

/** Loads a model: see index.d.ts. */
export async function load(source, { backend = "cpu", model, threads, onprogress, signal } = {}) {
  signal?.throwIfAborted();
  if (!Object.hasOwn(ENGINES, backend)) {
    throw new TypeError(`backend is “${backend}”; there are cpu and webgpu`);
  }
  // Said before anything is downloaded.
  if (backend === "webgpu" && !(await globalThis.navigator?.gpu?.requestAdapter())) {
    throw new EngineError("no_adapter", "This browser offers no graphics adapter for WebGPU.");
  }
  // The engine's code comes while the model does.
  const link = new Link(ENGINES[backend], threads);
  const fetching = fetchModel(source, { model, onprogress, signal });
  let named = (sentence) => sentence;
  try {
    const fetched = await link.unlessItFails(fetching, signal);
    // The worker knows the model by an address that says nothing to a person.
    named = fetched.named;
    await link.unlessItFails(link.started, signal);
    link.post("load", { build: BUILD, list_url: fetched.list_url, model: fetched.name });
    return new Engine(link, await link.unlessItFails(link.ready, signal), fetched);
  } catch (error) {
    link.end();
    throw error instanceof EngineError ? new EngineError(error.kind, named(error.message)) : error;
  } finally {
    fetching.then(({ release }) => release(), () => {});
  }
}

/** The worker, and what it says. */
class Link {
  #worker;
  #fail;
  /** Is told what comes once the model is ready. */
  hear = () => {};

  constructor(engine, threads) {
    const address = new URL(WORKER, import.meta.url);
    address.search = new URLSearchParams({ engine, build: BUILD, ...(threads === undefined ? {} : { threads }) });
    const said = {};
    for (const type of ["started", "ready"]) {
      this[type] = new Promise((resolve) => (said[type] = resolve));
    }
    this.failed = new Promise((_, reject) => (this.#fail = reject));
    // Whoever waits for something hears of it; nobody need.
    this.failed.catch(() => {});
    this.#worker = new Worker(address, { type: "module" });
    this.#worker.onmessage = ({ data: [json, payload] }) => {
      const [[type, header]] = Object.entries(JSON.parse(json));
      if (type === "failed") {
        this.#fail(new EngineError(header.kind, header.message));
      }
      said[type]?.(header);
      this.hear(type, header, payload);
    };
    this.#worker.onerror = (event) => {
      event.preventDefault();
      const message = `The engine's worker stopped (${event.message ?? "its script could not be loaded"}).`;
      this.#worker.onmessage({ data: [JSON.stringify({ failed: { kind: "internal", message, seq: null } })] });
    };
  }

  post(type, header, payload) {
    const parts = payload === undefined ? [] : [payload];
    this.#worker.postMessage([JSON.stringify({ [type]: header }), ...parts], parts.map(({ buffer }) => buffer));
  }

  /** What is waited for, unless the worker fails or the caller gives up before. */
  unlessItFails(promise, signal) {
    return new Promise((resolve, reject) => {
      const giveUp = () => reject(signal.reason);
      signal?.addEventListener("abort", giveUp, { once: true });
      if (signal?.aborted) {
        giveUp();
      }
      const done = () => signal?.removeEventListener("abort", giveUp);
      Promise.race([promise, this.failed]).then(resolve, reject).finally(done);
    });
  }

  end() {
    this.#worker.onmessage = null;
    this.#worker.onerror = null;
    this.#worker.terminate();
  }
}

class Engine {
  #link;
  #waiting = [];
  #current;
  #seq = 0;
  #end;

  constructor(link, ready, { classes, inks, input }) {
    this.#link = link;
    this.backend = ready.backend;
    this.model = ready.model;
    this.input = input;
    this.classes = classes;
    this.inks = inks;
    this.palettes = ready.palettes ?? [];
    this.dropout = ready.dropout;
    this.threads = ready.threads;
    this.load_ms = ready.load_ms;
    this.warm_ms = ready.warm_ms;
    /** Of the last translation; none yet. */
    this.ms = undefined;
    link.hear = (type, header, payload) => this.#hear(type, header, payload);
  }

  async translate(drawing, { paint, variation, signal } = {}) {
    signal?.throwIfAborted();
    const payload = drawingOf(drawing, this);
    const header = {};
    if (paint !== undefined) {
      header.paint = colorsOf(paint, this);
    }
    if (variation !== undefined) {
      header.variation = variationOf(variation, this);
    }
    if (signal !== undefined) {
      header.interruptible = true;
    }
    return new Promise((resolve, reject) => {
      if (this.#end !== undefined) {
        reject(this.#end);
        return;
      }
      const job = { header, payload, resolve, reject, release: () => signal?.removeEventListener("abort", giveUp) };
      const giveUp = () => this.#giveUp(job, signal.reason);
      signal?.addEventListener("abort", giveUp, { once: true });
      this.#waiting.push(job);
      this.#next();
    });
  }

  dispose() {
    this.#stop(new DOMException("The engine was disposed.", "AbortError"));
  }

  #next() {
    if (this.#current === undefined && this.#waiting.length > 0) {
      const job = this.#waiting.shift();
      this.#current = job;
      this.#seq += 1;
      this.#link.post("translate", { ...job.header, seq: this.#seq }, job.payload);
    }
  }

  #giveUp(job, reason) {
    job.reject(reason);
    if (job === this.#current) {
      // An answer that is on its way already carries an old number and is passed over.
      this.#current = undefined;
      this.#link.post("cancel", {});
    }
    this.#waiting = this.#waiting.filter((other) => other !== job);
    this.#next();
  }

  #hear(type, header, payload) {
    const job = header.seq === this.#seq ? this.#current : undefined;
    if (type === "failed") {
      const error = new EngineError(header.kind, header.message);
      if (job === undefined || FATAL.includes(header.kind)) {
        this.#stop(error);
      } else {
        this.#finish(job, () => job.reject(error));
      }
    } else if (type === "picture" && job !== undefined) {
      this.ms = header.ms;
      const side = Math.sqrt(payload.length / 4);
      const pixels = new Uint8ClampedArray(payload.buffer, payload.byteOffset, payload.length);
      this.#finish(job, () => job.resolve(new ImageData(pixels, side, side)));
    }
  }

  #finish(job, answer) {
    this.#current = undefined;
    job.release();
    answer();
    this.#next();
  }

  /** Nothing is computed any more: whoever waits is told why, and whoever comes. */
  #stop(reason) {
    if (this.#end !== undefined) {
      return;
    }
    this.#end = reason;
    this.#link.end();
    const jobs = [this.#current, ...this.#waiting].filter((job) => job !== undefined);
    this.#current = undefined;
    this.#waiting = [];
    for (const job of jobs) {
      job.release();
      job.reject(reason);
    }
  }
}
