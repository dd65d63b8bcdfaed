// An administrator brings another product's export in: columns, values and people are matched on screen,
// what would change is shown, it runs, and is taken back.
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { violations } from './axe.mjs';
import { people, startLaurel } from './laurel.mjs';
import { desk, launch, newPerson, phone } from './person.mjs';
import { assertFits } from './screen.mjs';

let laurel;
let browser;
/** Pictures are kept where somebody wants to look at them. */
const pictures = process.env.LAUREL_TEST_PICTURES;

before(async () => {
  if (pictures) await mkdir(pictures, { recursive: true });
  [laurel, browser] = await Promise.all([startLaurel(), launch()]);
});

after(async () => {
  await browser?.close();
  await laurel?.remove();
});

/** An export as Bonusly's: some hundred lines, two hashtags, one of which Laurel knows by its name. */
function bonusly({ separator = ',', lines = 100, giver = people.maria, receivers = [people.ivan, people.olga], tag = '#teamwork' } = {}) {
  const cell = (text) => (text.includes(separator) || /["\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const rows = [['Created at', 'Giver email', 'Receiver email', 'Amount', 'Reason', 'Hashtag']];
  for (let n = 0; n < lines; n += 1) {
    const day = new Date(Date.UTC(2024, 0, 1 + n, 9, n % 60));
    rows.push([
      `${day.toISOString().slice(0, 19).replace('T', ' ')} UTC`,
      giver,
      receivers[n % receivers.length],
      String(10 + (n % 5)),
      `Export ${n}: held the zeppelin, "again"${n % 10 === 0 ? '\nand on a second line' : ''}`,
      n % 4 === 0 ? '#respect' : tag,
    ]);
  }
  return `${rows.map((row) => row.map(cell).join(separator)).join('\r\n')}\r\n`;
}

const fileOf = (name, text) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });

async function as(email, look, run) {
  const person = await newPerson(browser, laurel.url, look);
  try {
    await person.signIn(email);
    await person.page.goto('/admin/import');
    await run(person);
  } catch (error) {
    // What the page complained of is often why.
    if (error instanceof Error) error.message += `\n${[person.page.url(), ...person.complaints].join('\n')}`;
    throw error;
  } finally {
    await person.close();
  }
}

async function picture(page, name) {
  if (pictures) await page.screenshot({ path: `${pictures}/${name}.png`, fullPage: true });
}

const choose = (page, file) => page.locator('input[type=file]').setInputFiles(file);
const press = (page, name) => page.getByRole('button', { name, exact: true }).click();

async function kind(page, name) {
  await page.getByRole('radio', { name, exact: true }).check({ force: true });
}

/** Brings an export of recognitions to its preview. */
async function toPreview(page, file) {
  await kind(page, 'Recognitions');
  await choose(page, file);
  await page.getByRole('heading', { name: 'Which column is which' }).waitFor();
  await press(page, 'Continue');
}

