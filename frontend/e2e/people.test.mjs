// Profiles and one's own year: what somebody was thanked for, as each reader may see it, on the screen and on paper.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { violations } from './axe.mjs';
import { people, startLaurel } from './laurel.mjs';
import { asPerson, launch, phone } from './person.mjs';
import { programOf, thank } from './program.mjs';
import { assertFine, assertFits, assertHeals, loaded, looks, nameOf } from './screen.mjs';

const grace = 'grace@demo.example'; // of another team than Olga, with no reports
const story = {
  hostile: 'Olga said <b>"no"</b> & meant it: <script>alert(1)</script> {{7*7}}',
  private: 'Told me alone what nobody else would have said.',
  long: `Ж${'щ'.repeat(300)}`, // no place to break it
};

let laurel;
let browser;
let olga;
let newcomer;

before(async () => {
  [laurel, browser] = await Promise.all([startLaurel(), launch()]);
  const [ivan, admin] = await Promise.all([programOf(laurel, people.ivan), programOf(laurel, people.admin)]);
  olga = await programOf(laurel, people.olga);
  const [priya] = (await olga('GET', '/employees?q=Priya')).items;
  const told = await thank(ivan, [olga.me.id], story.hostile);
  await olga('POST', `/nominations/${told.id}/enablers`, { employee_id: priya.id });
  await thank(ivan, [olga.me.id], story.private, { visibility: 'private' });
  await thank(ivan, [olga.me.id], story.long);
  newcomer = await admin('POST', '/employees', { name: 'Núria Åkesson-Великая', email: 'nuria@demo.example', team_id: olga.me.team.id });
});

after(async () => {
  await browser?.close();
  await laurel?.remove();
});

const as = (email, options, run) => asPerson(browser, laurel.url, email, options, run);

const lists = (page) => page.getByRole('region', { name: 'Recognitions' });
const cards = (page) => lists(page).getByRole('article');

/** Loads all that a list has. */
async function all(page) {
  const older = page.getByRole('button', { name: 'Show older recognitions' });
  await cards(page).first().waitFor();
  while (await older.count()) {
    const before = await cards(page).count();
    await older.click();
    await page.waitForFunction((n) => document.querySelectorAll('main article').length > n, before);
    await loaded(page);
  }
  return cards(page).count();
}

/** The number beside the name of a list. */
async function counted(page, name) {
  const text = await lists(page).getByRole('button', { name }).innerText();
  return Number(text.match(/\d+/)[0]);
}

