// Search: from anywhere by a key, and on its page, whose address brings others to the same search.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { violations } from './axe.mjs';
import { people, startLaurel } from './laurel.mjs';
import { asPerson, choose, launch, phone } from './person.mjs';
import { until } from './until.mjs';
import { programOf, thank } from './program.mjs';
import { assertFine, assertHeals, loaded, looks, nameOf } from './screen.mjs';

const grace = 'grace@demo.example'; // of another team than Olga, with no reports
const shop = 'Shop "<img src=x onerror=alert(1)>" & Co';
const story = {
  english: 'The missing deliveries were found before anybody had to ask.',
  russian: 'Клиентам вернули деньги раньше, чем они написали жалобу.',
  private: 'A quokka would have lost its patience; she did not.',
};

let laurel;
let browser;
let olga;

before(async () => {
  [laurel, browser] = await Promise.all([startLaurel(), launch()]);
  const ivan = await programOf(laurel, people.ivan);
  olga = await programOf(laurel, people.olga);
  const customer = { kind: 'external', name: shop };
  await thank(ivan, [olga.me.id], story.english, { customer });
  await thank(ivan, [olga.me.id], story.russian, { customer });
  await thank(ivan, [olga.me.id], story.private, { visibility: 'private' });
  for (let i = 1; i <= 21; i += 1) await thank(ivan, [olga.me.id], `Took the walrus call number ${i}.`);
});

after(async () => {
  await browser?.close();
  await laurel?.remove();
});

const as = (email, options, run) => asPerson(browser, laurel.url, email, options, run);

const field = (page) => page.getByRole('searchbox');
const found = (page) => page.getByRole('main').getByRole('article');
const nothing = (page) => page.getByRole('heading', { name: 'Nothing found' }).waitFor();
const dialog = (page) => page.getByRole('dialog', { name: 'Search' });

/** Searches on the page, as one types. */
async function look(page, words) {
  await field(page).fill(words);
  await field(page).press('Enter');
  await page.waitForFunction((q) => (new URLSearchParams(location.search).get('q') ?? '') === q, words);
  await loaded(page);
}

