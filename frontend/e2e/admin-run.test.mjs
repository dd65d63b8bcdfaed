// What owners and administrators run beside people: programs, behaviours, rewards, announcements, settings,
// the audit log and health; each as who may, and as who may not.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { violations } from './axe.mjs';
import { people, startLaurel } from './laurel.mjs';
import { desk, launch, newPerson, phone, toast } from './person.mjs';
import { programOf } from './program.mjs';
import { assertFits } from './screen.mjs';

let laurel;
let browser;

before(async () => {
  [laurel, browser] = await Promise.all([startLaurel({ LAUREL_WEBHOOK_ALLOW: '127.0.0.0/8' }), launch()]);
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

async function settled(page) {
  await page.locator('h1').first().waitFor();
  await page.waitForFunction(() => !document.querySelector('[role="status"][aria-busy="true"]'));
}

test('a program is changed, closed and opened again', () =>
  as(people.owner, {}, async ({ page, assertQuiet }) => {
    await page.goto('/admin/programs');
    await page.getByRole('link', { name: /Customer hero/ }).click();
    await page.getByLabel('Usually').fill('40');
    await page.getByLabel('Name, in Russian').fill('Герой дня');
    await page.reload(); // what was typed is kept
    assert.equal(await page.getByLabel('Usually').inputValue(), '40');
    await page.getByLabel('Open to nominations').uncheck();
    await page.getByRole('button', { name: 'Save' }).click();
    await toast(page, 'Saved.');
    await page.getByRole('link', { name: /Customer hero/ }).getByText('Closed').waitFor();
    await page.getByRole('link', { name: /Customer hero/ }).click();
    assert.equal(await page.getByLabel('Name, in Russian').inputValue(), 'Герой дня');
    await page.getByLabel('Open to nominations').check();
    await page.getByRole('button', { name: 'Save' }).click();
    await toast(page, 'Saved.');
    assertQuiet();
  }));

test('a program is made for managers, needs no decision below some points, and is ended', async () => {
  const offered = (page, name) => page.getByRole('group', { name: 'Program' }).getByText(name, { exact: true });
  await as(people.owner, {}, async ({ page, assertQuiet }) => {
    await page.goto('/admin/programs/new');
    await page.getByLabel('Name, in English').fill('Manager’s cup');
    await page.getByLabel('Guidance, in English').fill('50: for what the whole team felt.');
    await page.getByLabel('Decided from this many points on').fill('60');
    await page.getByRole('group', { name: 'Who may nominate, by role' }).getByText('manager').click();
    await page.getByRole('button', { name: 'Add a program' }).click();
    await toast(page, 'Saved.');
    await page.getByRole('link', { name: /Manager’s cup/ }).click();
    await page.getByLabel('At most', { exact: true }).fill('90');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('link', { name: /Manager’s cup/ }).click();
    const rules = page.getByRole('region', { name: 'Rules so far' });
    await rules.getByText('Version 2').waitFor();
    await rules.getByText('Version 1').waitFor();
    assertQuiet();
  });
  await as(people.ivan, {}, async ({ page, assertQuiet }) => {
    await page.goto('/nominate');
    await offered(page, 'Customer hero').waitFor();
    assert.equal(await offered(page, 'Manager’s cup').count(), 0);
    assertQuiet();
  });
  await as(people.maria, {}, async ({ page, assertQuiet }) => {
    await page.goto('/nominate');
    await offered(page, 'Manager’s cup').click();
    await page.getByText('50: for what the whole team felt.').waitFor();
    await page.getByText('With fewer than 60 points in all it is published at once.').waitFor();
    assertQuiet();
  });
  await as(people.owner, {}, async ({ page, assertQuiet }) => {
    await page.goto('/admin/programs');
    await page.getByRole('link', { name: /Manager’s cup/ }).click();
    await page.getByRole('button', { name: 'End for good' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'End for good' }).click();
    await page.getByText('This program was ended').waitFor();
    await page.getByRole('region', { name: 'Rules so far' }).getByText('Version 2').waitFor();
    assertQuiet();
  });
});

test('behaviours are added with guidance, ordered and retired', () =>
  as(people.owner, {}, async ({ page, assertQuiet }) => {
    await page.goto('/admin/behaviours');
    await page.getByRole('button', { name: 'Add a behaviour' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name, in English').fill('Keeps promises');
    await dialog.getByLabel('Guidance, in English').fill('They said when, and it was so.');
    await dialog.getByRole('button', { name: 'Add a behaviour' }).click();
    const list = page.getByRole('list', { name: 'Behaviours' });
    await list.getByRole('listitem').last().getByText('They said when, and it was so.').waitFor();
    await page.getByRole('button', { name: 'Move Keeps promises up' }).click();
    await list.getByRole('listitem').nth(7).getByText('Keeps promises').waitFor();
    await page.getByRole('button', { name: 'Edit Keeps promises' }).click();
    await dialog.getByRole('button', { name: 'Stop offering it' }).click();
    await list.getByText('Not offered').waitFor();
    assertQuiet();
  }));

test('a reward is added and found in the catalogue', () =>
  as(people.owner, {}, async ({ page, assertQuiet }) => {
    await page.goto('/admin/rewards/new');
    await page.getByLabel('Name, in English').fill('A young apple tree');
    await page.getByLabel('Costs, in points').fill('0');
    await page.getByRole('button', { name: 'Add a reward' }).click();
    await page.getByText('Give a whole number from 1.').first().waitFor();
    await page.getByLabel('Costs, in points').fill('20');
    await page.getByLabel('Worth in money').fill('12.50');
    await page.getByRole('button', { name: 'Add a reward' }).click();
    await page.getByRole('link', { name: /A young apple tree/ }).waitFor();
    await page.goto('/rewards');
    await page.getByText('A young apple tree').first().waitFor();
    assertQuiet(/422/);
  }));

test('the code of a voucher outlives a failed send, and is in no storage of the browser', async () => {
  const [owner, olga] = [await programOf(laurel, people.owner), await programOf(laurel, people.olga)];
  const reward = await owner('POST', '/rewards', { name: 'A voucher for the market', cost: 5, fulfilment: 'code' });
  await olga('POST', '/redemptions', { reward_id: reward.id });
  await as(people.owner, {}, async ({ page, assertQuiet }) => {
    await page.goto('/rewards/fulfilment');
    await page.getByRole('button', { name: `Fulfil ${reward.name} for Olga Lindqvist` }).click();
    const dialog = page.getByRole('dialog', { name: 'The code for Olga Lindqvist' });
    await dialog.getByLabel('Code').fill('MARKET-7731');
    assert.doesNotMatch(await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }])), /7731/);
    await page.route('**/fulfil', (route) => route.abort());
    await dialog.getByRole('button', { name: 'Fulfil' }).click();
    await dialog.getByRole('alert').waitFor();
    assert.equal(await dialog.getByLabel('Code').inputValue(), 'MARKET-7731');
    await page.unroute('**/fulfil');
    await dialog.getByRole('button', { name: 'Fulfil' }).click();
    await toast(page, `${reward.name} for Olga Lindqvist: fulfilled.`);
    await dialog.waitFor({ state: 'detached' });
    assertQuiet(/ERR_FAILED/);
  });
  assert.equal((await olga('GET', '/redemptions')).items.find((one) => one.reward.id === reward.id).code, 'MARKET-7731');
});

