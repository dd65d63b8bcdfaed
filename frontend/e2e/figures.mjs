// Measures what the web app promises and writes it to docs/benchmarks.md, below the server's figures:
// `make figures`, and at the end of `make e2e`. Lighthouse is installed when it is first needed.
// LAUREL_FIGURES=web or =million measures only the pages of the demo organisation or only the board of a million,
// and leaves the other rows as they were.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { launchOptions } from './browser.mjs';
import { password, people, startLaurel } from './laurel.mjs';
import { million } from './million.mjs';
import { launch, newPerson } from './person.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const report = here('../../docs/benchmarks.md');
const heading = '## Web app';
const runs = 3; // of Lighthouse; medians

const rows = [];
const row = (what, reached, wanted) => rows.push(`| ${what} | ${reached} | ${wanted} |`);
const median = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];

function sizes() {
  const { stdout } = spawnSync(process.execPath, [here('../scripts/size.mjs')], { encoding: 'utf8' });
  const found = Array.from(stdout.matchAll(/^\s*(?:ok|OVER)\s+(.+?)\s+([\d.]+) kB of ([\d.]+) kB$/gm), ([, name, size]) => ({ name, size: Number(size) }));
  assert.ok(found.length > 5, 'the sizes of the built web app cannot be read: make build comes first');
  for (const { name, size } of found.filter((f) => f.name.startsWith('first'))) row(`JavaScript, ${name}`, `${size.toFixed(1)} kB`, '≤ 120 kB');
  const largest = found.filter((f) => !f.name.startsWith('first')).toSorted((a, b) => b.size - a.size)[0];
  row(`JavaScript, each further screen: the largest of ${found.length - 2} (${largest.name})`, `${largest.size.toFixed(1)} kB`, '≤ 40 kB');
}