describe('from anywhere', () => {
  test('/ opens it on a Russian layout too, but not while one types; all that is found is one line away', () =>
    as(people.ivan, {}, async ({ page, assertQuiet }) => {
      await page.goto('/nominate');
      await page.getByLabel('What happened?').fill('and');
      await page.getByLabel('What happened?').press('/');
      assert.equal(await page.getByLabel('What happened?').inputValue(), 'and/');
      await page.goto('/wallet');
      await loaded(page);
      // The key that is / on a Latin layout is . on a Russian one.
      await page.evaluate(() => document.body.dispatchEvent(new KeyboardEvent('keydown', { code: 'Slash', key: '.', bubbles: true, cancelable: true })));
      await dialog(page).waitFor();
      assert.deepEqual(await violations(page), []);
      await page.keyboard.type('walrus');
      await dialog(page).getByRole('option', { name: /Took the walrus call/ }).first().waitFor();
      assert.deepEqual(await violations(page), []);
      await page.keyboard.press('ArrowUp'); // from the first line round to the last one
      await page.keyboard.press('Enter');
      await page.waitForURL(/\/search\?q=walrus$/);
      await found(page).first().waitFor();
      assertQuiet();
    }));

  test('Enter is for what is typed now, not for what was found before', () =>
    as(people.ivan, {}, async ({ page, assertQuiet }) => {
      await page.keyboard.press('/');
      await dialog(page).waitFor();
      await page.keyboard.type('Olga');
      await dialog(page).getByRole('option', { name: /Olga Lindqvist/ }).first().waitFor();
      let answer;
      const held = new Promise((resolve) => {
        answer = resolve;
      });
      await page.route('**/api/v1/search?q=Daniel*', async (route) => {
        await held;
        await route.fallback();
      });
      await page.getByRole('combobox', { name: 'What are you looking for?' }).fill('Daniel');
      await page.keyboard.press('Enter');
      await page.waitForURL(/\/search\?q=Daniel$/);
      answer();
      await page.getByRole('main').getByRole('link', { name: /Daniel Okafor/ }).first().waitFor();
      assertQuiet();
    }));

  // Files that the service worker has are not asked for where a test could hold them: it is left out.
  test('what is typed while it loads is no shortcut', () =>
    as(people.maria, { serviceWorkers: 'block' }, async ({ page, assertQuiet }) => {
      await page.goto('/approvals');
      await page.getByRole('button', { name: /^Approve \d+/ }).waitFor();
      await loaded(page);
      let answer;
      const held = new Promise((resolve) => {
        answer = resolve;
      });
      await page.route('**/SearchDialog*.js', async (route) => {
        await held;
        await route.fallback();
      });
      const asked = page.waitForRequest('**/SearchDialog*.js');
      await page.keyboard.press('/');
      await asked;
      await page.keyboard.type('tag'); // thanks only, approve, and the beginning of a way elsewhere
      answer();
      await dialog(page).waitFor();
      await page.waitForURL(/approvals/);
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: /^Approve \d+/ }).waitFor();
      assert.equal(await page.getByRole('status').filter({ hasText: 'approved' }).count(), 0);
      assertQuiet(/Service Worker registration blocked/);
    }));

  test('says when nothing is found, and when it did not answer', () =>
    as(people.ivan, {}, async ({ page, assertQuiet }) => {
      await page.keyboard.press('/');
      await dialog(page).waitFor();
      await page.keyboard.type('zzqqyy');
      await dialog(page).getByText('Nothing found').waitFor();
      await page.route('**/api/v1/search*', (route) => route.fulfill({ status: 500, json: { code: 'internal' } }));
      await page.keyboard.type('w');
      await dialog(page).getByText('The search did not answer').waitFor();
      assert.deepEqual(await violations(page), []);
      await page.keyboard.press('Escape');
      await dialog(page).waitFor({ state: 'detached' });
      assertQuiet(/500/);
    }));
});

