// The pictures of docs/using.md. What moves points comes after the pictures of wallets.
import { people, password } from '../laurel.mjs';
import { choose, phone, toast } from '../person.mjs';
import { loaded } from '../screen.mjs';

const region = (page, name) => page.getByRole('region', { name, exact: true });
const main = (page) => page.getByRole('main');

export async function using(studio) {
  await entering(studio);
  await thanking(studio);
  await studio.goOn();
  await answering(studio);
  await ofOneself(studio);
  await spending(studio);
  await leading(studio);
  await deciding(studio);
  await withoutMail(studio);
  await onPaper(studio);
}

async function entering({ as, take }) {
  await as(null, {}, async ({ page }) => {
    await page.goto('/signin');
    await page.getByLabel('E-mail').fill(people.ivan);
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'I have a personnel number' }).waitFor();
    await take(page, 'sign-in');
    await page.getByRole('link', { name: 'Forgotten password' }).click();
    await page.getByLabel('E-mail').fill(people.ivan);
    await page.getByRole('button', { name: 'Send the link' }).click();
    await page.getByText(/a link is on its way/).waitFor();
    await take(page, 'forgotten-password', { of: [page.getByRole('heading', { level: 1 }), page.getByRole('link', { name: 'Go to sign-in' })] });
  });
}

async function thanking({ as, take }) {
  await as(people.ivan, { viewport: { width: 1180, height: 920 } }, async ({ page }) => {
    await page.getByRole('article').filter({ hasText: 'The cold store door failed' }).waitFor();
    await page.getByRole('complementary').getByText('To give away').waitFor();
    await take(page, 'feed');

    await page.getByRole('button', { name: 'Who made things better for a customer?' }).click();
    const form = page.locator('form').filter({ has: page.getByRole('combobox') });
    await choose(page, 'Who', 'Olga');
    await form.getByRole('textbox').last().fill('You found the missing pallet before the shop opened.');
    await take(page, 'thanks', { of: form });

    await page.goto('/nominate');
    await choose(page, 'Who served well?', 'Hanna');
    await page.getByText('Puts it right', { exact: true }).click();
    await page.getByLabel('What happened?').fill('The driver had loaded the crates of two customers together. Hanna sorted all 60 of them at the gate, before the first shop opened.');
    await page.getByLabel('Name of the customer').fill('Orchard Foods');
    await page.getByLabel('What did it do for them?').fill('12 shops had their fruit at 07:00, as on any other day.');
    await page.getByRole('heading', { name: 'Is it a good story?' }).waitFor();
    await take(page, 'nominate', { of: main(page), margin: 0 });
  });
  await as(people.ivan, { viewport: phone }, async ({ page }) => {
    await page.getByRole('article').first().waitFor();
    await take(page, 'feed-phone');
  });
  await as('anna@demo.example', { locale: 'ru-RU', theme: 'dark' }, async ({ page }) => {
    await page.getByRole('navigation').getByRole('link', { name: 'Лидеры' }).first().waitFor();
    await page.getByRole('article').first().waitFor();
    await take(page, 'feed-russian-dark');
  });
}

async function answering({ as, take, door }) {
  await as('daniel@demo.example', {}, async ({ page }) => {
    await page.goto(`/recognitions/${door.id}`);
    const chain = region(page, 'Who made it possible');
    await chain.getByText('named by Grace Mbeki').waitFor();
    await region(page, 'Comments').getByText('not claimed a single crate').waitFor();
    await page.getByRole('button', { name: 'Thank you: 3' }).waitFor();
    await take(page, 'recognition', { of: page.getByRole('article') });
    await take(page, 'chain', { of: chain });
    await take(page, 'comments', { of: region(page, 'Comments') });
  });
  await as(people.ivan, {}, async ({ page }) => {
    await page.goto(`/recognitions/${door.id}`);
    await page.getByRole('button', { name: /^Boost/ }).first().click();
    const dialog = page.getByRole('dialog', { name: 'Boost Daniel Okafor' });
    await dialog.getByRole('button', { name: '10', exact: true }).click();
    await dialog.getByRole('button', { name: 'Boost with 10 points' }).waitFor();
    await take(page, 'boost', { of: dialog, margin: 0 });
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Report' }).click();
    await page.getByRole('dialog', { name: 'Report this recognition' }).getByText('never learns').waitFor();
    await take(page, 'report', { of: page.getByRole('dialog'), margin: 0 });
    await page.keyboard.press('Escape');

    await page.goto('/notifications');
    await page.getByRole('button', { name: 'Yes, it was so' }).waitFor();
    await page.getByRole('link', { name: /Olga Lindqvist recognised you/ }).waitFor();
    await take(page, 'notifications', { of: main(page), margin: 0, most: 860 });
  });
}

async function deciding({ as, take }) {
  await as(people.maria, {}, async ({ page }) => {
    await page.goto('/approvals');
    const waits = region(page, 'Waiting').getByRole('listitem').filter({ hasText: 'Olga Lindqvist' }).filter({ hasText: 'Grace Mbeki' });
    await waits.getByRole('button').or(waits.getByRole('link')).first().click();
    const detail = page.getByRole('region', { name: 'Nomination of Olga Lindqvist, by Grace Mbeki' });
    await detail.getByText('Riverside School').first().waitFor();
    await page.getByText('After this approval').first().waitFor();
    await take(page, 'approvals', { of: main(page), margin: 0 });

    await page.getByRole('button', { name: 'Away' }).click();
    await choose(page, 'Who decides', 'Tomás');
    await page.getByRole('button', { name: 'Remove Tomás Herrera' }).waitFor();
    await take(page, 'away', { of: page.getByRole('dialog'), margin: 0 });
    await page.keyboard.press('Escape');

    await page.keyboard.press('d');
    const dialog = page.getByRole('dialog', { name: 'Why do you decline?' });
    await dialog.getByRole('button', { name: 'What exactly was done' }).click();
    await take(page, 'decline', { of: dialog, margin: 0 });
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });

    await page.keyboard.press('a');
    await toast(page, /Olga Lindqvist: approved, \d+ points/);
    const told = page.getByRole('status').filter({ hasText: 'approved' });
    await take(page, 'undo', { of: told, margin: 0 });
    await page.keyboard.press('u');
    await toast(page, 'It waits again');
  });
  await as(people.maria, { viewport: phone }, async ({ page }) => {
    await page.goto('/approvals');
    await page.getByRole('button', { name: /^Approve \d+/ }).waitFor();
    await take(page, 'approvals-phone');
  });
}

