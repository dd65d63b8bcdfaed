// What comes by mail and goes on in the browser: a forgotten password, and an invitation.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { violations } from './axe.mjs';
import { password as former, people, startLaurel } from './laurel.mjs';
import { asPerson, launch, newPerson, phone } from './person.mjs';
import { openPostOffice } from './post-office.mjs';
import { programOf } from './program.mjs';
import { assertFine, assertHeals, loaded, looks, nameOf } from './screen.mjs';

const chosen = 'three quiet harbour lamps';

let laurel;
let browser;
let office;

before(async () => {
  office = await openPostOffice();
  [laurel, browser] = await Promise.all([startLaurel(office.settings), launch()]);
});

after(async () => {
  await browser?.close();
  await laurel?.remove();
  await office?.close();
});

const as = (email, options, run) => asPerson(browser, laurel.url, email, options, run);

function title(page, name) {
  return page.getByRole('heading', { level: 1, name, exact: true }).waitFor();
}

/** Asks for a link as one does who stands before the sign-in. */
async function forget(page, email) {
  await page.goto('/signin');
  await page.getByRole('link', { name: 'Forgotten password' }).click();
  await page.getByLabel('E-mail').fill(email);
  await page.getByRole('button', { name: 'Send the link' }).click();
  await page.getByText(`If ${email} has an account here, a link is on its way.`).waitFor();
}

async function choosePassword(page, text) {
  await page.getByLabel('New password').fill(text);
  await page.getByRole('button', { name: 'Set password' }).click();
}

