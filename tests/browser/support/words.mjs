// Which words of the page are not Chinese.

/** Names, units and keys that are written so in Chinese as well. */
const INTERNATIONAL = [
  "CPU", "WebGPU", "PNG", "JPEG", "SVG", "JSON", "CMP", "XML", "MB", "KB", "ms",
  "Ctrl", "Shift", "Alt", "Esc", "Tab", "Home", "End", "Delete", "Backspace",
  "PyTorch", "pth",
  // The names of the shipped models.
  "lite", "full",
];

/**
 * The Latin words of two letters and more in texts, names, descriptions and tooltips of the page,
 * each with where it stands. Text marked `lang="en"` says English on purpose.
 */
export function latinWords(page) {
  return page.evaluate((international) => {
    const found = [];
    const look = (text, where) => {
      // A colour as #rrggbb is written so everywhere.
      for (const word of text?.replace(/#[0-9a-f]{6}\b/g, "").match(/[A-Za-z]{2,}/g) ?? []) {
        if (!international.includes(word)) {
          found.push(`${word} in ${where}`);
        }
      }
    };
    const name = (element) =>
      element.outerHTML.slice(0, element.outerHTML.indexOf(">") + 1).slice(0, 120);
    look(document.title, "the title");
    for (const element of document.body.querySelectorAll("*")) {
      if (element.closest("noscript, script, style, [lang=en]")) {
        continue;
      }
      for (const attribute of ["aria-label", "aria-description", "aria-valuetext", "aria-roledescription", "title", "placeholder", "alt"]) {
        look(element.getAttribute(attribute), `${attribute} of ${name(element)}`);
      }
      for (const node of element.childNodes) {
        if (node.nodeType === Node.TEXT_NODE) {
          look(node.data, `the text of ${name(element)}`);
        }
      }
    }
    return found;
  }, INTERNATIONAL);
}