describe('a profile', () => {
  test('of oneself tells all that one was thanked for, gave and made possible', () =>
    as(people.olga, {}, async ({ page, assertQuiet }) => {
      await page.goto(`/people/${olga.me.id}`);
      await page.getByRole('heading', { level: 1, name: olga.me.name }).waitFor();
      await page.getByRole('link', { name: 'My year' }).waitFor();
      assert.equal(await page.getByRole('link', { name: /^Thank / }).count(), 0);
      assert.equal(await all(page), await counted(page, /^Received/));
      const alone = cards(page).filter({ hasText: story.private });
      await alone.getByText('Private').waitFor();
      const links = await cards(page).locator('a[href^="/recognitions/"]:not([href*="#"])').evaluateAll((found) => found.map((a) => a.href));
      assert.equal(new Set(links).size, await cards(page).count(), 'no page repeats what another had');

      await page.getByRole('button', { name: /^Given/ }).click();
      await page.waitForURL(/list=given/);
      assert.equal(await all(page), await counted(page, /^Given/));
      await page.reload();
      await page.getByRole('button', { name: /^Given/, pressed: true }).waitFor();
      await page.getByRole('button', { name: /^Behind the scenes/ }).click();
      await page.waitForURL(/list=behind/);
      await page.getByRole('link', { name: 'Settings' }).last().waitFor();
      assertQuiet();
    }));

  test('of a colleague leads to the stories behind each number, and to thanking', () =>
    as(grace, {}, async ({ page, assertQuiet }) => {
      for (const section of ['Behaviours', 'Customers served']) {
        await page.goto(`/people/${olga.me.id}`);
        const line = page.getByRole('listitem').filter({ has: page.locator('a[href^="/search"]') });
        const box = page.locator('section').filter({ has: page.getByRole('heading', { name: section, exact: true }) });
        await box.waitFor();
        for (let i = 0; i < (await box.getByRole('listitem').count()); i += 1) {
          const one = box.getByRole('listitem').nth(i);
          const name = await one.getByRole('link').innerText();
          const count = Number((await one.innerText()).replace(name, '').match(/\d+/)[0]);
          await one.getByRole('link').click();
          await page.waitForURL(/\/search\?/);
          await loaded(page);
          await page.getByRole('article').first().waitFor();
          assert.equal(await page.getByRole('article').count(), count, `${section}: ${name}`);
          if (section === 'Customers served') await page.getByRole('complementary').getByText(`Customer: ${name}`).waitFor();
          await page.goBack();
          await page.getByRole('heading', { level: 1, name: olga.me.name }).waitFor();
          await line.first().waitFor();
        }
      }
      await page.getByRole('link', { name: `Thank ${olga.me.name}` }).first().click();
      await page.waitForURL(/nominate\?to=/);
      await page.getByRole('button', { name: `Remove ${olga.me.name}` }).waitFor();
      assertQuiet();
    }));

  test('does not tell others what is private, in its stories or in its numbers', async () => {
    const seen = {};
    for (const [role, email] of Object.entries({ colleague: grace, admin: people.admin, manager: people.maria, owner: people.owner, giver: people.ivan })) {
      await as(email, {}, async ({ page, assertQuiet }) => {
        await page.goto(`/people/${olga.me.id}`);
        const shown = await all(page);
        assert.equal(shown, await counted(page, /^Received/), role);
        seen[role] = await cards(page).filter({ hasText: story.private }).count();
        assertQuiet();
      });
    }
    assert.deepEqual(seen, { colleague: 0, admin: 0, manager: 1, owner: 1, giver: 1 });
  });

  test('shows a story as it was typed', () =>
    as(grace, {}, async ({ page, assertQuiet }) => {
      page.on('dialog', () => assert.fail('a story ran'));
      await page.goto(`/people/${olga.me.id}`);
      await page.getByText(story.hostile, { exact: true }).waitFor();
      await page.getByText(story.long, { exact: true }).waitFor();
      assertQuiet();
    }));

  test('names what somebody made possible behind the scenes', () =>
    as(people.maria, {}, async ({ page, assertQuiet }) => {
      await page.goto(`/people/${olga.me.id}`);
      await cards(page).filter({ hasText: story.hostile }).getByText('Priya').waitFor();
      const [priya] = (await olga('GET', '/employees?q=Priya')).items;
      await page.goto(`/people/${priya.id}?list=behind`);
      await page.getByRole('button', { name: /^Behind the scenes/, pressed: true }).waitFor();
      await cards(page).filter({ hasText: story.hostile }).waitFor();
      assertQuiet();
    }));

  test('of somebody with nothing yet offers the first step', () =>
    as(people.ivan, {}, async ({ page, assertQuiet }) => {
      await page.goto(`/people/${newcomer.id}`);
      await page.getByRole('heading', { name: 'Nothing here yet' }).waitFor();
      assert.equal(await page.getByRole('heading', { name: 'Behaviours', exact: true }).count(), 0);
      for (const [list, text] of [
        [/^Given/, 'Whom they thank comes here.'],
        [/^Behind the scenes/, 'What they made possible for others comes here.'],
        [/^Received/, /What they are thanked for comes here/],
      ]) {
        await page.getByRole('button', { name: list }).click();
        await page.getByText(text).waitFor();
      }
      await lists(page).getByRole('link', { name: `Thank ${newcomer.name}` }).click();
      await page.getByRole('button', { name: `Remove ${newcomer.name}` }).waitFor();
      assertQuiet();
    }));

  test('of nobody says that there is no such page, and leads home', () =>
    as(people.ivan, {}, async ({ page, assertQuiet }) => {
      for (const id of ['01900000-0000-7000-8000-0000000000aa', 'nobody']) {
        await page.goto(`/people/${id}`);
        await page.getByText('There is no such page').first().waitFor();
        assert.deepEqual(await violations(page), []);
      }
      await page.getByRole('link', { name: 'Go home' }).click();
      await page.getByRole('article').first().waitFor();
      assertQuiet(/404/);
    }));

  test('has its shape while it loads, and says when it does not', () =>
    as(people.ivan, {}, async ({ page, assertQuiet }) => {
      let answer;
      const held = new Promise((resolve) => {
        answer = resolve;
      });
      await page.route('**/profile', async (route) => {
        await held;
        await route.fallback();
      });
      await page.goto(`/people/${olga.me.id}`);
      await page.getByRole('heading', { level: 1 }).waitFor(); // of the profile's own shape, not of the app's before it
      await page.getByRole('status', { name: 'Loading' }).first().waitFor();
      assert.deepEqual(await violations(page), []);
      answer();
      await page.getByRole('heading', { level: 1, name: olga.me.name }).waitFor();
      await page.unroute('**/profile');

      const route = `/people/${olga.me.id}`;
      await assertHeals(page, { route, calls: '**/api/v1/employees/*/profile', text: 'This did not load' });
      await assertHeals(page, { route, calls: '**/api/v1/nominations?*', text: 'The feed did not load' });
      assertQuiet(/500/);
    }));

  for (const look of looks) {
    test(`is accessible and fits: ${nameOf(look)}`, () =>
      as(people.maria, look, async ({ page, assertQuiet }) => {
        const maria = await page.evaluate(async () => (await fetch('/api/v1/me')).json());
        await assertFine(page, `/people/${olga.me.id}`, `profile ${nameOf(look)}`);
        await assertFine(page, `/people/${olga.me.id}?list=given`);
        await assertFine(page, `/people/${maria.id}`, `profile own ${nameOf(look)}`);
        await assertFine(page, `/people/${newcomer.id}`, `profile empty ${nameOf(look)}`);
        assertQuiet();
      }));
  }
});

