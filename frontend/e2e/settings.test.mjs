// Settings: every choice is kept at once, goes with the account, and is obeyed where others look.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { strFromU8, unzipSync } from 'fflate';
import { violations } from './axe.mjs';
import { password, people, startLaurel } from './laurel.mjs';
import { asPerson, launch, newPerson, phone, streamOpens, toast } from './person.mjs';
import { programOf, thank } from './program.mjs';
import { slackReceiver, slackShows } from './receivers.mjs';
import { assertFine, assertHeals, loaded, looks, nameOf } from './screen.mjs';
import { until } from './until.mjs';

const grace = 'grace@demo.example'; // of another team than Olga and Ivan, with no reports
const daniel = 'daniel@demo.example';

let laurel;
let browser;
let slack;
let ivan;
let olga;

before(async () => {
  [laurel, browser, slack] = await Promise.all([startLaurel({ LAUREL_WEBHOOK_ALLOW: '127.0.0.0/8' }), launch(), slackReceiver()]);
  [ivan, olga] = await Promise.all([programOf(laurel, people.ivan), programOf(laurel, people.olga)]);
  const admin = await programOf(laurel, people.admin);
  await admin('POST', '/webhooks', { kind: 'slack', url: slack.url, events: ['recognition.published'] });
});

after(async () => {
  await browser?.close();
  await laurel?.remove();
  await slack?.close();
});

const as = (email, options, run) => asPerson(browser, laurel.url, email, options, run);

const part = (page, name) => page.getByRole('region', { name, exact: true });

/** Turns a switch of the settings, and waits until it is kept. */
async function turn(page, name, on) {
  const choice = page.getByRole('switch', { name });
  const kept = page.waitForResponse((response) => response.url().endsWith('/me/preferences') && response.request().method() === 'PATCH');
  assert.equal(await choice.isChecked(), !on);
  await choice.click(); // what is shown follows in a moment, which setChecked does not wait for
  assert.equal((await kept).status(), 200);
  await until(`${name} is ${on}`, async () => (await choice.isChecked()) === on);
}

async function open(page) {
  await page.goto('/settings');
  await page.getByRole('switch', { name: 'Thank me privately' }).waitFor();
  await loaded(page);
}

describe('language and look', () => {
  test('times are shown in the time zone that is chosen', async () => {
    await as(grace, {}, async ({ page, assertQuiet }) => {
      const shown = async () => {
        await page.goto('/');
        return page.getByRole('article').first().locator('time[title]').first().getAttribute('title');
      };
      const chooseZone = async (name) => {
        await open(page);
        const kept = page.waitForResponse((response) => response.url().endsWith('/me/preferences') && response.request().method() === 'PATCH');
        await page.getByRole('combobox', { name: 'Time zone' }).selectOption(name);
        assert.equal((await kept).status(), 200);
      };
      const before = await shown();
      await chooseZone('Asia/Tokyo');
      await until('times are those of Tokyo', async () => (await shown()) !== before);
      await chooseZone('');
      await until('times are those of the device again', async () => (await shown()) === before);
      assertQuiet();
    });
  });

  test('are chosen at once, and are there on another browser', async () => {
    await as(grace, {}, async ({ page, assertQuiet }) => {
      await open(page);
      const look = part(page, 'Language and look');
      await look.getByRole('radio', { name: 'Dark' }).check();
      assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'dark');
      await look.getByText('Русский', { exact: true }).click();
      await page.getByRole('heading', { level: 1, name: 'Настройки' }).waitFor();
      await until('the account speaks Russian', async () => (await page.evaluate(async () => (await fetch('/api/v1/me/preferences')).json())).locale === 'ru');
      assertQuiet();
    });
    await as(grace, {}, async ({ page, assertQuiet }) => {
      await page.getByRole('link', { name: 'Лидеры' }).first().waitFor();
      assert.deepEqual(await page.evaluate(() => [document.documentElement.lang, document.documentElement.dataset.theme]), ['ru', 'dark']);
      await page.goto('/settings');
      await page.getByText('English', { exact: true }).click();
      await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
      await page.getByRole('radio', { name: 'As the system' }).check();
      assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), undefined);
      await until('the account has no theme of its own', async () => (await page.evaluate(async () => (await fetch('/api/v1/me/preferences')).json())).theme !== 'dark');
      assertQuiet();
    });
  });
});