describe('the page', () => {
  test('finds words in any form, in both languages, and names with a typing error; the field keeps the focus', () =>
    as(grace, {}, async ({ page, assertQuiet }) => {
      await page.goto('/search');
      await page.getByRole('heading', { level: 2, name: 'What are you looking for?' }).waitFor();
      for (const [words, text] of [
        ['delivery', story.english],
        ['клиенту деньги', story.russian],
      ]) {
        await look(page, words);
        await found(page).filter({ hasText: text }).waitFor();
        assert.ok(await field(page).evaluate((input) => input === document.activeElement));
      }
      await look(page, 'Lindqvst');
      await page.getByRole('heading', { level: 2, name: 'People' }).waitFor(); // until then the story found before stands there
      await page.getByRole('link', { name: /Olga Lindqvist/ }).click();
      await page.getByRole('heading', { level: 1, name: 'Olga Lindqvist' }).waitFor();
      await page.goBack();
      assert.equal(await field(page).inputValue(), 'Lindqvst');
      assertQuiet();
    }));

  test('shows what was typed as it was typed', () =>
    as(people.ivan, {}, async ({ page, assertQuiet }) => {
      page.on('dialog', () => assert.fail('what was typed ran'));
      await page.goto('/search');
      for (const words of ['<script>alert(1)</script>', "'; drop table employee; --", '%7Aqq \\ "" & | ! :*', '🦙 ﷽']) {
        await look(page, words);
        await nothing(page);
        assert.equal(await field(page).inputValue(), words);
        assert.ok((await page.title()).includes(words));
      }
      await look(page, 'onerror');
      const customer = page.getByRole('link', { name: shop });
      await customer.waitFor();
      assert.deepEqual(await violations(page), []);
      await customer.click();
      await page.waitForURL(/customer=/);
      await page.getByText(`Customer: ${shop}`).waitFor();
      await found(page).filter({ hasText: story.english }).waitFor();
      assert.equal(await found(page).count(), 2);
      const sticksOut = (card) => {
        const right = card.getBoundingClientRect().right;
        const range = document.createRange();
        return [...card.querySelectorAll('b')].some((name) => {
          range.selectNodeContents(name);
          return range.getBoundingClientRect().right > right;
        });
      };
      assert.equal(await found(page).first().evaluate(sticksOut), false, 'a long name stays in its card');
      assertQuiet();
    }));

  test('says that nothing was found, and does not find what is private to others', async () => {
    await as(grace, {}, async ({ page, assertQuiet }) => {
      for (const route of ['/search?q=quokka', '/search?q=quokka&kind=recognition', '/search?q=quokka&kind=customer', '/search?q=quokka&kind=employee']) {
        await page.goto(route);
        await nothing(page);
      }
      assert.deepEqual(await violations(page), []);
      assertQuiet();
    });
    await as(people.olga, {}, async ({ page, assertQuiet }) => {
      await page.goto('/search?q=quokka');
      await found(page).filter({ hasText: story.private }).waitFor();
      assertQuiet();
    });
  });

  test('filters stand in the address, and come back with it', () =>
    as(people.maria, {}, async ({ page, assertQuiet }) => {
      await page.goto('/search');
      await page.getByRole('button', { name: 'Recognitions', exact: true }).click();
      const filters = page.getByRole('complementary', { name: 'Filters' });
      await filters.getByLabel('Behaviour').selectOption({ label: 'Respect' });
      await filters.getByLabel('Team').selectOption({ label: 'Customer Care' });
      await choose(page, 'Who was thanked', 'Olga');
      await filters.getByLabel('From', { exact: true }).fill('2020-01-02');
      await filters.getByLabel('To', { exact: true }).fill('2099-12-31');
      await page.waitForURL(/to=2099-12-31/);
      await loaded(page);
      await found(page).first().waitFor();
      const stories = await found(page).allInnerTexts();
      assert.ok(stories.every((text) => text.includes('Respect') && text.includes('Olga')));

      // Somebody else opens the link that was passed on.
      const { pathname, search } = new URL(page.url());
      await as(people.owner, {}, async (other) => {
        await other.page.goto(pathname + search);
        await loaded(other.page);
        const again = other.page.getByRole('complementary', { name: 'Filters' });
        assert.equal(await again.getByLabel('Behaviour').locator('option:checked').innerText(), 'Respect');
        assert.equal(await again.getByLabel('Team').locator('option:checked').innerText(), 'Customer Care');
        await other.page.getByRole('button', { name: 'Remove Olga Lindqvist' }).waitFor();
        assert.equal(await again.getByLabel('From', { exact: true }).inputValue(), '2020-01-02');
        await found(other.page).first().waitFor();
        assert.equal(await found(other.page).count(), stories.length);
        other.assertQuiet();
      });

      await page.reload();
      await found(page).first().waitFor();
      assert.equal(await found(page).count(), stories.length);
      await filters.getByLabel('From', { exact: true }).fill('2099-01-01');
      await nothing(page);
      await filters.getByRole('button', { name: 'Without filters' }).click();
      await page.waitForURL(/\/search\?kind=recognition$/);
      await found(page).first().waitFor();
      assertQuiet();
    }));

  test('a link that was cut off narrows by what is left of it', () =>
    as(people.maria, {}, async ({ page, assertQuiet }) => {
      await page.goto(`/search?q=walrus&kind=recognition&from=2026-1&team=0190&nominee=${olga.me.id.slice(0, -3)}`);
      await found(page).first().waitFor();
      assertQuiet();
    }));

  test('shows more of what there is more of', () =>
    as(people.maria, {}, async ({ page, assertQuiet }) => {
      await page.goto('/search?q=walrus');
      await page.getByRole('link', { name: 'Show more' }).click();
      await page.waitForURL(/kind=recognition/);
      await found(page).first().waitFor();
      await page.getByRole('button', { name: 'Show older recognitions' }).click();
      await page.waitForFunction(() => document.querySelectorAll('main article').length === 21);
      assert.equal(await page.getByRole('button', { name: 'Show older recognitions' }).count(), 0);
      assertQuiet();
    }));

  test('keeps its filters behind a button on the phone', () =>
    as(people.maria, { viewport: phone }, async ({ page, assertQuiet }) => {
      await page.goto(`/search?kind=recognition&nominee=${olga.me.id}`);
      await found(page).first().waitFor();
      const button = page.getByRole('button', { name: 'Filters 1' });
      assert.equal(await button.getAttribute('aria-expanded'), 'false');
      assert.ok((await found(page).first().boundingBox()).y < 500, 'what is found is on the first screen');
      await button.click();
      await page.getByLabel('Behaviour').selectOption({ label: 'Respect' });
      await page.getByRole('button', { name: 'Filters 2' }).waitFor();
      assert.deepEqual(await violations(page), []);
      assertQuiet();
    }));

  test('says when it does not answer, and does when it is asked again', () =>
    as(people.ivan, {}, async ({ page, assertQuiet }) => {
      const text = 'The search did not answer';
      await assertHeals(page, { route: '/search?q=walrus', calls: '**/api/v1/search?*', text });
      await assertHeals(page, { route: '/search?q=walrus&kind=customer', calls: '**/api/v1/search?*', text });
      await assertHeals(page, { route: '/search?q=walrus&kind=recognition', calls: '**/api/v1/nominations?*', text });
      await found(page).first().waitFor();
      assertQuiet(/500/);
    }));

  for (const [i, view] of looks.entries()) {
    const email = [people.ivan, people.maria, people.owner, people.admin][i];
    test(`is accessible and fits: ${nameOf(view)}`, () =>
      as(email, view, async ({ page, assertQuiet }) => {
        await assertFine(page, '/search', `search begin ${nameOf(view)}`);
        await assertFine(page, '/search?q=a', `search all ${nameOf(view)}`);
        await assertFine(page, '/search?q=walrus&kind=employee', `search none ${nameOf(view)}`);
        await assertFine(page, '/search?q=onerror&kind=customer');
        await assertFine(page, `/search?kind=recognition&nominee=${olga.me.id}&customer=${encodeURIComponent(shop)}`, `search filtered ${nameOf(view)}`);
        if (view.viewport.width < 1100) await page.getByRole('button', { name: /^(Filters|Условия)/ }).click();
        assert.deepEqual(await violations(page), []);
        assertQuiet();
      }));
  }
});

