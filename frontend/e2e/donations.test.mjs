// Donations as sums to pay out: an employee gives, an owner pays and notes it; refused to others.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { people, startLaurel } from './laurel.mjs';
import { launch, newPerson, toast } from './person.mjs';
import { programOf } from './program.mjs';
import { assertFine, assertHeals, loaded, looks, nameOf } from './screen.mjs';

let laurel;
let browser;

before(async () => {
  [laurel, browser] = await Promise.all([startLaurel(), launch()]);
});

after(async () => {
  await browser?.close();
  await laurel?.remove();
});

async function as(email, options, run) {
  const person = await newPerson(browser, laurel.url, options);
  try {
    await person.signIn(email);
    await run(person);
  } finally {
    await person.close();
  }
}

describe('every look', () => {
  for (const look of looks) {
    test(nameOf(look), () =>
      as(people.owner, look, async ({ page, assertQuiet }) => {
        await assertFine(page, '/admin/donations', `donations ${nameOf(look)}`);
        await assertFine(page, '/admin/donations?state=paid', `donations paid ${nameOf(look)}`);
        assertQuiet();
      }),
    );
  }
});

test('what an employee gives is at once to be paid, and is paid once', async () => {
  const olga = await programOf(laurel, people.olga);
  const trees = (await olga('GET', '/rewards?limit=100')).items.find((one) => one.name === 'Ten trees planted');
  const given = await olga('POST', '/redemptions', { reward_id: trees.id });
  assert.equal(given.status, 'fulfilled');
  await as(people.owner, {}, async ({ page, assertQuiet }) => {
    await page.goto('/admin');
    await page.getByRole('navigation', { name: 'Administration' }).getByRole('link', { name: 'Donations' }).click();
    const totals = page.getByRole('region', { name: 'By charity' });
    await totals.getByRole('row', { name: /Ten trees planted.*€24/ }).waitFor();
    const list = page.getByRole('region', { name: 'To be paid' });
    const [taken] = await Promise.all([page.waitForEvent('download'), list.getByRole('button', { name: 'Donations as a table' }).click()]);
    assert.equal(taken.suggestedFilename(), 'donations.csv');
    assert.equal((await readFile(await taken.path(), 'utf8')).trim().split('\n').length, 3);
    await list.getByRole('checkbox', { name: /^Choose €12 from .* to Ten trees planted$/ }).first().check();
    await list.getByText('1 donation chosen: €12').waitFor();
    await list.getByRole('checkbox', { name: 'Choose all of these' }).check();
    await list.getByText('2 donations chosen: €24').waitFor();
    await list.getByRole('button', { name: 'Mark as paid' }).click();
    const dialog = page.getByRole('dialog', { name: 'Mark as paid' });
    assertQuiet();
    await dialog.getByRole('button', { name: 'Mark as paid' }).click();
    await dialog.getByText('Give the reference of the payment').waitFor();
    await dialog.getByLabel('Reference of the payment').fill('Transfer 2026-117');
    await dialog.getByRole('button', { name: 'Mark as paid' }).click();
    await toast(page, '2 donations are noted as paid.');
    await page.getByText('Nothing is to be paid').waitFor();
    await page.getByRole('radiogroup', { name: 'Which donations' }).getByText('Paid', { exact: true }).click();
    await page.getByRole('region', { name: 'Paid', exact: true }).getByText('Transfer 2026-117').first().waitFor();
    await totals.getByRole('button', { name: 'Show the donations to Ten trees planted' }).click();
    await page.waitForURL(/reward=/);
    await loaded(page);
  });
});

test('a donation that is offered says what it pays', () =>
  as(people.owner, {}, async ({ page }) => {
    await page.goto('/admin/rewards/new');
    await page.getByLabel('Name, in English').fill('A hot meal');
    await page.getByLabel('How it reaches them').selectOption('donation');
    await page.getByRole('button', { name: 'Add a reward' }).click();
    await page.getByText('See what stands beside the fields').waitFor();
    await page.getByLabel('Worth in money').fill('4');
    await page.getByRole('button', { name: 'Add a reward' }).click();
    await toast(page, 'Saved.');
  }));

test('it is not for an employee, nor for a manager', async () => {
  for (const email of [people.ivan, people.maria]) {
    const call = await programOf(laurel, email);
    for (const [method, path, body] of [
      ['GET', '/donations'],
      ['GET', '/donations/totals'],
      ['POST', '/donations/pay', { ids: ['01900000-0000-7000-8000-000000000001'], reference: 'Mine' }],
    ]) {
      await assert.rejects(call(method, path, body), /: 403 /, `${method} ${path} as ${email}`);
    }
  }
});

test('what does not load says so, and comes when it is asked for again', () =>
  as(people.owner, {}, ({ page }) => assertHeals(page, { route: '/admin/donations', calls: '**/api/v1/donations?*', text: 'The donations did not load' })));
