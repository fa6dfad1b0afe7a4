// What a button does, by a long press, where no pointer hovers: its `title`, above the finger. A press that has shown it
// does not press the button. For eyes only; screen readers have the title. Knows no button.
"use strict";
(() => {
  const PRESS_MS = 500;
  const STAYS_MS = 1500;
  const GAP_PX = 8;
  const tip = document.createElement("div");
  tip.className = "tooltip";
  tip.popover = "manual";
  tip.ariaHidden = "true";
  let timer;
  let isShown = false;
  const after = (ms, step) => {
    clearTimeout(timer);
    timer = setTimeout(step, ms);
  };
  const hide = () => tip.isConnected && tip.hidePopover?.();
  const show = (button) => {
    isShown = true;
    tip.textContent = button.title;
    document.body.append(tip);
    tip.showPopover?.();
    const around = button.getBoundingClientRect();
    const left = around.left + (around.width - tip.offsetWidth) / 2;
    const above = around.top - tip.offsetHeight - GAP_PX;
    tip.style.left = `${Math.max(GAP_PX, Math.min(left, innerWidth - tip.offsetWidth - GAP_PX))}px`;
    tip.style.top = `${above < GAP_PX ? around.bottom + GAP_PX : above}px`;
  };
  addEventListener("pointerdown", ({ target, pointerType }) => {
    hide();
    isShown = false;
    const button = pointerType === "touch" && target.closest?.("button[title]");
    if (button) after(PRESS_MS, () => show(button));
  }, true);
  for (const kind of ["pointerup", "pointercancel"]) {
    addEventListener(kind, () => after(STAYS_MS, hide), true);
  }
  addEventListener("click", (event) => {
    if (isShown) {
      event.stopPropagation();
      event.preventDefault();
      isShown = false;
    }
  }, true);
})();
