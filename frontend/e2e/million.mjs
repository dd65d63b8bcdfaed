// A board of a million people in a browser: how it scrolls, and how long its pages take.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rebuildBoards, startLaurel } from './laurel.mjs';
import { desk, launch, newPerson } from './person.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const rounds = 3; // of scrolling, interleaved with an empty page
const scrolledFor = 4000; // ms
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

const framesOf = (list) => ({ second: Math.round(1000 / median(list)), late: (100 * list.filter((ms) => ms > late).length) / list.length });
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
    // What this machine can do at all, without a graphics card and beside whatever else runs on it.
    const empty = await browser.newPage({ viewport: desk });
    const ranking = page.getByRole('region', { name: 'Ranking' });
    const rows = ranking.locator('[data-row]');

    const frames = [];
    const bare = [];
    let reached = 0;
    for (let i = 0; i < rounds; i += 1) {
      await page.bringToFront();
      await page.goto('/leaderboard');
      await rows.nth(20).waitFor();
      await page.getByText('1,000,0').first().waitFor(); // all of them have a place
      await ranking.getByRole('button', { name: 'Show more' }).click();
      await rows.nth(100).waitFor();
      frames.push(framesOf(await scroll(page)));
      reached = Math.max(reached, await rows.count());
      const height = await page.evaluate(() => document.documentElement.scrollHeight);
      await empty.bringToFront();
      await empty.setContent(`<div style="height:${height}px"></div>`);
      bare.push(framesOf(await scroll(empty)));
      loads.push(loadavg()[0]);
    }
    const scrolled = taken();
    await page.bringToFront();

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

    const what = 'board of 1,000,000';
    const ofAll = (list) => `${median(list.map((f) => f.second))} · ${median(list.map((f) => f.late)).toFixed(1)} %`;
    const load = `load ${Math.min(...loads).toFixed(0)}–${Math.max(...loads).toFixed(0)} on ${cpus().length} processors`;
    row(`${what}: frames a second · frames over ${late} ms, scrolled by some ${reached} people`, ofAll(frames), '60');
    row(`${what}: the same of an empty page as long, on this machine (${load})`, ofAll(bare), '');
    row(`${what}: a page while scrolling, median · slowest of ${scrolled.length}`, timesOf(scrolled), '≤ 200 ms');
    row(`${what}: 100 people from any rank on, median · slowest of ${jumped.length}`, timesOf(jumped), '≤ 200 ms');
    row(`${what}: around me`, timesOf(around), '≤ 200 ms');
    row(`${what}: a page of a search, median · slowest of ${searched.length}`, timesOf(searched), '≤ 200 ms');
  } finally {
    await person.close();
    await browser.close();
    await laurel.remove();
  }
}
