// The queue of a manager and of an owner: by keyboard alone, with reasons, given away, many at once, on
// the phone.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { violations } from './axe.mjs';
import { people, startLaurel } from './laurel.mjs';
import { asPerson, choose, launch, newPerson, phone, streamOpens, toast } from './person.mjs';
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

const as = (email, options, run) => asPerson(browser, laurel.url, email, options, run);

const read = (page, path) => page.evaluate(async (p) => (await fetch(`/api/v1/${p}`)).json(), path);

const send = (page, method, path, body) =>
  page.evaluate(
    async ([m, p, b]) => {
      const response = await fetch(`/api/v1/${p}`, {
        method: m,
        headers: { 'Content-Type': 'application/json', 'Idempotency-Key': crypto.randomUUID() },
        ...(b && { body: JSON.stringify(b) }),
      });
      const text = await response.text();
      return { status: response.status, body: text ? JSON.parse(text) : null };
    },
    [method, path, body],
  );

/** Ivan nominates Olga, once for each story, and gives the ids. */
async function nominate(...stories) {
  let ids = [];
  await as(people.ivan, {}, async ({ page }) => {
    const programs = (await read(page, 'programs')).items;
    const program = programs.find((p) => p.approval === 'manager' && p.max_nominees === 1) ?? programs.find((p) => p.approval === 'manager');
    const [behaviour] = (await read(page, 'behaviours')).items;
    const [olga] = (await read(page, 'employees?q=Olga')).items;
    for (const story of stories) {
      const made = await send(page, 'POST', 'nominations', {
        program_id: program.id,
        nominee_ids: [olga.id],
        behaviour_ids: [behaviour.id],
        customer: { kind: 'external', name: 'Orchard Foods' },
        story,
        points: program.points.default,
      });
      assert.equal(made.status, 201);
      ids = [...ids, made.body.id];
    }
  });
  return ids;
}

/** Nothing waits for somebody any more. */
async function clear(email) {
  await as(email, {}, async ({ page }) => {
    for (const item of (await read(page, 'approvals?limit=100')).items) {
      const path = item.kind === 'nomination' ? `nominations/${item.id}/decline` : `redemptions/${item.id}/reject`;
      await send(page, 'POST', path, { reason: 'Make room for a test.' });
    }
  });
}

const status = async (page, id) => (await read(page, `nominations/${id}`)).status;
const waiting = async (page) => (await read(page, 'approvals?limit=100')).items.map((item) => item.id);
const inDetail = (page, text) => page.getByRole('region', { name: /^Nomination of/ }).getByText(text).first().waitFor();
const focusIsOnTheNext = (page) =>
  page.waitForFunction(() => /^Nomination of|^Nothing waits/.test(document.activeElement?.getAttribute('aria-label') ?? ''));

