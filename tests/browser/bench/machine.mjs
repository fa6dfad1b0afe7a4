// What the figures were measured on.

import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import os from "node:os";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);

async function commit() {
  const cwd = fileURLToPath(new URL(".", import.meta.url));
  const git = async (...words) => (await run("git", words, { cwd })).stdout.trim();
  try {
    const changed = (await git("status", "--porcelain", "--untracked-files=no")) !== "";
    return `${await git("rev-parse", "--short", "HEAD")}${changed ? " and changes" : ""}`;
  } catch {
    return null;
  }
}

async function versionOf(name) {
  const folder = name.startsWith("@") ? "node_modules" : "../node_modules";
  const file = new URL(`${folder}/${name}/package.json`, import.meta.url);
  return JSON.parse(await readFile(file, "utf8")).version;
}

/** Date, processor, browser and versions. */
export async function describe(browser) {
  return {
    date: new Date().toISOString().slice(0, 10),
    processor: os.cpus()[0]?.model ?? "unknown",
    cores: os.availableParallelism(),
    system: `${os.type()} ${os.arch()}`,
    chromium: browser.version(),
    commit: await commit(),
    onnxruntime: await versionOf("onnxruntime-web"),
    tensorflow: await versionOf("@tensorflow/tfjs-core"),
  };
}
