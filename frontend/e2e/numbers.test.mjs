// Who has no e-mail signs in by a printed code and a PIN; a shared device signs out by itself; and thanks
// come on paper.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { violations } from './axe.mjs';
import { password as demoPassword, people, startLaurel } from './laurel.mjs';
import { desk, launch, newPerson, phone, toast } from './person.mjs';
import { programOf } from './program.mjs';
import { assertFits } from './screen.mjs';

let laurel;
let browser;
let admin;
let team;

const number = '004711';
const pin = '804217';

before(async () => {
  [laurel, browser] = await Promise.all([startLaurel(), launch()]);
  admin = await programOf(laurel, people.admin);
  const ivan = (await admin('GET', '/employees?q=ivan@demo.example')).items[0];
  team = ivan.team;
  const roster = `personnel_number,email,name,team,manager_email,role\n${number},,Petr Packer,${team.name},maria@demo.example,employee\n`;
  const response = await fetch(`${laurel.url}/api/v1/imports/roster`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${admin.token}`, 'Content-Type': 'text/csv', 'Idempotency-Key': randomUUID() },
    body: roster,
  });
  assert.ok(response.ok, await response.text());
});

after(async () => {
  await browser?.close();
  await laurel?.remove();
});

const small = { width: 320, height: 640 };

describe('sign-in without e-mail', () => {
  test('an administrator prints codes, and a code leads to a PIN', async () => {
    const boss = await newPerson(browser, laurel.url);
    await boss.signIn(people.admin);
    await boss.page.goto('/admin/codes');
    await boss.page.getByText('No sheet made yet').waitFor();
    await fine(boss.page);
    await boss.page.getByLabel('Team').selectOption(team.id);
    await boss.page.getByRole('button', { name: 'Make the codes' }).click();
    const row = boss.page.getByRole('row', { name: /Petr Packer/ });
    await row.waitFor();
    await fine(boss.page);
    const code = await row.getByRole('cell').nth(2).innerText();
    const download = boss.page.waitForEvent('download');
    await boss.page.getByRole('button', { name: 'Sheet to print (PDF)' }).click();
    assert.equal((await download).suggestedFilename(), 'laurel-codes.pdf');
    boss.assertQuiet();
    await boss.close();

    const petr = await newPerson(browser, laurel.url, { viewport: phone });
    const { page } = petr;
    await page.goto(`/signin#number=${number}&code=${code}`);
    await title(page, 'Choose a PIN');
    assert.equal(page.url(), `${laurel.url}/signin`, 'the code is not in the address');
    assert.equal(await page.getByLabel('Personnel number').inputValue(), number);
    await fine(page);
    await page.getByLabel('New PIN').fill('123456');
    await page.getByRole('button', { name: 'Set PIN and sign in' }).click();
    await page.getByText('This PIN is easy to guess.').waitFor();
    await page.getByLabel('New PIN').fill(pin);
    await page.getByRole('button', { name: 'Set PIN and sign in' }).click();
    await page.waitForURL((address) => address.pathname === '/');
    const me = await page.evaluate(async () => (await fetch('/api/v1/me')).json());
    assert.deepEqual([me.personnel_number, me.email, me.has_pin], [number, null, true]);

    await page.goto('/settings#pin');
    await page.getByLabel('Present PIN').fill(pin);
    await page.getByLabel('New PIN').fill('270914');
    await page.getByRole('button', { name: 'Change PIN' }).click();
    await toast(page, 'Your PIN is changed.');
    await page.getByLabel('Present PIN').fill('270914');
    await page.getByLabel('New PIN').fill(pin);
    await page.getByRole('button', { name: 'Change PIN' }).click();
    await page.waitForFunction(() => document.querySelector('input[type=password]')?.value === '');
    petr.assertQuiet(/422/);
    await petr.close();
  });

  test('says what is wrong, by keyboard', async () => {
    const petr = await newPerson(browser, laurel.url);
    const { page } = petr;
    await page.goto('/signin');
    await page.getByRole('button', { name: 'I have a personnel number' }).click();
    await page.waitForFunction(() => document.activeElement?.getAttribute('name') === 'personnel-number');
    await page.keyboard.type(number);
    await page.keyboard.press('Tab');
    await page.keyboard.type('111222');
    await page.keyboard.press('Enter');
    await page.getByText('Number and PIN do not match.').waitFor();
    await page.waitForFunction(() => document.activeElement?.getAttribute('name') === 'pin');
    await fine(page);
    await page.getByRole('button', { name: 'First time, with a printed code' }).click();
    await page.getByLabel('Personnel number').fill(number);
    await page.getByLabel('Code', { exact: true }).fill('AAAAA-AAAAA');
    await page.getByLabel('New PIN').fill('12');
    await page.getByRole('button', { name: 'Set PIN and sign in' }).click();
    await page.getByText('A PIN has 6 to 12 digits.').waitFor();
    await page.getByLabel('New PIN').fill('918273');
    await page.getByRole('button', { name: 'Set PIN and sign in' }).click();
    await page.getByText('Number and code do not match').waitFor();
    await fine(page);
    await page.getByRole('button', { name: 'Sign in with e-mail' }).click();
    await page.getByLabel('E-mail').waitFor();
    petr.assertQuiet(/401/);
    await petr.close();
  });

  test('a shared device asks, stays, and signs out, with nothing left of what was typed', async () => {
    const petr = await newPerson(browser, laurel.url, { viewport: { width: 1024, height: 768 } });
    const { page } = petr;
    await page.clock.install();
    await page.goto('/signin');
    await page.getByRole('button', { name: 'I have a personnel number' }).click();
    await page.getByLabel('Personnel number').fill(number);
    await page.getByLabel('PIN').fill(pin);
    await page.getByLabel('This device is shared').check();
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.waitForURL((address) => address.pathname === '/');
    await page.evaluate(() => localStorage.setItem('laurel.draft.somebody', '{"story":"secret"}'));
    await page.waitForFunction(async () => (await fetch('/api/v1/me')).json().then((me) => me.shared_device));

    const asks = page.getByRole('dialog', { name: /Are you still there/ });
    await page.clock.runFor(50_000);
    await asks.waitFor();
    await fine(page);
    await page.getByRole('button', { name: 'I am still here' }).click();
    await asks.waitFor({ state: 'detached' });
    await page.clock.runFor(40_000);
    assert.equal(await asks.count(), 0, 'staying begins the minute anew');
    await page.clock.runFor(21_000);
    await page.waitForURL(/\/signin\?left=1$/);
    await page.getByText('Nobody has used this device for a minute').waitFor();
    await page.getByLabel('Personnel number').waitFor();
    assert.equal(await page.getByLabel('This device is shared').isChecked(), true, 'the tablet stays a shared one');
    assert.doesNotMatch(await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }])), /secret/);
    assert.equal(await page.evaluate(async () => (await fetch('/api/v1/me')).status), 401);
    petr.assertQuiet(/401/);
    await petr.close();
  });
});