describe('who sees what', () => {
  test('who is thanked privately is in no feed, on no board and in no channel', async () => {
    await as(people.ivan, {}, async ({ page, assertQuiet }) => {
      await open(page);
      await turn(page, 'Thank me privately', true);
      await page.reload();
      await page.getByRole('switch', { name: 'Thank me privately', checked: true }).waitFor();
      assertQuiet();
    });
    const score = async () =>
      (await olga('GET', '/leaderboards/recognitions?period=year&scope=org&limit=100')).entries.find(({ employee }) => employee.id === ivan.me.id)?.score;
    const before = await score();
    const reader = await newPerson(browser, laurel.url);
    await reader.signIn(grace);
    await Promise.all([streamOpens(reader.page), reader.page.goto('/')]);
    await reader.page.getByRole('article').first().waitFor();
    await thank(olga, [ivan.me.id], 'Said nothing to anybody, and mended it.');
    const [aiko] = (await olga('GET', '/employees?q=Aiko')).items;
    await thank(olga, [aiko.id], 'Said it aloud, and it was mended.'); // what comes after it has arrived everywhere

    await reader.page.getByRole('button', { name: 'Show 1 new recognition' }).click();
    await reader.page.getByText('Said it aloud, and it was mended.').waitFor();
    await until('the channel has what is public', () => slack.messages.some(({ message }) => slackShows(message).includes('Said it aloud')));
    assert.equal(slack.messages.filter(({ message }) => slackShows(message).includes('Said nothing')).length, 0);
    assert.equal(await score(), before);
    await reader.page.reload();
    await reader.page.getByText('Said it aloud, and it was mended.').waitFor();
    assert.equal(await reader.page.getByText('Said nothing to anybody').count(), 0);
    await reader.page.goto(`/people/${ivan.me.id}`);
    await reader.page.getByText('Is thanked privately').waitFor();
    await loaded(reader.page);
    assert.equal(await reader.page.getByText('Said nothing to anybody').count(), 0);
    reader.assertQuiet();
    await reader.close();
    await as(people.ivan, {}, async ({ page, assertQuiet }) => {
      await page.goto(`/people/${ivan.me.id}`);
      await page.getByText('Said nothing to anybody, and mended it.').waitFor(); // it is his
      await open(page);
      await turn(page, 'Thank me privately', false);
      assertQuiet();
    });
  });

  test('who keeps off the boards is gone from them at once, and comes back', async () => {
    const reader = await newPerson(browser, laurel.url);
    await reader.signIn(grace);
    const board = '/leaderboard?metric=recognitions&period=year&scope=org';
    const row = reader.page.locator(`[data-row="${olga.me.id}"]`);
    const look = async () => {
      await reader.page.goto(board);
      await loaded(reader.page);
      await reader.page.locator('[data-row]').first().waitFor();
      return row.count();
    };
    assert.equal(await look(), 1);
    await as(people.olga, {}, async ({ page, assertQuiet }) => {
      await open(page);
      await turn(page, 'Keep me off leaderboards', true);
      assert.equal(await look(), 0);
      await page.goto(board);
      await page.getByRole('switch', { name: 'Show me on leaderboards', checked: false }).waitFor();
      await open(page);
      await turn(page, 'Keep me off leaderboards', false);
      assert.equal(await look(), 1);
      assertQuiet();
    });
    reader.assertQuiet();
    await reader.close();
  });

  test('points that only one sees oneself are on no card and no board of others', async () => {
    const items = (await olga('GET', `/nominations?status=approved&nominee_id=${olga.me.id}&limit=50`)).items;
    const one = items.find(({ points, nominees, program, nominator }) => points === 100 && nominees.length === 1 && program && nominator.id !== ivan.me.id);
    const points = (page) => page.getByRole('article').first().getByText('100 points');
    await as(people.ivan, {}, async ({ page }) => {
      await page.goto(`/recognitions/${one.id}`);
      await points(page).waitFor();
    });
    await as(people.olga, {}, async ({ page, assertQuiet }) => {
      await open(page);
      await turn(page, 'Only I see my points', true);
      await page.getByRole('switch', { name: 'Keep me off leaderboards', checked: true }).waitFor(); // boards show points
      await page.goto(`/recognitions/${one.id}`);
      await points(page).waitFor();
      assertQuiet();
    });
    for (const [email, seen] of [[people.ivan, 0], [people.owner, 1]]) {
      await as(email, {}, async ({ page, assertQuiet }) => {
        await page.goto(`/recognitions/${one.id}`);
        await page.getByRole('article').first().getByText(one.story).waitFor();
        assert.equal(await points(page).count(), seen, email);
        assertQuiet();
      });
    }
    await as(people.olga, {}, async ({ page, assertQuiet }) => {
      await open(page);
      await turn(page, 'Keep me off leaderboards', false);
      assert.equal(await page.getByRole('switch', { name: 'Only I see my points' }).isChecked(), false);
      assertQuiet();
    });
  });

  test('a choice that is not kept is put back, and told', () =>
    as(people.ivan, {}, async ({ page, assertQuiet }) => {
      await open(page);
      await page.route('**/me/preferences', (route) => (route.request().method() === 'PATCH' ? route.abort() : route.fallback()));
      await page.getByRole('switch', { name: 'Keep me off leaderboards' }).click();
      await toast(page, 'The server did not answer.');
      assert.equal(await page.getByRole('switch', { name: 'Keep me off leaderboards' }).isChecked(), false);
      assertQuiet(/ERR_FAILED/);
    }));
});