describe('an export of another product', () => {
  test('is matched, previewed, run, shown in the feed, and taken back', () =>
    as(people.admin, { viewport: desk }, async ({ page, assertQuiet }) => {
      await page.getByRole('heading', { level: 1, name: 'Import' }).waitFor();
      assert.deepEqual(await violations(page), []);
      await picture(page, 'import-file');
      await kind(page, 'Recognitions');
      await choose(page, fileOf('bonusly.csv', bonusly()));
      for (const [target, column] of [
        ['When', '0'],
        ['Who gave it', '1'],
        ['Who got it', '2'],
        ['Points', '3'],
        ['Message', '4'],
        ['Behaviour', '5'],
      ]) {
        assert.equal(await page.getByRole('combobox', { name: `Column for ${target}` }).inputValue(), column, target);
      }
      assert.deepEqual(await violations(page), []);
      await picture(page, 'import-columns');
      await press(page, 'Continue');

      // One hashtag is the name of a behaviour; the other one is to be chosen.
      await page.getByRole('heading', { name: 'What each value means' }).waitFor();
      assert.equal(await page.getByRole('combobox', { name: 'Behaviour for respect' }).inputValue(), 'respect');
      assert.ok(await page.getByRole('button', { name: 'Preview', exact: true }).isDisabled());
      await picture(page, 'import-values');
      await page.getByRole('combobox', { name: 'Behaviour for teamwork' }).selectOption('helps-colleagues');
      assert.deepEqual(await violations(page), []);
      await press(page, 'Preview');

      await page.getByRole('heading', { name: 'What would change' }).waitFor();
      await page.getByText('Nothing has been changed yet.').waitFor();
      await page.locator('dl').getByText('100', { exact: true }).waitFor();
      assert.equal(await page.getByRole('definition').filter({ hasText: /^75$/ }).count(), 1, 'by behaviour');
      assert.deepEqual(await violations(page), []);
      await picture(page, 'import-preview');
      assert.equal((await imports(page)).length, 0, 'a preview is no import');
      await press(page, 'Import');

      await page.waitForURL(/\/admin\/import\/[0-9a-f-]+$/);
      await page.getByText('Done', { exact: true }).waitFor();
      assert.deepEqual(await violations(page), []);
      await picture(page, 'import-done');
      const here = page.url();

      const feed = async () => (await get(page, '/nominations?limit=100&q=zeppelin')).filter(({ status }) => status === 'approved').length;
      assert.equal(await feed(), 100);
      await page.goto('/admin/import');
      await page.getByRole('link', { name: /bonusly\.csv/ }).waitFor();
      await picture(page, 'import-history');
      await page.goto(here);
      await press(page, 'Take it back');
      await page.getByRole('dialog').getByRole('button', { name: 'Take it back' }).click();
      await page.getByText('Taken back').first().waitFor();
      assert.equal(await feed(), 0);
      await picture(page, 'import-taken-back');

      // The same file again: what was chosen is known, and it can be imported.
      await page.goto('/admin/import');
      await toPreview(page, fileOf('bonusly.csv', bonusly()));
      await page.getByRole('heading', { name: 'What would change' }).waitFor();
      await press(page, 'Import');
      await page.getByText('Done', { exact: true }).waitFor();
      assert.equal(await feed(), 100);
      assertQuiet();
    }));

  test('with semicolons is rewritten by the browser, whatever its encoding', () =>
    as(people.admin, {}, async ({ page, assertQuiet }) => {
      await kind(page, 'Recognitions');
      await choose(page, fileOf('semicolons.csv', bonusly({ separator: ';', lines: 3, tag: '#respect' }).replaceAll('zeppelin', 'tug')));
      await page.getByText('This file separates its columns by semicolons').waitFor();
      assert.deepEqual(await violations(page), []);
      await picture(page, 'import-semicolons');
      await press(page, 'Continue');
      await page.getByRole('heading', { name: 'What would change' }).waitFor();
      await page.locator('dl').getByText('3', { exact: true }).first().waitFor();
      assertQuiet();
    }));

  test('that names people nobody knows tells them, and its good lines can be taken', () =>
    as(people.admin, {}, async ({ page, assertQuiet }) => {
      const text = bonusly({ lines: 6, receivers: [people.ivan, 'gone@elsewhere.example'], tag: '#respect' }).replaceAll('zeppelin', 'barge');
      await toPreview(page, fileOf('gone.csv', text));
      await page.getByRole('heading', { name: '1 address that nobody has' }).waitFor();
      await page.getByText('gone@elsewhere.example').first().waitFor();
      const row = page.getByRole('row').filter({ hasText: 'No employee has this address.' }).first();
      assert.match(await row.innerText(), /^4\s+Receiver email/, 'by the line and the column of the export');
      const [saved] = await Promise.all([page.waitForEvent('download'), press(page, 'Download as CSV')]);
      assert.equal(saved.suggestedFilename(), 'gone-faults.csv');
      assert.deepEqual(await violations(page), []);
      await picture(page, 'import-faults');
      await press(page, 'Import the good lines');
      await page.getByText('Done', { exact: true }).waitFor();
      assert.equal((await get(page, '/nominations?limit=100&q=barge')).length, 3);
      // What was left out stands on the import's own page by the lines of the export as well, also later.
      const leftOut = page.getByRole('row').filter({ hasText: 'No employee has this address.' });
      const told = async () => (await leftOut.allInnerTexts()).map((text) => text.split(/\s+/).slice(0, 4).join(' '));
      const expected = [4, 6, 8].map((line) => `${line} Who got it`);
      await leftOut.first().waitFor();
      assert.deepEqual(await told(), expected);
      await page.reload();
      await leftOut.first().waitFor();
      assert.deepEqual(await told(), expected);
      assertQuiet();
    }));

  test('with names in place of addresses asks who is meant', () =>
    as(people.admin, {}, async ({ page, assertQuiet }) => {
      const me = await get(page, `/employees?q=${encodeURIComponent('ivan')}`);
      const ivan = me.find(({ email }) => email === people.ivan);
      const text = `Date,From,To,Value,Text\n2024-02-03,${ivan.name},Somebody Unknown,Respect,For the winch\n2024-02-04,${people.olga},${ivan.name},Respect,For the winch\n`;
      await toPreview(page, fileOf('names.csv', text));
      await page.getByRole('heading', { name: 'Who is meant' }).waitFor();
      await page.getByText('nobody is called so').waitFor();
      assert.deepEqual(await violations(page), []);
      const field = page.getByRole('combobox', { name: 'Who is Somebody Unknown' });
      await field.fill('Maria');
      await page.locator('li[role=option]').first().click();
      await picture(page, 'import-names');
      await press(page, 'Preview');
      await page.getByRole('heading', { name: 'What would change' }).waitFor();
      await page.locator('dl').getByText('2', { exact: true }).first().waitFor();
      assertQuiet();
    }));

  test('that is no table is refused without a change', () =>
    as(people.admin, {}, async ({ page, assertQuiet }) => {
      await kind(page, 'Recognitions');
      await choose(page, fileOf('picture.csv', 'just some words\nand more of them\n'));
      await page.getByText('Only one column was found').waitFor();
      assert.ok(await page.getByRole('button', { name: 'Continue' }).isDisabled());
      await page.getByText(/^Still to choose: /).waitFor();
      assert.deepEqual(await violations(page), []);
      await press(page, 'Another file');
      await choose(page, fileOf('empty.csv', ''));
      await page.getByText(/The file is empty\./).waitFor();
      assertQuiet();
    }));
});