describe('thank-you cards', () => {
  test('are printed, scanned, confirmed by their giver, and become a letter', async () => {
    const maria = await newPerson(browser, laurel.url);
    await maria.signIn(people.maria);
    await maria.page.goto('/cards');
    await maria.page.getByText('No cards yet').waitFor();
    await fine(maria.page);
    const download = maria.page.waitForEvent('download');
    const made = maria.page.waitForRequest((request) => request.method() === 'POST' && request.url().includes('/api/v1/cards'));
    await maria.page.getByRole('button', { name: 'Make the PDF' }).click();
    assert.equal((await download).suggestedFilename(), 'laurel-cards.pdf');
    const request = await made;
    await toast(maria.page, '8 cards are ready to print.');
    await maria.page.getByText('Unused').nth(7).waitFor();
    assert.equal(await maria.page.getByText('Unused').count(), 8);
    await fine(maria.page);
    // The same key gives the same cards: what the QR code of the first one says.
    const sheet = await maria.page.evaluate(
      async ([url, key, body]) =>
        (await fetch(url, { method: 'POST', headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key }, body })).json(),
      [request.url(), request.headers()['idempotency-key'], request.postData()],
    );
    const link = sheet.items[0].url;

    const ivan = await newPerson(browser, laurel.url, { viewport: phone });
    const { page } = ivan;
    await page.goto(link);
    await page.getByLabel(/E-mail/).fill(people.ivan);
    assert.doesNotMatch(page.url(), new RegExp(link.split('#')[1]), 'what the card says is in no address');
    await page.getByLabel('Password').fill(demoPassword);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByLabel('What stands on the card?').fill('Stayed until the last pallet stood in the lorry.');
    await fine(page);
    await page.getByRole('button', { name: 'Keep this thanks' }).click();
    await page.getByText('It is on its way').waitFor();
    await fine(page);
    await page.goto('/card');
    await page.getByText('Scan the card again').waitFor();

    // The giver is told, and led to the page where it is finished.
    await maria.page.waitForFunction(async () =>
      (await (await fetch('/api/v1/notifications?unread=true')).json()).items.some((n) => n.kind === 'card_claimed'),
    );
    await maria.page.goto('/notifications');
    await maria.page.getByRole('link', { name: /scanned your thank-you card/ }).click();
    await maria.page.getByText(/has scanned your card/).waitFor();
    await fine(maria.page);
    await maria.page.getByRole('button', { name: 'These are my words' }).click();
    await toast(maria.page, 'It is published.');
    await maria.page.getByRole('link', { name: 'See the recognition' }).click();
    const letter = maria.page.waitForEvent('download');
    await maria.page.getByRole('link', { name: 'Letter to print (PDF)' }).click();
    assert.equal((await letter).suggestedFilename(), 'laurel-letter.pdf');
    maria.assertQuiet();
    await maria.close();

    // A card that is used is worth nothing to anybody else.
    const olga = await newPerson(browser, laurel.url);
    await olga.signIn(people.olga);
    await olga.page.goto(link);
    await olga.page.getByText('This card has ended').waitFor();
    await fine(olga.page);
    olga.assertQuiet(/409/);
    await olga.close();
    ivan.assertQuiet();
    await ivan.close();
  });
});

