import type { QueryClient } from '@tanstack/react-query';
import { lostSince } from './connection';
import { isProblem } from './problem';

const every = 10_000;

/**
 * Asks again for what did not come, now and then and when somebody looks: quietly, so that the failure
 * stays on the screen, and is not told anew, until there is an answer. A lost connection heals by itself.
 */
export function healByItself(client: QueryClient): () => void {
  const heal = () => {
    if (document.visibilityState === 'hidden' || lostSince() !== null) return;
    for (const query of client.getQueryCache().findAll({ type: 'active', fetchStatus: 'idle', predicate: ({ state }) => state.status === 'error' })) {
      const before: unknown = query.state.error;
      if (!isProblem(before) || !before.passing) continue;
      if (Date.now() < query.state.errorUpdatedAt + (before.retryAfter ?? 0) * 1000) continue;
      const asked = query.fetch({ ...query.options, retry: false });
      query.setState({ status: 'error', error: before });
      asked.catch((now: unknown) => {
        if (isProblem(now, before.code)) query.setState({ error: before });
      });
    }
  };
  // Not all at once when the server is back.
  const timer = setInterval(heal, every + Math.random() * 2000);
  window.addEventListener('focus', heal);
  document.addEventListener('visibilitychange', heal);
  return () => {
    clearInterval(timer);
    window.removeEventListener('focus', heal);
    document.removeEventListener('visibilitychange', heal);
  };
}
