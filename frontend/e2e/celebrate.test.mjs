// What is no recognition, and what not everybody reads: anniversaries and birthdays, customers who are confidential; and
// the budgets that managers give from.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { people, startLaurel } from './laurel.mjs';
import { asPerson, launch, toast } from './person.mjs';
import { programOf } from './program.mjs';
import { assertFine, looks, nameOf } from './screen.mjs';

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

test('anniversaries stand beside the feed, for others than whose day it is', async () => {
  await as(people.olga, {}, async ({ page }) => {
    const line = page.getByRole('complementary').getByRole('listitem').filter({ hasText: 'Daniel Okafor' });
    await line.getByText(/4 years with us/).waitFor();
    await line.getByRole('link', { name: 'Daniel Okafor' }).click();
    await page.getByRole('heading', { level: 1, name: 'Daniel Okafor' }).waitFor();
  });
});

test('a birthday is given, kept without a year, and deleted again', async () => {
  await as(people.ivan, {}, async ({ page }) => {
    await page.goto('/settings');
    const wanted = page.getByRole('switch', { name: 'Celebrate my birthday' });
    await wanted.check();
    await page.getByLabel('Month').selectOption({ label: 'February' });
    assert.equal(await page.getByLabel('Day', { exact: true }).locator('option').count(), 30); // with "Choose"
    const kept = page.waitForResponse((response) => response.url().endsWith('/me/preferences') && response.request().method() === 'PATCH');
    await page.getByLabel('Day', { exact: true }).selectOption('29');
    assert.deepEqual((await (await kept).json()).birthday, { month: 2, day: 29 });
    await page.reload();
    assert.equal(await page.getByLabel('Month').inputValue(), '2');
    const gone = page.waitForResponse((response) => response.url().endsWith('/me/preferences') && response.request().method() === 'PATCH');
    await wanted.uncheck();
    assert.equal((await (await gone).json()).birthday, null);
  });
});

test('an administrator chooses what is celebrated', async () => {
  await as(people.admin, {}, async ({ page }) => {
    await page.goto('/admin/settings');
    const card = page.getByRole('region', { name: 'Anniversaries and birthdays' });
    assert.ok(await card.getByLabel('Celebrate anniversaries of the first day at work').isChecked());
    await card.getByLabel('Celebrate birthdays').check();
    await card.getByLabel('Points with a birthday').fill('-5');
    await page.getByRole('button', { name: 'Save' }).click();
    await card.locator('[aria-invalid="true"]').waitFor();
    await card.getByLabel('Points with a birthday').fill('25');
    await page.getByRole('button', { name: 'Save' }).click();
    await toast(page, 'Saved.');
  });
});

