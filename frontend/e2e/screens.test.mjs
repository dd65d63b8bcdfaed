// Every screen, as an employee, a manager and an owner, in both themes and both languages: accessible,
// quiet, fitting, and with something to say when a list is empty or does not load.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { violations } from './axe.mjs';
import { people, startLaurel } from './laurel.mjs';
import { asPerson, choose, launch, newPerson, phone, toast } from './person.mjs';
import { assertFits, loaded, looks, nameOf } from './screen.mjs';

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

const read = (page, path) => page.evaluate(async (p) => (await fetch(`/api/v1/${p}`)).json(), path);

describe('accessible and fitting', () => {
  for (const look of looks) {
    const name = nameOf(look);

    test(`the sign-in page: ${name}`, () =>
      as(null, look, async ({ page, assertQuiet }) => {
        await page.goto('/');
        await page.waitForURL(/signin/);
        await loaded(page);
        assert.deepEqual(await violations(page), []);
        await assertFits(page);
        assertQuiet();
      }));

    for (const [role, email] of [
      ['employee', people.ivan],
      ['manager', people.maria],
      ['owner', people.owner],
    ]) {
      test(`every page of ${role}: ${name}`, () =>
        as(email, look, async ({ page, assertQuiet }) => {
          const [feed, rewards] = await Promise.all([read(page, 'feed?limit=1'), read(page, 'rewards?limit=1')]);
          const routes = [
            '/',
            '/nominate',
            '/approvals',
            '/leaderboard',
            '/leaderboard?metric=given&period=all&around=me',
            '/wallet',
            '/rewards',
            '/no/such/page',
          ];
          routes.push(`/recognitions/${feed.items[0].id}`, `/rewards/${rewards.items[0].id}`);
          if (role === 'owner') routes.push('/rewards/fulfilment');
          const titles = new Set();
          for (const route of routes) {
            await page.goto(route);
            await loaded(page);
            assert.deepEqual(await violations(page), [], route);
            await assertFits(page, route);
            titles.add(await page.title());
          }
          assert.ok(titles.size >= routes.length - 2, 'pages have titles of their own');
          assertQuiet();
        }));
    }
  }
});

describe('sign-in', () => {
  test('a wrong password says so, keeps the address, and lets one try again', () =>
    as(null, {}, async ({ page, assertQuiet }) => {
      await page.goto('/wallet');
      await page.waitForURL(/signin\?next=%2Fwallet/);
      await page.getByLabel('E-mail').fill(people.ivan);
      await page.getByLabel('Password').fill('not the password');
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByText('E-mail and password do not match.').waitFor();
      assert.equal(await page.getByLabel('E-mail').inputValue(), people.ivan);
      assert.equal(await page.getByLabel('Password').getAttribute('aria-invalid'), 'true');
      assertQuiet(/401/);
    }));

  test('leads back to the page that was asked for', () =>
    as(null, {}, async ({ page, signIn, assertQuiet }) => {
      await signIn(people.ivan);
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.waitForURL(/signin/);
      await page.goto('/leaderboard?metric=given&period=year&scope=org');
      await page.getByLabel('E-mail').fill(people.ivan);
      await page.getByLabel('Password').fill((await import('./laurel.mjs')).password);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.waitForURL(/leaderboard\?metric=given&period=year/);
      assertQuiet();
    }));

  test('a session that has ended asks to sign in again', () =>
    as(people.ivan, {}, async ({ page, context }) => {
      await context.clearCookies();
      await page.getByRole('link', { name: 'Wallet' }).first().click();
      await page.getByText('Your session has ended.').waitFor();
    }));
});

