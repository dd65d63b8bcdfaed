// What concerns people reaches them: the inbox, live; who made it possible; and the customer's word.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { violations } from './axe.mjs';
import { people, startLaurel } from './laurel.mjs';
import { until } from './until.mjs';
import { choose, launch, newPerson, phone, streamOpens, toast } from './person.mjs';
import { programOf } from './program.mjs';

let laurel;
let browser;

before(async () => {
  [laurel, browser] = await Promise.all([startLaurel(), launch()]);
});

after(async () => {
  await browser?.close();
  await laurel?.remove();
});

const program = (email) => programOf(laurel, email);

const shot = (page, name) => process.env.LAUREL_SHOTS && page.screenshot({ path: `${process.env.LAUREL_SHOTS}/${name}.png`, fullPage: true });

test('who is thanked hears of it, names who made it possible, and the one named may stay out', { timeout: 300_000 }, async () => {
  const [olga, ivan, maria] = [await program(people.olga), await program(people.ivan), await program(people.maria)];
  const { items: programs } = await olga('GET', '/programs');
  const thanks = programs.find((p) => p.name === 'Thanks');
  for (const somebody of [ivan, maria]) await somebody('POST', '/notifications/read', { up_to: new Date().toISOString() });

  const reader = await newPerson(browser, laurel.url);
  await reader.signIn(people.ivan);
  const { page } = reader;
  await page.keyboard.press('g');
  await page.keyboard.press('i');
  await page.waitForURL('**/notifications');
  await page.getByRole('heading', { name: 'Notifications', level: 1 }).waitFor();
  await page.getByText('You have read everything.').first().waitFor();

  const opened = streamOpens(page);
  await page.reload();
  await opened;
  await page.getByRole('list', { name: 'Notifications' }).waitFor();
  const story = 'Rebuilt the loading plan in an hour, so that the shops had bread.';
  const recognition = await olga('POST', '/nominations', { program_id: thanks.id, nominee_ids: [ivan.me.id], story, points: 0 });
  // It waits behind "1 new", and the bell counts it: nothing moves under the reader.
  await page.getByRole('button', { name: 'Show 1 new notification' }).waitFor();
  await page.getByRole('link', { name: /Notifications.*1 not read/ }).first().waitFor();
  assert.equal(await page.getByText(story).count(), 0);
  await page.getByRole('button', { name: 'Show 1 new notification' }).click();
  await page.getByRole('link', { name: /Not read: .* recognised you/ }).waitFor();
  await page.getByText('1 is new.').waitFor();
  await shot(page, 'inbox-desk-light');
  assert.deepEqual(await violations(page), []);

  await page.getByRole('button', { name: 'Thanks', exact: true }).click();
  await page.getByRole('link', { name: /recognised you/ }).first().click();
  await page.waitForURL(`**/recognitions/${recognition.id}`);
  await page.getByRole('heading', { name: 'Who made this possible for you?' }).waitFor();
  await page.getByRole('link', { name: 'Notifications', exact: true }).first().waitFor(); // read: no count any more
  await choose(page, 'Another colleague', maria.me.name);
  await toast(page, maria.me.name);
  const chain = page.getByRole('region', { name: 'Who made it possible' });
  await chain.getByText(`named by ${ivan.me.name}`).waitFor();
  await shot(page, 'chain-desk-light');
  assert.deepEqual(await violations(page), []);
  await reader.close();

  await olga('POST', '/nominations', { program_id: thanks.id, nominee_ids: [maria.me.id], story: 'Stayed on the phone until it was solved.', points: 0 });
  const named = await newPerson(browser, laurel.url, { viewport: phone, theme: 'dark' });
  await named.signIn(people.maria);
  await named.page.getByRole('link', { name: /Notifications/ }).first().click();
  await named.page.getByRole('link', { name: `${ivan.me.name} named you` }).waitFor();
  await shot(named.page, 'inbox-phone-dark');
  assert.deepEqual(await violations(named.page), []);
  await named.page.getByRole('button', { name: 'Leave me out' }).first().click();
  await toast(named.page, 'You are left out');
  assert.equal((await maria('GET', `/nominations/${recognition.id}`)).enablers.length, 0);
  await named.page.getByRole('button', { name: 'Undo' }).click();
  await toast(named.page, 'You stand in it again');
  assert.equal((await maria('GET', `/nominations/${recognition.id}`)).enablers.length, 1);
  await named.page.getByRole('button', { name: 'Mark all as read' }).click();
  await toast(named.page, 'Everything is marked as read.');
  await named.page.getByText('You have read everything.').first().waitFor();
  named.assertQuiet();
  await named.close();
  reader.assertQuiet();
});

