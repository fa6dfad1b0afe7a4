// The browser's own ways out of a page at an event (`?kiosk`): its keys, its menu, links, and the frame around the page.
// What the page does there is src/ui/kiosk.rs.
"use strict";
if (new URLSearchParams(location.search).has("kiosk")) {
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || /^F\d/.test(event.key)) event.preventDefault();
  });
  addEventListener("contextmenu", (event) => event.preventDefault());
  addEventListener("click", (event) => {
    if (event.target.closest?.("a[href]")) event.preventDefault();
    // Only a click, a tap or a key may ask for the screen; who refuses goes on in the window.
    if (!document.fullscreenElement) document.documentElement.requestFullscreen?.().catch(() => {});
  });
}