describe('notifications', () => {
  test('only what is chosen comes, and the screen promises nothing else', async () => {
    await as(people.ivan, {}, async ({ page, assertQuiet }) => {
      await open(page);
      assert.doesNotMatch(await page.getByRole('main').innerText(), /by mail|digest|quiet hours/i);
      await turn(page, 'Comments', false);
      await page.reload();
      await page.getByRole('switch', { name: 'Comments', checked: false }).waitFor();
      assertQuiet();
    });
    const { id } = await thank(olga, [ivan.me.id], 'Left the door as it was found.');
    const maria = await programOf(laurel, people.maria);
    await maria('POST', `/nominations/${id}/comments`, { text: 'It was.' });
    await maria('PUT', `/nominations/${id}/reactions/leaf`);
    await as(people.ivan, {}, async ({ page, assertQuiet }) => {
      await until('the reaction is told', async () => (await ivan('GET', '/notifications?limit=20')).items.some((n) => n.kind === 'reaction' || /reaction/.test(n.kind)));
      await page.goto('/notifications');
      await page.getByRole('list', { name: 'Notifications' }).getByRole('listitem').first().waitFor();
      assert.equal(await page.getByText(/commented/).count(), 0);
      await open(page);
      await turn(page, 'Comments', true);
      assertQuiet();
    });
  });

  test('each role chooses among what it hears of', async () => {
    const rare = ['Something waits for your decision', 'Reports of posts', 'Laurel itself needs you'];
    for (const [email, offered] of [
      [people.ivan, []],
      [people.maria, rare.slice(0, 1)],
      [people.owner, rare.slice(0, 2)],
      [people.admin, rare.slice(1)],
    ]) {
      await as(email, {}, async ({ page, assertQuiet }) => {
        await open(page);
        for (const name of ['You are thanked', ...rare]) {
          const expected = name === 'You are thanked' || offered.includes(name) ? 1 : 0;
          assert.equal(await part(page, 'Notifications').getByRole('switch', { name }).count(), expected, `${email}: ${name}`);
        }
        assertQuiet();
      });
    }
  });
});

describe('password', () => {
  test('is changed with the present one as proof, and ends all other sessions', async () => {
    const next = 'three quiet harbour lamps';
    const elsewhere = await newPerson(browser, laurel.url);
    await elsewhere.signIn(daniel);
    await as(daniel, {}, async ({ page, assertQuiet }) => {
      await open(page);
      const box = part(page, 'Password');
      const present = box.getByLabel('Present password');
      const field = box.getByLabel('New password');
      const submit = box.getByRole('button', { name: 'Change password' });
      const isFocused = (input) => input.evaluate((element) => element === document.activeElement);
      await present.fill('not the present one');
      await field.fill('short');
      await submit.click();
      await box.getByText('This is shorter than 10 characters.').waitFor();
      assert.ok(await isFocused(field));
      await field.fill(next);
      await submit.click();
      await box.getByText('The present password is not right.').waitFor();
      assert.equal(await present.getAttribute('aria-invalid'), 'true');
      assert.ok(await isFocused(present));
      assert.equal(await field.inputValue(), next, 'what was typed is kept');
      assert.deepEqual(await violations(page), []);
      await present.fill(password);
      await field.fill('password1234');
      await submit.click();
      await box.getByText('This password is easy to guess.').waitFor();
      await field.fill(next);
      await submit.click();
      await toast(page, 'Your password is changed.');
      assert.equal(await present.inputValue(), '');

      await elsewhere.page.getByRole('link', { name: 'Wallet' }).first().click();
      await elsewhere.page.getByText('Your session has ended.').waitFor();
      await page.reload();
      await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
      await elsewhere.page.getByLabel('E-mail').fill(daniel);
      await elsewhere.page.getByLabel('Password').fill(next);
      await elsewhere.page.getByRole('button', { name: 'Sign in', exact: true }).click();
      await elsewhere.page.waitForURL(/wallet/); // where it was
      assertQuiet(/40[013]|422/);
    });
    await elsewhere.close();
  });
});