describe('nominate', () => {
  test('the draft survives a reload, and can be thrown away', () =>
    as(people.ivan, {}, async ({ page, assertQuiet }) => {
      await page.goto('/nominate');
      await choose(page, 'Who served well?', 'Olga');
      await page.getByText('Respect', { exact: true }).click();
      await page.getByLabel('What happened?').fill('Half a story <script>alert(1)</script>');
      await page.getByLabel('Name of the customer').fill('Orchard Foods');
      await page.reload();
      await page.getByText(/Your draft from/).waitFor();
      assert.equal(await page.getByLabel('What happened?').inputValue(), 'Half a story <script>alert(1)</script>');
      assert.equal(await page.getByLabel('Name of the customer').inputValue(), 'Orchard Foods');
      assert.equal(await page.getByRole('checkbox', { name: 'Respect' }).isChecked(), true);
      await page.getByRole('button', { name: /Remove Olga/ }).waitFor();
      await page.getByRole('button', { name: 'Start afresh' }).click();
      assert.equal(await page.getByLabel('What happened?').inputValue(), '');
      assertQuiet();
    }));

  test('says what is missing, beside each field, and leads there', () =>
    as(people.ivan, {}, async ({ page, assertQuiet }) => {
      await page.goto('/nominate');
      await page.getByRole('button', { name: 'Send nomination' }).click();
      for (const text of ['Say who served well.', 'Choose one to three behaviours.', 'Say what happened.', 'Say who was served.']) {
        await page.getByText(text).waitFor();
      }
      await page.waitForFunction(() => document.activeElement?.getAttribute('role') === 'combobox');
      assert.deepEqual(await violations(page), []);
      assertQuiet();
    }));

  test('by keyboard alone, in at most twelve actions besides the typing', () =>
    as(people.ivan, {}, async ({ page, assertQuiet }) => {
      let actions = 0;
      const press = async (key) => {
        actions += 1;
        await page.keyboard.press(key);
      };
      const isFocused = (target) => target.evaluate((element) => element === document.activeElement);
      await press('n');
      const who = page.getByRole('combobox', { name: 'Who served well?' });
      await who.waitFor();
      await page.waitForFunction(() => document.activeElement?.getAttribute('role') === 'combobox');
      await page.keyboard.type('Olga');
      await page.getByRole('option').first().waitFor();
      await press('Enter');
      await page.getByRole('button', { name: /Remove Olga/ }).waitFor();
      await press('Tab');
      await press('ArrowRight');
      await press('Space');
      await press('Tab');
      assert.ok(await isFocused(page.getByLabel('What happened?')));
      await page.keyboard.type('She found the lost pallet before anybody missed it.');
      await press('Tab'); // a colleague, a team, or somebody outside
      await press('Tab');
      assert.ok(await isFocused(page.getByLabel('Name of the customer')));
      await page.keyboard.type('Orchard Foods');
      await press('Control+Enter');
      await page.waitForURL(/recognitions/);
      assert.ok(actions <= 12, `${actions} actions`);
      assertQuiet();
    }));

  test('what the server refuses is told, and nothing that was typed is lost', () =>
    as(people.ivan, {}, async ({ page }) => {
      await page.goto('/nominate');
      await choose(page, 'Who served well?', 'Olga');
      await page.getByText('Respect', { exact: true }).click();
      await page.getByLabel('What happened?').fill('A whole story.');
      await page.getByLabel('Name of the customer').fill('Orchard Foods');
      const keys = [];
      await page.route('**/api/v1/nominations', (route) => {
        keys.push(route.request().headers()['idempotency-key']);
        return route.abort();
      });
      await page.getByRole('button', { name: 'Send nomination' }).click();
      await page.getByText('It was not sent').waitFor();
      assert.equal(await page.getByLabel('What happened?').inputValue(), 'A whole story.');
      await page.unroute('**/api/v1/nominations');
      const sent = page.waitForRequest((request) => request.method() === 'POST' && request.url().endsWith('/nominations'));
      await page.getByRole('button', { name: 'Send nomination' }).click();
      keys.push((await sent).headers()['idempotency-key']);
      await page.waitForURL(/recognitions/);
      // Tried again, it is the same intent: it cannot happen twice.
      assert.equal(new Set(keys).size, 1);
    }));
});

describe('approvals by keyboard', () => {
  test('points, approve, undo; decline with a reason; on a Russian layout too', () =>
    as(people.maria, {}, async ({ page, assertQuiet }) => {
      await nominateTo(laurel.url, 2);
      await page.goto('/approvals');
      const count = async () => (await read(page, 'approvals?limit=100')).items.filter((i) => i.kind === 'nomination').length;
      const before = await count();
      assert.ok(before >= 2);
      await page.getByRole('button', { name: /^Approve \d+/ }).waitFor();

      await page.keyboard.press('j');
      await page.keyboard.press('k');
      await page.keyboard.press('p');
      await page.keyboard.type('25');
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: /^Approve 25/ }).waitFor();
      // The key that is A on a Latin layout is Ф on a Russian one.
      await page.evaluate(() =>
        document.body.dispatchEvent(new KeyboardEvent('keydown', { code: 'KeyA', key: 'ф', bubbles: true, cancelable: true })),
      );
      await toast(page, 'approved, 25 points');
      await page.getByRole('button', { name: 'Undo' }).click();
      await toast(page, 'Undone');
      assert.equal(await count(), before);

      await page.keyboard.press('d');
      await page.getByRole('dialog').getByRole('button', { name: 'Part of an earlier one' }).click();
      await page.keyboard.press('Control+Enter');
      await toast(page, 'declined');
      assert.equal(await count(), before - 1);
      assertQuiet();
    }));

  test('many at once', () =>
    as(people.maria, {}, async ({ page, assertQuiet }) => {
      await nominateTo(laurel.url, 2);
      await page.goto('/approvals');
      await page.getByLabel('Select all').check();
      await page.getByRole('button', { name: /^Approve \d+ selected/ }).click();
      await toast(page, /\d+ approved/);
      await page.getByText('Nothing waits for you').first().waitFor();
      assertQuiet();
    }));
});