describe('my year', () => {
  test('tells the stories, behaviours and customers of the year that is chosen', () =>
    as(people.olga, {}, async ({ page, assertQuiet }) => {
      const year = await olga('GET', '/me/year');
      await page.goto(`/people/${olga.me.id}`);
      await page.getByRole('link', { name: 'My year' }).click();
      await page.getByRole('heading', { level: 1, name: `My year ${year.year}` }).waitFor();
      await page.getByText(`Thanked ${year.received} times`).waitFor();
      assert.equal(await page.getByRole('article').count(), year.received + year.behind_the_scenes);
      await page.getByText(story.private).waitFor(); // it is hers
      await page.getByText(story.hostile, { exact: true }).waitFor();
      for (const { name } of [...year.behaviours, ...year.customers]) await page.getByRole('listitem').filter({ hasText: name }).first().waitFor();
      assert.equal(await page.getByText(/ 0 times/).count(), 0, 'what there was none of is not told');

      await page.goto(`/me/year?year=${year.year - 3}`);
      await page.getByRole('heading', { name: 'Nothing in this year yet' }).waitFor();
      assert.deepEqual(await violations(page), []);
      await page.getByLabel('Year').selectOption(String(year.year));
      await page.waitForURL(new RegExp(`year=${year.year}$`));
      await page.getByRole('article').first().waitFor();
      await page.reload();
      assert.equal(await page.getByLabel('Year').inputValue(), String(year.year));
      await page.goto('/me/year?year=soon');
      await page.getByRole('heading', { level: 1, name: `My year ${year.year}` }).waitFor();
      assertQuiet();
    }));

  test('on paper is A4, by day, and nothing but the year: no rank, no points', () =>
    as(people.olga, { theme: 'dark' }, async ({ page, assertQuiet }) => {
      const { impacts, year } = await olga('GET', '/me/year').then((y) => ({ year: y, impacts: y.stories.map((s) => s.impact).filter(Boolean) }));
      await page.goto('/settings'); // a toast that stands does not print
      await page.getByRole('switch', { name: 'Reactions' }).waitFor();
      await page.route('**/me/preferences', (route) => (route.request().method() === 'PATCH' ? route.fulfill({ status: 422, json: { code: 'forbidden' } }) : route.fallback()));
      await page.getByRole('switch', { name: 'Reactions' }).click();
      await page.getByText('That is not for you to do.').waitFor();
      await page.getByRole('link', { name: 'My year, for printing' }).click();
      await page.getByRole('article').first().waitFor();
      await page.emulateMedia({ media: 'print' });
      const shown = await page.evaluate(() => ({
        text: document.body.innerText,
        others: [...document.querySelectorAll('nav, header, button, select, [role="status"] *')].filter((e) => e.checkVisibility()).map((e) => e.outerHTML.slice(0, 80)),
        ink: getComputedStyle(document.querySelector('h1')).color.match(/\d+/g).map(Number),
      }));
      assert.deepEqual(shown.others, []);
      assert.doesNotMatch(shown.text, /\bpoints?\b|\branks?\b|leaderboard|wallet|#\d/i);
      for (const text of [`My year ${year.year}`, olga.me.name, story.hostile, ...impacts]) assert.ok(shown.text.includes(text), text);
      assert.ok(Math.max(...shown.ink) < 100, `dark on white, not ${shown.ink}`);
      await page.setViewportSize({ width: 658, height: 900 }); // the width of A4 between its margins, at 96 a inch
      await assertFits(page, 'the paper');

      const pdf = await page.pdf({ preferCSSPageSize: true });
      const boxes = [...pdf.toString('latin1').matchAll(/\/MediaBox \[([\d. ]+)\]/g)].map(([, box]) => box.split(' ').map(Number));
      assert.ok(boxes.length >= 1);
      for (const [, , width, height] of boxes) assert.ok(Math.abs(width - 595) < 1 && Math.abs(height - 842) < 1, `${width} × ${height} pt`);
      if (process.env.LAUREL_TEST_PICTURES) await writeFile(`${process.env.LAUREL_TEST_PICTURES}/year.pdf`, pdf);
      assertQuiet(/422/);
    }));

  test('is printed by its button', () =>
    as(people.olga, { viewport: phone }, async ({ page, assertQuiet }) => {
      await page.addInitScript(() => {
        window.print = () => {
          document.documentElement.dataset.printed = 'yes';
        };
      });
      await page.goto('/me/year');
      await page.getByRole('button', { name: 'Print' }).click();
      assert.equal(await page.evaluate(() => document.documentElement.dataset.printed), 'yes');
      assertQuiet();
    }));

  test('says when it does not load', () =>
    as(people.olga, {}, async ({ page, assertQuiet }) => {
      await assertHeals(page, { route: '/me/year', calls: '**/api/v1/me/year*', text: 'This did not load' });
      await page.getByRole('article').first().waitFor();
      assertQuiet(/500/);
    }));

  for (const look of looks) {
    test(`is accessible and fits: ${nameOf(look)}`, () =>
      as(people.olga, look, async ({ page, assertQuiet }) => {
        await assertFine(page, '/me/year', `year ${nameOf(look)}`);
        await assertFine(page, '/me/year?year=2001', `year empty ${nameOf(look)}`);
        assertQuiet();
      }));
  }
});