describe('a whole queue by keyboard alone', () => {
  test('approve, other points, thanks only, decline with words, give away, undo', async () => {
    await clear(people.maria);
    const [first, second, third, fourth] = await nominate(
      'First: the label was right.',
      'Second: the pallet was found.',
      'Third: the call came back.',
      'Fourth: the door was mended.',
    );
    await as(people.maria, {}, async ({ page, assertQuiet }) => {
      await page.keyboard.press('g');
      await page.keyboard.press('q');
      await page.waitForURL(/approvals/);
      await inDetail(page, 'First: the label was right.');

      // Other points, then yes; the next takes its place, and the focus goes with it.
      await page.keyboard.press('p');
      await page.keyboard.type('25');
      await page.keyboard.press('Enter');
      await toast(page, 'approved, 25 points');
      await inDetail(page, 'Second: the pallet was found.');
      await focusIsOnTheNext(page);
      assert.equal(await status(page, first), 'approved');

      await page.keyboard.press('u');
      await toast(page, 'It waits again');
      await page.waitForFunction(async () => (await (await fetch('/api/v1/approvals?limit=100')).json()).items.length === 4);
      assert.deepEqual(await waiting(page), [first, second, third, fourth], 'it is back at its place');

      // Next and previous are told to who does not see them.
      await page.keyboard.press('k');
      await inDetail(page, 'First: the label was right.');
      await page.getByRole('status').filter({ hasText: '1 of 4' }).waitFor({ state: 'attached' });
      await page.keyboard.press('a');
      await toast(page, 'approved');
      await inDetail(page, 'Second: the pallet was found.');
      await page.keyboard.press('t');
      await toast(page, 'published as thanks');
      assert.equal((await read(page, `nominations/${second}`)).as_thanks, true);

      // One word teaches nobody.
      await inDetail(page, 'Third: the call came back.');
      await page.keyboard.press('d');
      const dialog = page.getByRole('dialog', { name: 'Why do you decline?' });
      await dialog.getByLabel('In your words').fill('No');
      await page.keyboard.press('Control+Enter');
      await dialog.getByText('Write a few words').waitFor();
      assert.deepEqual(await violations(page), []);
      await dialog.getByRole('button', { name: 'What it did for the customer' }).press('Enter');
      await page.keyboard.press('Control+Enter');
      await toast(page, 'declined');
      assert.match((await read(page, `nominations/${third}`)).decision.reason, /what was better for them/);

      // To whom may not decide it cannot go; to an owner it can.
      await inDetail(page, 'Fourth: the door was mended.');
      await page.keyboard.press('g');
      const whom = page.getByRole('dialog', { name: 'Who should decide?' });
      await whom.waitFor();
      await page.keyboard.press('Escape'); // once: there is no list yet to close
      await whom.waitFor({ state: 'detached' });
      await page.keyboard.press('g');
      await whom.waitFor();
      await choose(page, 'Who decides', 'Ivan');
      await page.getByRole('button', { name: /^Remove Ivan/ }).waitFor();
      await page.keyboard.press('Enter');
      await toast(page, /managers and programme owners/);
      await inDetail(page, 'Fourth: the door was mended.');
      await page.keyboard.press('g');
      const owner = (await read(page, 'employees?q=owner@demo')).items[0];
      await choose(page, 'Who decides', owner.name);
      await page.reload();
      await inDetail(page, 'Fourth: the door was mended.');
      await page.keyboard.press('g');
      await page.getByRole('button', { name: `Remove ${owner.name}` }).waitFor();
      await page.getByRole('button', { name: 'Let them decide' }).press('Enter');
      await toast(page, `${owner.name} decides`);
      await page.getByRole('heading', { name: 'Nothing waits for you' }).waitFor();
      await focusIsOnTheNext(page);
      assert.deepEqual(await waiting(page), []);

      await page.keyboard.press('u');
      await toast(page, 'It waits again');
      await inDetail(page, 'Fourth: the door was mended.');
      assert.deepEqual(await violations(page), []);
      assertQuiet(/422: .*delegate/, /console: .*delegate/);
    });
  });

  test('the owner sees from whom it came, and decides', async () => {
    await clear(people.maria);
    await clear(people.owner);
    const [id] = await nominate('The customer called to say thanks.');
    await as(people.maria, {}, async ({ page }) => {
      const owner = (await read(page, 'employees?q=owner@demo')).items[0];
      assert.equal((await send(page, 'POST', `approvals/${id}/delegate`, { to: owner.id })).status, 200);
    });
    await as(people.owner, {}, async ({ page, assertQuiet }) => {
      await page.goto('/approvals');
      await page.getByText(/has asked you to decide/).waitFor();
      assert.deepEqual(await violations(page), []);
      await page.keyboard.press('a');
      await toast(page, 'approved');
      assert.equal(await status(page, id), 'approved');
      assertQuiet();
    });
  });
});

