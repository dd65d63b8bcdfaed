// What holds for every screen: how it is looked at, when it is there, and what it must be like.
import assert from 'node:assert/strict';
import { violations } from './axe.mjs';
import { desk, phone } from './person.mjs';

const small = { width: 320, height: 640 };

/** Both themes and both languages, from the smallest phone to the desk. */
export const looks = [
  { theme: 'light', locale: 'en-GB', viewport: desk },
  { theme: 'dark', locale: 'en-GB', viewport: phone },
  { theme: 'light', locale: 'ru-RU', viewport: small },
  { theme: 'dark', locale: 'ru-RU', viewport: desk },
];

export const nameOf = ({ theme, locale, viewport }) => `${theme}, ${locale}, ${viewport.width} px`;

/** The page has what it asked for. */
export async function loaded(page) {
  await page.locator('h1').first().waitFor();
  await page.waitForFunction(() => !document.querySelector('[role="status"][aria-busy="true"]'));
}

/** Nothing scrolls sideways, and no control is cut off by the edge of what it stands in. */
export async function assertFits(page, route = '') {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.equal(over, 0, `${route} scrolls sideways by ${over} px`);
  assert.deepEqual(await page.evaluate(cutOff), [], `${route} shows every control whole`);
}

function cutOff() {
  const hides = (one) => ['hidden', 'clip'].includes(getComputedStyle(one).overflowX);
  const scrolls = (one) => ['auto', 'scroll'].includes(getComputedStyle(one).overflowX);
  const cut = [];
  for (const control of document.querySelectorAll(':is(main, dialog) :is(a, button, input, select, textarea)')) {
    const box = control.getBoundingClientRect();
    if (box.width <= 1 || box.height <= 1) continue; // not to be seen, or for screen readers alone
    for (let around = control.parentElement; around && !scrolls(around); around = around.parentElement) {
      const edge = around.getBoundingClientRect();
      if (edge.width <= 1 || edge.height <= 1) break;
      if (hides(around) && (box.right > edge.right + 1 || box.left < edge.left - 1)) {
        cut.push(`${control.tagName.toLowerCase()} "${control.textContent || control.getAttribute('aria-label')}" by ${Math.round(Math.max(box.right - edge.right, edge.left - box.left))} px`);
        break;
      }
    }
  }
  return cut;
}

/** Opens a page, which is accessible and fits; keeps a picture where a folder for them is named. */
export async function assertFine(page, route, picture) {
  await page.goto(route);
  await loaded(page);
  assert.deepEqual(await violations(page), [], route);
  await assertFits(page, route);
  const folder = process.env.LAUREL_TEST_PICTURES;
  if (folder && picture) await page.screenshot({ path: `${folder}/${picture}.png`, fullPage: true });
}

/** What a list, or a page, says when its calls fail: that it did, accessibly; and it comes when it is asked for again. */
export async function assertHeals(page, { route, calls, text }) {
  await page.route(calls, (request) => request.fulfill({ status: 500, contentType: 'application/problem+json', body: '{"code":"internal"}' }));
  await page.goto(route);
  const alert = page.getByRole('alert').filter({ hasText: text });
  await alert.waitFor();
  assert.deepEqual(await violations(page), [], `${route} that did not load`);
  await page.unroute(calls);
  await page.getByRole('button', { name: 'Try again' }).first().click();
  await alert.waitFor({ state: 'detached' });
  await loaded(page);
}
