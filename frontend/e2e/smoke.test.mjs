// The main path, as people walk it: nominate, approve, see the board move, redeem, approve, fulfil.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { people, startLaurel } from './laurel.mjs';
import { choose, launch, newPerson, toast } from './person.mjs';

let laurel;
let browser;
const everybody = {};

before(async () => {
  [laurel, browser] = await Promise.all([startLaurel(), launch()]);
  for (const name of ['ivan', 'maria', 'olga', 'owner']) {
    everybody[name] = await newPerson(browser, laurel.url);
    await everybody[name].signIn(people[name]);
  }
});

after(async () => {
  await browser?.close();
  await laurel?.remove();
});

const story = 'The cold store door failed at 04:20. Olga moved 38 pallets before the shops opened.';
let olgaName;
let nominationId;

test('Ivan nominates Olga for serving an outside customer, and names who helped unseen', async () => {
  const { page } = everybody.ivan;
  olgaName = await everybody.olga.page.evaluate(async () => (await (await fetch('/api/v1/me')).json()).name);
  const helper = await colleagueOf(page, ['Olga', 'Maria']);

  await page.getByRole('navigation').getByRole('link', { name: 'Nominate' }).first().click();
  await page.getByText('Customer hero', { exact: true }).click();
  await choose(page, 'Who served well?', olgaName);
  await page.getByText('Owns the outcome', { exact: true }).click();
  await page.getByLabel('What happened?').fill(story);
  await page.getByLabel('Name of the customer').fill('Orchard Foods');
  await page.getByLabel(/What did it do for them/).fill('All 38 pallets arrived by 06:00.');
  await choose(page, /Who made it possible/, helper);
  await page.getByRole('complementary').getByText('Orchard Foods').waitFor();
  await page.getByRole('button', { name: 'Send nomination' }).click();

  await page.waitForURL(/\/recognitions\//);
  nominationId = new URL(page.url()).pathname.split('/').pop();
  await page.getByText('waits for a decision').first().waitFor();
  await page.goto('/');
  await page.getByRole('button', { name: 'From me' }).click();
  await page.getByText(story).waitFor();
  await page.goto(`/recognitions/${nominationId}`);
  await page.getByRole('article').getByText(helper).waitFor();
});

test('Maria approves, and the board moves on Ivan’s screen without a reload', async () => {
  const { page: board } = everybody.ivan;
  await board.goto('/leaderboard?metric=received&period=month');
  await board.getByRole('heading', { name: 'Leaderboard' }).waitFor();
  const scoreOf = () =>
    board
      .getByRole('listitem')
      .filter({ hasText: olgaName })
      .innerText()
      .catch(() => '');
  await board.getByRole('listitem').first().waitFor();
  const before = await scoreOf();
  await board.evaluate(() => {
    window.sameDocument = true;
  });

  const { page } = everybody.maria;
  await page.getByRole('navigation').getByRole('link', { name: 'Approvals' }).first().click();
  await page
    .getByRole('region', { name: 'Waiting' })
    .getByRole('button', { name: new RegExp(olgaName) })
    .first()
    .waitFor();
  await page.goto(`/approvals?id=${nominationId}`);
  await page.getByRole('article').getByText(story).waitFor();
  await page.getByRole('button', { name: /^Approve \d+/ }).click();
  await toast(page, 'approved');

  await until(async () => (await scoreOf()) !== before, 'the board moves');
  assert.equal(await board.evaluate(() => window.sameDocument), true);
});

test('Olga redeems a reward that wants approval; Maria approves it; the owner fulfils it', async () => {
  const { page } = everybody.olga;
  await page.goto('/rewards');
  const reward = await affordable(page);
  await page.getByRole('button', { name: `Redeem: ${reward.name}` }).click();
  await page.getByRole('dialog').getByLabel(/Note/).fill('On Friday, please');
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Redeem for/ })
    .click();
  await toast(page, reward.name);

  if (reward.requires_approval) {
    const { page: maria } = everybody.maria;
    await maria.goto('/approvals');
    await maria.getByRole('button', { name: /^Redemptions/ }).click();
    await maria
      .getByRole('region', { name: 'Waiting' })
      .getByRole('button', { name: new RegExp(olgaName) })
      .last()
      .click();
    await maria.getByRole('heading', { name: `${olgaName} asks for ${reward.name}` }).waitFor();
    await maria
      .getByRole('button', { name: /^Approve/ })
      .last()
      .click();
    await toast(maria, 'approved');
  }

  const { page: owner } = everybody.owner;
  await owner.goto('/rewards/fulfilment');
  await owner.getByRole('button', { name: `Fulfil ${reward.name} for ${olgaName}` }).click();
  if (reward.fulfilment === 'code') {
    await owner.getByRole('dialog').getByLabel('Code').fill('BOOK-1234');
    await owner.getByRole('dialog').getByRole('button', { name: 'Fulfil' }).click();
  }
  await toast(owner, 'fulfilled');

  // Olga's page learns of it by itself.
  await page
    .getByText(/^Fulfilled /)
    .first()
    .waitFor();
  await page.goto('/wallet');
  await page.getByRole('cell', { name: new RegExp(`Redemption: ${reward.name}`) }).waitFor();
});

test('Olga says a quick thanks, and it waits behind "1 new" on Ivan’s feed', async () => {
  const { page: feed } = everybody.ivan;
  await feed.goto('/');
  await feed.getByRole('article').first().waitFor();

  const { page } = everybody.olga;
  await page.goto('/');
  await page.getByRole('button', { name: 'Who made things better for a customer?' }).click();
  await choose(page, 'Who?', 'Ivan');
  await page.getByLabel('What did they do?').fill('Found the lost delivery note before noon.');
  await page.getByRole('button', { name: 'Thank', exact: true }).click();
  await toast(page, 'is thanked');
  await page.getByText('Found the lost delivery note before noon.').waitFor();

  await feed.getByRole('button', { name: /Show \d+ new recognition/ }).click();
  await feed.getByText('Found the lost delivery note before noon.').waitFor();
});

test('nobody’s console, network or content security policy complained', () => {
  for (const person of Object.values(everybody)) person.assertQuiet();
});

async function colleagueOf(page, not) {
  const items = await page.evaluate(async () => (await (await fetch('/api/v1/employees?limit=50')).json()).items);
  const me = await page.evaluate(async () => (await (await fetch('/api/v1/me')).json()).id);
  const found = items.find((e) => e.id !== me && e.role === 'employee' && !not.some((name) => e.name.startsWith(name)));
  return found.name;
}

/** The first reward that Olga's points cover, one that wants approval where there is one. */
async function affordable(page) {
  return page.evaluate(async () => {
    const read = async (path) => (await fetch(`/api/v1/${path}`)).json();
    const [rewards, me] = await Promise.all([read('rewards?limit=100'), read('me')]);
    const open = rewards.items.filter((r) => r.available && r.cost <= me.wallet.balance);
    return open.find((r) => r.requires_approval && r.approver !== 'owner') ?? open[0];
  });
}

async function until(isSo, what) {
  const end = Date.now() + 15_000;
  while (!(await isSo())) {
    if (Date.now() > end) assert.fail(`not within 15 s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
