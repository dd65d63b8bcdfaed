// Tells the service worker of which files the app is made: all that the build has made but the worker.
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import type { Plugin } from 'vite';

const worker = 'worker.js';

/** Public files that the app itself does not need. */
const left = new Set(['robots.txt']);

export function shell(): Plugin {
  let publicFolder = '';
  return {
    name: 'shell',
    apply: 'build',
    configResolved(config) {
      publicFolder = config.publicDir;
    },
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        const page = bundle['index.html'];
        const chunk = bundle[worker];
        if (page?.type !== 'asset' || chunk?.type !== 'chunk') this.error('the page or the worker is missing');
        if (chunk.imports.length > 0) this.error('the worker is one file: it may import nothing that others use');
        const built = Object.keys(bundle).filter((name) => name !== worker && !name.startsWith('.'));
        const files = [...built, ...readdirSync(publicFolder).filter((name) => !left.has(name))].sort().map((name) => `/${name}`);
        const hash = createHash('sha256').update(page.source).digest('hex');
        // The page names its files by their content, so that its hash stands for the whole build.
        const code = chunk.code.replace('__SHELL__', () => JSON.stringify({ page: hash, files }));
        if (code === chunk.code) this.error('the worker does not ask for its files');
        chunk.code = code;
      },
    },
  };
}
