// Starts an engine inside a module worker: `engine_worker.js?engine=cpu|gpu|critic|import&build=ID`.
//
// The build id goes on to the engine's files, so that a browser's cache cannot pair files of two
// builds. Everything after `init` is the engine's own doing; what fails before it is told to the
// page here, in the form of a `failed` message (src/protocol).

const parameters = new URL(self.location.href).searchParams;
const engine = { cpu: "engine_cpu", gpu: "engine_gpu", critic: "engine_critic", import: "import_worker" }[parameters.get("engine")];
const build = encodeURIComponent(parameters.get("build") ?? "");
// A build's files never change, so a cached one is taken unasked; only if it turns out to be damaged,
// or a refusal, does the host have the word. While developing, all builds have one name.
const CACHES = build === "development" ? ["default"] : ["force-cache", "reload"];
const script = `./${engine}.js?build=${build}`;
const wasm = new URL(`./${engine}_bg.wasm?build=${build}`, self.location.href);

function fail(kind, message) {
  self.postMessage([JSON.stringify({ failed: { kind, message, seq: null } })]);
}

function failDownload(error) {
  fail("network", `${engine} could not be downloaded; check the connection and try again (${error.message}).`);
}

async function start() {
  if (engine === undefined) {
    fail("internal", `There is no engine called “${parameters.get("engine")}”.`);
    return;
  }
  for (const cache of CACHES) {
    let response;
    let module;
    try {
      [module, response] = await Promise.all([import(script), fetch(wasm, { cache })]);
    } catch (error) {
      failDownload(error);
      return;
    }
    const last = cache === CACHES.at(-1);
    if (!response.ok && !last) {
      continue;
    }
    if (!response.ok) {
      fail(
        response.status === 404 ? "missing" : "network",
        `The server would not send ${engine}_bg.wasm (HTTP ${response.status}).`,
      );
      return;
    }
    try {
      await module.default({ module_or_path: response });
      return;
    } catch (error) {
      // The file is compiled while it arrives. A connection lost on the way is a TypeError, code that
      // cannot be compiled or started an error of WebAssembly's own.
      if (error instanceof TypeError) {
        failDownload(error);
        return;
      }
      if (!(error instanceof WebAssembly.CompileError) || last) {
        fail("internal", `${engine} cannot run in this browser (${error.message}).`);
        return;
      }
    }
  }
}

start();
