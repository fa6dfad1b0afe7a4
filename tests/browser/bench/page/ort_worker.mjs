// onnxruntime-web in a worker: `ort_worker.mjs?provider=wasm|webgpu&threads=N`.

import { bytes } from "../../support/conversation.mjs";
import { SIDE, oneHotPlanes, rgbaOfPlanes } from "./pixels.mjs";
import { serve } from "./serve.mjs";

const parameters = new URL(self.location.href).searchParams;
const provider = parameters.get("provider");

serve(async ({ graph }) => {
  const ort = await import(`../../node_modules/onnxruntime-web/dist/ort.${provider}.bundle.min.mjs`);
  ort.env.wasm.numThreads = Number(parameters.get("threads"));
  const session = await ort.InferenceSession.create(await bytes(graph), {
    executionProviders: [provider],
    graphOptimizationLevel: "all",
  });
  return async (map, exact) => {
    const labels = new ort.Tensor("float32", oneHotPlanes(map), [1, 12, SIDE, SIDE]);
    const begin = performance.now();
    const { picture } = await session.run({ labels });
    const values = await picture.getData();
    const network_ms = performance.now() - begin;
    const answer = exact ? values.slice() : rgbaOfPlanes(values);
    picture.dispose();
    return { network_ms, picture: answer };
  };
});
