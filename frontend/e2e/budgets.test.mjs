// What points are worth: what one costs, budgets and liability, top-ups, what rules would cost; as an owner and an
// administrator, and refused to others.
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

test('what a point costs is refused where it is wrong, and then shown beside points', async () => {
  await as(people.admin, {}, async ({ page }) => {
    await page.goto('/admin/settings');
    const cost = page.getByRole('region', { name: 'What a point costs' });
    assert.equal(await cost.getByLabel(/^Cost/).inputValue(), '0.05'); // the demo organisation's
    await cost.getByLabel('Currency').fill('EURO');
    await page.getByRole('button', { name: 'Save' }).click();
    await cost.getByText('Give a currency such as EUR.').waitFor();
    await cost.getByLabel('Currency').fill('chf');
    await cost.getByLabel('Points').fill('2');
    await cost.getByLabel(/^Cost/).fill('0,01');
    await page.getByRole('button', { name: 'Save' }).click();
    await toast(page, 'Saved.');
    const tax = page.getByRole('region', { name: 'Free of tax' });
    await tax.getByRole('button', { name: 'Add a country' }).click();
    await tax.getByRole('textbox', { name: 'A year' }).fill('100');
    await page.getByRole('button', { name: 'Save' }).click();
    await tax.getByText('Name each country once.').waitFor();
    await tax.getByRole('textbox', { name: 'Country' }).fill('Tallinn');
    await page.getByRole('button', { name: 'Save' }).click();
    await toast(page, 'Saved.');
    await assertFine(page, '/admin/settings', 'settings');
    await page.goto('/admin/audit');
    await page.getByText('cost of a point: 2 points = CHF 0.01').first().waitFor();
  });
  await as(people.owner, {}, async ({ page, assertQuiet }) => {
    await page.goto('/admin/budgets');
    await page.getByRole('region', { name: 'Liability' }).getByText(/CHF/).first().waitFor();
    assertQuiet();
  });
  await as(people.ivan, {}, async ({ page }) => {
    await page.goto('/rewards');
    await page.getByText(/€100 a year are free of tax where you are/).waitFor();
  });
});

test('an owner reads budgets and liability, and takes both as tables', () =>
  as(people.owner, {}, async ({ page, assertQuiet }) => {
    const owner = await programOf(laurel, people.owner);
    const liability = await owner('GET', '/analytics/liability');
    await page.goto('/admin');
    await page.getByRole('navigation', { name: 'Administration' }).getByRole('link', { name: 'Budgets' }).click();
    const owed = page.getByRole('region', { name: 'Liability' });
    await owed.getByText(new Intl.NumberFormat('en-GB').format(liability.now.points)).first().waitFor();
    const parts = owed.getByRole('group', { name: 'By who issued them' });
    await parts.getByRole('row', { name: /Customer hero/ }).waitFor();
    await owed.getByRole('group', { name: 'By when they were issued' }).getByRole('row', { name: /This quarter/ }).waitFor();
    for (const [button, file, head] of [
      ['Budgets as a table', 'budgets.csv', 'program,program_id,period'],
      ['Liability as a table', 'liability.csv', 'source,program,program_id,age,points'],
    ]) {
      const [taken] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: button }).click()]);
      assert.equal(taken.suggestedFilename(), file);
      assert.ok((await readFile(await taken.path(), 'utf8')).startsWith(head));
    }
    await page.getByRole('radiogroup', { name: 'Period' }).getByText('This year').click();
    await page.waitForURL(/span=year/);
    await page.getByRole('region', { name: 'Budgets' }).getByRole('row', { name: /Team effort/ }).first().waitFor();
    assertQuiet();
  }));

