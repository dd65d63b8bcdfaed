// Measures what the browser must load: the first screen (entry, shell, feed, one language) and what
// each further screen adds. Fails above the limits of docs: 120 kB and 40 kB, gzipped.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const limits = { first: 120_000, screen: 40_000 };
const dist = new URL('../dist/', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'));

const weigh = (file) => gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length;

/** The files of a chunk and of all that it imports at once. */
function files(name, seen = new Set()) {
  const chunk = manifest[name];
  if (!chunk || seen.has(chunk.file)) return seen;
  seen.add(chunk.file);
  for (const next of chunk.imports ?? []) files(next, seen);
  return seen;
}

const sum = (set) => [...set].reduce((total, file) => total + weigh(file), 0);
const kB = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;

const first = files('index.html');
for (const file of [...files('src/i18n/en/first.ts'), 'boot.js']) first.add(file);
const russian = new Set(files('index.html'));
for (const file of [...files('src/i18n/ru/first.ts'), 'boot.js']) russian.add(file);

let failed = false;
function check(name, bytes, limit) {
  const over = bytes > limit;
  failed ||= over;
  console.log(`${over ? 'OVER' : '  ok'}  ${name.padEnd(34)} ${kB(bytes).padStart(9)} of ${kB(limit)}`);
}

check('first screen (en)', sum(first), limits.first);
check('first screen (ru)', sum(russian), limits.first);
for (const [name, chunk] of Object.entries(manifest)) {
  if (!chunk.isDynamicEntry || name.startsWith('src/i18n/')) continue;
  const own = new Set([...files(name)].filter((file) => !first.has(file)));
  check(name.replace(/^src\//, ''), sum(own), limits.screen);
}
process.exit(failed ? 1 : 0);