async function leading({ as, take }) {
  await as(people.maria, {}, async ({ page }) => {
    await page.goto('/team');
    await page.getByRole('heading', { name: 'Were recognised' }).waitFor();
    await page.getByRole('heading', { name: 'Whom they served' }).waitFor();
    await take(page, 'team', { of: main(page), margin: 0 });

    await page.goto('/');
    await page.getByRole('article').first().waitFor();
    await page.setViewportSize({ width: 1180, height: 1300 });
    await page.keyboard.press('Shift+Slash');
    await page.getByRole('dialog', { name: 'Keyboard' }).waitFor();
    await take(page, 'keys', { of: page.getByRole('dialog'), margin: 0 });
  });
}

async function ofOneself({ as, take, programs }) {
  await as(people.olga, {}, async ({ page }) => {
    const { id } = programs.olga.me;
    await page.goto(`/people/${id}`);
    await page.getByRole('heading', { name: 'Customers served' }).waitFor();
    await page.getByRole('article').first().waitFor();
    await take(page, 'profile', { of: main(page), margin: 0, most: 900 });
    await page.goto('/me/year');
    await page.getByRole('button', { name: 'Print' }).waitFor();
    await take(page, 'my-year', { of: main(page), margin: 0, most: 900 });

    await page.keyboard.press('/');
    const search = page.getByRole('dialog', { name: 'Search' });
    await search.waitFor();
    await page.keyboard.type('school');
    await search.getByRole('option', { name: /Riverside School/ }).first().waitFor();
    await take(page, 'search', { of: search, margin: 0 });
    await page.goto('/search?q=school&kind=recognition');
    await page.getByRole('article').first().waitFor();
    await take(page, 'search-page', { of: main(page), margin: 0, most: 800 });

    await page.goto('/leaderboard?metric=received&period=all&scope=org');
    await region(page, 'Ranking').getByRole('listitem').first().waitFor();
    await take(page, 'leaderboard', { of: main(page), margin: 0, most: 900 });

    await page.goto('/settings');
    await page.getByRole('switch', { name: 'Thank me privately' }).waitFor();
    await take(page, 'settings-privacy', { of: region(page, 'Who sees what') });
    await take(page, 'settings-sessions', { of: region(page, 'Where you are signed in') });
    await take(page, 'settings-data', { of: region(page, 'Your data') });
  });
  await as(people.olga, { except: [/ERR_INTERNET_DISCONNECTED/, /Failed to load resource/] }, async ({ page, context }) => {
    await page.goto('/');
    await page.getByRole('article').first().waitFor();
    await loaded(page);
    await context.setOffline(true);
    await page.getByText('No connection. You see what was here at').waitFor();
    await take(page, 'offline', { of: page.locator('body'), margin: 0, most: 420 });
  });
}

async function spending({ as, take }) {
  await as(people.olga, {}, async ({ page }) => {
    await page.goto('/wallet');
    await page.getByRole('heading', { name: 'Statement' }).waitFor();
    await page.getByRole('row').nth(3).waitFor();
    await take(page, 'wallet', { of: main(page), margin: 0, most: 800 });
    await page.goto('/rewards');
    await page.getByText('Bicycle service').first().waitFor();
    await take(page, 'rewards', { of: main(page), margin: 0 });
    await page.getByRole('button', { name: 'Redeem: A book you choose' }).click();
    await page.getByRole('dialog').getByLabel('Note').fill('The Design of Everyday Things, paper.');
    await take(page, 'redeem', { of: page.getByRole('dialog'), margin: 0 });
  });
  await as(people.ivan, {}, async ({ page }) => {
    await page.goto('/rewards');
    const mine = region(page, 'Your redemptions');
    await mine.getByText('Half a day off').first().waitFor();
    await take(page, 'redemptions', { of: mine });
  });
}

async function withoutMail({ as, take }) {
  await as(null, { viewport: phone }, async ({ page }) => {
    await page.goto('/signin#number=004711&code=K7M2P-9QXTA');
    await page.getByRole('heading', { level: 1, name: 'Choose a PIN' }).waitFor();
    await take(page, 'pin-phone');
    await page.goto('/signin');
    await page.getByRole('button', { name: 'I have a personnel number' }).click();
    await page.getByLabel('Personnel number').fill('004711');
    await page.getByLabel('This device is shared').check();
    await page.getByText('You are signed out after a minute without use.').waitFor();
    await take(page, 'shared-device-phone');
  });
}

async function onPaper({ as, take, cards }) {
  await as(people.ivan, {}, async ({ page }) => {
    await page.goto('/cards');
    await page.getByText('Olga Lindqvist has scanned your card').waitFor();
    await take(page, 'cards', { of: main(page), margin: 0, most: 660 });
  });
  await as('aiko@demo.example', { viewport: phone }, async ({ page }) => {
    await page.goto(cards.open);
    await page.getByLabel('What stands on the card?').fill('You carried my printer up two floors.');
    await take(page, 'card-phone');
  });
}
