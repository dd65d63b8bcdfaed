// An award from its making to its winners: an owner, who is put forward by whom, and a panel of two.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { violations } from './axe.mjs';
import { people, startLaurel } from './laurel.mjs';
import { asPerson, choose, launch, phone, toast } from './person.mjs';
import { programOf } from './program.mjs';
import { assertFine, assertFits, loaded } from './screen.mjs';

const small = { width: 320, height: 640 };
const name = 'Customer hero of the year';
const day = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

let laurel;
let browser;
let owner; // as a program
let award; // its id
let nominees;

before(async () => {
  [laurel, browser] = await Promise.all([startLaurel(), launch()]);
  owner = await programOf(laurel, people.owner);
  const { items } = await owner('GET', '/employees?limit=100');
  const taken = Object.values(people);
  nominees = items.filter((one) => !taken.includes(one.email)).slice(0, 2);
});

after(async () => {
  await browser?.close();
  await laurel?.remove();
});

const as = (email, options, run) => asPerson(browser, laurel.url, email, options, run);

/** What a call is answered that should be refused. */
async function refusal(token, path, body) {
  const response = await fetch(`${laurel.url}/api/v1${path}`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  return `${response.status} ${(await response.json()).code}`;
}

async function writeStory(page, story) {
  await page.getByRole('checkbox').first().check({ force: true });
  await page.getByRole('textbox', { name: 'What happened?' }).fill(story);
  await page.getByRole('textbox', { name: 'Name of the customer' }).fill('Orchard Foods');
}

describe('an award', () => {
  test('is made by an owner, who says what is wrong with it until it is right', () =>
    as(people.owner, {}, async ({ page, assertQuiet }) => {
      await page.goto('/admin/programs/new');
      await page.getByLabel('Name, in English').fill(name);
      await page.getByRole('checkbox', { name: /^Award program/ }).check();
      await page.getByLabel('First day for nominations').fill(day(-3));
      await page.getByLabel('Last day for nominations').fill(day(0));
      await page.getByLabel('Points of each winner').fill('300');
      await page.getByLabel('Criterion 1, in English', { exact: true }).fill("The customer's day");
      await page.getByLabel(/^Criterion 1, in Russian/).fill('День клиента');
      await page.getByLabel(/^What criterion 1 means, in Russian/).fill('Стал ли он другим?');
      await page.getByRole('button', { name: 'Add a criterion' }).click();
      await page.getByLabel('Criterion 2, in English', { exact: true }).fill('It lasts');
      await page.getByRole('button', { name: 'Add a program' }).click();
      await page.getByRole('alert').filter({ hasText: 'not saved' }).waitFor(); // nobody is on the panel
      await choose(page, 'The panel', 'Maria');
      await choose(page, 'The panel', 'Olga');
      await page.getByLabel('Counts, times').first().selectOption('3');
      await page.getByLabel(/^Criterion 2, in Russian/).fill('ж'.repeat(101));
      await page.getByRole('button', { name: 'Add a program' }).click();
      await page.getByText('Say it in up to 100 characters.').waitFor();
      if (process.env.LAUREL_TEST_PICTURES) await page.screenshot({ path: `${process.env.LAUREL_TEST_PICTURES}/award-editor-fault.png`, fullPage: true });
      await page.getByLabel(/^Criterion 2, in Russian/).fill('');
      assert.deepEqual(await violations(page), []);
      await assertFits(page);
      if (process.env.LAUREL_TEST_PICTURES) await page.screenshot({ path: `${process.env.LAUREL_TEST_PICTURES}/award-editor.png`, fullPage: true });
      await page.getByRole('button', { name: 'Add a program' }).click();
      await page.waitForURL(/\/admin\/programs$/);
      await page.getByRole('link', { name: new RegExp(name) }).waitFor();
      award = (await owner('GET', '/awards')).items[0].id;
      assertQuiet(/422/);
    }));

  test('takes nominations, but of nobody on its panel', () =>
    as(people.ivan, {}, async ({ page, assertQuiet }) => {
      await page.getByRole('region', { name: 'Awards' }).getByRole('link', { name }).click();
      await loaded(page);
      assert.deepEqual(await violations(page), []);
      await page.getByRole('link', { name: 'Nominate for it' }).click();
      await page.getByText('An award: you can nominate until').waitFor();
      await choose(page, 'Who served well?', 'Maria');
      await writeStory(page, 'Stayed until the last pallet was on its way, and called the customer in the morning.');
      assert.deepEqual(await violations(page), []);
      await page.getByRole('button', { name: /^Send/ }).click();
      await page.getByRole('alert').filter({ hasText: 'Somebody on the panel of the award is named' }).waitFor();
      await page.getByRole('button', { name: /^Remove Maria/ }).click();
      await choose(page, 'Who served well?', nominees[0].name);
      await page.getByRole('button', { name: /^Send/ }).click();
      await toast(page, `Nominated for ${name}`);
      await page.getByText('It is nominated for an award').waitFor();
      assertQuiet(/422/);
    }));

  test('waits for its panel, and cannot be decided too early', async () => {
    const admin = await programOf(laurel, people.admin);
    const [behaviour] = (await admin('GET', '/behaviours')).items;
    const story = { program_id: award, behaviour_ids: [behaviour.id], customer: { kind: 'external', name: 'Orchard Foods' }, story: 'Wrote down what every shift had asked.' };
    await admin('POST', '/nominations', { ...story, nominee_ids: [nominees[1].id] });
    assert.equal(await refusal(owner.token, `/awards/${award}/decide`, { winner_ids: [] }), '409 award_open');
    await owner('PATCH', `/programs/${award}`, { to: day(-1) });
    assert.equal(await refusal(owner.token, `/awards/${award}/decide`, { winner_ids: [] }), '409 scores_missing');
    assert.equal(await refusal(admin.token, '/nominations', { ...story, nominee_ids: [nominees[0].id] }), '409 program_closed');
    await as(people.owner, {}, async ({ page, assertQuiet }) => {
      await assertFine(page, `/awards/${award}`, 'award-waiting');
      await page.getByText('0 of 2 scored').first().waitFor();
      assert.equal(await page.getByRole('button', { name: 'Name the winners' }).count(), 0);
      assertQuiet();
    });
  });

  test('is scored by the keyboard, and kept as one goes', () =>
    as(people.maria, {}, async ({ page, assertQuiet }) => {
      await page.getByText('2 nominations wait for your scores').waitFor();
      await page.getByRole('region', { name: 'Awards' }).getByRole('link', { name }).click();
      await page.getByRole('radio', { name: '1, hardly' }).first().focus();
      await page.keyboard.press('5');
      await page.keyboard.press('4');
      await page.getByText('1 of 2 scored').first().waitFor();
      await page.reload();
      await page.getByText('1 of 2 scored').first().waitFor();
      assert.equal(await page.getByRole('radio', { name: '5, outstanding' }).first().isChecked(), true);
      await page.getByRole('radio', { name: '1, hardly' }).nth(2).focus();
      await page.keyboard.press('3');
      await page.keyboard.press('3');
      await page.getByText('You have scored every nomination.').waitFor();
      assert.deepEqual(await violations(page), []);
      await assertFits(page);
      if (process.env.LAUREL_TEST_PICTURES) await page.screenshot({ path: `${process.env.LAUREL_TEST_PICTURES}/award-scoring.png`, fullPage: true });
      assertQuiet();
    }));

  for (const look of [
    { theme: 'dark', locale: 'ru-RU', viewport: phone },
    { theme: 'light', locale: 'ru-RU', viewport: small },
  ]) {
    test(`is scored on a phone: ${look.theme}, ${look.viewport.width} px`, () =>
      as(people.olga, look, async ({ page, assertQuiet }) => {
        await assertFine(page, `/awards/${award}`, `award-scoring-${look.viewport.width}`);
        const sheets = page.getByRole('form', { name: /^Ваши оценки/ });
        await sheets.first().getByText('День клиента').waitFor();
        await sheets.first().getByText('Стал ли он другим?').waitFor();
        await sheets.first().getByText('It lasts').waitFor(); // nobody has put it into Russian
        for (const [i, mark] of [[0, 5], [1, 2]]) {
          for (const radio of await sheets.nth(i).getByRole('radio', { name: new RegExp(`^${mark}(,|$)`) }).all()) await radio.check();
        }
        await page.getByText('Вы оценили каждого.').waitFor();
        assertQuiet();
      }));
  }

  test('is put into Russian while it is scored, and nothing else of it', () =>
    as(people.owner, { theme: 'dark', locale: 'ru-RU', viewport: phone }, async ({ page, assertQuiet }) => {
      await page.goto(`/admin/programs/${award}`);
      const own = page.getByLabel('Критерий 2, по-английски', { exact: true });
      assert.equal(await own.inputValue(), 'It lasts');
      assert.equal(await page.getByLabel(/^Критерий 1, по-русски/).inputValue(), 'День клиента');
      await page.getByLabel(/^Критерий 2, по-русски/).fill('Надолго');
      await own.fill('It stays');
      await page.getByRole('button', { name: 'Сохранить', exact: true }).click();
      await page.getByRole('alert').filter({ hasText: 'Жюри уже оценивает' }).waitFor();
      await own.fill('It lasts');
      assert.deepEqual(await violations(page), []);
      await assertFits(page);
      if (process.env.LAUREL_TEST_PICTURES) await page.screenshot({ path: `${process.env.LAUREL_TEST_PICTURES}/award-editor-390.png`, fullPage: true });
      await page.getByRole('button', { name: 'Сохранить', exact: true }).click();
      await page.waitForURL(/\/admin\/programs$/);
      await page.goto(`/awards/${award}`);
      await page.getByText('Надолго').first().waitFor();
      assertQuiet(/409/);
    }));

  test('has winners once an owner has named them, and everybody hears of it', async () => {
    await as(people.owner, {}, async ({ page, assertQuiet }) => {
      await page.getByText('The winners can be named').waitFor();
      await assertFine(page, `/awards/${award}`, 'award-ranking');
      await page.getByRole('button', { name: 'Name the winners' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByText(`Wins: ${nominees[0].name}. 300 points go out of the budget.`).waitFor();
      await dialog.getByText('1 other nomination is published as thanks').waitFor();
      assert.deepEqual(await violations(page), []);
      await dialog.getByRole('button', { name: 'Name the winners' }).click();
      await toast(page, 'The award is decided');
      await page.getByRole('region', { name: 'Winners' }).getByRole('link', { name: nominees[0].name }).waitFor();
      assert.deepEqual(await violations(page), []);
      assertQuiet();
    });
    await as(people.ivan, { theme: 'dark', locale: 'en-GB', viewport: phone }, async ({ page, assertQuiet }) => {
      await page.goto('/notifications');
      await page.getByRole('link', { name: /Your nominee won an award/ }).waitFor();
      await assertFine(page, `/awards/${award}`, 'award-decided-390');
      await assertFine(page, '/awards', 'awards-390');
      await page.goto('/');
      await page.getByText('Won the award').first().waitFor();
      assertQuiet();
    });
    assert.equal(await refusal(owner.token, `/awards/${award}/decide`, { winner_ids: [] }), '409 award_decided');
  });

  test('that is not there says so', () =>
    as(people.ivan, {}, async ({ page }) => {
      await page.goto('/awards/01900000-0000-7000-8000-0000000000aa');
      await page.getByText('There is no such award').waitFor();
      assert.deepEqual(await violations(page), []);
    }));
});
