// Renders the PNG icons of the web app from their SVGs: `node render_icons.mjs`, after one changed.

import { readFile } from "node:fs/promises";
import { launch } from "./support/browser.mjs";

const ICONS = new URL("../../web/icons/", import.meta.url);
const RENDERED = [
  ["favicon.svg", "icon-192.png", 192],
  ["favicon.svg", "icon-512.png", 512],
  // Without transparent corners: systems cut these to a shape of their own.
  ["maskable.svg", "maskable-192.png", 192],
  ["maskable.svg", "maskable-512.png", 512],
  ["maskable.svg", "apple-touch-icon.png", 180],
];

const browser = await launch();
const page = await browser.newPage();
for (const [from, to, size] of RENDERED) {
  const svg = await readFile(new URL(from, ICONS), "utf8");
  await page.setViewportSize({ width: size, height: size });
  await page.setContent(`<body style="margin: 0">${svg}</body>`);
  await page.screenshot({ path: new URL(to, ICONS).pathname, omitBackground: true });
}
await browser.close();
