// The main job from end to end: a colleague is nominated and approved, the board moves, a chat and a program hear of it,
// a reward is redeemed, approved and fulfilled; then the server stops and starts, and all is there.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';
import { setImmediate as letOthersRun } from 'node:timers/promises';
import { people, startLaurel } from './laurel.mjs';
import { choose, launch, newPerson, streamOpens, toast } from './person.mjs';
import { processesOf, stillRunning } from './processes.mjs';
import { programOf } from './program.mjs';
import { flipped, slackReceiver, slackShows, standardReceiver, verifies } from './receivers.mjs';
import { until } from './until.mjs';

let laurel;
let browser;
let slack;
let standard;
const everybody = {};

before(async () => {
  [laurel, browser, slack, standard] = await Promise.all([
    startLaurel({ LAUREL_WEBHOOK_ALLOW: '127.0.0.0/8' }),
    launch(),
    slackReceiver(),
    standardReceiver(),
  ]);
});

after(async () => {
  await browser?.close();
  await laurel?.remove();
  await slack?.close();
  await standard?.close();
});

const story = 'The cold store door failed at 04:20. Olga & the night shift moved 38 pallets before the shops opened — спасибо!';
const impact = 'All 38 pallets arrived by 06:00.';
const customer = 'Orchard <Foods>';