describe('sessions', () => {
  test('another one is ended, and its browser is signed out', async () => {
    const lost = await newPerson(browser, laurel.url, { viewport: phone });
    await lost.signIn(people.maria);
    const old = await newPerson(browser, laurel.url);
    await old.signIn(people.maria);
    await as(people.maria, {}, async ({ page, assertQuiet }) => {
      await open(page);
      const box = part(page, 'Where you are signed in');
      await box.getByText('this one').waitFor();
      const before = await box.getByRole('listitem').count();
      assert.ok(before >= 3);
      assert.equal(await box.getByRole('listitem').first().getByRole('button').count(), 0, 'this one is not ended here');
      assert.deepEqual(await violations(page), []);
      await box.getByRole('listitem').nth(1).getByRole('button', { name: /^Sign out/ }).click();
      await toast(page, 'It is signed out.');
      await page.waitForFunction((n) => document.querySelectorAll('#sessions li').length === n, before - 1);
      await old.page.getByRole('link', { name: 'Wallet' }).first().click(); // the latest one
      await old.page.getByText('Your session has ended.').waitFor();

      await box.getByRole('button', { name: 'Sign out everywhere else' }).click();
      await toast(page, 'You are signed in only here now.');
      await page.waitForFunction(() => document.querySelectorAll('#sessions li').length === 1);
      assert.equal(await box.getByRole('button').count(), 0);
      await lost.page.reload();
      await lost.page.waitForURL(/signin/);
      assertQuiet();
    });
    await old.close();
    await lost.close();
  });

  test('a list that does not load says so; one that cannot be ended stays', () =>
    as(people.owner, {}, async ({ page, assertQuiet }) => {
      const other = await newPerson(browser, laurel.url);
      await other.signIn(people.owner);
      await assertHeals(page, { route: '/settings', calls: '**/me/sessions*', text: 'This did not load' });
      await page.route('**/me/sessions/*', (route) => route.fulfill({ status: 500, json: { code: 'internal' } }));
      await part(page, 'Where you are signed in').getByRole('button', { name: /^Sign out/ }).first().click();
      await toast(page, 'That did not work.');
      await other.page.reload();
      await other.page.getByRole('article').first().waitFor();
      await other.close();
      assertQuiet(/500/);
    }));
});

describe('one’s own data', () => {
  test('comes as an archive of readable files, with what is one’s own and nobody else’s', () =>
    as(people.ivan, {}, async ({ page, assertQuiet }) => {
      await open(page);
      const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download my data' }).click()]);
      assert.equal(download.suggestedFilename(), 'laurel-my-data.zip');
      const files = unzipSync(await readFile(await download.path()));
      const text = (name) => strFromU8(files[name]);
      for (const name of Object.keys(files).filter((one) => one.endsWith('.json'))) JSON.parse(text(name));
      assert.match(text('README.txt'), /Laurel/);
      assert.match(text('profile.json'), new RegExp(people.ivan));
      assert.match(text('recognitions_received.json'), /Left the door as it was found/);
      const whole = Object.keys(files).map(text).join('\n');
      assert.doesNotMatch(whole, /argon2|whsec_|slack-secret/);
      assertQuiet();
    }));

  test('an archive that does not come is told, and can be asked for again', () =>
    as(people.ivan, {}, async ({ page, assertQuiet }) => {
      await open(page);
      await page.route('**/me/export', (route) => route.fulfill({ status: 503, json: { code: 'service_unavailable' } }));
      await page.getByRole('button', { name: 'Download my data' }).click();
      await page.getByRole('alert').filter({ hasText: 'The archive did not come' }).getByText('The server is busy.').waitFor();
      assert.deepEqual(await violations(page), []);
      await page.unroute('**/me/export');
      await page.route('**/me/export', (route) => route.abort());
      await page.getByRole('button', { name: 'Download my data' }).click();
      await page.getByText('The server did not answer.').waitFor();
      await page.unroute('**/me/export');
      await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download my data' }).click()]);
      await page.getByRole('alert').waitFor({ state: 'detached' });
      assertQuiet(/503/, /ERR_FAILED/);
    }));
});

describe('the page', () => {
  test('that does not load says so; what needs no choices is there', () =>
    as(people.ivan, {}, async ({ page, assertQuiet }) => {
      await page.route('**/me/preferences', (route) => route.fulfill({ status: 500, json: { code: 'internal' } }));
      await page.goto('/settings');
      await page.getByText('Your settings did not load').waitFor();
      await part(page, 'Password').getByLabel('Present password').waitFor();
      await page.unroute('**/me/preferences');
      await assertHeals(page, { route: '/settings', calls: '**/me/preferences', text: 'Your settings did not load' });
      await page.getByRole('switch', { name: 'Thank me privately' }).waitFor();
      assertQuiet(/500/);
    }));

  for (const [i, look] of looks.entries()) {
    const email = [people.ivan, people.maria, people.owner, people.admin][i];
    test(`is accessible and fits: ${nameOf(look)}`, () =>
      as(email, look, async ({ page, assertQuiet }) => {
        await assertFine(page, '/settings', `settings ${nameOf(look)}`);
        assertQuiet();
      }));
  }
});
