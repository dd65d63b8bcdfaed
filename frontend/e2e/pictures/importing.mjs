// The pictures of docs/imports.md: an export of another product, from the file to taking it back.
import { people } from '../laurel.mjs';

const main = (page) => page.getByRole('main');
const press = (page, name) => page.getByRole('button', { name, exact: true }).click();

const lines = [
  ['2024-05-03 14:22:10 UTC', people.maria, people.ivan, '20', 'Called the school back before they had to ask', '#teamwork'],
  ['2024-05-06 09:05:41 UTC', people.ivan, 'hanna@demo.example', '15', 'Kept a place on the lorry for the late crates', '#teamwork'],
  ['2024-05-08 16:48:02 UTC', people.olga, 'daniel@demo.example', '25', 'Every label could be read from across the yard', '#quality'],
  ['2024-05-14 11:30:27 UTC', 'grace@demo.example', people.olga, '10', 'Says the names of the packers to the customers', '#respect'],
  ['2024-05-21 08:15:55 UTC', 'tomas@demo.example', 'grace@demo.example', '30', 'Stayed until the cold store was safe', '#teamwork'],
  ['2024-06-03 13:02:18 UTC', people.maria, 'aiko@demo.example', '20', 'Asked what early means to the bakery', '#quality'],
];

function bonusly() {
  const rows = [['Created at', 'Giver email', 'Receiver email', 'Amount', 'Reason', 'Hashtag'], ...lines];
  return { name: 'bonusly.csv', mimeType: 'text/csv', buffer: Buffer.from(`${rows.map((row) => row.join(',')).join('\r\n')}\r\n`) };
}

export async function importing({ as, take }) {
  await as(people.admin, {}, async ({ page }) => {
    const whole = { of: main(page), margin: 0 };
    await page.goto('/admin/import');
    await page.getByRole('radio', { name: 'Recognitions', exact: true }).check({ force: true });
    await page.locator('input[type=file]').setInputFiles(bonusly());
    await page.getByRole('heading', { name: 'Which column is which' }).waitFor();
    await take(page, 'import-columns', whole);
    await press(page, 'Continue');

    await page.getByRole('heading', { name: 'What each value means' }).waitFor();
    await page.getByRole('combobox', { name: 'Behaviour for teamwork' }).selectOption('helps-colleagues');
    await take(page, 'import-values', whole);
    await page.getByRole('combobox', { name: 'Behaviour for quality' }).selectOption('right-first-time');
    await press(page, 'Preview');

    await page.getByText('Nothing has been changed yet.').waitFor();
    await take(page, 'import-preview', whole);
    await press(page, 'Import');
    await page.waitForURL(/\/admin\/import\/[0-9a-f-]+$/);
    await page.getByText('Done', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Take it back' }).waitFor();
    await take(page, 'import-done', whole);
    await press(page, 'Take it back');
    await page.getByRole('dialog').getByRole('button', { name: 'Take it back' }).click();
    await page.getByText('Taken back').first().waitFor();
  });
}
