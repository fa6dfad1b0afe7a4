// A look at, and a hand on, what page and second model's worker say to each other; runs in the page.

/** For `Studio.open`'s `prepare`. In the page, `window.second` then has
 * - `asked`: the headers sent to the second model's worker, in order;
 * - `held`: while true, pictures of that worker wait in the post;
 * - `deliver()`: hands the oldest waiting picture over;
 * - `killAtNextTranslation`: ends the worker in its work, without a sign, as a browser short of memory would. */
export async function exposeSecond(page) {
  await page.addInitScript(() => {
    const second = { asked: [], held: false, waiting: [], killAtNextTranslation: false };
    second.deliver = () => second.waiting.shift()?.();
    window.second = second;
    window.Worker = class extends Worker {
      #isSecond;

      constructor(address, options) {
        super(address, options);
        this.#isSecond = String(address).includes("threads=1");
      }

      postMessage(message, ...rest) {
        super.postMessage(message, ...rest);
        if (!this.#isSecond) {
          return;
        }
        const [[type, fields]] = Object.entries(JSON.parse(message[0]));
        second.asked.push({ type, ...fields });
        if (type === "translate" && second.killAtNextTranslation) {
          second.killAtNextTranslation = false;
          super.terminate();
        }
      }

      set onmessage(receive) {
        super.onmessage =
          receive &&
          ((event) => {
            if (this.#isSecond && second.held && String(event.data?.[0]).includes('"picture"')) {
              second.waiting.push(() => receive(event));
            } else {
              receive(event);
            }
          });
      }
    };
  });
}
