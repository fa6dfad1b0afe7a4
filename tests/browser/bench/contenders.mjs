// Who takes part: how each is started, and whom it is compared with.

const PAGE = "tests/bench/page/";

const ours = (engine) => (threads) => `engine_worker.js?engine=${engine}&build=bench&threads=${threads}`;
const ort = (provider) => (threads) => `${PAGE}ort_worker.mjs?provider=${provider}&threads=${threads}`;
const tfjs = (backend) => (threads) => `${PAGE}tfjs_worker.js?backend=${backend}&threads=${threads}`;

/** Of each: how it is called in `--only`, who makes it, what runs it, its worker, and its opponent. */
const ALL = [
  { id: "cpu", maker: "facade", runs: "wasm", worker: ours("cpu"), opponent: "ort-wasm" },
  { id: "cpu-threads", maker: "facade", runs: "threads", worker: ours("cpu"), opponent: "ort-threads" },
  { id: "gpu", maker: "facade", runs: "webgpu", worker: ours("gpu"), opponent: "ort-webgpu" },
  { id: "ort-wasm", maker: "onnxruntime-web", runs: "wasm", worker: ort("wasm"), opponent: "ort-wasm" },
  { id: "ort-threads", maker: "onnxruntime-web", runs: "threads", worker: ort("wasm"), opponent: "ort-threads" },
  { id: "ort-webgpu", maker: "onnxruntime-web", runs: "webgpu", worker: ort("webgpu"), opponent: "ort-webgpu" },
  { id: "tfjs-wasm", maker: "TensorFlow.js", runs: "wasm", worker: tfjs("wasm"), opponent: "ort-wasm" },
  { id: "tfjs-threads", maker: "TensorFlow.js", runs: "threads", worker: tfjs("wasm"), opponent: "ort-threads" },
  { id: "tfjs-webgpu", maker: "TensorFlow.js", runs: "webgpu", worker: tfjs("webgpu"), opponent: "ort-webgpu" },
];

/** The contenders of `ids`, all of them without, at `threads` threads where they use several. */
export function contenders(ids, threads) {
  const unknown = ids.filter((id) => !ALL.some((contender) => contender.id === id));
  if (unknown.length > 0) {
    throw new Error(`no contender is called ${unknown}; there are ${ALL.map(({ id }) => id).join(", ")}`);
  }
  const chosen = ALL.filter(({ id }) => ids.length === 0 || ids.includes(id));
  return chosen.map(({ worker, ...contender }) => {
    const used = contender.runs === "threads" ? threads : 1;
    const how = { wasm: "wasm, 1 thread", threads: `wasm, ${threads} threads`, webgpu: "WebGPU" }[contender.runs];
    return {
      ...contender,
      how,
      threads: used,
      webgpu: contender.runs === "webgpu",
      worker: worker(used),
      type: contender.maker === "TensorFlow.js" ? "classic" : "module",
    };
  });
}

/** What `contender` is told to load: the same weights for all, each in its own form. */
export function weightsOf(contender, siteUrl, model) {
  const models = `${siteUrl}models-of-bench/`;
  switch (contender.maker) {
    case "facade":
      return { list_url: `${models}models.json`, model };
    case "onnxruntime-web":
      return { graph: `${models}${model}.onnx` };
    default:
      return { weights: `${models}plain/${model}.nhwc.safetensors` };
  }
}
