import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { shell } from './scripts/shell';

// The browsers that have light-dark(), :has() and clip-path as tokens.css uses them.
const browsers = ['chrome123', 'edge123', 'firefox121', 'safari17.5'];

export default defineConfig({
  plugins: [
    react(),
    shell(),
    {
      // The folder is embedded in the binary: without this file `go build` fails on a fresh clone.
      name: 'keep-dist',
      generateBundle() {
        this.emitFile({ type: 'asset', fileName: '.keep', source: '' });
      },
    },
  ],
  build: {
    target: browsers,
    cssTarget: browsers,
    manifest: true,
    // The content security policy allows no data: scripts or fonts; small icons stay files too.
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: { index: 'index.html', worker: 'src/worker/worker.ts' },
      output: {
        // Browsers look for a newer worker at its own address; all else is named by its content.
        entryFileNames: ({ name }) => (name === 'worker' ? 'worker.js' : 'assets/[name]-[hash].js'),
        // A few files that load at once, instead of twenty small ones.
        codeSplitting: {
          groups: [
            {
              name: 'vendor',
              test: /node_modules[\\/](react|react-dom|scheduler|@tanstack|wouter|regexparam|use-sync-external-store|mitt)[\\/]/,
            },
            { name: 'kit', test: /src[\\/](ui|api|i18n)[\\/](?!PeoplePicker|BoostDialog|words|responses|en[\\/]|ru[\\/])/ },
          ],
        },
      },
    },
  },
  server: {
    proxy: { '/api': process.env.LAUREL_URL ?? 'http://127.0.0.1:8080' },
  },
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.test.{ts,tsx}'],
    restoreMocks: true,
  },
});
