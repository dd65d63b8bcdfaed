// Who is invited chooses a password by a link, once, and signs in with it.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { violations } from './axe.mjs';
import { people, startLaurel } from './laurel.mjs';
import { desk, launch, newPerson, phone } from './person.mjs';
import { programOf } from './program.mjs';
import { assertFits } from './screen.mjs';

const chosen = 'three quiet harbour lamps';

let laurel;
let browser;
let admin;

before(async () => {
  [laurel, browser] = await Promise.all([startLaurel(), launch()]);
  admin = await programOf(laurel, people.admin);
});

after(async () => {
  await browser?.close();
  await laurel?.remove();
});

const small = { width: 320, height: 640 };

describe('an invitation', () => {
  test('lets one choose a password by keyboard, and leads to the sign-in', () =>
    withInvited(async ({ person: { page, assertQuiet }, employee, url }) => {
      await page.goto(url);
      await title(page, 'Choose a password');
      assert.equal(page.url(), `${laurel.url}/invitation`, 'the token is not in the address');
      assert.doesNotMatch(await page.evaluate(() => JSON.stringify([history.state, { ...localStorage }, { ...sessionStorage }])), tokenOf(url));

      const field = page.getByLabel('New password');
      for (let presses = 0; presses < 5 && !(await isFocused(field)); presses += 1) await page.keyboard.press('Tab');
      await page.keyboard.type(chosen);
      assert.equal(await field.getAttribute('type'), 'password');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Space');
      assert.equal(await field.getAttribute('type'), 'text');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');

      await title(page, 'Sign in');
      await page.getByText('Your password is set.').waitFor();
      assert.deepEqual(await violations(page), []);
      await page.waitForFunction(() => document.activeElement?.getAttribute('type') === 'email');
      await page.keyboard.type(employee.email);
      await page.keyboard.press('Tab');
      await page.keyboard.type(chosen);
      await page.keyboard.press('Enter');
      await page.getByRole('navigation').getByRole('link', { name: 'Home' }).first().waitFor();
      const me = await page.evaluate(async () => (await fetch('/api/v1/me')).json());
      assert.equal(me.id, employee.id);
      assertQuiet();
    }));

  test('says what is wrong with a password, and keeps what was typed', () =>
    withInvited(async ({ person: { page, assertQuiet }, url }) => {
      await page.goto(url);
      const field = page.getByLabel('New password');
      const submit = page.getByRole('button', { name: 'Set password' });
      for (const [typed, said] of [
        ['', 'This is shorter than 10 characters.'],
        ['quiet', 'This is shorter than 10 characters.'],
        ['q'.repeat(201), 'This is longer than 200 characters.'],
        ['password1234', 'This password is easy to guess.'],
      ]) {
        await field.fill(typed);
        await submit.click();
        await page.getByText(said).waitFor();
        assert.equal(await field.getAttribute('aria-invalid'), 'true');
        assert.equal(await field.inputValue(), typed);
        assert.ok(await isFocused(field));
      }
      assert.deepEqual(await violations(page), []);
      await field.fill(chosen);
      await submit.click();
      await page.getByText('Your password is set.').waitFor();
      assertQuiet(/422/);
    }));

  test('waits out a server that does not answer', () =>
    withInvited(async ({ person: { page, context }, url }) => {
      await page.goto(url);
      await page.getByLabel('New password').fill(chosen);
      await context.setOffline(true);
      await page.getByRole('button', { name: 'Set password' }).click();
      await page.getByText(/The server did not answer\.|There is no connection\. Nothing was sent/).waitFor();
      const isBack = page.waitForResponse((response) => response.url().endsWith('/healthz'));
      await context.setOffline(false);
      await isBack;
      await page.getByRole('button', { name: 'Set password' }).click();
      await page.getByText('Your password is set.').waitFor();
    }));

  test('that was used or replaced says whom to ask, and a new one can be opened in its place', () =>
    withInvited(async ({ person: { page, assertQuiet }, employee, url }) => {
      await page.goto(url);
      await page.getByLabel('New password').fill(chosen);
      const newer = await invite(employee); // meanwhile
      await page.getByRole('button', { name: 'Set password' }).click();
      await title(page, 'This link has ended');
      await page.getByText('Ask an administrator of Laurel for a new one.').waitFor();
      assert.deepEqual(await violations(page), []);

      await page.goto(newer); // only what is behind the # changes: the page is not loaded anew
      await title(page, 'Choose a password');
      assert.equal(page.url(), `${laurel.url}/invitation`);
      await page.getByLabel('New password').fill(chosen);
      await page.getByRole('button', { name: 'Set password' }).click();
      await page.getByText('Your password is set.').waitFor();

      await page.goto(newer); // said before anything is typed
      await title(page, 'This link has ended');
      assert.equal(await page.getByLabel('New password').count(), 0);
      await page.getByRole('link', { name: 'Go to sign-in' }).click();
      await title(page, 'Sign in');
      assertQuiet(/404/);
    }));

  test('whose address came without its end asks to open it again', () =>
    withInvited(async ({ person: { page, assertQuiet } }) => {
      await page.goto('/invitation');
      await title(page, 'Open your link again');
      assert.deepEqual(await violations(page), []);
      assertQuiet();
    }));

  test('is not lost to a session that has ended', () =>
    withInvited(async ({ person: { page, context, assertQuiet }, url }) => {
      await page.goto('/signin');
      await page.evaluate(() => localStorage.setItem('laurel.session', '1'));
      await context.clearCookies();
      await page.goto(url);
      await page.getByLabel('New password').fill(chosen);
      await page.getByRole('button', { name: 'Set password' }).click();
      await page.getByText('Your password is set.').waitFor();
      assertQuiet();
    }));

  for (const look of [
    { theme: 'light', locale: 'en-GB', viewport: desk },
    { theme: 'dark', locale: 'en-GB', viewport: phone },
    { theme: 'light', locale: 'ru-RU', viewport: small },
    { theme: 'dark', locale: 'ru-RU', viewport: desk },
  ]) {
    test(`is accessible and fits: ${look.theme}, ${look.locale}, ${look.viewport.width} px`, () =>
      withInvited(async ({ person: { page, assertQuiet }, url }) => {
        const fine = async () => {
          assert.deepEqual(await violations(page), []);
          await assertFits(page);
        };
        await page.goto(url);
        await page.getByLabel(/New password|Новый пароль/).waitFor();
        await fine();
        await page.goto('/invitation#nonsense');
        await page.getByRole('link', { name: /^(Go to sign-in|Перейти ко входу)$/ }).waitFor();
        await fine();
        assertQuiet(/404/);
      }, look));
  }
});

let invited = 0;

/** Somebody who was invited, at a browser for the time of one test. */
async function withInvited(run, look) {
  const { items } = await admin('GET', '/employees?limit=100');
  const known = Object.values(people);
  const others = items.filter(({ email, active }) => email && active && !known.includes(email));
  const employee = others[invited++ % others.length];
  const url = await invite(employee);
  const person = await newPerson(browser, laurel.url, look);
  try {
    await run({ person, employee, url });
  } catch (error) {
    // What the page complained of is often why.
    if (error instanceof Error) error.message += `\n${[person.page.url(), ...person.complaints].join('\n')}`;
    throw error;
  } finally {
    await person.close();
  }
}

async function invite({ id }) {
  return (await admin('POST', `/employees/${id}/invitation`)).url;
}

function title(page, name) {
  return page.getByRole('heading', { level: 1, name, exact: true }).waitFor();
}

function isFocused(target) {
  return target.evaluate((element) => element === document.activeElement);
}

function tokenOf(url) {
  return new RegExp(url.split('#/')[1]);
}
