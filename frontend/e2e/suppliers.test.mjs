// A reward from a supplier: the address and the secret, the order as the supplier gets it, and what owners see and do.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { people, startLaurel } from './laurel.mjs';
import { launch, newPerson, toast } from './person.mjs';
import { programOf } from './program.mjs';
import { assertFine, looks, nameOf } from './screen.mjs';
import { until } from './until.mjs';
import { verifies } from './receivers.mjs';

let laurel;
let browser;
let supplier;

/** Answers each order as `next` says, and keeps what came. */
async function startSupplier() {
  const got = [];
  const state = { next: { status: 202, body: { status: 'accepted' } }, got };
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    got.push({ headers: request.headers, body: Buffer.concat(chunks) });
    response.writeHead(state.next.status, { 'Content-Type': 'application/json' }).end(JSON.stringify(state.next.body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  state.url = `http://127.0.0.1:${server.address().port}/orders`;
  state.close = () => {
    server.close();
    server.closeAllConnections();
  };
  return state;
}

before(async () => {
  supplier = await startSupplier();
  [laurel, browser] = await Promise.all([startLaurel({ LAUREL_WEBHOOK_ALLOW: '127.0.0.0/8' }), launch()]);
});

after(async () => {
  await browser?.close();
  await laurel?.remove();
  supplier?.close();
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

async function says(redemption, body) {
  const text = JSON.stringify(body);
  const at = new Date();
  const response = await fetch(`${laurel.url}/api/v1/public/supplier-orders/${redemption}`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      'webhook-id': 'call-1',
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(supplier.secret).sign('call-1', at, text),
    },
    body: text,
  });
  return response.status;
}

test('an owner gives a reward to a supplier, whose secret is shown once', () =>
  as(people.owner, {}, async ({ page, assertQuiet }) => {
    await page.goto('/admin/rewards/new');
    await page.getByLabel('Name, in English').fill('A voucher');
    await page.getByLabel('Costs, in points').fill('10');
    await page.getByLabel('How it reaches them').selectOption('webhook');
    await page.getByLabel('Supplier’s address').fill(supplier.url);
    assertQuiet();
    await page.getByRole('button', { name: 'Add a reward' }).click();
    const dialog = page.getByRole('dialog', { name: 'Signing secret' });
    supplier.secret = await dialog.getByLabel('Signing secret').inputValue();
    assert.match(supplier.secret, /^whsec_/);
    await page.keyboard.press('Escape');
    await page.waitForURL(/\/admin\/rewards$/);
    await page.getByRole('link', { name: /A voucher/ }).click();
    assert.equal(await page.getByLabel('Supplier’s address').inputValue(), supplier.url);
    await page.getByRole('button', { name: 'New secret for the supplier' }).click();
    const next = await dialog.getByLabel('Signing secret').inputValue();
    assert.notEqual(next, supplier.secret);
    supplier.secret = next;
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    assertQuiet();
  }));

test('a redemption is ordered, and is fulfilled by the supplier’s call', async () => {
  const olga = await programOf(laurel, people.olga);
  const voucher = (await olga('GET', '/rewards?limit=100')).items.find((one) => one.name === 'A voucher');
  assert.equal(voucher.supplier_url, null);
  const { id } = await olga('POST', '/redemptions', { reward_id: voucher.id });
  await until('the order comes', () => supplier.got.length === 1);
  assert.ok(verifies(supplier.secret, supplier.got[0].headers, supplier.got[0].body));
  assert.equal(JSON.parse(supplier.got[0].body).data.redemption_id, id);
  await as(people.owner, {}, async ({ page }) => {
    await page.goto('/rewards/fulfilment');
    await page.getByText('Ordered: the supplier has it').waitFor();
  });
  assert.equal(await says(id, { status: 'fulfilled', reference: 'S-17', code: 'TREE-4471-A' }), 200);
  assert.equal(await says(id, { status: 'fulfilled', reference: 'S-17', code: 'TREE-4471-A' }), 200);
  assert.equal(await says(id, { status: 'refused' }), 409);
  await as(people.olga, {}, async ({ page }) => {
    await page.goto('/rewards');
    await page.getByText('TREE-4471-A').waitFor();
  });
});

test('what is refused waits for an owner, who tries again, or cancels and refunds', async () => {
  const olga = await programOf(laurel, people.olga);
  const voucher = (await olga('GET', '/rewards?limit=100')).items.find((one) => one.name === 'A voucher');
  supplier.next = { status: 422, body: { status: 'refused', reason: 'None left this week' } };
  await olga('POST', '/redemptions', { reward_id: voucher.id });
  await as(people.owner, {}, async ({ page, assertQuiet }) => {
    await until('the order is refused', async () => (await (await programOf(laurel, people.owner))('GET', '/redemptions?status=approved')).items.some((one) => one.order?.status === 'refused'));
    await page.goto('/notifications');
    await page.getByRole('link', { name: /A voucher: the supplier has refused an order/ }).click();
    await page.waitForURL(/\/rewards\/fulfilment$/);
    const order = page.getByRole('group', { name: 'Order at the supplier' }).filter({ hasText: 'Refused by the supplier' });
    await order.getByText('None left this week').waitFor();
    for (const look of looks) {
      await as(people.owner, look, (other) => assertFine(other.page, '/rewards/fulfilment', `fulfilment refused ${nameOf(look)}`));
    }
    supplier.next = { status: 202, body: { status: 'accepted' } };
    await page.getByRole('button', { name: /^Try again: A voucher for / }).click();
    await toast(page, 'It is being ordered again.');
    await until('the order is sent again', async () => (await (await programOf(laurel, people.owner))('GET', '/redemptions?status=approved')).items.some((one) => one.order?.status === 'sent'));
    await page.reload();
    await page.getByText('Ordered: the supplier has it').waitFor();
    await page.getByRole('button', { name: /^Cancel and refund: A voucher for / }).click();
    await page.getByText('Ordered: the supplier has it').waitFor({ state: 'detached' });
    assertQuiet();
  });
  await until('the supplier hears of the cancellation', () => JSON.parse(supplier.got.at(-1).body).type === 'redemption.cancelled');
});

describe('every look', () => {
  for (const look of looks) {
    test(nameOf(look), () =>
      as(people.owner, look, async ({ page, assertQuiet }) => {
        const owner = await programOf(laurel, people.owner);
        const voucher = (await owner('GET', '/rewards?limit=100')).items.find((one) => one.name === 'A voucher');
        await assertFine(page, `/admin/rewards/${voucher.id}`, `supplier ${nameOf(look)}`);
        await assertFine(page, '/rewards/fulfilment', `fulfilment ${nameOf(look)}`);
        assertQuiet();
      }),
    );
  }
});
