import './styles/tokens.css';
import './styles/ground.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { startTransition, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { watchConnection } from './api/connection';
import { healByItself } from './api/heal';
import { allFeedQuery, meQuery, newQueryClient } from './api/queries';
import { maySession } from './api/session';
import { App } from './app/App';
import { loadAnewWhenGone, startWorker } from './app/worker';
import { isOpen } from './features/signin/paths';
import { I18nProvider, loadCatalogue, preferredLocale, speak } from './i18n';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');

const locale = preferredLocale();
speak(locale);

watchConnection();
loadAnewWhenGone();
startWorker();

const client = newQueryClient();
healByItself(client);
// Asked for at once, beside the words, so that the first screen waits for one round trip only.
if (maySession() && !isOpen(location.pathname)) {
  client.query(meQuery).catch(() => undefined);
  if (location.pathname === '/') client.infiniteQuery(allFeedQuery).catch(() => undefined);
}

const catalogue = await loadCatalogue(locale);
const page = createRoot(root);
// In slices, between which the browser paints and answers.
startTransition(() =>
  page.render(
    <StrictMode>
      <QueryClientProvider client={client}>
        <I18nProvider locale={locale} catalogue={catalogue}>
          <App />
        </I18nProvider>
      </QueryClientProvider>
    </StrictMode>,
  ),
);