/** Ivan nominates Olga some times, by the API. */
async function nominateTo(url, times) {
  const person = await newPerson(browser, url);
  await person.signIn(people.ivan);
  await person.page.evaluate(async (count) => {
    const get = async (path) => (await (await fetch(`/api/v1/${path}`)).json()).items;
    const [programs, behaviours, found] = await Promise.all([get('programs'), get('behaviours'), get('employees?q=Olga')]);
    const program =
      programs.find((p) => p.approval === 'manager' && p.max_nominees === 1) ?? programs.find((p) => p.approval === 'manager');
    for (let i = 0; i < count; i += 1) {
      await fetch('/api/v1/nominations', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'Idempotency-Key': crypto.randomUUID() },
        body: JSON.stringify({
          program_id: program.id,
          nominee_ids: [found[0].id],
          behaviour_ids: [behaviours[0].id],
          customer: { kind: 'external', name: 'Orchard Foods' },
          story: `The label was right before it left the shelf, again (${i}).`,
          points: program.points.default,
        }),
      });
    }
  }, times);
  await person.close();
}

describe('lists that do not load', () => {
  const lists = [
    ['/', '**/api/v1/feed*', 'The feed did not load'],
    ['/leaderboard', '**/api/v1/leaderboards/**', 'The leaderboard did not load'],
    ['/wallet', '**/api/v1/me/wallet/entries*', 'The statement did not load'],
    ['/rewards', '**/api/v1/rewards?*', 'The catalogue did not load'],
    ['/approvals', '**/api/v1/approvals*', 'The queue did not load'],
    ['/nominate', '**/api/v1/programs*', 'This did not load'],
  ];
  for (const [route, calls, text] of lists) {
    test(`${route} says what is safe, and loads when it is asked again`, () =>
      as(people.maria, {}, async ({ page }) => {
        await page.route(calls, (request) => request.abort());
        await page.goto(route);
        await page.getByRole('alert').filter({ hasText: text }).waitFor();
        assert.deepEqual(await violations(page), []);
        await page.unroute(calls);
        await page.getByRole('button', { name: 'Try again' }).first().click();
        await page.getByRole('alert').filter({ hasText: text }).waitFor({ state: 'detached' });
      }));
  }
});

describe('lists that are empty', () => {
  const nothing = { items: [], next_cursor: null };
  const lists = [
    ['/', '**/api/v1/feed*', nothing, 'No recognitions yet'],
    ['/approvals', '**/api/v1/approvals*', nothing, 'Nothing waits for you'],
    ['/wallet', '**/api/v1/me/wallet/entries*', nothing, 'No points have moved yet'],
    ['/rewards', '**/api/v1/rewards?*', nothing, 'No rewards yet'],
    [
      '/leaderboard',
      '**/api/v1/leaderboards/**',
      {
        period: { from: '2026-11-01', to: '2026-11-30' },
        total: 0,
        degraded: false,
        entries: [],
        me: null,
        next_cursor: null,
        as_of: '2026-11-23T00:00:00Z',
      },
      'Nobody stands here yet',
    ],
  ];
  for (const [route, calls, body, text] of lists) {
    test(`${route} says what will be there`, () =>
      as(people.maria, {}, async ({ page }) => {
        await page.route(calls, (request) => request.fulfill({ json: body }));
        await page.goto(route);
        await page.getByRole('heading', { name: text }).waitFor();
        assert.deepEqual(await violations(page), []);
      }));
  }
});