describe('a decision on a reward', () => {
  test('a no and a yes are taken back, and the points with them', async () => {
    await clear(people.maria);
    const stocked = { name: 'A day on the river', cost: 5, stock: 1, requires_approval: true };
    const owner = await newPerson(browser, laurel.url);
    await owner.signIn(people.owner);
    const reward = (await send(owner.page, 'POST', 'rewards', stocked)).body.id;
    await as(people.ivan, {}, async ({ page: redeemer }) => {
      const { balance } = (await read(redeemer, 'me')).wallet;
      const made = await send(redeemer, 'POST', 'redemptions', { reward_id: reward });
      assert.equal(made.status, 201, JSON.stringify(made.body));
      const spendable = async () => (await read(redeemer, 'me')).wallet.balance;
      await as(people.maria, {}, async ({ page, assertQuiet }) => {
        await page.goto('/approvals');
        const detail = page.getByRole('main').getByText(stocked.name);
        const becomes = (wanted) =>
          page.waitForFunction(async ([id, w]) => (await (await fetch(`/api/v1/redemptions/${id}`)).json()).status === w, [made.body.id, wanted]);
        await detail.first().waitFor();
        await page.keyboard.press('d');
        await page.getByRole('dialog', { name: 'Why do you reject it?' }).getByLabel('In your words').fill('The river is frozen until April.');
        await page.keyboard.press('Control+Enter');
        await toast(page, 'rejected, the points are back');
        assert.equal(await spendable(), balance, 'the points are back');
        await page.getByRole('button', { name: 'Undo' }).click();
        await toast(page, 'It waits again');
        assert.equal(await spendable(), balance - stocked.cost, 'the points are held again');
        await detail.first().waitFor();
        assert.deepEqual(await waiting(page), [made.body.id]);
        await page.keyboard.press('a');
        await becomes('approved');
        await toast(page, 'approved');
        await page.keyboard.press('u');
        await becomes('requested');
        assert.deepEqual(await violations(page), []);
        // Decided and handed over at once: then it is too late.
        await detail.first().waitFor();
        await page.keyboard.press('a');
        await becomes('approved');
        assert.equal((await send(owner.page, 'POST', `redemptions/${made.body.id}/fulfil`, {})).status, 200);
        await page.keyboard.press('u');
        await toast(page, 'It is too late to undo this');
        assertQuiet(/409: .*undo/, /console: .*undo/);
      });
    });
    await owner.close();
  });
});

describe('a no that teaches', () => {
  test('the nominator reads why, and sends it again in better words', async () => {
    await clear(people.maria);
    const [id] = await nominate('It was good.');
    await as(people.maria, {}, async ({ page }) => {
      await send(page, 'POST', `nominations/${id}/decline`, { reason: 'Tell us what it did for the customer.' });
    });
    await as(people.ivan, {}, async ({ page, assertQuiet }) => {
      await page.goto(`/recognitions/${id}`);
      await page.getByText('Tell us what it did for the customer.').waitFor();
      assert.deepEqual(await violations(page), []);
      await page.getByRole('link', { name: 'Send it again in better words' }).click();
      await page.getByLabel('What happened?').waitFor();
      await page.waitForFunction(() => document.querySelector('textarea')?.value === 'It was good.');
      assert.equal(await page.getByLabel('Name of the customer').inputValue(), 'Orchard Foods');
      assertQuiet();
    });
  });
});

describe('many at once', () => {
  test('one that fails stays with its reason, the others can be taken back together', async () => {
    await clear(people.maria);
    const [first, second, third] = await nominate('One of three.', 'Two of three.', 'Three of three.');
    await as(people.maria, {}, async ({ page, assertQuiet }) => {
      await page.goto('/approvals');
      await inDetail(page, 'One of three.');
      await page.keyboard.press('x');
      await page.keyboard.press('j');
      await page.keyboard.press('x');
      await page.keyboard.press('j');
      await page.keyboard.press('x');
      await page.getByRole('button', { name: 'Approve 3 selected' }).waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Approve 3 selected' }).waitFor({ state: 'detached' });
      await page.getByLabel('Select all').check();
      assert.deepEqual(await violations(page), []);
      // The server has the last word on each: the second is short of budget for the time of this test.
      await page.route('**/api/v1/approvals/batch', async (route) => {
        const body = route.request().postDataJSON();
        const others = { items: body.items.filter((item) => item.id !== second) };
        const response = await route.fetch({ postData: JSON.stringify(others) });
        const { results } = await response.json();
        results.splice(1, 0, { id: second, status: 409, code: 'insufficient_budget' });
        await route.fulfill({ response, json: { results } });
      });
      await page.keyboard.press('a');
      await toast(page, '2 approved');
      await toast(page, '1 still waits');
      await inDetail(page, 'Two of three.');
      await page.getByRole('region', { name: 'Waiting', exact: true }).getByText(/budget/i).waitFor();
      assert.deepEqual(await waiting(page), [second]);
      await page.keyboard.press('u');
      await toast(page, 'All 2 wait again');
      assert.deepEqual(await waiting(page), [first, second, third]);
      assertQuiet();
    });
  });
});

