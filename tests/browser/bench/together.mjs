// All contenders in one browser, a page each, taking turns: what the machine does meanwhile, it does to
// all of them. None of them keeps the processor busy while it waits for its turn.

import { launch } from "../support/browser.mjs";
import { open, run } from "./contest.mjs";

/** Before the clock counts: browsers compile twice, the second time while the code runs. */
const WARM_UP = { ms: 3000, pictures: 1 };
const TURN_MS = 600;
/** From here on caches do not matter, but the reader's time does. */
const SLOW_MS = 1000;

/** One contender's page, and what became of it. */
class Entrant {
  turns = [];

  constructor(id) {
    this.id = id;
  }

  /** Runs `work`; once it has failed, the contender is out. */
  async attempt(work) {
    if (this.fault === undefined) {
      await work().catch((error) => (this.fault = error.message.split("\n")[0]));
    }
  }

  async warmUp(browser, site, contender, ngf) {
    ({ page: this.page } = await open(browser, site, contender, ngf));
    const [last] = (await run(this.page, WARM_UP.ms, WARM_UP.pictures)).slice(-1);
    this.slow = last.ms > SLOW_MS;
    this.warm_ms = last.ms;
  }

  async turn(round, slowRounds) {
    if (this.slow) {
      this.turns.push(round < slowRounds ? await run(this.page, 0, 1) : []);
    } else {
      // The first picture finds the caches full of another contender's numbers.
      this.turns.push((await run(this.page, TURN_MS, 2)).slice(1));
    }
  }
}

/**
 * Runs `rounds` rounds, in each of which every contender has a turn, the first one being another each
 * time; contenders that need more than a second a picture have a turn in the first `slowRounds` only.
 *
 * Gives back a map from ids to `{ turns: [[{ ms, engine_ms, network_ms }]], fault }`, by round.
 */
export async function takeTurns({ site, contenders, ngf, webgpu, rounds, slowRounds, say }) {
  const browser = await launch({ webgpu });
  const entrants = [];
  for (const contender of contenders) {
    const entrant = new Entrant(contender.id);
    await entrant.attempt(() => entrant.warmUp(browser, site, contender, ngf));
    say(`${entrant.id}: ${entrant.fault ?? `warm, ${entrant.warm_ms.toFixed(1)} ms`}`);
    entrants.push(entrant);
  }
  for (let round = 0; round < rounds; round += 1) {
    for (let place = 0; place < entrants.length; place += 1) {
      const entrant = entrants[(round + place) % entrants.length];
      await entrant.attempt(() => entrant.turn(round, slowRounds));
    }
    say(`round ${round + 1} of ${rounds}`);
  }
  await browser.close();
  return new Map(entrants.map(({ id, turns, fault }) => [id, { turns, fault }]));
}
