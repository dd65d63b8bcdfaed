// What axe-core finds wrong on a page; it runs through the debugger, so no policy of the page is loosened.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export async function violations(page) {
  await page.evaluate(source);
  const found = await page.evaluate(async () => {
    // What is laid out only once it comes into view has a guessed height till then, and would seem to lie over its neighbours.
    const later = [...document.querySelectorAll('main *')].filter((one) => getComputedStyle(one).contentVisibility === 'auto');
    for (const one of later) one.style.contentVisibility = 'visible';
    const result = await globalThis.axe.run(document, {
      runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] },
    });
    for (const one of later) one.style.contentVisibility = '';
    return result;
  });
  return found.violations.flatMap((violation) =>
    violation.nodes.map((node) => `${violation.id}: ${node.target.join(' ')} — ${node.failureSummary.split('\n')[1]?.trim()}`),
  );
}