test('a customer who is confidential is named to those whom it concerns alone', async () => {
  let path;
  await as(people.maria, {}, async ({ page }) => {
    await page.goto('/nominate');
    await page.getByRole('radio', { name: 'Thanks' }).check({ force: true });
    await page.getByRole('combobox', { name: 'Who served well?' }).fill('Ivan');
    await page.getByRole('option', { name: /Ivan Petrenko/ }).click();
    await page.getByLabel('What happened?').fill('Stayed until the vault was open again.');
    await page.getByLabel('Name of the customer').fill('Quixotic Bank');
    await page.getByLabel('Keep the name confidential').check();
    await page.getByRole('button', { name: 'Send nomination' }).click();
    await page.waitForURL(/recognitions\//);
    path = new URL(page.url()).pathname;
    await page.getByText('Quixotic Bank').waitFor();
    await page.getByTitle('Others do not read the name.').waitFor();
  });
  await as(people.ivan, {}, async ({ page }) => {
    await page.goto(path);
    await page.getByText('Quixotic Bank').waitFor();
  });
  await as(people.olga, {}, async ({ page }) => {
    await page.goto(path);
    await page.getByText('A customer who is not named').waitFor();
    assert.equal((await page.content()).includes('Quixotic'), false);
    await page.goto('/search?q=Quixotic');
    await page.getByText(/Nothing|No /).first().waitFor();
    assert.equal((await page.locator('main').innerText()).includes('Quixotic Bank'), false);
  });
});

test('an owner gives a manager a budget, who then pays from it', async () => {
  await as(people.owner, {}, async ({ page }) => {
    await page.goto('/admin/budgets');
    const card = page.getByRole('region', { name: 'Budgets of managers' });
    await card.getByRole('button', { name: 'Give a budget' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('combobox', { name: 'Manager' }).fill('Maria');
    await page.getByRole('option', { name: /Maria Sokolova/ }).click();
    await dialog.getByLabel('Points in each period').fill('0');
    await dialog.getByRole('button', { name: 'Give a budget' }).click();
    await dialog.locator('[aria-invalid="true"]').waitFor();
    await dialog.getByLabel('Points in each period').fill('300');
    await dialog.getByRole('button', { name: 'Give a budget' }).click();
    await toast(page, 'Maria Sokolova has a budget now.');
    await card.getByText(/300 of 300/).waitFor();
    const programs = await (await page.request.get('/api/v1/programs')).json();
    const { id } = programs.items.find((program) => program.name === 'Customer hero');
    await page.goto(`/admin/programs/${id}`);
    await page.getByLabel('Managers may pay from a budget of their own').check();
    await page.getByRole('button', { name: 'Save' }).click();
    await toast(page, 'Saved.');
  });
  await as(people.maria, {}, async ({ page }) => {
    await page.goto('/nominate');
    await page.getByRole('radio', { name: 'Customer hero' }).check({ force: true });
    await page.getByRole('radio', { name: 'Your own budget' }).check({ force: true });
    await page.getByText(/300 points are left in your own budget/).waitFor();
    await page.goto('/wallet');
    await page.getByRole('heading', { name: 'Your budget to give from' }).waitFor();
  });
});

test('a manager and owners see when a budget is used up', async () => {
  const [owner, maria] = [await programOf(laurel, people.owner), await programOf(laurel, people.maria)];
  const program = (await owner('GET', '/programs')).items.find(({ name }) => name === 'Customer hero');
  await owner('PATCH', `/programs/${program.id}`, { approval: 'none' });
  const [behaviour] = (await maria('GET', '/behaviours')).items;
  const nominees = (await maria('GET', '/employees?q=Olga')).items.map(({ id }) => id);
  for (let left = 300; left >= program.points.max; left -= program.points.max)
    await maria('POST', '/nominations', {
      program_id: program.id, nominee_ids: nominees, points: program.points.max, from: 'manager_budget', story: `Stayed until the lorry of ${left} was unloaded.`,
      customer: { kind: 'external', name: 'Orchard Foods' }, behaviour_ids: [behaviour.id],
    });
  await as(people.maria, {}, async ({ page, assertQuiet }) => {
    await page.goto('/team');
    const card = page.locator('section', { hasText: 'Your budget to give from' });
    await card.getByText(/^0\s+of 300$/).waitFor();
    assertQuiet();
  });
  await as(people.owner, {}, async ({ page, assertQuiet }) => {
    await page.goto('/admin/budgets');
    await page.getByRole('region', { name: 'Budgets of managers' }).getByText('used up').waitFor();
    assertQuiet();
  });
});

for (const look of looks) {
  test(`the screens are fine: ${nameOf(look)}`, async () => {
    await as(people.owner, look, async (person) => {
      await assertFine(person.page, '/admin/budgets', `celebrate-budgets-${look.theme}-${look.locale}`);
      await assertFine(person.page, '/settings', `celebrate-settings-${look.theme}-${look.locale}`);
      person.assertQuiet();
    });
    await as(people.maria, look, async (person) => {
      await assertFine(person.page, '/team', `celebrate-team-${look.theme}-${look.locale}`);
      person.assertQuiet();
    });
  });
}
