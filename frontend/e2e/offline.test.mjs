// Without a connection: what was here is shown, nothing is sent, nothing typed is lost, it heals by itself; and
// whoever signs out leaves nothing behind.
import assert from 'node:assert/strict';
import { createServer, request as ask } from 'node:http';
import { after, before, test } from 'node:test';
import { violations } from './axe.mjs';
import { people, startLaurel } from './laurel.mjs';
import { asPerson, choose, launch, phone, toast } from './person.mjs';
import { until } from './until.mjs';

let laurel;
let browser;

before(async () => {
  [laurel, browser] = await Promise.all([startLaurel(), launch()]);
});

after(async () => {
  await browser?.close();
  await laurel?.remove();
});

const shot = (page, name) => process.env.LAUREL_SHOTS && page.screenshot({ path: `${process.env.LAUREL_SHOTS}/${name}.png` });

/** The browser's own lines about a server that is away. */
const away = [/net::ERR_/, /^50[0-9]: /];

const worker = (page) => page.evaluate(() => navigator.serviceWorker.ready.then(({ active }) => active?.state));

/** All that this browser holds: names of caches, what was kept, both storages, databases. */
const held = (page) =>
  page.evaluate(async () => ({
    caches: await caches.keys(),
    kept: (await caches.has('laurel.kept')) ? await (await caches.match('/kept'))?.text() : null,
    local: { ...localStorage },
    session: { ...sessionStorage },
    databases: await indexedDB.databases(),
  }));

const keeps = (page, text) => until(`"${text}" is kept`, async () => (await held(page)).kept?.includes(text));

test('the app opens without its server, shows what was here, sends nothing, and heals', { timeout: 300_000 }, async () => {
  await asPerson(browser, laurel.url, people.olga, {}, async ({ page, context, assertQuiet }) => {
    await page.getByRole('article').first().waitFor();
    const story = await page.getByRole('article').first().innerText();
    await page.getByRole('link', { name: /^Wallet/ }).first().click();
    await page.waitForURL('**/wallet');
    await keeps(page, '"wallet"');
    await page.getByRole('link', { name: /^Leaderboards/ }).first().click();
    await keeps(page, '"board"');
    for (const [name, part] of [
      ['Notifications', 'inbox'],
      ['Nominate', 'teams'],
      ['Rewards', 'rewards'],
    ]) {
      await page.getByRole('link', { name: new RegExp(`^${name}`) }).first().click();
      await keeps(page, `["${part}"`);
    }
    await page.getByRole('link', { name: /^Home/ }).first().click();
    await keeps(page, '"feed"');
    await page.getByRole('button', { name: 'Who made things better for a customer?' }).click();
    await page.getByLabel('What did they do?').waitFor();
    await keeps(page, '"programs"');
    await until('the worker is there', async () => (await worker(page)) === 'activated');

    await context.setOffline(true);
    await laurel.stop();
    await page.reload();
    await page.getByText(/^No connection\. You see what was here at \d\d:\d\d\.$/).waitFor();
    assert.equal(await page.getByRole('article').first().innerText(), story);
    assert.deepEqual(await violations(page), []);
    await shot(page, 'offline-feed-desk');

    await page.getByRole('button', { name: 'Who made things better for a customer?' }).click();
    await page.getByLabel('What did they do?').fill('Carried the crates by hand when the lift stood still.');
    await page.getByRole('link', { name: /^Leaderboards/ }).first().click();
    await page.getByText(/^No connection/).waitFor();
    await page.getByRole('heading', { name: 'Leaderboard', level: 1 }).waitFor();
    assert.equal(await page.getByText('Live', { exact: true }).count(), 0);
    await page.getByText('Grace Mbeki').first().waitFor();
    await shot(page, 'offline-board-desk');
    await page.getByRole('link', { name: /^Wallet/ }).first().click();
    await page.getByRole('heading', { name: /wallet/i, level: 1 }).waitFor();
    await page.getByRole('table').or(page.getByRole('list')).first().waitFor();
    assert.equal(await page.getByText('did not load').count(), 0);
    await shot(page, 'offline-wallet-desk');
    await page.goto('/notifications');
    await page.getByRole('link', { name: /recognised you/ }).first().waitFor();
    await page.goto('/nominate');
    await page.getByLabel('What happened?').fill('Typed without a connection.');
    assert.deepEqual(await violations(page), []);
    await page.goto('/rewards');
    await page.getByText('Bicycle service').waitFor();
    await page.goto('/settings');
    await page.getByText('this was not kept here').first().waitFor(); // what was never read says so
    await page.goto('/');
    assert.equal(await page.getByLabel('What did they do?').inputValue(), 'Carried the crates by hand when the lift stood still.');

    await laurel.start();
    await context.setOffline(false);
    await page.getByText(/^No connection/).waitFor({ state: 'hidden' });
    await choose(page, 'Who?', 'Ivan');

    await context.setOffline(true);
    await page.getByText(/^No connection/).waitFor();
    await page.getByRole('button', { name: 'Thank', exact: true }).click();
    await page.getByText('Nothing was sent, and what you typed is kept.', { exact: false }).waitFor();
    await shot(page, 'offline-thanks-desk');
    assert.deepEqual(await violations(page), []);
    await page.reload();
    await page.getByText(/^No connection/).waitFor();
    assert.equal(await page.getByLabel('What did they do?').inputValue(), 'Carried the crates by hand when the lift stood still.');

    await context.setOffline(false);
    await page.getByText(/^No connection/).waitFor({ state: 'hidden' });
    const sent = [];
    page.on('request', (request) => request.method() === 'POST' && sent.push(new URL(request.url()).pathname));
    await page.getByRole('button', { name: 'Thank', exact: true }).click();
    await toast(page, 'is thanked');
    assert.deepEqual(sent, ['/api/v1/nominations']);
    await page.getByRole('article').filter({ hasText: 'Carried the crates by hand' }).waitFor();
    assert.equal(await page.getByRole('article').filter({ hasText: 'Carried the crates by hand' }).count(), 1);
    assertQuiet(...away);
  });
});