test('a budget is topped up with a reason', () =>
  as(people.owner, {}, async ({ page }) => {
    await page.goto('/admin/programs');
    await page.getByRole('link', { name: /Team effort/ }).click();
    const topUps = page.getByRole('region', { name: 'Top-ups' });
    await topUps.getByText('Nothing was added to the budget yet.').waitFor();
    await topUps.getByRole('button', { name: 'Top up' }).click();
    const dialog = page.getByRole('dialog', { name: 'Top up Team effort' });
    await dialog.getByRole('button', { name: 'Top up' }).click();
    await dialog.getByText('Say in a few words why.').waitFor();
    await dialog.getByText('Give a whole number from 1').waitFor();
    await dialog.getByLabel('Points').fill('250');
    await dialog.getByLabel('Why').fill('The peak season took longer.');
    await dialog.getByRole('button', { name: 'Top up' }).click();
    await toast(page, 'Added: 250 points.');
    await dialog.waitFor({ state: 'detached' });
    await topUps.getByText('The peak season took longer.').waitFor();
    await page.getByText(/of 10,250 left in this quarter/).waitFor();
    await page.goto('/admin/programs');
    await page.getByRole('link', { name: /^Thanks/ }).click();
    await page.getByRole('heading', { level: 1, name: 'Thanks' }).waitFor();
    await page.getByRole('region', { name: 'Rules so far' }).waitFor();
    assert.equal(await page.getByRole('region', { name: 'Top-ups' }).count(), 0); // it has no budget
  }));

test('the editor tells what rules would cost before they are saved', () =>
  as(people.owner, {}, async ({ page }) => {
    await page.goto('/admin/programs');
    await page.getByRole('link', { name: /Customer hero/ }).click();
    const effect = page.getByRole('complementary', { name: 'What it would cost' });
    await effect.getByText('In a quarter').waitFor();
    await effect.getByText('10,000').waitFor();
    await effect.getByText('The last 90 days by these rules').waitFor();
    await page.getByLabel('Budget', { exact: true }).fill('7777');
    await effect.getByText('7,777').waitFor();
    await page.getByLabel('At most', { exact: true }).fill('1'); // below the others
    await effect.getByText('Once the rules above fit together').waitFor();
    const owner = await programOf(laurel, people.owner);
    const { items } = await owner('GET', '/programs');
    assert.equal(items.find((one) => one.name === 'Customer hero').budget.total, 10_000); // nothing was stored
    await page.goto('/admin/programs/new');
    await effect.getByText('In a quarter').waitFor();
    assert.equal(await effect.getByText('The last 90 days by these rules').count(), 0);
  }));

test('it is not for an employee, nor for a manager', async () => {
  for (const email of [people.ivan, people.maria]) {
    const program = await programOf(laurel, email);
    const owner = await programOf(laurel, people.owner);
    const { items } = await owner('GET', '/programs');
    const { id } = items.find((one) => one.name === 'Team effort');
    for (const [method, path, body] of [
      ['GET', '/analytics/budgets'],
      ['GET', '/analytics/liability'],
      ['GET', `/programs/${id}/budget/top-ups`],
      ['POST', `/programs/${id}/budget/top-ups`, { points: 5, reason: 'Mine' }],
      ['POST', '/programs/effect', { name: 'Mine', funding: 'none', approval: 'none', points: { min: 0, max: 0, default: 0 } }],
      ['PATCH', '/settings', { point_cost: null }],
    ]) {
      await assert.rejects(program(method, path, body), /: 403 /, `${method} ${path} as ${email}`);
    }
  }
  await as(people.ivan, {}, async ({ page }) => {
    await page.goto('/admin/budgets');
    await loaded(page);
    assert.equal(await page.getByRole('region', { name: 'Liability' }).count(), 0);
  });
});

describe('every look', () => {
  for (const look of looks) {
    test(nameOf(look), () =>
      as(people.owner, look, async ({ page, assertQuiet }) => {
        await assertFine(page, '/admin/budgets', `budgets ${nameOf(look)}`);
        await assertFine(page, '/admin/programs/new', `effect ${nameOf(look)}`);
        const owner = await programOf(laurel, people.owner);
        const { items } = await owner('GET', '/programs');
        await assertFine(page, `/admin/programs/${items.find((one) => one.name === 'Team effort').id}`, `program ${nameOf(look)}`);
        assertQuiet();
      }),
    );
  }
});

test('what does not load says so, and comes when it is asked for again', () =>
  as(people.owner, {}, ({ page }) => assertHeals(page, { route: '/admin/budgets', calls: '**/api/v1/analytics/budgets*', text: 'This did not load' })));
