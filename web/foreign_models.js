// Other programs' generators, and ONNX files of ours: a worker of the page's own makes a bundle of them (import/). It is fetched
// for the first such file, and ended after each, because it needs several times the file's length of memory.
//
// What is wrong is thrown as `{ key, words }`, as in own_models.js.

/** Filled in by `cargo xtask build`: the worker's build. */
const BUILD = "development";

/** The bundle of what is in a file; its bytes are handed over. */
export function bundleOf(bytes, file) {
  const worker = new Worker(`./engine_worker.js?engine=import&build=${BUILD}`, { type: "module" });
  const bundle = new Promise((resolve, reject) => {
    worker.onmessage = ({ data: [json, payload] }) => {
      const { started, failed } = JSON.parse(json);
      if (started) {
        worker.postMessage([file, bytes], [bytes.buffer]);
      } else if (failed) {
        const isMissing = ["network", "missing"].includes(failed.kind);
        reject(isMissing ? { key: "unreachable", words: "import_worker" } : { key: "foreign", words: failed.message });
      } else {
        resolve(payload);
      }
    };
    worker.onerror = (event) => {
      event.preventDefault();
      reject({ key: "foreign", words: `${file} cannot be read: its reader stopped, perhaps for want of memory.` });
    };
  });
  return bundle.finally(() => worker.terminate());
}
