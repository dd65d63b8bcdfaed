// The Team page: who was thanked, who goes unseen, what waits; for who has reports.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { violations } from './axe.mjs';
import { people, startLaurel } from './laurel.mjs';
import { asPerson, desk, launch, phone } from './person.mjs';
import { assertFits } from './screen.mjs';

let laurel;
let browser;

before(async () => {
  [laurel, browser] = await Promise.all([startLaurel(), launch()]);
});

after(async () => {
  await browser?.close();
  await laurel?.remove();
});

const as = (email, options, run) => asPerson(browser, laurel.url, email, options, run);

const read = (page, path) => page.evaluate(async (p) => (await fetch(`/api/v1/${p}`)).json(), path);

describe('the team of a manager', () => {
  for (const look of [
    { theme: 'light', locale: 'en-GB', viewport: desk },
    { theme: 'dark', locale: 'ru-RU', viewport: phone },
  ]) {
    test(`shows everybody by name, accessible and fitting: ${look.theme}, ${look.locale}`, () =>
      as(people.maria, look, async ({ page, assertQuiet }) => {
        await page.goto('/team');
        const list = await read(page, 'me/team/people');
        for (const { employee } of list.items) await page.getByRole('main').getByRole('link', { name: employee.name, exact: true }).waitFor();
        assert.deepEqual(await violations(page), []);
        await assertFits(page, 'team');
        assertQuiet();
      }));
  }

  test('what is chosen stands in the address; what waits leads to the decision', () =>
    as(people.maria, {}, async ({ page, assertQuiet }) => {
      await page.keyboard.press('g');
      await page.keyboard.press('t');
      await page.waitForURL(/team/);
      await page.getByRole('heading', { name: 'Were recognised' }).waitFor();
      await page.getByText('A year', { exact: true }).click();
      await page.waitForURL(/days=365/);
      await page.getByRole('button', { name: /^Thanked/ }).click();
      await page.waitForURL(/show=thanked/);
      await page.reload();
      await page.getByRole('button', { name: /^Thanked/, pressed: true }).waitFor();
      const waits = page.getByRole('region', { name: 'What waits' });
      const first = waits.getByRole('link').first();
      await first.click();
      await page.waitForURL(/approvals\?id=|recognitions\//);
      assertQuiet();
    }));

  test('who goes unseen has a way to be thanked, and it knows whom', () =>
    as(people.maria, {}, async ({ page, assertQuiet }) => {
      const person = { id: '01900000-0000-7000-8000-0000000000aa', name: 'Quiet Colleague', team: null };
      const [olga] = (await read(page, 'employees?q=Olga')).items;
      await page.route('**/api/v1/me/team/people*', (route) =>
        route.fulfill({
          json: {
            items: [{ employee: { ...person, id: olga.id }, recognitions: 0, given: 0, last_at: null, unseen: true }],
            next_cursor: null,
          },
        }),
      );
      await page.goto('/team?show=unseen');
      await page.getByText('No recognition yet').waitFor();
      assert.deepEqual(await violations(page), []);
      await page.getByRole('link', { name: /^Thank.*Quiet Colleague/ }).click();
      await page.waitForURL(/nominate/);
      await page.getByRole('button', { name: `Remove ${olga.name}` }).waitFor();
      assertQuiet();
    }));

  test('says when it did not load, and loads when it is asked again', () =>
    as(people.maria, {}, async ({ page }) => {
      await page.route('**/api/v1/me/team?*', (route) => route.abort());
      await page.goto('/team');
      await page.getByRole('alert').filter({ hasText: 'The team did not load' }).waitFor();
      assert.deepEqual(await violations(page), []);
      await page.unroute('**/api/v1/me/team?*');
      await page.getByRole('button', { name: 'Try again' }).first().click();
      await page.getByRole('heading', { name: 'Were recognised' }).waitFor();
    }));
});

describe('others', () => {
  test('an employee hears that it is not for them', async () => {
    await as(people.ivan, {}, async ({ page, assertQuiet }) => {
      await page.goto('/team');
      await page.getByText('This page is for those who have reports.').waitFor();
      assert.equal(await page.getByRole('link', { name: 'Team', exact: true }).count(), 0);
      assert.deepEqual(await violations(page), []);
      assertQuiet();
    });
  });
});
