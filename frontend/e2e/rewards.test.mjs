// Rewards as who keeps them and as who spends on them: images, a pool of codes, what one looks for and saves for.
import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { after, before, test } from 'node:test';
import { deflateSync } from 'node:zlib';
import { people, startLaurel } from './laurel.mjs';
import { asPerson, launch, phone, toast } from './person.mjs';
import { programOf } from './program.mjs';
import { assertFine, looks, nameOf } from './screen.mjs';

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

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type), data]);
  let crc = ~0;
  for (const byte of body) {
    crc ^= byte;
    for (let i = 0; i < 8; i++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  const out = Buffer.alloc(8 + data.length + 4);
  out.writeUInt32BE(data.length);
  body.copy(out, 4);
  out.writeUInt32BE(~crc >>> 0, 8 + data.length);
  return out;
}

/** A PNG of one colour. */
function png(width, height, [r, g, b]) {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width);
  head.writeUInt32BE(height, 4);
  head.set([8, 2], 8);
  const row = Buffer.concat([Buffer.from([0]), Buffer.alloc(width * 3, Buffer.from([r, g, b]))]);
  const pixels = deflateSync(Buffer.concat(Array.from({ length: height }, () => row)));
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', head), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))]);
}

const shown = (image) => image.evaluate((img) => img.complete && img.naturalWidth > 0);

test('an owner gives a reward an image, and everybody sees it', async () => {
  let id;
  await as(people.owner, {}, async ({ page, assertQuiet }) => {
    await page.goto('/admin/rewards/new');
    await page.getByLabel('Name, in English').fill('A pear tree');
    await page.getByLabel('Costs, in points').fill('15');
    const file = page.getByLabel('Choose an image');
    await file.setInputFiles({ name: 'tree.svg', mimeType: 'image/svg+xml', buffer: Buffer.from('<svg/>') });
    await page.getByText('Choose a PNG, JPEG, GIF or WebP.').waitFor();
    await file.setInputFiles({ name: 'tree.png', mimeType: 'image/png', buffer: Buffer.from('no image at all') });
    await page.getByText('The file is of another kind than its name says. Choose another.').waitFor();
    // By keyboard: the button opens the chooser.
    const chooser = page.waitForEvent('filechooser');
    await page.locator('button', { hasText: 'Choose an image' }).focus();
    await page.keyboard.press('Enter');
    await (await chooser).setFiles({ name: 'tree.png', mimeType: 'image/png', buffer: png(1600, 1200, [20, 120, 60]) });
    const preview = page.getByRole('img', { name: 'The image of the reward' });
    await preview.waitFor();
    await page.waitForFunction((img) => img.complete && img.naturalWidth === 1200, await preview.elementHandle());
    await page.getByRole('button', { name: 'Add a reward' }).click();
    await page.getByRole('link', { name: /A pear tree/ }).waitFor();
    assertQuiet(/415/);
  });
  await as(people.olga, { viewport: phone }, async ({ page, assertQuiet }) => {
    await page.goto('/rewards');
    const card = page.getByRole('listitem').filter({ has: page.getByRole('link', { name: 'A pear tree' }) });
    await card.scrollIntoViewIfNeeded();
    await page.waitForFunction((img) => img.complete && img.naturalWidth > 0, await card.locator('img').elementHandle());
    await card.getByRole('link', { name: 'A pear tree' }).click();
    await page.getByRole('heading', { name: 'A pear tree' }).waitFor();
    id = page.url().split('/').at(-1);
    assert.ok(await shown(page.getByRole('region', { name: 'A pear tree' }).locator('img')));
    assertQuiet();
  });
  // A file that is let go on the field takes the place of the first; then it is taken away.
  await as(people.owner, {}, async ({ page, assertQuiet }) => {
    await page.goto(`/admin/rewards/${id}`);
    const preview = page.getByRole('img', { name: 'The image of the reward' });
    const first = await preview.getAttribute('src');
    const dropped = await page.evaluateHandle((bytes) => {
      const data = new DataTransfer();
      data.items.add(new File([new Uint8Array(bytes)], 'other.png', { type: 'image/png' }));
      return data;
    }, [...png(30, 20, [200, 60, 40])]);
    await page.getByText('Drop an image here').dispatchEvent('drop', { dataTransfer: dropped });
    await page.waitForFunction(([img, src]) => img.getAttribute('src') !== src, [await preview.elementHandle(), first]);
    await page.getByRole('button', { name: 'Remove' }).click();
    await page.getByRole('button', { name: 'Save' }).first().click();
    await toast(page, 'Saved.');
    assertQuiet();
  });
  assert.equal((await (await programOf(laurel, people.olga))('GET', `/rewards/${id}`)).image, null);
});