test('signing out leaves nothing that was read or typed, and takes other tabs along', { timeout: 120_000 }, async () => {
  await asPerson(browser, laurel.url, people.maria, { viewport: phone, locale: 'ru-RU', theme: 'dark' }, async ({ page, context, assertQuiet }) => {
    await page.getByRole('article').first().waitFor();
    await until('the worker is there', async () => (await worker(page)) === 'activated');
    await keeps(page, '"feed"');
    await context.setOffline(true);
    await page.reload();
    await page.getByText(/^Нет связи\. Вы видите то, что было здесь: \d\d:\d\d\.$/).waitFor();
    assert.deepEqual(await violations(page), []);
    await shot(page, 'offline-feed-ru-phone-dark');
    await context.setOffline(false);
    await page.getByText(/^Нет связи/).waitFor({ state: 'hidden' });

    const other = await context.newPage();
    await other.goto('/nominate');
    await other.locator('textarea').first().fill('Не для чужих глаз');
    await page.bringToFront();
    await page.getByRole('button', { name: 'Учётная запись' }).click();
    await page.getByRole('button', { name: 'Выйти' }).click();
    await page.waitForURL('**/signin');
    await other.waitForURL('**/signin*');
    const after = await until('what was kept is gone', async () => {
      const now = await held(page);
      return !now.caches.includes('laurel.kept') && now;
    });
    assert.deepEqual(after.caches.filter((name) => !name.startsWith('laurel.shell.')), []);
    assert.deepEqual(after.databases, []);
    assert.doesNotMatch(JSON.stringify([after.local, after.session]), /draft|typed|session|чужих/);
    assertQuiet(...away);
  });
});

test('a server that is there and cannot answer: the page says so and comes by itself; what was kept is shown', { timeout: 180_000 }, async () => {
  await asPerson(browser, laurel.url, people.maria, {}, async ({ page, assertQuiet }) => {
    await page.getByRole('article').first().waitFor();
    const refuses = (route) => route.fulfill({ status: 503, contentType: 'application/problem+json', body: '{"code":"service_unavailable"}' });
    await until('the worker is there', async () => (await worker(page)) === 'activated');
    await keeps(page, '"feed"');
    await page.route('**/api/v1/**', refuses);
    await page.reload();
    await page.getByText(/^The server has not answered yet/).waitFor();
    await page.getByRole('article').first().waitFor();
    await page.evaluate(() => caches.delete('laurel.kept'));
    await page.reload();
    await page.getByRole('alert').filter({ hasText: 'The server does not answer just now' }).waitFor();
    assert.deepEqual(await violations(page), []);
    await shot(page, 'refused-desk');
    await page.unroute('**/api/v1/**', refuses);
    // Nobody presses anything.
    await page.getByRole('article').first().waitFor();
    assertQuiet(...away, /503/);
  });
});