describe('thank-you cards for a team', () => {
  test('an administrator prints a page of cards for everybody in it', async () => {
    const boss = await newPerson(browser, laurel.url);
    const { page } = boss;
    await boss.signIn(people.admin);
    await page.goto('/admin/cards');
    await title(page, 'Thank-you cards for a team');
    await fine(page);
    await page.getByLabel('Team').selectOption(team.id);
    const size = page.getByText(/ people · /);
    const members = Number.parseInt(await size.innerText());
    assert.match(await size.innerText(), new RegExp(`^${members} people · ${members * 8} cards · ${members} pages$`));
    await page.getByText('16 each', { exact: true }).click();
    await page.getByText(`${members * 2} pages`).waitFor();
    await fine(page);
    const download = page.waitForEvent('download');
    const sent = page.waitForRequest((request) => request.method() === 'POST' && request.url().includes('/api/v1/cards'));
    await page.getByRole('button', { name: 'Make the PDF' }).click();
    assert.equal((await download).suggestedFilename(), 'laurel-cards.pdf');
    await toast(page, `${members * 16} cards are ready to print.`);
    // The same key gives the same cards: those of each member stand together.
    const request = await sent;
    const sheet = await page.evaluate(
      async ([url, key, body]) =>
        (await fetch(url, { method: 'POST', headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key }, body })).json(),
      [request.url(), request.headers()['idempotency-key'], request.postData()],
    );
    const givers = sheet.items.map((item) => item.giver.name);
    assert.equal(new Set(givers).size, members);
    assert.ok(givers.every((name, i) => name === givers[i - (i % 16)]), 'pages of their own for everybody');

    // An owner runs programs, not people.
    const owner = await newPerson(browser, laurel.url);
    await owner.signIn(people.owner);
    await owner.page.goto('/admin/cards');
    await title(owner.page, 'There is no such page');
    await owner.close();
    boss.assertQuiet();
    await boss.close();
  });
});

describe('the pages that are open to everybody', () => {
  test('a forgotten password without mail says what to do', async () => {
    const somebody = await newPerson(browser, laurel.url);
    await somebody.page.goto('/signin');
    await somebody.page.getByRole('link', { name: 'Forgotten password' }).click();
    await somebody.page.getByText('Laurel sends no mail here.').waitFor();
    await somebody.page.goto('/reset#nonsense');
    await somebody.page.getByRole('heading', { name: 'This link has ended' }).waitFor();
    somebody.assertQuiet(/404/);
    await somebody.close();
  });

  for (const look of [
    { theme: 'light', locale: 'ru-RU', viewport: small },
    { theme: 'dark', locale: 'en-GB', viewport: phone },
    { theme: 'dark', locale: 'ru-RU', viewport: desk },
  ]) {
    test(`are accessible and fit: ${look.theme}, ${look.locale}, ${look.viewport.width} px`, async () => {
      const somebody = await newPerson(browser, laurel.url, look);
      const { page } = somebody;
      await page.goto('/signin');
      await page.getByRole('button', { name: /^(I have a personnel number|У меня табельный номер)$/ }).click();
      await fine(page);
      await page.getByRole('button', { name: /^(First time|Первый вход)/ }).click();
      await fine(page);
      await page.goto('/forgot');
      await page.getByRole('link', { name: /^(Go to sign-in|Перейти ко входу)$/ }).waitFor();
      await fine(page);
      somebody.assertQuiet();
      await somebody.close();
    });
  }
});

function title(page, name) {
  return page.getByRole('heading', { level: 1, name, exact: true }).waitFor();
}

async function fine(page) {
  assert.deepEqual(await violations(page), []);
  await assertFits(page);
  if (process.env.PICTURES) {
    pictures += 1;
    await page.screenshot({ path: `${process.env.PICTURES}/${String(pictures).padStart(2, '0')}.png` });
  }
}

let pictures = 0;
