// From an empty organisation, with nothing but `laurel admin create`, to the first recognition: the way
// that First steps shows, walked by the administrator, the owner and the first employee.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { violations } from './axe.mjs';
import { createAdmin, password, startLaurel } from './laurel.mjs';
import { choose, launch, newPerson, toast } from './person.mjs';

let laurel;
let browser;

before(async () => {
  [laurel, browser] = await Promise.all([startLaurel({ LAUREL_DEMO: 'never' }), launch()]);
});

after(async () => {
  await browser?.close();
  await laurel?.remove();
});

const step = (page, name) => page.getByRole('listitem').filter({ hasText: name });

async function addPerson(page, { name, email, role, manager }) {
  await page.goto('/admin/people');
  await page.getByRole('button', { name: 'Add an employee' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name', { exact: true }).fill(name);
  await dialog.getByLabel('E-mail').fill(email);
  if (role) await dialog.getByLabel('Role').selectOption(role);
  if (manager) await choose(page, /^Manager/, manager);
  await dialog.getByRole('button', { name: 'Add an employee' }).click();
  await page.getByRole('heading', { name: new RegExp(name) }).waitFor();
}

async function invite(page) {
  await page.getByRole('button', { name: 'Invite' }).click();
  const link = await page.getByLabel('Invitation link').inputValue();
  await page.keyboard.press('Escape');
  return link;
}

async function accept(link, email) {
  const person = await newPerson(browser, laurel.url);
  await person.page.goto(link);
  await person.page.getByLabel('New password').fill(password);
  await person.page.getByRole('button', { name: 'Set password' }).click();
  await person.page.getByText('Your password is set').waitFor();
  await person.signIn(email);
  return person;
}

test('the first recognition, from nothing', async () => {
  await createAdmin(laurel, 'anna@orchard.example', 'Anna Admin');
  const admin = await newPerson(browser, laurel.url);
  await admin.signIn('anna@orchard.example');
  await admin.page.getByRole('link', { name: 'Administration' }).click();
  await admin.page.getByText('0 of 6 done').waitFor();
  assert.deepEqual(await violations(admin.page), []);

  // The administrator: an owner, an employee who reports to them, and two invitations.
  await step(admin.page, 'Bring your people in').getByRole('link', { name: 'Add people' }).click();
  await admin.page.waitForURL(/admin\/people/);
  await addPerson(admin.page, { name: 'Olive Owner', email: 'olive@orchard.example', role: 'owner' });
  const ownersLink = await invite(admin.page);
  await addPerson(admin.page, { name: 'Emil Employee', email: 'emil@orchard.example', manager: 'Olive' });
  const emilsLink = await invite(admin.page);
  await admin.page.getByRole('link', { name: 'First steps' }).click();
  await admin.page.getByText('3 of 6 done').waitFor();
  await step(admin.page, 'Open a program').getByText('This is for a programme owner.').waitFor();

  // The owner: a program with a budget, and the behaviours.
  const owner = await accept(ownersLink, 'olive@orchard.example');
  await owner.page.getByRole('link', { name: 'Administration' }).click();
  await step(owner.page, 'Open a program').getByRole('link', { name: 'Open a program' }).click();
  await owner.page.getByRole('link', { name: 'Add a program' }).first().click();
  await owner.page.getByLabel('Name, in English').fill('Customer hero');
  await owner.page.getByLabel('At least').fill('60');
  await owner.page.getByRole('button', { name: 'Add a program' }).click();
  await owner.page.getByText('These three must be in order').waitFor();
  await owner.page.getByLabel('At least').fill('10');
  await owner.page.getByLabel('Who decides').selectOption('none');
  await owner.page.getByRole('button', { name: 'Add a program' }).click();
  await owner.page.getByText('10,000 of 10,000 left in this quarter.').waitFor();
  await owner.page.getByRole('link', { name: 'Behaviours' }).click();
  await owner.page.getByRole('button', { name: 'Keep them as they are' }).click();
  await toast(owner.page, 'Kept.');
  await owner.page.getByRole('link', { name: 'First steps' }).click();
  await owner.page.getByText('5 of 6 done').waitFor();

  // The first recognition.
  const emil = await accept(emilsLink, 'emil@orchard.example');
  await emil.page.goto('/nominate');
  await choose(emil.page, 'Who served well?', 'Olive');
  await emil.page.getByText('Respect', { exact: true }).click();
  await emil.page.getByLabel('What happened?').fill('She had everything ready on the first morning.');
  await emil.page.getByText('A colleague', { exact: true }).click();
  await choose(emil.page, 'The colleague who was served', 'Anna');
  await emil.page.getByRole('button', { name: 'Send nomination' }).click();
  await emil.page.getByText(/Published\.|Sent\./).first().waitFor();

  await owner.page.goto('/admin');
  await owner.page.getByText('6 of 6 done').waitFor();
  await owner.page.getByText('Everything is set up.').waitFor();
  admin.assertQuiet();
  owner.assertQuiet(/422/);
  for (const person of [admin, owner, emil]) await person.close();
});