test('a roster shows what would change of whom, and is taken back', () =>
  as(people.admin, {}, async ({ page, assertQuiet }) => {
    await choose(page, fileOf('people.csv', 'Full name,Work email,Department,Manager\nNeva New,neva@demo.example,Harbour,maria@demo.example\nOlga Other,olga@demo.example,Harbour,maria@demo.example\n'));
    await press(page, 'Continue');
    await page.getByRole('heading', { name: 'What would change' }).waitFor();
    await page.getByText('1 new team: Harbour').waitFor();
    await page.locator('ins').filter({ hasText: 'Olga Other' }).waitFor();
    assert.deepEqual(await violations(page), []);
    await picture(page, 'import-roster');
    await press(page, 'Import');
    await page.getByText('Done', { exact: true }).waitFor();
    assert.equal((await get(page, '/employees?q=neva')).length, 1);
    await press(page, 'Take it back');
    await page.getByRole('dialog').getByRole('button', { name: 'Take it back' }).click();
    await page.getByText('Taken back').first().waitFor();
    const olga = (await get(page, '/employees?q=olga%40demo')).find(({ email }) => email === people.olga);
    assert.notEqual(olga.name, 'Olga Other');
    assert.equal((await get(page, '/teams?limit=100')).filter(({ name }) => name === 'Harbour').length, 0);
    assertQuiet();
  }));

