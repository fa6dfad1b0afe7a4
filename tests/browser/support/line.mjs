// The line between a host and a visitor: compressed as static hosts do it, as slow as asked for, and
// metered.

import { readFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { gzipSync } from "node:zlib";

/** What hosts compress: text and WebAssembly, but no pictures and no unknown bytes. */
const COMPRESSED = new Set([".css", ".html", ".js", ".json", ".svg", ".wasm", ".webmanifest"]);
/** What is sent at once; all that is under way shares the line. */
const PIECE_BYTES = 16 * 1024;

/**
 * A line of `mbit` megabits a second (unlimited without it), whose answers begin `latency_ms` after
 * the question. `send` is for `startSite`; `bytes()` counts what was sent, headers aside.
 */
export function line({ mbit = Infinity, latency_ms = 0 } = {}) {
  const bytesPerMs = (mbit * 1e6) / 8 / 1000;
  const packed = new Map();
  let sent = 0;
  let free_ms = 0;

  async function body(file) {
    if (!packed.has(file)) {
      const content = await readFile(file);
      packed.set(file, COMPRESSED.has(path.extname(file)) ? gzipSync(content, { level: 9 }) : content);
    }
    return packed.get(file);
  }

  async function send(response, file, headers) {
    const content = await body(file);
    const encoding = COMPRESSED.has(path.extname(file)) ? { "Content-Encoding": "gzip" } : {};
    if (latency_ms > 0) {
      await setTimeout(latency_ms);
    }
    response.writeHead(200, { ...headers, ...encoding, "Content-Length": content.length });
    for (let at = 0; at < content.length && !response.destroyed; at += PIECE_BYTES) {
      const piece = content.subarray(at, at + PIECE_BYTES);
      const now_ms = performance.now();
      free_ms = Math.max(free_ms, now_ms) + piece.length / bytesPerMs;
      // Timers are no finer than a millisecond; what one wait has too much, the next has too little.
      if (free_ms - now_ms >= 1) {
        await setTimeout(free_ms - now_ms);
      }
      sent += piece.length;
      response.write(piece);
    }
    response.end();
  }

  /** Compresses the files ahead, so that no visit waits for that. */
  const prepare = async (files) => {
    for (const file of files) {
      await body(file);
    }
  };
  return { send, prepare, bytes: () => sent };
}