test('codes come from a pool: what waits gets them, then each at once, and no browser keeps them', async () => {
  const [owner, olga] = [await programOf(laurel, people.owner), await programOf(laurel, people.olga)];
  const reward = await owner('POST', '/rewards', { name: 'A cinema ticket', cost: 5, fulfilment: 'code' });
  await olga('POST', '/redemptions', { reward_id: reward.id });
  await as(people.owner, {}, async ({ page, assertQuiet }) => {
    await page.goto(`/admin/rewards/${reward.id}`);
    const pool = page.getByRole('region', { name: 'Codes' });
    await pool.getByLabel('More codes').fill(`FILM-1\nFILM-2\nFILM-1\n${'x'.repeat(501)}`);
    assert.doesNotMatch(await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }])), /FILM/);
    await page.route('**/codes', (route) => (route.request().method() === 'POST' ? route.abort() : route.fallback()));
    await pool.getByRole('button', { name: 'Add codes' }).click();
    await pool.getByRole('alert').waitFor();
    assert.match(await pool.getByLabel('More codes').inputValue(), /FILM-2/);
    await page.unroute('**/codes');
    await pool.getByRole('button', { name: 'Add codes' }).click();
    await pool.getByText('2 codes added. 1 was here before. 1 redemption that waited is fulfilled.').waitFor();
    await pool.getByText('Line 4: is longer than 500 characters').waitFor();
    assert.equal(await pool.getByLabel('More codes').inputValue(), '');
    await pool.getByText('Few codes are left.').waitFor();
    await pool.getByLabel('Tell owners below').fill('0');
    await pool.getByRole('button', { name: 'Save' }).click();
    await toast(page, 'Saved.');
    await pool.getByText('Few codes are left.').waitFor({ state: 'detached' });
    assertQuiet(/ERR_FAILED/);
  });
  await as(people.olga, {}, async ({ page, assertQuiet }) => {
    await page.goto('/rewards');
    await page.getByText('FILM-1').waitFor();
    await page.getByRole('button', { name: 'Redeem: A cinema ticket' }).click();
    await page.getByRole('dialog').getByRole('button', { name: /^Redeem for/ }).click();
    await toast(page, 'A cinema ticket: yours. The code is in your redemptions.');
    await page.getByText('FILM-2').waitFor();
    assertQuiet();
  });
});

test('somebody looks for a reward by a word with an error, by category and by link, and saves for it', () =>
  as(people.ivan, {}, async ({ page, assertQuiet }) => {
    const owner = await programOf(laurel, people.owner);
    await owner('POST', '/rewards', { name: 'A sailing weekend', category: 'Sea', cost: 100_000 });
    await page.goto('/rewards');
    const catalogue = page.getByRole('region', { name: 'Rewards' });
    await page.getByRole('searchbox', { name: 'Find a reward' }).fill('saling weekend');
    await page.waitForURL(/q=saling/);
    await catalogue.getByRole('link', { name: 'A sailing weekend' }).waitFor();
    await catalogue.getByRole('link', { name: 'A pear tree' }).waitFor({ state: 'detached' });
    await page.getByRole('searchbox', { name: 'Find a reward' }).fill('zebra');
    await catalogue.getByText('Nothing found').waitFor();
    await page.goto('/rewards?category=Sea');
    await page.getByRole('navigation', { name: 'Categories' }).getByRole('link', { name: 'Sea' }).waitFor();
    const save = page.getByRole('button', { name: 'Save for this: A sailing weekend' });
    await page.route('**/me/wishes/*', (route) => route.abort());
    await save.click();
    await page.locator('[role="status"]').filter({ hasText: /did not|again/ }).first().waitFor();
    await page.unroute('**/me/wishes/*');
    await save.click();
    const saving = page.getByRole('region', { name: 'What I save for' });
    await saving.getByText(/ of 100,000 points/).waitFor();
    await saving.getByText(/^[\d,]+ more$/).waitFor();
    assert.equal(await save.getAttribute('aria-pressed'), 'true');
    await page.goto('/wallet');
    await saving.getByRole('link', { name: 'A sailing weekend' }).click();
    await page.getByRole('button', { name: 'Save for this: A sailing weekend' }).click();
    await saving.getByText('Mark a reward with Save for this').waitFor();
    assertQuiet(/ERR_FAILED/);
  }));