test('an owner imports balances only, and sees what they cost', () =>
  as(people.owner, {}, async ({ page, assertQuiet }) => {
    await page.getByText('The points that people bring along.').waitFor();
    assert.equal(await page.getByRole('radio', { name: 'Recognitions' }).count(), 0);
    await choose(page, fileOf('balances.csv', `Email,Balance\n${people.ivan},120\n${people.olga},30\n`));
    await press(page, 'Continue');
    await page.getByText('Liability: what all wallets would hold').waitFor();
    await page.getByText('150 points').waitFor();
    assert.deepEqual(await violations(page), []);
    await picture(page, 'import-wallets');
    await press(page, 'Import');
    await page.getByText('Done', { exact: true }).waitFor();
    await press(page, 'Take it back');
    await page.getByRole('dialog').getByRole('button', { name: 'Take it back' }).click();
    await page.getByText('Taken back').first().waitFor();
    assertQuiet();
  }));

test('an import that waits can be cancelled, and nothing is changed', () =>
  as(people.admin, {}, async ({ page, assertQuiet }) => {
    // A long file keeps the lock of imports while the next one waits.
    const long = `email,name,team,manager_email,role\n${Array.from({ length: 60_000 }, (_, n) => `p${n}@plant.example,Person ${n},Plant,,`).join('\n')}\n`;
    const begin = (text) =>
      page.evaluate(async (body) => {
        const response = await fetch('/api/v1/imports/roster?name=long.csv', { method: 'POST', body, headers: { 'Content-Type': 'text/csv', Prefer: 'respond-async' } });
        return (await response.json()).id;
      }, text);
    const first = await begin(long);
    const second = await begin('email,name,team,manager_email,role\nlate@plant.example,Late Person,Plant,,\n');
    await page.goto(`/admin/import/${second}`);
    await press(page, 'Cancel the import');
    await page.getByText('Cancelled. Nothing was changed.').waitFor();
    assert.deepEqual(await violations(page), []);
    // How far the long one is is told, not asked for: it is read when its page opens, and when it has ended.
    await page.getByRole('link', { name: 'Import', exact: true }).first().click();
    const asked = [];
    page.on('request', (request) => request.url().includes(`/imports/${first}`) && asked.push(request.url()));
    await page.getByRole('link', { name: /long\.csv/ }).first().waitFor();
    await page.locator(`a[href="/admin/import/${first}"]`).click();
    await page.getByText('Done', { exact: true }).waitFor();
    assert.ok(asked.length <= 3, `asked ${asked.length} times`);
    assert.equal((await get(page, '/employees?q=late%40plant')).length, 0);
    assertQuiet();
  }));

for (const look of [
  { theme: 'light', locale: 'en-GB', viewport: phone },
  { theme: 'dark', locale: 'ru-RU', viewport: desk },
  { theme: 'dark', locale: 'ru-RU', viewport: phone },
]) {
  test(`is accessible and fits: ${look.theme}, ${look.locale}, ${look.viewport.width} px`, () =>
    as(people.admin, look, async ({ page, assertQuiet }) => {
      const name = `${look.locale}-${look.theme}-${look.viewport.width}`;
      const fine = async (what) => {
        assert.deepEqual(await violations(page), []);
        await assertFits(page, what);
        await picture(page, `import-${what}-${name}`);
      };
      await page.getByRole('radio').nth(1).check({ force: true });
      await fine('file');
      await choose(page, fileOf('wide.csv', bonusly({ lines: 12, receivers: [people.ivan, 'gone@elsewhere.example'], tag: '#other' })));
      await page.getByRole('table').waitFor();
      await fine('columns');
      await page.getByRole('button', { name: /^(Continue|Дальше)$/ }).click();
      await page.getByRole('combobox', { name: /(Behaviour for|Принцип для) other/ }).selectOption('respect');
      await fine('values');
      await page.getByRole('button', { name: /^(Preview|Предпросмотр)$/ }).click();
      await page.getByRole('heading', { name: /^(What would change|Что изменится)$/ }).waitFor();
      await fine('preview');
      assertQuiet();
    }));
}

function get(page, path) {
  return page.evaluate(async (address) => (await (await fetch(`/api/v1${address}`)).json()).items, path);
}

function imports(page) {
  return get(page, '/imports');
}