test('the main job, end to end', { timeout: 600_000 }, async (t) => {
  const step = stepsOf(t);
  let admin;
  let endpoints;
  let nomination;
  let redemption;
  let olga;
  let helper;
  let left;

  await step('an administrator makes two endpoints by the API; the secret is told once', async () => {
    admin = await programOf(laurel, people.admin);
    const events = ['recognition.published', 'redemption.fulfilled'];
    const [chat, program] = await Promise.all([
      admin('POST', '/webhooks', { kind: 'slack', url: slack.url, events }),
      admin('POST', '/webhooks', { kind: 'standard', url: standard.url, events }),
    ]);
    assert.match(program.secret, /^whsec_[A-Za-z0-9+/]{32,}=*$/);
    standard.secret = program.secret;
    endpoints = { slack: chat.id, standard: program.id };
    const shown = JSON.stringify(await admin('GET', '/webhooks'));
    assert.ok(shown.includes(program.id) && !shown.includes(program.secret.slice(6)) && !shown.includes('slack-secret'));
  });

  await step('all sign in; Ivan opens the leaderboard', async () => {
    const ivan = await arrive('ivan');
    await Promise.all(['maria', 'olga', 'owner'].map(arrive));
    await openBoard(ivan.page);
    olga = await read(everybody.olga.page, 'me');
  });

  await step('Ivan nominates Olga on another page: for an outside customer, and with a colleague unseen', async () => {
    const page = await everybody.ivan.context.newPage();
    await page.goto('/nominate');
    helper = await colleagueOf(page, ['Ivan', 'Olga', 'Maria']);
    await page.getByText('Customer hero', { exact: true }).click();
    await choose(page, 'Who served well?', olga.name);
    await page.getByText('Owns the outcome', { exact: true }).click();
    await page.getByLabel('What happened?').fill(story);
    await page.getByLabel('Name of the customer').fill(customer);
    await page.getByLabel(/What did it do for them/).fill(impact);
    await choose(page, /Who made it possible/, helper);
    await page.getByRole('complementary').getByText(customer).waitFor();
    await page.getByRole('button', { name: 'Send nomination' }).click();
    await page.waitForURL(/\/recognitions\//);
    await page.getByText('waits for a decision').first().waitFor();
    await page.getByRole('article').getByText(helper).waitFor();
    const id = new URL(page.url()).pathname.split('/').pop();

    await page.getByRole('navigation').getByRole('link', { name: 'Home' }).first().click();
    await page.getByRole('button', { name: 'From me' }).click();
    await page.getByRole('feed').getByText(story).waitFor();

    nomination = await read(page, `nominations/${id}`);
    assert.equal(nomination.status, 'pending');
    assert.deepEqual(nomination.customer, { ...nomination.customer, kind: 'external', name: customer });
    assert.ok(nomination.points > 0);
    assert.deepEqual(of(standard, nomination.id), [], 'nothing is announced before it is approved');
    await page.close();
  });

  await step('Maria approves, and the board moves on Ivan’s screen without a reload', async () => {
    const { page: board } = everybody.ivan;
    await board.evaluate(() => {
      window.sameDocument = true;
    });
    const score = await scoreOn(board, olga.name).innerText();

    const { page } = everybody.maria;
    await page.goto(`/approvals?id=${nomination.id}`);
    await page.getByRole('article').getByText(story).waitFor();
    await page.getByRole('button', { name: `Approve ${nomination.points}` }).click();
    await toast(page, 'approved');

    const moved = `${(numberIn(score) + nomination.points).toLocaleString('en-GB')} points`;
    await scoreOn(board, olga.name).filter({ hasText: moved }).waitFor();
    assert.equal(await board.evaluate(() => window.sameDocument), true);
    nomination = await read(page, `nominations/${nomination.id}`);
    assert.equal(nomination.status, 'approved');
  });

  await step('Slack’s channel hears of it, in a message that Slack takes', async () => {
    const { message, answer } = await until('Slack hears of it', () => slack.messages.find(({ body }) => body.includes(nomination.id)));
    assert.equal(answer, 'ok');
    const shown = slackShows(message);
    for (const part of [story, impact, customer, olga.name, helper, 'Ivan']) assert.ok(shown.includes(asSlackWrites(part)), part);
    assert.ok(shown.includes(`<${laurel.url}/recognitions/${nomination.id}|`), 'a link to the whole');
    assert.ok(message.text.includes(olga.name));
  });

  await step('the program hears of it, signed: with one bit flipped anywhere, the signature does not hold', async () => {
    const [{ headers, body }] = await until('the program hears of it', () => atLeast(1, of(standard, nomination.id)));
    assert.ok(verifies(standard.secret, headers, body));
    let flips = 0;
    for (const other of flipped(headers, body)) {
      assert.ok(!verifies(standard.secret, other.headers, other.body), `flip ${flips}`);
      flips += 1;
      if (flips % 100 === 0) await letOthersRun(); // the receivers live in this process
    }
    assert.ok(flips > 1000);
    assert.ok(!verifies(`whsec_${randomBytes(32).toString('base64')}`, headers, body), 'another secret');
  });

  await step('it hears again under the same id, because it was not well at first', async () => {
    const [first, second] = await until('two tries', () => atLeast(2, of(standard, nomination.id)));
    assert.deepEqual([first.status, second.status], [503, 204]);
    assert.equal(second.id, first.id);
    assert.deepEqual(second.body, first.body);
    assert.equal(second.type, 'recognition.published');
    const sent = ['id', 'story', 'impact', 'customer', 'nominees', 'enablers', 'behaviours', 'points', 'published_at'];
    assert.deepEqual(pick(second.data, sent), pick(nomination, sent));
    for (const endpoint of Object.values(endpoints)) {
      const deliveries = await until('all is delivered', () => allDelivered(endpoint));
      assert.deepEqual([...new Set(deliveries.map((delivery) => delivery.event_id))], [first.id], 'one id everywhere');
    }
  });

  await step('tried again by hand, an announcement keeps its id', async () => {
    const { items } = await admin('GET', `/webhooks/${endpoints.slack}/deliveries`);
    await admin('POST', `/deliveries/${items[0].id}/retry`);
    const [first, second] = await until('Slack hears it again', () => atLeast(2, slack.messages));
    assert.deepEqual(second.body, first.body);
    const deliveries = await until('it is delivered again', async () => atLeast(2, await allDelivered(endpoints.slack)));
    assert.equal(deliveries[0].event_id, deliveries[1].event_id);
  });

  await step('Olga redeems a reward that wants approval', async () => {
    const { page } = everybody.olga;
    await page.goto('/rewards');
    const reward = await affordable(page);
    const { wallet } = await read(page, 'me');
    assert.equal(wallet.balance, olga.wallet.balance + nomination.points);
    await page.getByRole('button', { name: `Redeem: ${reward.name}` }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(/Note/).fill('On Friday, please');
    await dialog.getByRole('button', { name: /^Redeem for/ }).click();
    await toast(page, reward.name);
    await mine(page).getByText(/^Waits for approval/).waitFor();
    assert.equal(await mine(page).locator('[aria-current="step"]').first().innerText(), 'Being decided');

    [redemption] = (await read(page, 'redemptions')).items;
    assert.deepEqual([redemption.reward.id, redemption.status, redemption.points], [reward.id, 'requested', reward.cost]);
    const held = (await read(page, 'me')).wallet;
    assert.deepEqual(held, { ...held, balance: wallet.balance - reward.cost, reserved: wallet.reserved + reward.cost });
  });

  await step('Maria approves it', async () => {
    const { page } = everybody.maria;
    await page.goto(`/approvals?id=${redemption.id}`);
    await page.getByRole('heading', { name: `${olga.name} asks for ${redemption.reward.name}` }).waitFor();
    await page.getByText('On Friday, please').waitFor();
    await page.getByRole('button', { name: `Approve ${redemption.points}` }).click();
    await toast(page, 'approved');
    await mine(everybody.olga.page).getByText('Approved, on its way.').waitFor();
  });

  await step('the owner fulfils it; Olga’s page and the program hear of it', async () => {
    const { page } = everybody.owner;
    await page.goto('/rewards/fulfilment');
    await page.getByRole('button', { name: `Fulfil ${redemption.reward.name} for ${olga.name}` }).first().click();
    await toast(page, 'fulfilled');
    await mine(everybody.olga.page).getByText(/^Fulfilled /).waitFor();

    const [heard] = await until('the program hears of it', () => atLeast(1, of(standard, redemption.id)));
    redemption = await read(everybody.olga.page, `redemptions/${redemption.id}`);
    assert.deepEqual([heard.type, heard.status, redemption.status], ['redemption.fulfilled', 204, 'fulfilled']);
    const sent = ['id', 'reward', 'employee', 'quantity', 'points', 'status', 'fulfilled_at'];
    assert.deepEqual(pick(heard.data, sent), pick(redemption, sent));
    await until('the chat hears of it', () => slack.messages.find(({ message }) => message?.text.includes(redemption.reward.name)));
  });

  await step('all is delivered, nobody refused anything, and no screen complained', async () => {
    for (const endpoint of Object.values(endpoints)) await until('all is delivered', () => allDelivered(endpoint));
    assert.deepEqual(slack.messages.map(({ answer }) => answer), ['ok', 'ok', 'ok']);
    assert.deepEqual(standard.messages.map(({ status, type }) => [status, type]), [
      [503, 'recognition.published'],
      [204, 'recognition.published'],
      [204, 'redemption.fulfilled'],
    ]);
    for (const person of Object.values(everybody)) person.assertQuiet();
    left = await remembered();
  });

  await step('told to stop, the server stops, and nothing that it started is left', async () => {
    for (const person of Object.values(everybody)) await person.close();
    const pid = laurel.pid();
    const before = processesOf(pid, laurel.folder);
    assert.ok(before.some(({ name }) => name === 'postgres'), 'its database runs');
    assert.equal(await laurel.stop(), 0);
    assert.deepEqual(stillRunning(before), []);
    assert.deepEqual(processesOf(pid, laurel.folder), []);
  });

  await step('started again on the same folder, all is there', async () => {
    await laurel.start();
    const [ivan, { page }] = await Promise.all(['ivan', 'olga', 'owner'].map(arrive));
    assert.deepEqual(await remembered(), left);

    await ivan.page.getByRole('feed').getByText(story).waitFor();
    await openBoard(ivan.page);
    const entry = left.board.find(({ employee }) => employee.name === olga.name);
    await scoreOn(ivan.page, olga.name).filter({ hasText: `${entry.score.toLocaleString('en-GB')} points` }).waitFor();
    await page.goto('/wallet');
    await page.getByText(`You can spend ${left.wallet.balance.toLocaleString('en-GB')} point`).first().waitFor();
    await page.getByRole('cell', { name: `Redemption: ${redemption.reward.name}` }).first().waitFor();
    await page.getByRole('link', { name: /^Recognition by Ivan/ }).first().waitFor();
    await page.goto('/rewards');
    await mine(page).getByText(redemption.reward.name).waitFor();
    await mine(page).getByText(/^Fulfilled /).waitFor();
  });

  await step('announcements go on, by the secrets from before; what was told is not told again', async () => {
    await Promise.all(Object.values(endpoints).map((endpoint) => admin('POST', `/webhooks/${endpoint}/test`)));
    const test = await until('a test arrives', () => standard.messages.find(({ type }) => type === 'endpoint.tested'));
    assert.equal(test.status, 204);
    await until('a test arrives in the channel', () => atLeast(4, slack.messages));
    assert.deepEqual([standard.messages.length, slack.messages.length, slack.messages.at(-1).answer], [4, 4, 'ok']);
  });

  await step('nobody’s console, network or content security policy complained', () => {
    for (const person of Object.values(everybody)) person.assertQuiet();
  });

  async function allDelivered(endpoint) {
    const { items } = await admin('GET', `/webhooks/${endpoint}/deliveries`);
    return items.length > 0 && items.every(({ status }) => status !== 'pending') && items[0].status === 'delivered' && items;
  }

  /** What must be the same after a restart. */
  async function remembered() {
    const [{ wallet }, entries, redemptions, board, feed, ledger, deliveries] = await Promise.all([
      read(everybody.olga.page, 'me'),
      read(everybody.olga.page, 'me/wallet/entries?limit=100'),
      read(everybody.olga.page, 'redemptions?limit=100'),
      read(everybody.ivan.page, 'leaderboards/received?period=all&limit=100'),
      read(everybody.ivan.page, 'feed?limit=100'),
      read(everybody.owner.page, 'ledger/check'),
      admin('GET', `/webhooks/${endpoints.standard}/deliveries`),
    ]);
    assert.equal(ledger.balanced, true);
    assert.ok(feed.items.some(({ id }) => id === nomination.id));
    const lists = { entries: entries.items, redemptions: redemptions.items, feed: feed.items, deliveries: deliveries.items };
    return { wallet, board: board.entries, ledger, ...lists };
  }
});

/** Makes steps of a test: the first that fails ends it, and says what was on the screens. */
function stepsOf(t) {
  return async (name, run) => {
    let failed = false;
    await t.test(name, async () => {
      try {
        await run();
      } catch (error) {
        failed = true;
        if (error instanceof Error) error.message += `\n${await onScreens()}`;
        throw error;
      }
    });
    if (failed) assert.fail(`ended at: ${name}`);
  };
}

async function onScreens() {
  const told = [];
  for (const [name, { context, complaints }] of Object.entries(everybody)) {
    for (const page of context.pages()) {
      const text = await page.locator('body').innerText({ timeout: 5000 }).catch(String);
      told.push(`--- ${name} at ${page.url()}\n${text.slice(0, 2000)}`);
    }
    told.push(...complaints);
  }
  return told.join('\n');
}

/** Somebody comes to a browser of their own and signs in; the stream of events is open then. */
async function arrive(name) {
  const person = await newPerson(browser, laurel.url);
  everybody[name] = person;
  await Promise.all([streamOpens(person.page), person.signIn(people[name])]);
  return person;
}

/** Goes to the board of all time, whose entries no turn of a month takes away, without leaving the document. */
async function openBoard(page) {
  await page.getByRole('navigation').getByRole('link', { name: 'Leaderboards' }).first().click();
  await page.getByRole('heading', { name: 'Leaderboard', exact: true }).waitFor();
  await page.getByRole('radiogroup', { name: 'Period' }).getByText('All time').click();
  await page.waitForURL(/period=all/);
  await page.getByRole('listitem').first().waitFor();
}

/** What the board says of somebody's points to who cannot see it. */
function scoreOn(board, name) {
  return board
    .getByRole('region', { name: 'Ranking' })
    .getByRole('listitem')
    .filter({ hasText: name })
    .getByText(/^[\d,]+ points?$/);
}

function numberIn(text) {
  return Number(text.replace(/\D/g, ''));
}

/** Olga's latest redemption, on the page of the rewards. */
function mine(page) {
  return page.getByRole('region', { name: 'Your redemptions' }).getByRole('list').first().locator('> li').first();
}

/** Messages that a standard receiver got about a thing, the oldest first. */
function of(receiver, id) {
  return receiver.messages.filter(({ data }) => data?.id === id);
}

function atLeast(count, list) {
  return list && list.length >= count && list;
}

function pick(object, names) {
  return Object.fromEntries(names.map((name) => [name, object[name]]));
}

function asSlackWrites(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function read(page, path) {
  return page.evaluate(async (p) => {
    const response = await fetch(`/api/v1/${p}`);
    if (!response.ok) throw new Error(`${p}: ${response.status} ${await response.text()}`);
    return response.json();
  }, path);
}

async function colleagueOf(page, not) {
  const { items } = await read(page, 'employees?limit=50');
  return items.find(({ role, name }) => role === 'employee' && !not.some((first) => name.startsWith(first))).name;
}

/** A reward that Olga's points cover and to which her manager must say yes. */
async function affordable(page) {
  const [rewards, me] = await Promise.all([read(page, 'rewards?limit=100'), read(page, 'me')]);
  const found = rewards.items.find((r) => r.available && r.cost <= me.wallet.balance && r.requires_approval && r.approver !== 'owner');
  assert.ok(found, 'Olga can afford a reward that wants approval');
  return found;
}