async function signInWith(page, email, text) {
  await page.goto('/signin');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(text);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

describe('a forgotten password', () => {
  test('is chosen anew by the mailed link, once; who is signed in elsewhere is signed out', async () => {
    const elsewhere = await newPerson(browser, laurel.url);
    await elsewhere.signIn(people.ivan);
    await as(null, {}, async ({ page, assertQuiet }) => {
      await forget(page, people.ivan);
      assert.deepEqual(await violations(page), []);
      const letter = await office.next(people.ivan);
      assert.equal(letter.subject, 'Choose a new password for Laurel');
      assert.ok(letter.link.startsWith(`${laurel.url}/reset#/`), letter.link);
      assert.ok(letter.html.includes(`href="${letter.link}"`));

      await page.goto(letter.link);
      await title(page, 'Choose a new password');
      await page.getByText(`You sign in as ${people.ivan}.`).waitFor();
      assert.equal(page.url(), `${laurel.url}/reset`, 'the token is not in the address');
      await choosePassword(page, 'ivan@demo.example'); // the address is no password
      await page.getByText('This password is easy to guess.').waitFor();
      await choosePassword(page, chosen);
      await page.getByText('Your password is set.').waitFor();
      await signInWith(page, people.ivan, former);
      await page.getByText('E-mail and password do not match.').waitFor();
      await signInWith(page, people.ivan, chosen);
      await page.getByRole('navigation').getByRole('link', { name: 'Home' }).first().waitFor();

      await elsewhere.page.getByRole('link', { name: 'Wallet' }).first().click();
      await elsewhere.page.getByText('Your session has ended.').waitFor();

      await page.goto(letter.link);
      await title(page, 'This link has ended');
      await page.getByText('A link works once, within an hour, and a newer one replaces it.').waitFor();
      assert.equal(await page.getByLabel('New password').count(), 0);
      assert.deepEqual(await violations(page), []);
      await page.getByRole('link', { name: 'Ask for another link' }).click();
      await title(page, 'Forgotten password');
      assertQuiet(/401/, /404/, /422/);
    });
    elsewhere.assertQuiet(/401/);
    await elsewhere.close();
  });

  test('a newer link ends the one before', () =>
    as(null, {}, async ({ page, assertQuiet }) => {
      await forget(page, people.maria);
      const first = await office.next(people.maria);
      await forget(page, people.maria);
      const second = await office.next(people.maria);
      await page.goto(first.link);
      await title(page, 'This link has ended');
      await page.goto(second.link);
      await title(page, 'Choose a new password');
      assertQuiet(/404/);
    }));

  test('the answer does not tell who has an account, and nobody else is written to', () =>
    as(null, {}, async ({ page, assertQuiet }) => {
      await forget(page, 'nobody@demo.example');
      await forget(page, people.owner);
      await office.next(people.owner);
      assert.deepEqual(office.letters.filter(({ to }) => to.includes('nobody@demo.example')), []);
      assertQuiet();
    }));

  test('speaks the language of the account', async () => {
    const olga = await programOf(laurel, people.olga);
    await olga('PATCH', '/me/preferences', { locale: 'ru' });
    await as(null, { locale: 'ru-RU', theme: 'dark', viewport: phone }, async ({ page, assertQuiet }) => {
      await page.goto('/forgot');
      await page.getByLabel('почта').fill(people.olga);
      await page.getByRole('button', { name: 'Отправить ссылку' }).click();
      await page.getByText(`Если у ${people.olga} есть учётная запись, ссылка уже в пути.`).waitFor();
      const letter = await office.next(people.olga);
      assert.equal(letter.subject, 'Новый пароль для Laurel');
      assert.match(letter.text, new RegExp(`Здравствуйте, ${olga.me.name}!`));
      await page.goto(letter.link);
      await title(page, 'Выберите новый пароль');
      assert.deepEqual(await violations(page), []);
      assertQuiet();
    });
  });

  test('a call that fails keeps the address that was typed, and can be sent again', () =>
    as(null, {}, async ({ page, assertQuiet }) => {
      await assertHeals(page, { route: '/forgot', calls: '**/auth/options', text: 'This did not load' });
      await page.getByLabel('E-mail').fill('nobody@demo.example');
      await page.route('**/password/forgot', (route) => route.abort());
      await page.getByRole('button', { name: 'Send the link' }).click();
      await page.getByText('The server did not answer.').waitFor();
      assert.equal(await page.getByLabel('E-mail').inputValue(), 'nobody@demo.example');
      assert.deepEqual(await violations(page), []);
      await page.unroute('**/password/forgot');
      await page.getByRole('button', { name: 'Send the link' }).click();
      await page.getByText('a link is on its way').waitFor();
      assertQuiet(/500/, /ERR_FAILED/);
    }));

  for (const look of looks) {
    test(`is accessible and fits: ${nameOf(look)}`, () =>
      as(null, look, async ({ page, assertQuiet }) => {
        await assertFine(page, '/forgot', `forgot ${nameOf(look)}`);
        await assertFine(page, '/reset', `reset missing ${nameOf(look)}`);
        await page.goto('/');
        await assertFine(page, '/reset#nonsense', `reset ended ${nameOf(look)}`);
        assertQuiet(/404/);
      }));
  }
});

describe('a mailed invitation', () => {
  test('is sent by an administrator, and lets a newcomer in', async () => {
    const email = 'nuria@demo.example';
    await as(people.admin, {}, async ({ page, assertQuiet }) => {
      const admin = await programOf(laurel, people.admin);
      const newcomer = await admin('POST', '/employees', { name: 'Núria Åkesson', email, team_id: admin.me.team?.id });
      await page.goto(`/admin/people/${newcomer.id}`);
      await page.getByRole('button', { name: 'Invite', exact: true }).click();
      await page.getByRole('dialog').getByText(`It is on its way to ${email} by mail.`).waitFor();
      await loaded(page);
      assert.deepEqual(await violations(page), []);
      assertQuiet();
    });
    const letter = await office.next(email);
    assert.equal(letter.subject, 'Your invitation to Laurel');
    await as(null, { viewport: phone }, async ({ page, assertQuiet }) => {
      await page.goto(letter.link);
      await title(page, 'Choose a password');
      await choosePassword(page, chosen);
      await page.getByText('Your password is set.').waitFor();
      await signInWith(page, email, chosen);
      await page.waitForURL((address) => address.pathname === '/');
      assert.equal(await page.evaluate(async () => (await (await fetch('/api/v1/me')).json()).email), email);
      await page.goto(letter.link);
      await title(page, 'This link has ended');
      assertQuiet(/404/);
    });
  });
});

/** A nomination that waits for Maria; gives who made it. */
async function nominated(story) {
  const olga = await programOf(laurel, people.olga);
  const { items: programs } = await olga('GET', '/programs');
  const { items: behaviours } = await olga('GET', '/behaviours');
  const { items: found } = await olga('GET', '/employees?q=ivan');
  return olga('POST', '/nominations', {
    program_id: programs.find((one) => one.approval === 'manager' && one.max_nominees === 1).id,
    nominee_ids: [found[0].id],
    behaviour_ids: [behaviours[0].id],
    customer: { kind: 'external', name: 'Orchard Foods' },
    story,
  });
}

describe('a decision asked by mail', () => {
  test('is taken by the link, once, and by nothing but a press', async () => {
    const { id } = await nominated('Moved the whole order to bay 7 before the rain came.');
    const letter = await office.next(people.maria);
    assert.equal(letter.subject, 'A nomination waits for your decision');
    assert.match(letter.text, /Moved the whole order to bay 7/);
    await as(null, { viewport: phone }, async ({ page, assertQuiet }) => {
      await page.goto(letter.link);
      await title(page, 'Your decision');
      await page.getByText('Moved the whole order to bay 7 before the rain came.').waitFor();
      await page.getByText('Nothing has been decided by opening this link.').waitFor();
      assert.equal(page.url(), `${laurel.url}/decide`, 'the token is not in the address');
      assert.deepEqual(await violations(page), []);
      const maria = await programOf(laurel, people.maria);
      assert.equal((await maria('GET', `/nominations/${id}`)).status, 'pending');
      await page.getByRole('button', { name: 'Approve' }).click();
      await title(page, 'Approved');
      assert.equal((await maria('GET', `/nominations/${id}`)).status, 'approved');
      await page.goto('about:blank');
      await page.goto(letter.link);
      await title(page, 'This link has ended');
      assert.deepEqual(await violations(page), []);
      assertQuiet(/404/);
    });
  });

  test('is declined with a reason', async () => {
    const { id } = await nominated('Came to the counter and stayed until it was solved.');
    const letter = await office.next(people.maria);
    await as(null, { theme: 'dark' }, async ({ page, assertQuiet }) => {
      await page.goto(letter.link);
      await page.getByRole('button', { name: 'Decline' }).click();
      await page.getByRole('button', { name: 'Decline with this reason' }).click();
      await page.getByText('Write a few words: what would make it a yes?').waitFor();
      assert.deepEqual(await violations(page), []);
      await page.getByLabel('Why do you decline?').fill('Who was the customer?');
      await page.route('**/decisions/*', (route) => route.abort());
      await page.getByRole('button', { name: 'Decline with this reason' }).click();
      await page.getByText('The server did not answer.').waitFor();
      await page.unroute('**/decisions/*');
      await page.getByRole('button', { name: 'Decline with this reason' }).click();
      await title(page, 'Declined');
      const maria = await programOf(laurel, people.maria);
      assert.equal((await maria('GET', `/nominations/${id}`)).status, 'declined');
      assertQuiet(/ERR_FAILED/);
    });
  });

  for (const look of looks) {
    test(`is accessible and fits: ${nameOf(look)}`, async () => {
      await nominated('Found the lost crate, called the shop, and drove it over on the way home so that they could open on time.');
      const letter = await office.next(people.maria);
      await as(null, look, async ({ page, assertQuiet }) => {
        await assertFine(page, letter.link.slice(laurel.url.length), `decide ${nameOf(look)}`);
        assertQuiet();
      });
    });
  }
});