describe('the shell', () => {
  test('? lists the keys, / finds a colleague, Escape gives the focus back, g and a letter go', () =>
    as(people.maria, {}, async ({ page, assertQuiet }) => {
      await page.keyboard.press('Shift+Slash');
      await page.getByRole('dialog', { name: 'Keyboard' }).waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await page.keyboard.press('g');
      await page.keyboard.press('l');
      await page.waitForURL(/leaderboard/);
      await page.keyboard.press('/');
      await page.getByRole('dialog', { name: 'Search' }).waitFor();
      await page.keyboard.type('Olga');
      await page.getByRole('option', { name: /Olga Lindqvist/ }).first().waitFor();
      await page.keyboard.press('Enter');
      await page.waitForURL(/people/);
      await page.getByRole('link', { name: /^Thank Olga/ }).first().click();
      await page.waitForURL(/nominate/);
      await page.getByRole('button', { name: /Remove Olga/ }).waitFor();
      assertQuiet();
    }));

  test('language and theme are chosen at once, and remembered', () =>
    as(people.admin, {}, async ({ page, assertQuiet }) => {
      await page.getByRole('button', { name: 'Русский' }).click();
      await page.getByRole('link', { name: 'Лидеры' }).first().waitFor();
      await page.getByRole('button', { name: /^Тема/ }).click();
      await page.getByRole('button', { name: /^Тема/ }).click();
      await page.reload();
      await page.getByRole('link', { name: 'Лидеры' }).first().waitFor();
      assert.deepEqual(await page.evaluate(() => [document.documentElement.lang, document.documentElement.dataset.theme]), ['ru', 'dark']);
      assertQuiet();
    }));

  test('the language of the account is spoken on a new browser, until another is chosen there', async () => {
    await as(people.admin, {}, async ({ page, assertQuiet }) => {
      const choose = async (name) => {
        const saved = page.waitForResponse((response) => response.url().endsWith('/me/preferences'));
        await page.getByRole('button', { name }).click();
        assert.equal((await saved).status(), 200);
      };
      if ((await read(page, 'me')).locale === 'ru') await choose('English');
      await choose('Русский');
      assert.equal((await read(page, 'me')).locale, 'ru');
      assertQuiet();
    });
    await as(null, {}, async ({ page, signIn, assertQuiet }) => {
      await page.goto('/signin');
      await page.getByRole('heading', { name: 'Sign in' }).waitFor();
      await signIn(people.admin);
      await page.getByRole('link', { name: 'Лидеры' }).first().waitFor();
      assertQuiet();
    });
    await as(null, {}, async ({ page, signIn, assertQuiet }) => {
      await page.goto('/signin');
      await page.getByRole('button', { name: 'Русский' }).click();
      await page.getByRole('button', { name: 'English' }).click();
      await page.getByRole('heading', { name: 'Sign in' }).waitFor();
      await signIn(people.admin);
      await page.getByRole('link', { name: 'Leaderboards' }).first().waitFor();
      assertQuiet();
    });
  });

  test('touch targets on the phone are 44 pixels and more', () =>
    as(people.maria, { viewport: phone }, async ({ page }) => {
      for (const route of ['/', '/nominate', '/approvals', '/leaderboard', '/wallet', '/rewards']) {
        await page.goto(route);
        await loaded(page);
        assert.deepEqual(await page.evaluate(tooSmall), [], route);
      }
    }));
});

/** Runs in the page: what one could press that is smaller than a fingertip. Links within a text may be. */
function tooSmall() {
  const found = [];
  for (const element of document.querySelectorAll('main button, main a, main select, main input, header button, nav a')) {
    const target = element.closest('label') ?? element;
    const box = target.getBoundingClientRect();
    const style = getComputedStyle(element);
    if (box.width === 0 || style.visibility === 'hidden' || style.display === 'inline') continue;
    if (element.closest('[hidden], li > input') || element.getAttribute('role') === 'combobox' || element.getAttribute('role') === 'switch')
      continue;
    if (box.height < 43.5 || box.width < 43.5)
      found.push(`${element.tagName} ${element.textContent.trim().slice(0, 30)} ${Math.round(box.width)}×${Math.round(box.height)}`);
  }
  return found;
}

describe('live', () => {
  test('one stream serves all tabs, and the next tab takes it over', () =>
    as(people.ivan, {}, async ({ page, context }) => {
      const second = await context.newPage();
      const streams = [];
      second.on('request', (request) => request.url().includes('/api/v1/events') && streams.push(request.url()));
      await second.goto('/leaderboard');
      await second.waitForFunction(async () => (await navigator.locks.query()).pending.some((lock) => lock.name === 'laurel.live'));
      assert.deepEqual(streams, []);
      const taken = second.waitForRequest(/\/api\/v1\/events/);
      await page.close();
      await taken;
    }));

  test('a lost connection is shown and heals itself', () =>
    as(people.ivan, {}, async ({ page }) => {
      await page.getByRole('article').first().waitFor();
      await laurel.stop();
      await page.getByText(/^No connection/).waitFor();
      await laurel.start();
      await page.getByText(/^No connection/).waitFor({ state: 'detached', timeout: 40_000 });
      // What happens from now on arrives again.
      await nominateThanks(laurel.url);
      await page.getByRole('button', { name: /Show \d+ new/ }).waitFor();
    }));
});

/** Olga thanks Maria, by the API. */
async function nominateThanks(url) {
  const person = await newPerson(browser, url);
  await person.signIn(people.olga);
  await person.page.evaluate(async () => {
    const get = async (path) => (await (await fetch(`/api/v1/${path}`)).json()).items;
    const [programs, found] = await Promise.all([get('programs'), get('employees?q=Maria')]);
    await fetch('/api/v1/nominations', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': crypto.randomUUID() },
      body: JSON.stringify({
        program_id: programs.find((p) => p.simple).id,
        nominee_ids: [found[0].id],
        story: 'It works again.',
        points: 0,
      }),
    });
  });
  await person.close();
}
