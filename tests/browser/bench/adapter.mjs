// Which WebGPU adapter the browser offers: a graphics card's where there is one, else one in software.

import { setTimeout } from "node:timers/promises";
import { launch } from "../support/browser.mjs";

/** A driver that hangs is as good as none. */
const PATIENCE_MS = 30_000;
const IN_SOFTWARE = /swiftshader|llvmpipe|lavapipe|software|basic render/i;

/** What the adapter of pages below `url` says of itself; null where there is none. */
async function adapterOf(browser, url) {
  const page = await browser.newPage();
  await page.goto(url);
  const asked = page.evaluate(async () => {
    const adapter = await navigator.gpu?.requestAdapter();
    if (!adapter) {
      return null;
    }
    const { vendor, architecture, device, description, isFallbackAdapter } = adapter.info;
    return { vendor, architecture, device, description, isFallbackAdapter, f16: adapter.features.has("shader-f16") };
  });
  const info = await Promise.race([asked, setTimeout(PATIENCE_MS, null)]);
  return info && { ...info, software: info.isFallbackAdapter === true || IN_SOFTWARE.test(JSON.stringify(info)) };
}

/**
 * Chooses for `--webgpu-adapter`: gives back how to launch browsers (for `launch`), and the adapter that
 * they then offer. The same software adapter stands in everywhere, so that its figures can be compared.
 */
export async function chooseAdapter(url, softwareOnly) {
  for (const webgpu of softwareOnly ? ["software"] : ["hardware", "software"]) {
    const browser = await launch({ webgpu });
    const adapter = await adapterOf(browser, url);
    await browser.close();
    if (adapter !== null && (webgpu === "software" || !adapter.software)) {
      return { webgpu, adapter };
    }
  }
  throw new Error("this Chromium offers no WebGPU adapter, not even one in software");
}