test('an endpoint is previewed, made, tried, switched off and deleted', () =>
  as(people.admin, {}, async ({ page, assertQuiet }) => {
    await page.goto('/admin/endpoints');
    await page.getByRole('link', { name: 'Add an endpoint' }).first().click();
    const preview = page.getByRole('complementary', { name: 'Preview' });
    await preview.getByText('The latest recognition').waitFor();
    await preview.getByText(/^Thanks to/).waitFor();
    await page.getByLabel('Language').selectOption('ru');
    await preview.getByText(/^Благодарность:/).waitFor();
    await page.getByLabel('Kind').selectOption('standard');
    await preview.getByText(/"type": "recognition.published"/).waitFor();
    await page.getByLabel('Address').fill('https://10.0.0.7/hook');
    await page.getByRole('button', { name: 'Add an endpoint' }).click();
    await page.getByText(/inside of your network/).first().waitFor();
    await page.getByLabel('Address').fill('http://127.0.0.1:9/hook');
    assert.doesNotMatch(await page.evaluate(() => JSON.stringify({ ...sessionStorage })), /hook/);
    await page.getByRole('button', { name: 'Add an endpoint' }).click();
    const secret = page.getByRole('dialog', { name: 'Signing secret' });
    assert.match(await secret.getByRole('textbox').inputValue(), /^whsec_/);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Send a test' }).click();
    await toast(page, 'A test is on its way.');
    await page.getByRole('region', { name: 'Deliveries' }).getByText('Test').first().waitFor();
    await page.getByRole('button', { name: 'Switch off' }).click();
    await page.getByText('An administrator switched it off.').waitFor();
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByText('Nothing is announced yet').waitFor();
    assertQuiet(/422/);
  }));