test('opening a recognition reads what was told about it, in other tabs as well', { timeout: 120_000 }, async () => {
  const [olga, ivan] = [await program(people.olga), await program(people.ivan)];
  const { items: programs } = await ivan('GET', '/programs');
  const thanks = programs.find((p) => p.name === 'Thanks');
  await olga('POST', '/notifications/read', { up_to: new Date().toISOString() });
  const give = (story) => ivan('POST', '/nominations', { program_id: thanks.id, nominee_ids: [olga.me.id], story, points: 0 });
  const [opened, other] = [await give('Carried the boxes up four floors.'), await give('Called the customer back at six.')];
  await until('both are told', async () => (await olga('GET', '/notifications')).unread === 2);

  const reader = await newPerson(browser, laurel.url);
  await reader.signIn(people.olga);
  const inbox = await reader.context.newPage();
  await inbox.goto('/notifications');
  const rows = inbox.getByRole('list', { name: 'Notifications' }).getByRole('listitem');
  const row = (story) => rows.filter({ hasText: story });
  await row('Carried the boxes').getByText('Not read:').first().waitFor({ state: 'attached' });
  await inbox.getByText('2 are new.').waitFor();

  await reader.page.bringToFront();
  await reader.page.goto(`/recognitions/${opened.id}`);
  await reader.page.getByRole('link', { name: /Notifications.*1 not read/ }).first().waitFor();
  await row('Carried the boxes').getByText('Not read:').first().waitFor({ state: 'detached' });
  await inbox.getByText('1 is new.').waitFor();
  await row('Called the customer').getByText('Not read:').first().waitFor({ state: 'attached' });

  // What comes while one looks at it is read as well.
  await ivan('PUT', `/nominations/${opened.id}/reactions/leaf`);
  await until('the reaction is read', async () => (await olga('GET', '/notifications')).items.some((n) => n.kind === 'reaction_added' && n.read));
  assert.deepEqual(
    (await olga('GET', '/notifications?unread=true')).items.map((n) => n.nomination.id),
    [other.id],
  );
  reader.assertQuiet();
  await reader.close();
});

test('the customer says in one tap whether it was so, and it stands beside the decision', { timeout: 300_000 }, async () => {
  const [ivan, olga, admin] = [await program(people.ivan), await program(people.olga), await program(people.admin)];
  const [{ items: programs }, { items: behaviours }] = await Promise.all([ivan('GET', '/programs'), ivan('GET', '/behaviours')]);
  await ivan('POST', '/nominations', {
    program_id: programs.find((p) => p.name === 'Customer hero').id,
    nominee_ids: [olga.me.id],
    behaviour_ids: [behaviours[0].id],
    customer: { kind: 'employee', id: admin.me.id },
    story: 'Found the missing pallet before anybody asked.',
    impact: 'The delivery left on time.',
  });
  const customer = await newPerson(browser, laurel.url, { locale: 'ru-RU', viewport: phone });
  await customer.signIn(people.admin);
  await customer.page.goto('/notifications');
  await customer.page.getByText(/Вы были клиентом/).first().waitFor();
  await shot(customer.page, 'inbox-ru-phone');
  assert.deepEqual(await violations(customer.page), []);
  await customer.page.getByRole('button', { name: 'Да, так и было' }).first().click();
  await toast(customer.page, 'Ваше слово видно');
  await customer.page.getByText('Ваш ответ: так и было.').first().waitFor();
  await customer.page.getByRole('link', { name: /Вы были клиентом/ }).first().click();
  await customer.page.getByRole('button', { name: 'Нет, не так' }).waitFor(); // can be changed while it waits
  await shot(customer.page, 'word-ru-phone');
  assert.deepEqual(await violations(customer.page), []);
  customer.assertQuiet();
  await customer.close();

  const decides = await newPerson(browser, laurel.url, { theme: 'dark' });
  await decides.signIn(people.maria);
  await decides.page.goto('/notifications');
  await decides.page.getByRole('button', { name: 'Asked of you' }).click();
  await decides.page.getByRole('link', { name: /it waits for your decision/ }).first().click();
  await decides.page.waitForURL('**/approvals?id=*');
  await decides.page.getByText('the customer, confirms that it was so').waitFor();
  await shot(decides.page, 'word-approvals-dark');
  decides.assertQuiet();
  await decides.close();
});

test('an inbox that does not load says so, and heals', { timeout: 120_000 }, async () => {
  const reader = await newPerson(browser, laurel.url);
  await reader.signIn(people.olga);
  const { page } = reader;
  await page.route('**/api/v1/notifications?topic=own', (route) => route.fulfill({ status: 403, json: { code: 'forbidden', detail: 'No.' } }));
  await page.goto('/notifications');
  await page.getByRole('button', { name: 'What became of it' }).click();
  await page.getByText('Your notifications did not load').waitFor();
  assert.deepEqual(await violations(page), []);
  await page.unroute('**/api/v1/notifications?topic=own');
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByText('Your notifications did not load').waitFor({ state: 'hidden' });
  reader.assertQuiet(/topic=own/);
  await reader.close();
});
