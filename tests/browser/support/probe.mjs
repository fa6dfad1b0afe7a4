// A look into an engine's worker, which tells the page nothing of its memory and its graphics device.

import { after } from "./site.mjs";

/** Runs in the worker before the engine: keeps what WebAssembly and WebGPU hand out. */
const CODE = `
  self.probe = { memories: [], devices: [] };
  for (const name of ["instantiate", "instantiateStreaming"]) {
    const instantiate = WebAssembly[name].bind(WebAssembly);
    WebAssembly[name] = async (...parameters) => {
      const result = await instantiate(...parameters);
      self.probe.memories.push((result.instance ?? result).exports.memory);
      return result;
    };
  }
  if (self.GPUAdapter !== undefined) {
    const { requestDevice } = GPUAdapter.prototype;
    GPUAdapter.prototype.requestDevice = async function (...parameters) {
      const device = await requestDevice.apply(this, parameters);
      self.probe.devices.push(device);
      return device;
    };
  }
`;

/** From now on, workers of the site can be looked into. */
export const probeWorkers = (site) => site.fault("engine_worker.js", after(CODE));

function worker(page, engine) {
  const found = page.workers().find((worker) => worker.url().includes(`engine_worker.js?engine=${engine}`));
  if (found === undefined) {
    throw new Error(`no worker of the ${engine} engine runs`);
  }
  return found;
}

/** Bytes of the engine's own memory. WebAssembly never gives any back. */
export const wasmBytes = (page, engine) =>
  worker(page, engine).evaluate(() => self.probe.memories.reduce((sum, memory) => sum + memory.buffer.byteLength, 0));

/** Collects the garbage of page and engine, in a browser that was launched with `gc`. */
export async function collectGarbage(page, engine) {
  const collect = () => self.gc();
  await page.evaluate(collect);
  await worker(page, engine).evaluate(collect);
}

/** Takes the graphics device away, as a driver's reset would, and tells how many there were. */
export const destroyDevices = (page) =>
  worker(page, "gpu").evaluate(() => {
    self.probe.devices.forEach((device) => device.destroy());
    return self.probe.devices.length;
  });