test('a shared device keeps nothing', { timeout: 120_000 }, async () => {
  await asPerson(browser, laurel.url, null, {}, async ({ page, assertQuiet }) => {
    await page.goto('/signin');
    await page.getByLabel('E-mail').fill(people.ivan);
    await page.getByLabel('Password').fill('demo-password-of-the-tests');
    await page.getByRole('checkbox').check();
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('article').first().waitFor();
    await until('the worker is there', async () => (await worker(page)) === 'activated');
    await page.getByRole('link', { name: /^Wallet/ }).first().click();
    await page.waitForURL('**/wallet');
    await page.getByRole('heading', { level: 1 }).waitFor();
    assert.equal((await held(page)).kept, null);
    assertQuiet();
  });
});

test('a newer build takes over: the open tab is told and goes on, the next page is the new one', { timeout: 120_000 }, async () => {
  // Stands before Laurel and gives its app in another build, once told to: as an upgrade does.
  let upgraded = false;
  const change = (path, body) => {
    if (path === '/worker.js') return body.replace(/("page":")[0-9a-f]{64}/, (_, start) => start + upgradedHash).replaceAll('/assets/kit-', '/assets/new-kit-');
    return body.replaceAll('/assets/kit-', '/assets/new-kit-');
  };
  let upgradedHash = '';
  const front = createServer((request, response) => {
    const path = request.url.replace('/assets/new-kit-', '/assets/kit-');
    const changes = upgraded && (request.headers.accept?.includes('text/html') || ['/worker.js', '/index.html'].includes(path));
    const headers = { ...request.headers, ...(changes && { 'accept-encoding': 'identity', 'if-none-match': '' }) };
    const onward = ask(laurel.url + path, { method: request.method, headers }, (answer) => {
      if (!changes) {
        response.writeHead(answer.statusCode, answer.headers);
        answer.pipe(response);
        return;
      }
      let body = '';
      answer.setEncoding('utf8').on('data', (part) => (body += part));
      answer.on('end', () => {
        const rest = Object.entries(answer.headers).filter(([name]) => name !== 'content-length' && name !== 'etag');
        response.writeHead(answer.statusCode, Object.fromEntries(rest));
        response.end(change(path, body));
      });
    });
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  });
  await new Promise((resolve) => front.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${front.address().port}`;
  try {
    const index = await (await fetch(`${laurel.url}/index.html`)).text();
    const sum = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(change('/index.html', index)));
    upgradedHash = Buffer.from(sum).toString('hex');
    await asPerson(browser, url, people.ivan, {}, async ({ page, assertQuiet }) => {
      await page.getByRole('article').first().waitFor();
      await until('the worker is there', async () => (await worker(page)) === 'activated');
      const shells = () => page.evaluate(async () => (await caches.keys()).filter((name) => name.startsWith('laurel.shell.')));
      const [before] = await shells();
      upgraded = true;
      await page.evaluate(() => navigator.serviceWorker.getRegistration().then((found) => found.update()));
      const names = await until('both builds are here', async () => {
        const now = await shells();
        return now.length === 2 && now;
      });
      assert.deepEqual(names, [before, `laurel.shell.${upgradedHash}`]);
      // A part that the open tab loads only now comes from the build that it was opened with.
      await page.getByText('There is a newer Laurel.', { exact: false }).waitFor();
      await page.getByRole('link', { name: /^Leaderboards/ }).first().click();
      await page.getByRole('heading', { name: /Leaderboard/, level: 1 }).waitFor();
      await shot(page, 'newer-desk');
      await page.getByRole('button', { name: 'Load again' }).click();
      await page.waitForLoadState();
      await page.getByRole('heading', { name: /Leaderboard/, level: 1 }).waitFor();
      assert.equal(await page.locator('link[href*="/assets/new-kit-"]').count() > 0, true);
      assertQuiet();
    });
  } finally {
    front.closeAllConnections();
    await new Promise((resolve) => front.close(resolve));
  }
});
