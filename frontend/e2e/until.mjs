// For what comes about by itself: asked again until it is so, with a patience that a loaded machine does not use up.
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';

const patience = 60_000;

/** Gives the first answer of `ask` that counts as true. */
export async function until(what, ask) {
  const end = Date.now() + patience;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > end) assert.fail(`not within ${patience / 1000} s: ${what}`);
    await pause(100);
  }
}
