// What follows a recognition, in the browser: reactions, comments, boosts, reports, revocation; as each
// role, when it works and when it does not.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { violations } from './axe.mjs';
import { people, startLaurel } from './laurel.mjs';
import { asPerson, desk, launch, newPerson, phone, streamOpens, toast } from './person.mjs';
import { assertFits } from './screen.mjs';

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

/** A call of the API from within a page. */
function api(page, method, path, body) {
  return page.evaluate(
    async ([verb, address, content]) => {
      const answer = await fetch(`/api/v1/${address}`, {
        method: verb,
        headers: { 'Content-Type': 'application/json' },
        ...(content && { body: JSON.stringify(content) }),
      });
      return { status: answer.status, body: answer.status === 204 ? null : await answer.json() };
    },
    [method, path, body],
  );
}

/** Somebody thanks others, by the API; gives the id of the recognition. */
async function recognise(email, story, names, points = 0) {
  let id = '';
  await as(email, {}, async ({ page }) => {
    const programs = (await api(page, 'GET', 'programs')).body.items;
    const found = await Promise.all(names.map((name) => api(page, 'GET', `employees?q=${name}`)));
    const made = await api(page, 'POST', 'nominations', {
      program_id: programs.find((p) => p.simple).id,
      nominee_ids: found.map((f) => f.body.items[0].id),
      story,
      points,
    });
    assert.equal(made.status, 201, JSON.stringify(made.body));
    id = made.body.id;
  });
  return id;
}

const cardOf = (page, story) => page.getByRole('article').filter({ hasText: story });

/** Keeps a picture where a folder for them is named. */
async function picture(page, name) {
  const folder = process.env.LAUREL_TEST_PICTURES;
  if (folder) await page.screenshot({ path: `${folder}/${name}.png` });
}

describe('reactions', () => {
  test('show at once, are there for others live, and go back', async () => {
    const story = 'Carried the crates in the rain.';
    const id = await recognise(people.ivan, story, ['Olga']);
    const reader = await newPerson(browser, laurel.url);
    await reader.signIn(people.maria);
    await reader.page.goto('/');
    const opened = streamOpens(reader.page);
    await reader.page.reload();
    await opened;
    await cardOf(reader.page, story).waitFor();

    await as(people.olga, {}, async ({ page, assertQuiet }) => {
      const card = cardOf(page, story);
      const leaf = card.getByRole('button', { name: /^Thank you/ });
      assert.equal(await leaf.getAttribute('aria-pressed'), 'false');
      await leaf.focus();
      await page.keyboard.press('Enter');
      await card.getByRole('button', { name: 'Thank you: 1', pressed: true }).waitFor();
      await card.getByRole('button', { name: 'Love it: 0' }).click();
      await card.getByRole('button', { name: 'Love it: 1', pressed: true }).waitFor();

      await cardOf(reader.page, story).getByRole('button', { name: 'Thank you: 1', pressed: false }).waitFor();
      await cardOf(reader.page, story).getByRole('button', { name: 'Love it: 1' }).waitFor();

      await card.getByRole('button', { name: 'Love it: 1' }).click();
      await cardOf(reader.page, story).getByRole('button', { name: 'Love it: 0' }).waitFor();
      await page.reload();
      await cardOf(page, story).getByRole('button', { name: 'Thank you: 1', pressed: true }).waitFor();
      const kept = (await api(page, 'GET', `nominations/${id}`)).body;
      assert.deepEqual([kept.reactions, kept.my_reactions], [{ leaf: 1 }, ['leaf']]);
      assertQuiet();
    });
    reader.assertQuiet();
    await reader.close();
  });

  test('one that the server refuses is taken back, and said so', async () => {
    const story = 'Found the lost parcel.';
    await recognise(people.ivan, story, ['Olga']);
    await as(people.maria, {}, async ({ page, assertQuiet }) => {
      await page.route('**/reactions/**', (route) =>
        route.fulfill({ status: 409, contentType: 'application/problem+json', body: JSON.stringify({ status: 409, code: 'not_published' }) }),
      );
      await cardOf(page, story).getByRole('button', { name: /^Applause/ }).click();
      await toast(page, 'It is not published any more.');
      await cardOf(page, story).getByRole('button', { name: 'Applause: 0', pressed: false }).waitFor();
      assertQuiet(/409/);
    });
  });

  test('touch targets of a card are 44 pixels and more', () =>
    as(people.maria, { viewport: { width: 320, height: 640 } }, async ({ page, assertQuiet }) => {
      const small = await page.evaluate(() =>
        [...document.querySelectorAll('article button, article a[href*="#comments"]')]
          .map((button) => ({ box: button.getBoundingClientRect(), name: button.getAttribute('aria-label') ?? button.textContent }))
          .filter(({ box }) => box.width < 43.5 || box.height < 43.5)
          .map(({ box, name }) => `${name} ${box.width}×${box.height}`),
      );
      assert.deepEqual(small, []);
      assertQuiet();
    }));
});

