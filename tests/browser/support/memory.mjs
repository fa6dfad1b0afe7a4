// The memory of a browser's processes, as Linux counts it: resident pages, shared ones included.

import { readFile } from "node:fs/promises";

/**
 * Bytes of `page`, the process of a page and its workers (the largest one, where there are several),
 * and of `graphics`, the one that talks to the adapter, or is it where that is software. Null where the
 * system does not say.
 */
async function look(browser, line) {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  const largest = async (type) => {
    const ids = processInfo.filter((process) => process.type === type).map(({ id }) => id);
    const all = await Promise.all(ids.map((id) => bytes(id, line)));
    return all.includes(null) || all.length === 0 ? null : Math.max(...all);
  };
  return { page: await largest("renderer"), graphics: await largest("GPU") };
}

async function bytes(id, line) {
  const status = await readFile(`/proc/${id}/status`, "utf8").catch(() => "");
  const kibibytes = new RegExp(`^${line}:\\s+(\\d+) kB$`, "m").exec(status)?.[1];
  return kibibytes === undefined ? null : Number(kibibytes) * 1024;
}

/** The most that the processes held at once. */
export const peaks = (browser) => look(browser, "VmHWM");

/** What they hold now. */
export const held = (browser) => look(browser, "VmRSS");
