// Starting Chromium, with or without WebGPU.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { chromium } from "playwright-core";

const QUIET = [
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-quic",
  "--disable-sync",
  "--no-first-run",
];
// A GPU in software: slow, but with the same programming interface and arithmetic.
const SOFTWARE_WEBGPU = ["--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader"];
// A graphics card, which Chromium on Linux uses only when told to.
const HARDWARE_WEBGPU = ["--enable-unsafe-webgpu", "--enable-features=Vulkan"];
const ADAPTERS = { none: [], software: SOFTWARE_WEBGPU, hardware: HARDWARE_WEBGPU };

function options(webgpu, more = []) {
  const args = [...QUIET, ...ADAPTERS[webgpu], ...more];
  // Chromium's sandbox does not work for root, who runs the tests in most containers.
  if (process.getuid?.() === 0) {
    args.push("--no-sandbox");
  }
  return { executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args };
}

/**
 * A browser. Where `webgpu` is "software" it offers an adapter in software, where it is "hardware" that
 * of a graphics card if there is one, and otherwise usually none. With `gc`, pages and workers have a
 * function of that name, which collects their garbage.
 */
export function launch({ webgpu = "none", gc = false } = {}) {
  return chromium.launch(options(webgpu, gc ? ["--js-flags=--expose-gc"] : []));
}

/**
 * A browser as a visitor has it, with a profile on disk: only there is the HTTP cache large enough
 * for a model. Gives back its context; closing that drops the profile. `host` is one more name of this
 * machine, which to a browser is another one's.
 */
export async function launchVisitor({ host } = {}) {
  const profile = await mkdtemp(path.join(tmpdir(), "facade-visitor-"));
  const names = host === undefined ? [] : [`--host-resolver-rules=MAP ${host} 127.0.0.1`];
  const context = await chromium.launchPersistentContext(profile, options("none", names));
  context.on("close", () => rm(profile, { recursive: true, force: true, maxRetries: 5 }).catch(() => {}));
  return context;
}

/** Whether pages of this browser get a WebGPU adapter. `url` must be a secure context. */
export async function hasAdapter(browser, url) {
  const page = await browser.newPage();
  await page.goto(url);
  const adapter = await page.evaluate(async () => {
    const found = await navigator.gpu?.requestAdapter();
    return found !== undefined && found !== null;
  });
  await page.close();
  return adapter;
}
