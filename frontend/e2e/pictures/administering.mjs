// The pictures of docs/administering.md, in its order.
import { people } from '../laurel.mjs';
import { packer } from './stage.mjs';

const region = (page, name) => page.getByRole('region', { name, exact: true });
const main = (page) => page.getByRole('main');
const whole = (page, most) => ({ of: main(page), margin: 0, ...(most && { most }) });

export async function administering(studio) {
  await beginning(studio);
  await ofPeople(studio);
  await ofRules(studio);
  await ofRewards(studio);
  await ofLaurel(studio);
}

async function beginning({ asFirst, first, take }) {
  await asFirst(first, {}, async ({ page }) => {
    await page.goto('/admin');
    await page.getByText('0 of 6 done').waitFor();
    await take(page, 'first-steps', whole(page));
  });
}

async function ofPeople({ as, take, programs }) {
  await as(people.admin, {}, async ({ page }) => {
    await page.goto('/admin/people');
    await page.getByRole('link', { name: /Ivan Petrenko/ }).waitFor();
    await take(page, 'people', whole(page, 800));
    await page.getByRole('button', { name: 'Add an employee' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name', { exact: true }).fill('Nadia Costa');
    await dialog.getByLabel('E-mail').fill('nadia@demo.example');
    await take(page, 'add-person', { of: dialog, margin: 0 });
    await page.goto(`/admin/people/${programs.ivan.me.id}`);
    await page.getByText('They have chosen a password.').waitFor();
    await take(page, 'person', whole(page));

    await page.goto('/admin/teams');
    await page.getByText('Led by Maria Sokolova').waitFor();
    await take(page, 'teams', whole(page));

    await page.goto('/admin/codes');
    await page.getByLabel('Team').selectOption({ label: 'Warehouse' });
    await page.getByRole('button', { name: 'Make the codes' }).click();
    await page.getByRole('row', { name: new RegExp(packer.name) }).waitFor();
    await take(page, 'sign-in-codes', whole(page));

    await page.goto('/admin/cards');
    await page.getByLabel('Team').selectOption({ label: 'Warehouse' });
    await page.getByText(/ people · /).waitFor();
    await take(page, 'team-cards', whole(page));
  });
}

async function ofRules({ as, take }) {
  await as(people.owner, {}, async ({ page }) => {
    await page.goto('/admin/programs');
    await page.getByText(/ left in this quarter/).first().waitFor();
    await take(page, 'programs', whole(page));
    await page.getByRole('link', { name: /Customer hero/ }).click();
    await page.getByRole('heading', { name: 'Limits' }).waitFor();
    await take(page, 'program', whole(page, 1500));

    await page.goto('/admin/behaviours');
    await page.getByRole('list', { name: 'Behaviours' }).getByRole('listitem').nth(7).waitFor();
    await take(page, 'behaviours', whole(page, 760));

    await page.goto('/admin/reports');
    await page.getByText('It says what we paid back').waitFor();
    await take(page, 'reports', whole(page));
  });
}

async function ofRewards({ as, take }) {
  await as(people.owner, {}, async ({ page }) => {
    await page.goto('/admin/rewards');
    await page.getByRole('link', { name: /Half a day off/ }).click();
    await page.getByRole('heading', { name: 'Handing it out' }).waitFor();
    await take(page, 'reward', whole(page, 1300));
    await page.goto('/rewards/fulfilment');
    await page.getByRole('button', { name: 'Fulfil A book you choose for Grace Mbeki' }).waitFor();
    await take(page, 'fulfilment', whole(page, 620));
  });
}

async function ofLaurel({ as, take }) {
  await as(people.admin, {}, async ({ page }) => {
    await page.goto('/admin/endpoints');
    await page.getByRole('link', { name: /Slack/ }).first().click();
    await page.getByRole('complementary', { name: 'Preview' }).getByText(/^Thanks to/).waitFor();
    await region(page, 'Deliveries').getByText('Delivered').first().waitFor();
    await take(page, 'announcements', whole(page));

    await page.goto('/admin/settings');
    await page.getByText('team', { exact: true }).click();
    await page.getByLabel('One, instead of “team”').fill('crew');
    await page.getByLabel('Many, instead of “teams”').fill('crews');
    await take(page, 'own-words', { of: region(page, 'Your own words') });

    await page.goto('/admin/audit');
    await page.getByLabel('What was changed').waitFor();
    await page.getByLabel('What was changed').selectOption({ label: 'Nominations' });
    await page.waitForURL(/kind=nomination/);
    await page.getByText('Approved').first().waitFor();
    await take(page, 'audit', whole(page, 760));

    await page.goto('/admin/health');
    await page.getByRole('button', { name: 'Check now' }).click();
    await page.getByText('Everything runs. Nothing to do.').waitFor();
    await page.reload();
    await page.getByText('Everything runs. Nothing to do.').waitFor();
    await take(page, 'health', whole(page));
  });
}
