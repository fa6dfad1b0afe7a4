// The page's side of the engines' protocol, for pages that have nothing else: it runs in the browser.
//
// Knows headers and payloads, not what they mean; the benchmark's other engines speak it too.

export class Conversation {
  #worker;
  #waiting = [];
  #arrived = [];

  /** Starts the worker at `address`, a module unless `type` says "classic". */
  constructor(address, type = "module") {
    this.#worker = new Worker(address, { type });
    this.#worker.onmessage = ({ data: [json, payload] }) => this.#deliver([unpacked(json), payload]);
    this.#worker.onerror = (event) => this.#deliver([{ type: "failed", message: event.message }]);
  }

  #deliver(message) {
    const receive = this.#waiting.shift();
    if (receive === undefined) {
      this.#arrived.push(message);
    } else {
      receive(message);
    }
  }

  #next() {
    const message = this.#arrived.shift();
    return message === undefined ? new Promise((receive) => this.#waiting.push(receive)) : message;
  }

  /** Sends; a payload's buffer is handed over. */
  post(header, payload) {
    if (payload === undefined) {
      this.#worker.postMessage([packed(header)]);
    } else {
      this.#worker.postMessage([packed(header), payload], [payload.buffer]);
    }
  }

  /** The next message, which must be of this type; progress on the way is passed over. */
  async answer(type) {
    for (;;) {
      const [header, payload] = await this.#next();
      if (header.type === type) {
        return [header, payload];
      }
      if (header.type !== "progress") {
        throw new Error(`waiting for ${type}, got ${JSON.stringify(header)}`);
      }
    }
  }

  end() {
    this.#worker.terminate();
  }
}

/** A header with its `type` among its fields, from the form on the wire. */
export function unpacked(json) {
  const [[type, fields]] = Object.entries(JSON.parse(json));
  return { type, ...fields };
}

/** The opposite. */
export function packed({ type, ...fields }) {
  return JSON.stringify({ [type]: fields });
}

/** The bytes at an address. */
export async function bytes(url) {
  const response = await fetch(url);
  if (!response.ok) {
    throw new Error(`${url}: HTTP ${response.status}`);
  }
  return new Uint8Array(await response.arrayBuffer());
}
