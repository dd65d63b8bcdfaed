// Administration of people and teams: found, added, invited, changed, let go and let back in; what is
// wrong is said beside the field; nobody else sees any of it.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { violations } from './axe.mjs';
import { people, startLaurel } from './laurel.mjs';
import { choose, desk, launch, newPerson, phone, toast } from './person.mjs';
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

async function as(email, options, run) {
  const person = await newPerson(browser, laurel.url, options);
  try {
    if (email) await person.signIn(email);
    await run(person);
  } finally {
    await person.close();
  }
}

async function settled(page) {
  await page.locator('h1').first().waitFor();
  await page.waitForFunction(() => !document.querySelector('[role="status"][aria-busy="true"]'));
}

describe('people', () => {
  test('are added, invited, let go and let back in', () =>
    as(people.admin, {}, async ({ page, context, assertQuiet }) => {
      await context.grantPermissions(['clipboard-read', 'clipboard-write']);
      await page.getByRole('link', { name: 'Administration' }).click();
      await page.getByRole('link', { name: 'People', exact: true }).first().click();
      await page.getByRole('heading', { name: 'People', level: 1 }).waitFor();

      // What is wrong stands beside its field, and what was typed stays, also over a reload.
      await page.getByRole('button', { name: 'Add an employee' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Name', { exact: true }).fill('Lena Orlova');
      await dialog.getByLabel('E-mail').fill('lena');
      await dialog.getByRole('button', { name: 'Add an employee' }).click();
      await dialog.getByText('Give an e-mail address such as').waitFor();
      await page.reload();
      await page.getByRole('button', { name: 'Add an employee' }).click();
      assert.equal(await dialog.getByLabel('Name', { exact: true }).inputValue(), 'Lena Orlova');
      await dialog.getByLabel('E-mail').fill('lena@demo.example');
      await dialog.getByLabel('Team').selectOption({ label: 'Customer Care' });
      await choose(page, /^Manager/, 'Maria');
      await dialog.getByLabel('Language').selectOption('ru');
      await dialog.getByRole('button', { name: 'Add an employee' }).click();

      // Her page: an invitation, by which she comes in.
      await page.getByRole('heading', { name: /Lena Orlova/ }).waitFor();
      await page.getByText('They have no password and no invitation yet.').waitFor();
      await page.getByRole('button', { name: 'Invite' }).click();
      const link = await page.getByLabel('Invitation link').inputValue();
      await page.getByRole('button', { name: 'Copy' }).click();
      await toast(page, 'The link is copied.');
      assert.equal(await page.evaluate(() => navigator.clipboard.readText()), link);
      await page.keyboard.press('Escape');
      await page.getByText('Invited', { exact: true }).waitFor();
      await as(null, {}, async ({ page: hers }) => {
        await hers.goto(link);
        await hers.getByLabel('New password').fill('an orchard of apples');
        await hers.getByRole('button', { name: 'Set password' }).click();
        await hers.getByText('Your password is set').waitFor();
      });
      await page.reload();
      await page.getByText('They have chosen a password.').waitFor();

      // Let go, with a word of what follows, and back again.
      await page.getByRole('button', { name: 'Deactivate' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Deactivate' }).click();
      await toast(page, 'Lena Orlova is deactivated.');
      await page.getByRole('button', { name: 'Let them come back' }).click();
      await toast(page, 'Lena Orlova is active again.');
      assertQuiet(/422/);
    }));

  test('are found by what is known of them, and the address keeps the question', () =>
    as(people.admin, {}, async ({ page, assertQuiet }) => {
      await page.goto('/admin/people');
      await page.getByLabel('Role').selectOption('admin');
      await page.getByText('1 person').waitFor();
      await page.waitForURL(/role=admin/);
      await page.getByLabel('Role').selectOption('');
      await page.getByLabel('Name, e-mail or personnel number').fill('olga');
      await page.getByRole('link', { name: /Olga/ }).waitFor();
      await page.waitForURL(/q=olga/);
      await page.reload();
      await page.getByRole('link', { name: /Olga/ }).waitFor();
      await page.getByLabel('Name, e-mail or personnel number').fill('nobody at all');
      await page.getByText('Nobody fits').waitFor();
      await page.getByRole('button', { name: 'Show everybody active' }).click();
      await page.getByRole('link', { name: /Ivan/ }).waitFor();
      assertQuiet();
    }));

  test('the last administrator stays', () =>
    as(people.admin, {}, async ({ page, assertQuiet }) => {
      await page.goto('/admin/people?role=admin');
      await page.getByRole('list', { name: 'People' }).getByRole('link').first().click();
      await page.getByText('You cannot deactivate yourself.').waitFor();
      await page.getByLabel('Role').selectOption('owner');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('This is the last administrator. Make somebody else one first.').waitFor();
      assertQuiet(/409/);
    }));

  test('a list that does not load says so, and loads when asked again', () =>
    as(people.admin, {}, async ({ page, context }) => {
      await context.route('**/api/v1/roster?*', (route) => route.fulfill({ status: 500, body: '{}' }));
      await page.goto('/admin/people');
      await page.getByText('The people did not load').waitFor();
      await context.unroute('**/api/v1/roster?*');
      await page.getByRole('button', { name: 'Try again' }).click();
      await page.getByRole('link', { name: /Ivan/ }).waitFor();
    }));
});

describe('teams', () => {
  test('are added, moved and led', () =>
    as(people.admin, {}, async ({ page, assertQuiet }) => {
      await page.goto('/admin/teams');
      await page.getByRole('button', { name: 'Add a team' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Name').fill('Warehouse');
      await dialog.getByRole('button', { name: 'Add a team' }).click();
      await dialog.getByText('Something else has this name already.').first().waitFor();
      await dialog.getByLabel('Name').fill('Night shift');
      await dialog.getByLabel('Stands below').selectOption({ label: 'Warehouse' });
      await choose(page, /^Lead/, 'Ivan');
      await dialog.getByRole('button', { name: 'Add a team' }).click();
      await toast(page, 'Night shift is added.');
      const tree = page.getByRole('list', { name: 'Below Warehouse' });
      await tree.getByText('Night shift').waitFor();
      await tree.getByText(/Led by Ivan/).waitFor();
      // A team cannot be put below itself: it is not offered.
      await page.getByRole('button', { name: 'Edit Warehouse' }).click();
      const offered = await dialog.getByLabel('Stands below').locator('option').allTextContents();
      assert.ok(!offered.includes('Warehouse') && !offered.includes('Night shift') && offered.includes('Office'));
      await page.keyboard.press('Escape');
      assertQuiet(/409/);
    }));
});

describe('everywhere', () => {
  for (const look of [
    { theme: 'light', locale: 'en-GB', viewport: desk },
    { theme: 'dark', locale: 'ru-RU', viewport: phone },
  ]) {
    test(`accessible and fitting: ${look.theme}, ${look.locale}, ${look.viewport.width} px`, () =>
      as(people.admin, look, async ({ page, assertQuiet }) => {
        for (const route of ['/admin/people', '/admin/people?active=false', '/admin/people/nonsense', '/admin/teams']) {
          await page.goto(route);
          await settled(page);
          assert.deepEqual(await violations(page), [], route);
          await assertFits(page, route);
        }
        assertQuiet(/404/);
      }));
  }

  for (const email of [people.ivan, people.maria, people.owner]) {
    test(`people are not for ${email}`, () =>
      as(email, {}, async ({ page, assertQuiet }) => {
        await page.goto('/admin/people');
        await page.getByRole('heading', { name: 'There is no such page' }).first().waitFor();
        assert.equal(await page.evaluate(async () => (await fetch('/api/v1/roster')).status), 403);
        assertQuiet(/403/);
      }));
  }
});