describe('comments', () => {
  test('are written, changed and deleted; what was typed outlives a reload', async () => {
    const story = 'Explained the invoice twice.';
    await recognise(people.ivan, story, ['Olga']);
    await as(people.maria, {}, async ({ page, assertQuiet }) => {
      await cardOf(page, story).getByRole('link', { name: '0 comments' }).click();
      await page.waitForURL(/\/recognitions\/.+#comments/);
      const section = page.getByRole('region', { name: 'Comments' });
      await section.getByText(/Nobody has said anything yet/).waitFor();
      await section.getByRole('button', { name: 'Comment' }).click();
      assert.equal(await section.getByLabel('Your comment').getAttribute('aria-invalid'), 'true');

      const text = '<img src=x onerror=alert(1)> Earned.\nTwice.';
      await section.getByLabel('Your comment').fill(text);
      await page.reload();
      assert.equal(await section.getByLabel('Your comment').inputValue(), text);
      await section.getByLabel('Your comment').press('Control+Enter');
      const said = section.getByRole('listitem').filter({ hasText: 'Earned.' });
      await said.waitFor();
      assert.equal(await said.locator('p[dir="auto"]').innerText(), text);
      assert.equal(await section.getByLabel('Your comment').inputValue(), '');
      await page.getByRole('link', { name: '1 comment', exact: true }).waitFor();

      await said.getByRole('button', { name: 'Edit' }).click();
      await section.getByLabel('Change your comment').fill('Well earned.');
      await section.getByRole('button', { name: 'Save' }).click();
      const changed = section.getByRole('listitem').filter({ hasText: 'Well earned.' });
      await changed.getByText('edited').waitFor();
      await page.getByRole('main').evaluate((main) => main.focus());
      assert.deepEqual(await violations(page), []);

      await changed.getByRole('button', { name: 'Delete' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
      await toast(page, 'The comment is deleted.');
      await section.getByText(/Nobody has said anything yet/).waitFor();
      await page.getByRole('link', { name: '0 comments' }).waitFor();
      assertQuiet();
    });
  });

  test('a comment of another appears while one reads, and only an owner deletes it', async () => {
    const id = await recognise(people.ivan, 'Kept the shop open.', ['Olga']);
    const reader = await newPerson(browser, laurel.url);
    await reader.signIn(people.owner);
    const opened = streamOpens(reader.page);
    await reader.page.goto(`/recognitions/${id}`);
    await opened;
    await reader.page.getByText(/Nobody has said anything yet/).waitFor();
    await as(people.maria, {}, async ({ page }) => {
      assert.equal((await api(page, 'POST', `nominations/${id}/comments`, { text: 'The whole street noticed.' })).status, 201);
    });
    await reader.page.getByText('The whole street noticed.').waitFor();
    await as(people.ivan, {}, async ({ page, assertQuiet }) => {
      await page.goto(`/recognitions/${id}`);
      await page.getByText('The whole street noticed.').waitFor();
      assert.equal(await page.getByRole('button', { name: /Delete/ }).count(), 0);
      assertQuiet();
    });
    await reader.page.getByRole('button', { name: /Delete the comment of/ }).click();
    await reader.page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await reader.page.getByText(/Nobody has said anything yet/).waitFor();
    reader.assertQuiet();
    await reader.close();
  });

  test('a comment that does not arrive is kept in its field, and sent again once', async () => {
    const id = await recognise(people.ivan, 'Drove back for the keys.', ['Olga']);
    await as(people.maria, {}, async ({ page, assertQuiet }) => {
      await page.goto(`/recognitions/${id}`);
      let refused = false;
      await page.route('**/comments', (route) => {
        if (route.request().method() !== 'POST' || refused) return route.fallback();
        refused = true;
        return route.fulfill({
          status: 422,
          contentType: 'application/problem+json',
          body: JSON.stringify({ status: 422, code: 'other', detail: 'Not now.' }),
        });
      });
      await page.getByLabel('Your comment').fill('Nobody asked for it.');
      await page.getByRole('button', { name: 'Comment', exact: true }).click();
      await page.getByRole('alert').getByText('Not now.').waitFor();
      assert.equal(await page.getByLabel('Your comment').inputValue(), 'Nobody asked for it.');
      await page.getByRole('button', { name: 'Comment', exact: true }).click();
      await page.getByRole('listitem').filter({ hasText: 'Nobody asked for it.' }).waitFor();
      assertQuiet(/422/);
    });
  });
});

describe('boosts', () => {
  test('say what is left and what it costs, and move the points', async () => {
    const story = 'Rebuilt the pallet by hand.';
    const id = await recognise(people.ivan, story, ['Olga', 'Maria']);
    await as(people.owner, {}, async ({ page, assertQuiet }) => {
      const left = (await api(page, 'GET', 'me')).body.allowance.balance;
      await cardOf(page, story).getByRole('button', { name: /^Boost/ }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByText(`You have ${left} points left`).waitFor();
      await dialog.getByRole('button', { name: 'Boost', exact: true }).click();
      await dialog.getByText(/Whole points, from 1 to/).waitFor();
      await dialog.getByRole('button', { name: '10', exact: true }).click();
      await page.reload();
      await cardOf(page, story).getByRole('button', { name: /^Boost/ }).click();
      assert.equal(await dialog.getByLabel('Points for each').inputValue(), '10');
      await dialog.getByText('For 2 people: 20 points in all.').waitFor();
      assert.deepEqual(await violations(page), []);
      await picture(page, 'boost-dialog');
      await dialog.getByRole('button', { name: 'Boost with 20 points' }).click();
      await toast(page, 'Boosted with 20 points.');
      await cardOf(page, story).getByRole('button', { name: /20 points boosted/ }).waitFor();
      assert.equal((await api(page, 'GET', 'me')).body.allowance.balance, left - 20);
      await page.goto(`/recognitions/${id}`);
      await page.getByRole('heading', { name: 'Boosts' }).waitFor();
      await page.getByText('10 points each').waitFor();
      assertQuiet();
    });
    await as(people.olga, {}, async ({ page, assertQuiet }) => {
      assert.equal(await cardOf(page, story).getByRole('button', { name: /^Boost/ }).count(), 0); // it is her own
      await page.goto('/wallet');
      await page.getByRole('link', { name: /^Boost by/ }).first().waitFor();
      assertQuiet();
    });
  });

  test('whoever has nothing left is told when there will be more', async () => {
    const story = 'Stayed with the caller to the end.';
    await recognise(people.owner, story, ['Olga']);
    await as(people.admin, {}, async ({ page, assertQuiet }) => {
      const id = (await api(page, 'GET', 'feed?limit=1')).body.items[0].id;
      const left = (await api(page, 'GET', 'me')).body.allowance.balance;
      assert.equal((await api(page, 'POST', `nominations/${id}/boosts`, { points: left })).status, 201);
      await page.reload();
      await cardOf(page, story).getByRole('button', { name: /^Boost/ }).click();
      await page.getByText(/You have given all your points/).waitFor();
      assertQuiet();
    });
  });
});

describe('reports', () => {
  test('an owner hides what was reported, and restores it', async () => {
    const story = 'Told everybody the name of the patient.';
    const id = await recognise(people.ivan, story, ['Olga']);
    await as(people.maria, {}, async ({ page, assertQuiet }) => {
      await page.goto(`/recognitions/${id}`);
      await page.getByRole('button', { name: 'Report' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('button', { name: 'Report' }).click();
      assert.equal(await dialog.getByLabel(/What is wrong/).getAttribute('aria-invalid'), 'true');
      await dialog.getByLabel(/What is wrong/).fill('It names a patient.');
      assert.deepEqual(await violations(page), []);
      await dialog.getByRole('button', { name: 'Report' }).click();
      await toast(page, 'Reported.');
      await page.getByRole('button', { name: 'Report' }).click();
      await dialog.getByLabel(/What is wrong/).fill('It still does.');
      await dialog.getByRole('button', { name: 'Report' }).click();
      await dialog.getByText('You have reported this already.').waitFor();
      assertQuiet(/409/);
    });
    const reader = await newPerson(browser, laurel.url);
    await reader.signIn(people.olga);
    const opened = streamOpens(reader.page);
    await reader.page.reload();
    await opened;
    await cardOf(reader.page, story).waitFor();
    await as(people.owner, {}, async ({ page, assertQuiet }) => {
      await page.getByRole('link', { name: 'Administration' }).click();
      await page.getByRole('link', { name: 'Reports' }).click();
      const report = page.getByRole('listitem').filter({ hasText: 'It names a patient.' }).first();
      await report.getByText('Maria', { exact: false }).first().waitFor();
      assert.deepEqual(await violations(page), []);
      await picture(page, 'reports-desk');
      await report.getByRole('button', { name: 'Hide it' }).click();
      await page.getByRole('dialog').getByLabel('Note').fill('The family asked.');
      await page.getByRole('dialog').getByRole('button', { name: 'Hide it' }).click();
      await toast(page, 'The recognition is hidden.');
      await page.getByText('Nothing was reported').waitFor();
      await cardOf(reader.page, story).waitFor({ state: 'detached' }); // live, from the feed of a reader

      await page.goto(`/recognitions/${id}`);
      await page.getByText(/An owner has hidden it/).waitFor();
      await page.goto('/admin/reports');
      await page.getByRole('button', { name: 'Answered' }).click();
      await page.getByText('The family asked.').waitFor();
      await page.getByRole('button', { name: 'Restore it' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Restore it' }).click();
      await toast(page, 'The recognition is restored.');
      assertQuiet();
    });
    await reader.page.reload();
    await cardOf(reader.page, story).waitFor();
    reader.assertQuiet();
    await reader.close();
  });

  test('are not for others', () =>
    as(people.maria, {}, async ({ page, assertQuiet }) => {
      await page.goto('/admin/reports');
      await page.getByRole('heading', { name: 'There is no such page' }).first().waitFor();
      assert.equal((await api(page, 'GET', 'reports')).status, 403);
      assertQuiet(/403/);
    }));

  test('a list that does not load says so and tries again', () =>
    as(people.owner, {}, async ({ page, assertQuiet }) => {
      await page.route('**/api/v1/reports**', (route) => route.fulfill({ status: 404, contentType: 'application/problem+json', body: '{"code":"not_found"}' }));
      await page.goto('/admin/reports');
      await page.getByText('The reports did not load').waitFor();
      await page.unroute('**/api/v1/reports**');
      await page.getByRole('button', { name: 'Try again' }).click();
      await page.getByText('Nothing was reported').waitFor();
      assertQuiet(/404/);
    }));
});

test('an owner revokes a recognition with its reason, and boosts go back', async () => {
  const id = await recognise(people.ivan, 'Thanked the wrong person.', ['Olga']);
  await as(people.owner, {}, async ({ page, assertQuiet }) => {
    assert.equal((await api(page, 'POST', `nominations/${id}/boosts`, { points: 5 })).status, 201);
    await page.goto(`/recognitions/${id}`);
    await page.getByRole('button', { name: 'Revoke' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(/its points and boosts go back/).waitFor();
    await dialog.getByLabel(/Why/).fill('It was somebody else.');
    assert.deepEqual(await violations(page), []);
    await dialog.getByRole('button', { name: 'Revoke' }).click();
    await toast(page, 'The recognition is revoked.');
    await page.getByText('It was somebody else.').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Report' }).count(), 0);
    assertQuiet();
  });
});

describe('looks', () => {
  for (const [name, options] of [
    ['desk-light-en', { viewport: desk }],
    ['phone-dark-en', { viewport: phone, theme: 'dark' }],
    ['small-light-ru', { viewport: { width: 320, height: 640 }, locale: 'ru-RU' }],
    ['desk-dark-ru', { viewport: desk, theme: 'dark', locale: 'ru-RU' }],
  ]) {
    test(`the feed, a recognition with all that followed, and reports: ${name}`, async () => {
      await as(people.maria, {}, async ({ page }) => {
        const { body } = await api(page, 'GET', 'feed?limit=1');
        const id = body.items[0].id;
        for (const emoji of ['leaf', 'idea']) await api(page, 'PUT', `nominations/${id}/reactions/${emoji}`);
        await api(page, 'POST', `nominations/${id}/comments`, { text: `Their manager rang to say it out loud: "best Saturday of the year". ${name}` });
        await api(page, 'POST', `nominations/${id}/boosts`, { points: 1 });
        await api(page, 'POST', `nominations/${id}/reports`, { reason: 'It names a customer who asked not to be named.' });
      });
      await as(people.owner, options, async ({ page, assertQuiet }) => {
        const id = (await api(page, 'GET', 'feed?limit=1')).body.items[0].id;
        for (const [screen, route] of [
          ['feed', '/'],
          ['recognition', `/recognitions/${id}`],
          ['reports', '/admin/reports'],
        ]) {
          await page.goto(route);
          await page.getByRole('article').first().waitFor();
          await page.waitForFunction(() => !document.querySelector('[role="status"][aria-busy="true"]'));
          assert.deepEqual(await violations(page), [], route);
          await assertFits(page, route);
          await picture(page, `${screen}-${name}`);
        }
        assertQuiet();
      });
    });
  }
});
