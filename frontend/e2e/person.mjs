// Somebody at a browser, watched: what the console, the network or the content security policy complains
// of is kept, and a test that expects none says so at its end.
import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';
import { launchOptions } from './browser.mjs';
import { password } from './laurel.mjs';

export const desk = { width: 1280, height: 900 };
export const phone = { width: 390, height: 844 };

const patience = 60_000; // used up only where a test fails, on a loaded machine too

export function launch() {
  return chromium.launch(launchOptions());
}

/** A browser context of its own, not signed in yet; `scale` is how many pixels of a picture one of the page becomes. */
export async function newPerson(browser, url, { locale = 'en-GB', theme = 'light', viewport = desk, scale = 1, userAgent, serviceWorkers = 'allow' } = {}) {
  const touch = viewport.width < 761;
  const context = await browser.newContext({
    baseURL: url,
    locale,
    colorScheme: theme,
    viewport,
    deviceScaleFactor: scale,
    userAgent,
    hasTouch: touch,
    isMobile: touch,
    reducedMotion: 'reduce',
    serviceWorkers,
  });
  context.setDefaultTimeout(patience);
  const complaints = [];
  context.on('page', (page) => watch(page, complaints));
  const page = await context.newPage();
  return {
    page,
    context,
    complaints,
    signIn: (email) => signIn(page, email),
    /** Nothing was complained of; what a test brought about itself is named by `except`. */
    assertQuiet: (...except) => {
      const left = complaints.filter((text) => !except.some((pattern) => pattern.test(text)));
      assert.deepEqual(left, []);
    },
    close: () => context.close(),
  };
}

/** Somebody at a browser for the time of one test, signed in where there is an address. */
export async function asPerson(browser, url, email, options, run) {
  const person = await newPerson(browser, url, options);
  try {
    if (email) await person.signIn(email);
    await run(person);
  } catch (error) {
    // What the page complained of is often why.
    if (error instanceof Error) error.message += `\n${[person.page.url(), ...person.complaints].join('\n')}`;
    throw error;
  } finally {
    await person.close();
  }
}

function watch(page, complaints) {
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(`console: ${message.text()} ${message.location().url}`);
  });
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('requestfailed', (request) => {
    // What the page itself gives up, because the reader went elsewhere, has not failed.
    const why = request.failure()?.errorText ?? '';
    if (why !== 'net::ERR_ABORTED') complaints.push(`failed: ${request.url()} ${why}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) complaints.push(`${response.status()}: ${response.url()}`);
  });
}

async function signIn(page, email) {
  await page.goto('/signin');
  await page.getByLabel(/E-mail|почта/).fill(email);
  await page.getByLabel(/Password|Пароль/).fill(password);
  await page.getByRole('button', { name: /^(Sign in|Войти)$/ }).click();
  await page.waitForURL((address) => address.pathname !== '/signin');
  await page.locator('main h1').waitFor();
}

/** Comes true when the page's stream of events is open: what happens from then on is not missed. */
export function streamOpens(page) {
  return page.waitForResponse((response) => new URL(response.url()).pathname === '/api/v1/events');
}

/** Chooses somebody in a field that finds people. */
export async function choose(page, label, name) {
  const field = page.getByRole('combobox', { name: label });
  await field.fill(name);
  await page.getByRole('option', { name }).first().click();
}

export function toast(page, text) {
  return page.getByRole('status').filter({ hasText: text }).first().waitFor();
}