test('renamed words are spoken on every screen, in each language', () =>
  as(people.admin, {}, async ({ page, assertQuiet }) => {
    await page.goto('/admin/settings');
    await page.getByText('team', { exact: true }).click();
    await page.getByLabel('One, instead of “team”').fill('crew');
    await page.getByLabel('Many, instead of “teams”').fill('crews');
    await page.getByLabel('Points for everybody').fill('120');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('link', { name: 'Crews' }).click();
    await page.getByRole('heading', { name: 'Crews', level: 1 }).waitFor();
    await page.goto('/admin/settings');
    await page.getByLabel('One, instead of “team”').fill('');
    await page.getByLabel('Many, instead of “teams”').fill('');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('link', { name: 'Teams' }).waitFor();
    assertQuiet();
  }));

test('the audit log is filtered, and taken away as a table', () =>
  as(people.admin, {}, async ({ page, assertQuiet }) => {
    await page.goto('/admin/audit');
    await page.getByLabel('What was changed').selectOption('organisation');
    await page.getByText('Settings changed').first().waitFor();
    await page.waitForURL(/kind=organisation/);
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'As a table' }).click()]);
    assert.match(await readFile(await download.path(), 'utf8'), /^at,actor,actor_id,action/);
    assertQuiet();
  }));

test('health says what to do, and the books are checked', () =>
  as(people.admin, {}, async ({ page, assertQuiet }) => {
    await page.goto('/admin/health');
    await page.getByText('Nobody has checked the books for a while.').waitFor();
    await page.getByRole('button', { name: 'Check now' }).click();
    await toast(page, 'The books balance.');
    await page.getByText('Everything runs. Nothing to do.').waitFor();
    assertQuiet();
  }));

describe('accessible and fitting', () => {
  for (const look of [
    { theme: 'light', locale: 'en-GB', viewport: phone },
    { theme: 'dark', locale: 'ru-RU', viewport: desk },
  ]) {
    for (const [email, routes] of [
      [people.owner, ['/admin', '/admin/programs', '/admin/programs/new', '/admin/behaviours', '/admin/rewards', '/admin/rewards/new']],
      [people.admin, ['/admin', '/admin/endpoints', '/admin/endpoints/new', '/admin/settings', '/admin/audit', '/admin/health']],
    ]) {
      test(`${email}, ${look.theme}, ${look.locale}, ${look.viewport.width} px`, () =>
        as(email, look, async ({ page, assertQuiet }) => {
          for (const route of routes) {
            await page.goto(route);
            await settled(page);
            assert.deepEqual(await violations(page), [], route);
            await assertFits(page, route);
          }
          assertQuiet();
        }));
    }
  }

  test('none of it is for others', () =>
    as(people.maria, {}, async ({ page }) => {
      for (const route of ['/admin', '/admin/programs', '/admin/settings', '/admin/audit']) {
        await page.goto(route);
        await page.getByRole('heading', { name: 'There is no such page' }).first().waitFor();
      }
    }));
});
