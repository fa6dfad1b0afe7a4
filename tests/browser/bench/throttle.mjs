// A slower line and a slower machine.
//
// Chromium's own emulation slows the network for pages and their workers, but of the processor only the
// page's thread; asked for a worker it answers "Operation is only supported for pages". Where the engine
// is to be slowed too, the page's whole process is stopped for most of the time.

import { setTimeout } from "node:timers/promises";

/** Latency that goes with the line, there and back. */
export const LATENCY_MS = 40;
/** How long a stopped process runs in between: shorter than a frame. */
const SLICE_MS = 8;

/** Chromium's emulation for one page: `mbit` megabits a second, a page's thread `slower` times slower. */
export async function emulate(page, { mbit, slower }) {
  const session = await page.context().newCDPSession(page);
  if (mbit !== undefined) {
    const bytesPerSecond = (mbit * 1e6) / 8;
    await session.send("Network.enable");
    await session.send("Network.emulateNetworkConditions", {
      offline: false,
      latency: LATENCY_MS,
      downloadThroughput: bytesPerSecond,
      uploadThroughput: bytesPerSecond,
    });
  }
  if (slower !== undefined) {
    await session.send("Emulation.setCPUThrottlingRate", { rate: slower });
  }
}

/**
 * Lets the processes of all pages of `browser`, with every thread in them, run only one part in `factor`
 * of the time, until the function that it gives back is called. Needs an operating system that can stop
 * processes.
 */
export async function slowDown(browser, factor) {
  const session = await browser.newBrowserCDPSession();
  let slow = true;
  const signal = (ids, name) => {
    for (const id of ids) {
      try {
        process.kill(id, name);
      } catch (error) {
        // A page's process may end between two looks.
        if (error.code !== "ESRCH") {
          throw error;
        }
      }
    }
  };
  const cycle = async () => {
    while (slow) {
      const { processInfo } = await session.send("SystemInfo.getProcessInfo");
      const ids = processInfo.filter(({ type }) => type === "renderer").map(({ id }) => id);
      const begin = performance.now();
      await setTimeout(SLICE_MS);
      // What the timer took too much, the pause makes good.
      const ran_ms = performance.now() - begin;
      signal(ids, "SIGSTOP");
      await setTimeout((factor - 1) * ran_ms);
      signal(ids, "SIGCONT");
    }
  };
  const running = cycle();
  return async () => {
    slow = false;
    await running;
    await session.detach();
  };
}