describe('while one reads', () => {
  test('what comes waits behind a button, and nothing moves', async () => {
    await clear(people.maria);
    await nominate('Here from the start.');
    await as(people.maria, {}, async ({ page, assertQuiet }) => {
      const opens = streamOpens(page);
      await page.goto('/approvals');
      await opens;
      await inDetail(page, 'Here from the start.');
      await nominate('Came while she was reading.');
      await page.getByRole('button', { name: 'Show 1 new' }).waitFor();
      const queue = page.getByRole('region', { name: 'Waiting', exact: true }).getByRole('listitem');
      assert.equal(await queue.count(), 1);
      await page.getByRole('button', { name: 'Show 1 new' }).click();
      await page.waitForFunction(() => document.querySelectorAll('main section ul > li input[type=checkbox]').length === 2);
      assertQuiet();
    });
  });
});

describe('away', () => {
  test('somebody stands in from day to day, and it comes back', async () => {
    await clear(people.maria);
    await nominate('While she is away.');
    await as(people.maria, {}, async ({ page, assertQuiet }) => {
      const owner = (await read(page, 'employees?q=owner@demo')).items[0];
      await page.goto('/approvals');
      await page.getByRole('button', { name: 'Away' }).click();
      const dialog = page.getByRole('dialog', { name: /while you are away/ });
      await dialog.getByLabel('Last day').fill('2020-01-01');
      await dialog.getByRole('button', { name: 'Let them decide' }).click();
      await dialog.getByText('The last day comes after the first').waitFor();
      assert.deepEqual(await violations(page), []);
      const next = new Date(Date.now() + 5 * 24 * 3600 * 1000).toISOString().slice(0, 10);
      await dialog.getByLabel('Last day').fill(next);
      await choose(page, 'Who decides', owner.name);
      await page.reload();
      await page.getByRole('button', { name: 'Away' }).click();
      await dialog.getByRole('button', { name: `Remove ${owner.name}` }).waitFor();
      assert.equal(await dialog.getByLabel('Last day').inputValue(), next);
      await dialog.getByRole('button', { name: 'Let them decide' }).click();
      await page.getByRole('main').getByText(`${owner.name} decides for you until`).waitFor();
      await page.getByRole('heading', { name: 'Nothing waits for you' }).waitFor();
      assert.deepEqual(await violations(page), []);
      await page.getByRole('button', { name: 'Decide myself' }).click();
      await toast(page, 'You decide again');
      await inDetail(page, 'While she is away.');
      assertQuiet();
    });
  });
});

describe('on the phone', () => {
  for (const [theme, locale] of [
    ['light', 'en-GB'],
    ['dark', 'ru-RU'],
  ]) {
    test(`list, select, decide with big targets: ${theme}, ${locale}`, async () => {
      await clear(people.maria);
      await nominate('Small screen, first.', 'Small screen, second.');
      await as(people.maria, { viewport: phone, theme, locale }, async ({ page, assertQuiet }) => {
        const ru = locale === 'ru-RU';
        await page.goto('/approvals');
        await page.getByText('Small screen, first.').first().waitFor();
        assert.deepEqual(await violations(page), []);
        await assertFits(page, 'approvals');
        const small = await page.evaluate(() =>
          [...document.querySelectorAll('main button')]
            .filter((b) => b.offsetWidth > 0 && (b.offsetHeight < 44 || b.offsetWidth < 44))
            .map((b) => b.textContent),
        );
        assert.deepEqual(small, []);
        await page.getByRole('button', { name: ru ? '1 из 2' : '1 of 2' }).click();
        await page.getByLabel(ru ? 'Выбрать все' : 'Select all').check();
        assert.deepEqual(await violations(page), []);
        await page.getByRole('button', { name: ru ? 'Одобрить 2' : 'Approve 2 selected' }).click();
        await toast(page, ru ? 'Одобрены 2' : '2 approved');
        await page.getByRole('heading', { name: ru ? 'Ничего не ждёт' : 'Nothing waits for you' }).waitFor();
        assertQuiet();
      });
    });
  }
});

