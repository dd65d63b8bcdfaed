// The shortest way of all, as people walk it: a word of thanks, which others see at once.
import { after, before, test } from 'node:test';
import { people, startLaurel } from './laurel.mjs';
import { choose, launch, newPerson, streamOpens, toast } from './person.mjs';

let laurel;
let browser;
const everybody = {};

before(async () => {
  [laurel, browser] = await Promise.all([startLaurel(), launch()]);
  for (const name of ['ivan', 'olga']) {
    everybody[name] = await newPerson(browser, laurel.url);
    await everybody[name].signIn(people[name]);
  }
});

after(async () => {
  await browser?.close();
  await laurel?.remove();
});

test('Olga says a quick thanks, and it waits behind "1 new" on Ivan’s feed', async () => {
  const { page: feed } = everybody.ivan;
  await Promise.all([streamOpens(feed), feed.goto('/')]);
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
