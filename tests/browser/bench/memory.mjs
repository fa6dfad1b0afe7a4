// The most memory that a browser's processes held at once, as Linux counts it (VmHWM: resident pages,
// shared ones included).

import { readFile } from "node:fs/promises";

/**
 * Peaks in bytes: `page`, the process of the page and its workers, and `graphics`, the one that talks
 * to the adapter, or is it where that is software. Null where the system does not say.
 */
export async function peaks(browser) {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  const largest = async (type) => {
    const ids = processInfo.filter((process) => process.type === type).map(({ id }) => id);
    const all = await Promise.all(ids.map(peak));
    return all.includes(null) || all.length === 0 ? null : Math.max(...all);
  };
  return { page: await largest("renderer"), graphics: await largest("GPU") };
}

async function peak(id) {
  const status = await readFile(`/proc/${id}/status`, "utf8").catch(() => "");
  const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
  return kibibytes === undefined ? null : Number(kibibytes) * 1024;
}
