// An engine in place of the shipped ones that takes paint and shows each part flat in the colour it is told: what the
// page does with paint is seen exactly, and needs no painted model.

const CLASSES = 12;

/** Palettes that no two parts share a colour in; the first is the usual one. */
export const PALETTES = Array.from({ length: 24 }, (_, palette) =>
  Array.from({ length: CLASSES }, (_, part) => [40 + 8 * palette, 10 + 20 * part, 230 - 7 * palette]));

/** A worker's script that speaks the engines' protocol. Without `palettes` its model takes no paint. */
function script(palettes, delayMs) {
  return `
const palettes = ${JSON.stringify(palettes)};
const build = new URL(self.location.href).searchParams.get("build") ?? "";
const post = (message, payload) =>
  self.postMessage(payload ? [JSON.stringify(message), payload] : [JSON.stringify(message)], payload ? [payload.buffer] : []);
self.onmessage = ({ data: [header, labels] }) => {
  const [[type, message]] = Object.entries(JSON.parse(header));
  if (type === "load") {
    post({ ready: { build, backend: "cpu", model: "painter", dropout: 0, critic: false, palettes, threads: 1, load_ms: 1, warm_ms: 1 } });
  } else if (type === "translate") {
    const paint = message.paint ?? palettes[0] ?? Array(${CLASSES}).fill([128, 128, 128]);
    const rgba = new Uint8Array(4 * labels.length);
    labels.forEach((label, at) => rgba.set([...paint[label - 1], 255], 4 * at));
    setTimeout(() => post({ picture: { seq: message.seq, ms: 1 } }, rgba), ${delayMs});
  }
};
post({ started: { build } });
`;
}

/** Has `site` send this engine in place of its own. */
export function usePainter(site, { palettes = PALETTES, delayMs = 5 } = {}) {
  site.fault("/engine_worker.js", (response) => {
    response.writeHead(200, { "Content-Type": "text/javascript", "Cross-Origin-Embedder-Policy": "require-corp" });
    response.end(script(palettes, delayMs));
  });
}
