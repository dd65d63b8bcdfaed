// A board of a million people in a browser: how it scrolls, and how long its pages take.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rebuildBoards, startLaurel } from './laurel.mjs';
import { launch, newPerson } from './person.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const scrolledFor = 8000; // ms
const perFrame = 40; // px: 2,400 a second, some forty people
const late = 20; // ms; a frame in time takes 16.7

// Alone at the top, among hundreds, among the thousands that are given whole or only by their size, and among the
// third of all people who have one point.
const ranks = [1, 1000, 50_000, 150_000, 250_000, 300_000, 400_000, 500_000, 600_000];
// A rare name, one of two words, common ones, and a part of several.
const names = ['viktor winwood', 'zoe win', 'alice', 'brook', 'ann'];

const sorted = (list) => list.toSorted((a, b) => a - b);
const median = (list) => sorted(list)[Math.floor(list.length / 2)];

/** The demo organisation with a million more, all on this month's board. */
async function crowded() {
  const laurel = await startLaurel();
  try {
    execFileSync('go', ['run', './app/cmd/crowd', '-data', join(laurel.folder, 'data'), '-employees', '1000000'], { cwd: root, stdio: 'inherit' });
    rebuildBoards(laurel);
    return laurel;
  } catch (error) {
    await laurel.remove();
    throw error;
  }
}

/** The times of the frames of a page that scrolls down evenly. */
function scroll(page) {
  return page.evaluate(
    ([length, step]) =>
      new Promise((resolve) => {
        const frames = [];
        const began = performance.now();
        let last = began;
        const frame = (now) => {
          if (now > last) frames.push(now - last);
          last = now;
          window.scrollBy({ top: step, behavior: 'instant' });
          if (now - began < length) requestAnimationFrame(frame);
          else resolve(frames);
        };
        requestAnimationFrame(frame);
      }),
    [scrolledFor, perFrame],
  );
}

const framesOf = (list) => `${Math.round(1000 / median(list))} · ${((100 * list.filter((ms) => ms > late).length) / list.length).toFixed(1)} %`;
const timesOf = (list) => `${Math.round(median(list))} · ${Math.round(Math.max(...list))} ms`;

/** Writes the figures by `row(what, reached, wanted)`. */
export async function million(row) {
  const laurel = await crowded();
  const browser = await launch();
  // Has as many points as thousands of others.
  const person = await newPerson(browser, laurel.url);
  const { page } = person;
  const loads = [loadavg()[0]];
  try {
    await person.signIn('e15@crowd.example');
    let times = [];
    page.on('requestfinished', (request) => {
      const { responseEnd } = request.timing();
      const address = new URL(request.url());
      if (address.pathname.startsWith('/api/v1/leaderboards/') && !address.searchParams.get('at')) times.push(responseEnd);
    });
    const taken = () => {
      const list = times;
      times = [];
      assert.ok(list.length > 0, 'no page of the board was asked for');
      return list;
    };
    const ranking = page.getByRole('region', { name: 'Ranking' });
    const rows = ranking.locator('[data-row]');

    await page.goto('/leaderboard');
    await rows.nth(20).waitFor();
    await page.getByText('1,000,0').first().waitFor(); // all of them have a place
    await ranking.getByRole('button', { name: 'Show more' }).click();
    await rows.nth(100).waitFor();
    const frames = await scroll(page);
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    const scrolled = { people: await rows.count(), times: taken() };

    const jumped = await page.evaluate(async (all) => {
      const found = [];
      for (const rank of all) {
        let cursor = '';
        for (let i = 0; i < 4; i += 1) {
          const began = performance.now();
          const answer = await fetch(`/api/v1/leaderboards/received?limit=100&${cursor ? `cursor=${encodeURIComponent(cursor)}` : `from_rank=${rank}`}`);
          const body = await answer.json();
          if (!answer.ok || body.degraded) throw new Error(JSON.stringify(body));
          found.push(performance.now() - began);
          cursor = body.next_cursor;
        }
      }
      return found;
    }, ranks);

    times = [];
    await page.evaluate(() => window.scrollTo(0, 0));
    await page.getByRole('button', { name: 'Around me' }).click();
    await ranking.locator('[aria-current="true"]').first().waitFor();
    await page.waitForFunction(() => !document.querySelector('[aria-busy="true"]'));
    const around = taken();

    const field = ranking.getByRole('searchbox');
    for (const name of names) {
      await field.fill(name);
      await page.waitForFunction((text) => {
        const found = document.querySelectorAll('[data-row]');
        return found.length > 0 && !document.querySelector('section[aria-busy="true"]') && Array.from(found).every((one) => one.textContent.toLowerCase().includes(text));
      }, name);
      await ranking.getByRole('button', { name: 'Show more' }).click();
      await rows.nth(25).waitFor();
    }
    const searched = taken();
    person.assertQuiet();
    loads.push(loadavg()[0]);

    // What this machine can do at all, without a graphics card and beside whatever else runs on it.
    await page.goto('about:blank');
    await page.setContent(`<div style="height:${height}px"></div>`);
    const bare = await scroll(page);
    loads.push(loadavg()[0]);

    const what = 'board of 1,000,000';
    row(`${what}: frames a second · frames over ${late} ms, scrolled down by ${scrolled.people} people`, framesOf(frames), '60');
    row(`${what}: the same of an empty page as long, on this machine (load ${Math.min(...loads).toFixed(0)}–${Math.max(...loads).toFixed(0)} on its processors)`, framesOf(bare), '');
    row(`${what}: a page while scrolling, median · slowest of ${scrolled.times.length}`, timesOf(scrolled.times), '≤ 200 ms');
    row(`${what}: 100 people from any rank on, median · slowest of ${jumped.length}`, timesOf(jumped), '≤ 200 ms');
    row(`${what}: around me`, timesOf(around), '≤ 200 ms');
    row(`${what}: a page of a search, median · slowest of ${searched.length}`, timesOf(searched), '≤ 200 ms');
  } finally {
    await person.close();
    await browser.close();
    await laurel.remove();
  }
}