async function lighthouse() {
  const folder = here('lighthouse');
  if (!existsSync(join(folder, 'node_modules'))) execFileSync('npm', ['ci'], { cwd: folder, stdio: 'inherit' });
  // Its name is known only once it is installed.
  const { default: run } = await import(new URL('lighthouse/node_modules/lighthouse/core/index.js', import.meta.url).href);
  return run;
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A page of one sentence without a script: what is blocked there is the browser's own doing, on this machine. */
async function emptyPage() {
  const server = createHttpServer((_, response) => {
    response.setHeader('Content-Type', 'text/html; charset=utf-8');
    response.end('<!doctype html><html lang="en"><title>Empty</title><meta name="viewport" content="width=device-width"><p>There is nothing here.</p>');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const { worked, value } = await onPhone(`http://127.0.0.1:${server.address().port}/`, ['performance']);
    row('blocked time of an empty page, by the browser itself: as Lighthouse counts · by work alone', `${Math.round(value('total-blocking-time'))} · ${Math.round(worked)} ms`, '');
  } finally {
    server.close();
  }
}

/** The phone profile of Lighthouse on a page of Laurel's; of somebody who is signed in, but for the page of signing in. */
async function phoneProfile(laurel, path, name) {
  const signIn = path === '/signin' ? null : laurel.url;
  const { results, worked, of, value } = await onPhone(laurel.url + path, ['performance', 'accessibility', 'best-practices'], signIn);
  const score = (category) => Math.round(of((lhr) => lhr.categories[category].score) * 100);
  row(
    `Lighthouse, phone profile, ${name}: performance · accessibility · best practices`,
    `${score('performance')} · ${score('accessibility')} · ${score('best-practices')}`,
    '≥ 95 · 100 · 100',
  );
  row(
    `largest paint · blocked time · layout shift, ${name}`,
    `${(value('largest-contentful-paint') / 1000).toFixed(2)} s · ${Math.round(value('total-blocking-time'))} ms · ${value('cumulative-layout-shift').toFixed(3)}`,
    '< 1.8 s · < 100 ms · < 0.02',
  );
  row(`blocked time by the work of the page alone, ${name}`, `${Math.round(worked)} ms`, '< 100 ms');
  const failed = new Set(results.flatMap((lhr) => ['accessibility', 'best-practices'].flatMap((c) => lhr.categories[c].auditRefs))
    .map((ref) => ref.id)
    .filter((id) => results.some((lhr) => lhr.audits[id].score !== null && lhr.audits[id].score < 1)));
  for (const id of failed) console.log(`${name}: ${id}: ${results[0].audits[id].title}`);
}

/**
 * Blocked time by the processor time of the main thread's tasks, slowed as the phone profile slows them: of all tasks from
 * the page's commit on, for Lighthouse, which estimates when the phone would paint first, counts tasks that here come before
 * the first paint. It counts by the clock, and so also the time in which a task waits for a processor of this machine.
 */
function blockedByWork(events) {
  const paint = events.filter(({ name }) => name === 'firstContentfulPaint').toSorted((a, b) => a.ts - b.ts).at(-1);
  assert.ok(paint, 'the trace has no first paint');
  const main = events.filter((e) => e.pid === paint.pid && e.tid === paint.tid);
  const commit = main.filter((e) => e.name === 'CommitLoad' && e.ts < paint.ts).toSorted((a, b) => a.ts - b.ts).at(-1);
  assert.ok(commit, 'the trace has no commit of the page');
  const tasks = main.filter((e) => e.ts > commit.ts && e.tdur && /RunTask$/.test(e.name));
  return tasks.reduce((sum, { tdur }) => sum + Math.max(0, (tdur / 1000) * slower - longTask), 0);
}

const slower = 4; // of Lighthouse's phone profile
const longTask = 50; // ms

/** Runs Lighthouse on a page some times, in a browser that has signed in at an address first, where one is given. */
async function onPhone(address, onlyCategories, signIn = null) {
  const run = await lighthouse();
  const [port, folder] = [await freePort(), mkdtempSync(join(tmpdir(), 'laurel-figures-'))];
  const options = launchOptions();
  const context = await chromium.launchPersistentContext(folder, { ...options, args: [...options.args, `--remote-debugging-port=${port}`] });
  try {
    if (signIn) {
      const page = await context.newPage();
      await page.goto(`${signIn}/signin`);
      await page.getByLabel(/E-mail/).fill(people.ivan);
      await page.getByLabel(/Password/).fill(password);
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      await page.waitForURL((address) => address.pathname !== '/signin');
      await page.close();
    }
    const [results, worked] = [[], []];
    for (let i = 0; i < runs; i += 1) {
      const { lhr, artifacts } = await run(address, { port, output: 'json', logLevel: 'error', disableStorageReset: true, onlyCategories });
      results.push(lhr);
      worked.push(blockedByWork(artifacts.Trace.traceEvents));
    }
    const of = (read) => median(results.map(read));
    return { results, worked: median(worked), of, value: (audit) => of((lhr) => lhr.audits[audit].numericValue) };
  } finally {
    await context.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A full nomination from the feed, without a mouse: every key and every text typed is an action. */
async function byKeyboard(laurel) {
  const browser = await launch();
  const person = await newPerson(browser, laurel.url);
  try {
    await person.signIn(people.ivan);
    const { page } = person;
    let actions = 0;
    const press = async (key) => {
      actions += 1;
      await page.keyboard.press(key);
    };
    const focused = (label) => page.waitForFunction((text) => document.activeElement?.labels?.[0]?.textContent?.includes(text), label);
    await page.getByRole('article').first().waitFor();
    await press('n');
    await focused('Who served well?');
    actions += 1;
    await page.keyboard.type('Olga');
    await page.getByRole('option', { name: 'Olga' }).first().waitFor();
    await press('Enter');
    await page.getByRole('button', { name: /Remove Olga/ }).waitFor();
    await press('Tab');
    while (!(await page.evaluate(() => document.activeElement?.type === 'checkbox'))) await press('Tab');
    await press('Space');
    while (!(await page.evaluate(() => document.activeElement?.tagName === 'TEXTAREA'))) await press('Tab');
    await page.keyboard.type('Found the lost pallet before the shop opened.');
    while (!(await page.evaluate(() => document.activeElement?.labels?.[0]?.textContent?.includes('Name of the customer')))) await press('Tab');
    actions += 1;
    await page.keyboard.type('Orchard Foods');
    await press('Control+Enter');
    await page.waitForURL(/recognitions/);
    await page.getByText('Orchard Foods').first().waitFor();
    person.assertQuiet();
    row('nominate by keyboard from the feed, besides typing the story', `${actions} actions`, '≤ 12');
  } finally {
    await person.close();
    await browser.close();
  }
}

async function web() {
  const laurel = await startLaurel();
  try {
    sizes();
    await byKeyboard(laurel);
    await emptyPage();
    await phoneProfile(laurel, '/', 'feed');
    await phoneProfile(laurel, '/signin', 'sign-in');
  } finally {
    await laurel.remove();
  }
}

const parts = { web, million: () => million(row) };
const only = process.env.LAUREL_FIGURES;
assert.ok(!only || parts[only], `LAUREL_FIGURES is one of ${Object.keys(parts).join(', ')}`);
const text = readFileSync(report, 'utf8');
const from = text.indexOf(`\n${heading}\n`);
const before = from < 0 ? [] : text.slice(from).split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| figure |'));
for (const [name, measure] of Object.entries(parts)) {
  if (!only || only === name) await measure();
  else rows.push(...before.filter((line) => line.startsWith('| board of 1,000,000') === (name === 'million')));
}
const section = `${heading}

Written by \`make figures\` (frontend/e2e/figures.mjs) in Chromium, medians of ${runs}; the board of a million
on the desk. That axe finds nothing on any screen in both themes and languages, and that no console complains, is held by
\`make e2e\` and needs no figure.

| figure | reached | wanted |
|---|---|---|
${rows.join('\n')}
`;
console.log(section);
writeFileSync(report, `${(from < 0 ? text : text.slice(0, from)).trimEnd()}\n\n${section}`);
