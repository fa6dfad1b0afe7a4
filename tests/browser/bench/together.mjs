// All contenders in one browser, a page each, taking turns: what the machine does meanwhile, it does to
// all of them.

import { launch } from "../support/browser.mjs";
import { open, run } from "./contest.mjs";

/** Before the clock counts: browsers compile twice, the second time while the code runs. */
const WARM_UP = { ms: 3000, pictures: 1 };
/** A turn's first picture finds the caches full of another contender's numbers; it is not counted. */
const TURN_MS = 600;
/** From here on caches do not matter, but the reader's time does. */
const SLOW_MS = 1000;

/**
 * Runs `rounds` rounds, in each of which every contender has a turn, the first one being another each
 * time; contenders that need more than a second a picture have a turn in the first `slowRounds` only.
 *
 * Gives back a map from ids to `{ turns: [[{ ms, engine_ms, network_ms }]] }`, by round.
 */
export async function takeTurns({ site, contenders, ngf, webgpu, rounds, slowRounds, say }) {
  const browser = await launch({ webgpu });
  const entrants = [];
  for (const contender of contenders) {
    const { page } = await open(browser, site, contender, ngf);
    const warm = await run(page, WARM_UP.ms, WARM_UP.pictures);
    entrants.push({ id: contender.id, page, slow: warm.at(-1).ms > SLOW_MS, turns: [] });
    say(`${contender.id}: warm, ${warm.at(-1).ms.toFixed(1)} ms`);
  }
  for (let round = 0; round < rounds; round += 1) {
    for (let place = 0; place < entrants.length; place += 1) {
      const entrant = entrants[(round + place) % entrants.length];
      if (entrant.slow) {
        entrant.turns.push(round < slowRounds ? await run(entrant.page, 0, 1) : []);
      } else {
        entrant.turns.push((await run(entrant.page, TURN_MS, 2)).slice(1));
      }
    }
    say(`round ${round + 1} of ${rounds}`);
  }
  await browser.close();
  return new Map(entrants.map(({ id, turns }) => [id, { turns }]));
}
