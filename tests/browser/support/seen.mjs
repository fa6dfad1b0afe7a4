// What a person sees of the page: sizes, clipping and cover, at the sizes that people have.

import { Studio } from "./studio.mjs";

export const SIZES = [[360, 640], [390, 844], [820, 1180], [844, 390], [1024, 768], [1280, 800], [1440, 900], [1920, 1080]];

export const isPhone = ([width]) => width < 620;
/** Where the parts show either what they are or what colour they have. */
export const hasModes = ([width, height]) => width < 620 || height <= 520;

/** The page at this size, under fingers where it is a phone's or a tablet's; settled. */
export async function openAt(browser, site, [width, height], { query, prepare, context = {} }) {
  const touch = Math.min(width, height) < 760 || width === 820;
  const studio = await Studio.open(browser, site.url, {
    query,
    prepare,
    context: { viewport: { width, height }, hasTouch: touch, isMobile: touch, acceptDownloads: true, ...context },
  });
  await studio.settled();
  return studio;
}

/**
 * How much of each element a person sees: `share` of its box inside the window and every box that clips it, and not
 * covered by something else at its middle.
 */
export const seen = (page, selector) => page.evaluate((selector) =>
  [...document.querySelectorAll(selector)].map((element) => {
    const box = element.getBoundingClientRect();
    let { left, top, right, bottom } = box;
    left = Math.max(left, 0);
    top = Math.max(top, 0);
    right = Math.min(right, innerWidth);
    bottom = Math.min(bottom, innerHeight);
    for (let around = element.parentElement; around; around = around.parentElement) {
      const { overflowX, overflowY, clipPath, display, position } = getComputedStyle(around);
      if (display !== "contents" && (overflowX !== "visible" || overflowY !== "visible" || clipPath !== "none")) {
        const edge = around.getBoundingClientRect();
        left = Math.max(left, edge.left);
        top = Math.max(top, edge.top);
        right = Math.min(right, edge.right);
        bottom = Math.min(bottom, edge.bottom);
      }
      // What is fixed is clipped by nothing around it.
      if (position === "fixed") break;
    }
    const area = Math.max(0, right - left) * Math.max(0, bottom - top);
    const middle = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    return {
      name: element.dataset.action ?? element.dataset.tool ?? element.dataset.class ?? element.dataset.paint
        ?? (element.id || element.className),
      width: box.width,
      height: box.height,
      share: box.width * box.height > 0 ? area / (box.width * box.height) : 0,
      covered: middle !== null && !element.contains(middle) && !middle.contains(element),
    };
  }), selector);

/** Selectors that leave hidden elements out. */
export const visible = (selector) => selector.split(", ").map((one) => `${one}:not([hidden])`).join();

/** Texts in sight that are set smaller than `least` pixels. */
export const smallType = (page, least) => page.evaluate((least) => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const small = [];
  while (walker.nextNode()) {
    const { data, parentElement } = walker.currentNode;
    const box = parentElement.getBoundingClientRect();
    const size = parseFloat(getComputedStyle(parentElement).fontSize);
    if (data.trim() !== "" && parentElement.checkVisibility() && box.width > 1 && size < least) {
      small.push(`${data.trim()}: ${size} px`);
    }
  }
  return small;
}, least);
