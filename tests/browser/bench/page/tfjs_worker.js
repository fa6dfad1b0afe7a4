// TensorFlow.js in a worker: `tfjs_worker.js?backend=wasm|webgpu&threads=N`. A classic one, because its
// packages come ready for browsers in that form only.

const parameters = new URL(self.location.href).searchParams;
const backend = parameters.get("backend");
const threads = Number(parameters.get("threads"));
const packages = new URL("../node_modules/@tensorflow/", self.location.href).href;

importScripts(`${packages}tfjs-core/dist/tf-core.min.js`);
importScripts(`${packages}tfjs-backend-${backend}/dist/tf-backend-${backend}.min.js`);

async function load({ weights }) {
  const [{ bytes }, { CLASSES, SIDE, oneHotPixels, planesOfPixels, rgbaOfPixels }, { decode }, { UNet }] =
    await Promise.all([
      import("../../support/conversation.mjs"),
      import("./pixels.mjs"),
      import("./safetensors.mjs"),
      import("./tfjs_unet.mjs"),
    ]);
  if (backend === "wasm") {
    tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", threads > 1);
    tf.wasm.setWasmPaths(`${packages}tfjs-backend-wasm/dist/`);
    tf.wasm.setThreadsCount(threads);
  }
  if (!(await tf.setBackend(backend))) {
    throw new Error(`TensorFlow.js cannot use ${backend} here`);
  }
  await tf.ready();
  const network = new UNet(tf, decode(await bytes(weights)));
  return async (map, exact) => {
    const values = oneHotPixels(map);
    const begin = performance.now();
    const picture = tf.tidy(() => network.forward(tf.tensor4d(values, [1, SIDE, SIDE, CLASSES])));
    const numbers = await picture.data();
    const network_ms = performance.now() - begin;
    picture.dispose();
    return { network_ms, picture: exact ? planesOfPixels(numbers) : rgbaOfPixels(numbers) };
  };
}

import("./serve.mjs").then(({ serve }) => serve(load));