test('the leaderboard finds a name with its place on the whole board, by an address that can be shared', () =>
  as(people.ivan, {}, async ({ page, assertQuiet }) => {
    const ranking = page.getByRole('region', { name: 'Ranking' });
    const row = ranking.locator('[data-row]');
    await page.goto('/leaderboard?metric=recognitions&period=year');
    await ranking.getByText('Olga Lindqvist').waitFor();
    const own = await ranking.locator('[aria-current="true"]').innerText();
    await field(ranking).fill('iva');
    await page.waitForURL(/q=iva/);
    await row.nth(1).waitFor({ state: 'detached' });
    assert.equal(await row.first().innerText(), own);
    assert.deepEqual(await violations(page), []);
    await page.reload();
    await row.first().waitFor();
    assert.equal(await row.count(), 1);
    await field(ranking).fill('nobody at all');
    await page.getByRole('heading', { name: 'Nobody here is called “nobody at all”' }).waitFor();
    await field(ranking).fill('');
    await ranking.getByText('Olga Lindqvist').waitFor();
    await field(ranking).fill('iva');
    await page.waitForURL(/q=iva/);
    await page.getByRole('link', { name: 'Leaderboards' }).first().click(); // asks for all again
    await until('the field is empty', async () => (await field(ranking).inputValue()) === '');
    assertQuiet();
  }));
