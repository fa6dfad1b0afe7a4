// Fingers, pens and wheels by the browser's own input, as a device's come.

/** One finger: a function of the event's type and the place, in drawing pixels; no place where it ends. */
export async function finger(studio) {
  const input = await studio.page.context().newCDPSession(studio.page);
  return async (type, x, y) => {
    const [left, top] = x === undefined ? [] : await studio.place(x, y);
    const touchPoints = x === undefined ? [] : [{ x: left, y: top }];
    await input.send("Input.dispatchTouchEvent", { type, touchPoints });
  };
}

/** Several fingers, as { start, move, end } with places of the window. */
export async function fingers(studio) {
  const input = await studio.page.context().newCDPSession(studio.page);
  const send = async (type, places) => {
    await input.send("Input.dispatchTouchEvent", {
      type,
      touchPoints: places.map(([x, y], id) => ({ x, y, id })),
    });
    // Moves reach the page with its next frame.
    await studio.page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  };
  return {
    start: (...places) => send("touchStart", places),
    move: (...places) => send("touchMove", places),
    end: (...places) => send("touchEnd", places),
  };
}

/** An event of a pen at a place of the window. */
export async function pen(studio, type, [x, y], buttons) {
  const input = await studio.page.context().newCDPSession(studio.page);
  await input.send("Input.dispatchMouseEvent", {
    type, x, y, buttons, button: "left", pointerType: "pen", force: 0.5, clickCount: 1,
  });
}

/** Turns the wheel at a place of the window, with Ctrl unless it is said otherwise. */
export async function wheel(studio, place, deltaY, { ctrl = true, deltaX = 0 } = {}) {
  await studio.page.mouse.move(...place);
  if (ctrl) await studio.page.keyboard.down("Control");
  await studio.page.mouse.wheel(deltaX, deltaY);
  // The wheel takes its way through the compositor.
  await studio.page.waitForTimeout(100);
  if (ctrl) await studio.page.keyboard.up("Control");
}