test('an owner puts a category into Russian, by the suggestions, and each reads it in their language', async () => {
  const owner = await programOf(laurel, people.owner);
  await owner('POST', '/rewards', { name: 'A rowing boat', category: 'Sea', cost: 90, translations: { ru: { category: 'Море' } } });
  const { items } = await owner('GET', '/rewards?category=Sea');
  const { id } = items.find((reward) => reward.name === 'A sailing weekend');
  await as(people.owner, { locale: 'ru-RU', viewport: phone }, async ({ page, assertQuiet }) => {
    await page.goto(`/admin/rewards/${id}`);
    const [own, russian] = [page.getByLabel(/^Раздел, по-английски/), page.getByLabel(/^Раздел, по-русски/)];
    assert.equal(await own.inputValue(), 'Sea');
    const suggested = (field) => field.evaluate((input) => [...(input.list?.options ?? [])].map((option) => option.value));
    await page.waitForFunction(() => document.querySelectorAll('datalist').length === 2);
    assert.ok((await suggested(own)).includes('Sea'));
    assert.deepEqual((await suggested(russian)).filter((name) => ['Море', 'Sea'].includes(name)), ['Море']);
    await russian.fill('ж'.repeat(101));
    await page.getByRole('button', { name: 'Сохранить', exact: true }).click();
    await page.getByText('Не больше 100 знаков.').waitFor();
    await russian.fill('Море');
    await page.getByRole('button', { name: 'Сохранить', exact: true }).click();
    await toast(page, 'Сохранено.');
    assertQuiet(/422/);
  });
  await as(people.olga, { locale: 'ru-RU' }, async ({ page, assertQuiet }) => {
    await page.goto('/rewards');
    const categories = page.getByRole('navigation', { name: 'Разделы' });
    for (const name of ['Добрые дела', 'Радости', 'Время', 'Здоровье']) await categories.getByRole('link', { name, exact: true }).waitFor();
    assert.doesNotMatch(await categories.textContent(), /[a-z]/i); // the demo organisation's as well
    await categories.getByRole('link', { name: 'Море', exact: true }).click();
    await page.getByRole('link', { name: 'A sailing weekend' }).waitFor();
    await page.getByRole('link', { name: 'A rowing boat' }).waitFor();
    await page.goto('/rewards');
    await page.getByRole('searchbox').fill('море');
    await page.getByRole('link', { name: 'A rowing boat' }).waitFor();
    assertQuiet();
  });
});

test('an owner adds to the stock while somebody redeems, and sees every movement', async () => {
  const owner = await programOf(laurel, people.owner);
  const olga = await programOf(laurel, people.olga);
  const { id } = await owner('POST', '/rewards', { name: 'A jar of honey', cost: 5, stock: 3 });
  await as(people.owner, { viewport: phone, theme: 'dark' }, async ({ page, assertQuiet }) => {
    await page.goto(`/admin/rewards/${id}`);
    const stock = page.getByRole('region', { name: 'Stock' });
    await stock.getByText('Counted +3').waitFor();
    assert.equal(await page.getByLabel('In stock').count(), 0, 'what is counted is not typed over');
    await stock.getByLabel('How many').fill('4');
    await stock.getByRole('button', { name: 'Take away' }).click();
    await stock.getByText('Say in a few words why.').waitFor();
    await stock.getByLabel('Why').fill('They melted.');
    await stock.getByRole('button', { name: 'Take away' }).click();
    await stock.getByText('There are not so many left.').waitFor();
    // Meanwhile somebody redeems one: the page that was read before must not give it back.
    await olga('POST', '/redemptions', { reward_id: id });
    await stock.getByLabel('Why').fill('The beekeeper came.');
    await stock.getByRole('button', { name: 'Add them' }).click();
    await toast(page, 'Stock: +4.');
    await stock.getByText('The beekeeper came.').waitFor();
    await stock.getByText(/^Redeemed .1$/).waitFor();
    assert.equal(await stock.locator('dd').textContent(), '6');
    await page.getByLabel('Costs, in points').fill('6');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('link', { name: /A jar of honey/ }).waitFor();
    const saved = await owner('GET', `/rewards/${id}`);
    assert.deepEqual([saved.stock, saved.cost], [6, 6]);
    assertQuiet(/409|422/);
  });
});

for (const look of looks) {
  test(`rewards, their editor and the wallet are fine: ${nameOf(look)}`, async () => {
    const owner = await programOf(laurel, people.owner);
    const { items } = await owner('GET', '/rewards?limit=100');
    const coded = items.find((reward) => reward.fulfilment === 'code');
    const counted = items.find((reward) => reward.name === 'A jar of honey');
    await owner('PUT', `/me/wishes/${items[0].id}`);
    await as(people.owner, look, async ({ page, assertQuiet }) => {
      const name = nameOf(look).replaceAll(/\W+/g, '-');
      await assertFine(page, '/rewards', `rewards-${name}`);
      await assertFine(page, '/rewards?q=zebra', `rewards-none-${name}`);
      await assertFine(page, `/rewards/${items[0].id}`, `reward-${name}`);
      await assertFine(page, '/wallet', `wallet-${name}`);
      await assertFine(page, `/admin/rewards/${coded.id}`, `reward-editor-${name}`);
      await assertFine(page, `/admin/rewards/${counted.id}`, `reward-stock-${name}`);
      assertQuiet();
    });
  });
}
