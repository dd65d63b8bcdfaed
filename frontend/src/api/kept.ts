import type { QueryClient } from '@tanstack/react-query';

/** Where what was read is kept for a time without a connection: see app/keeping.ts. */
export const keptStore = 'laurel.kept';

/** What is shown of it: by the hash of a query, when it was seen last. */
export const shownFromKept = new Map<string, number>();

/** One tab at a time: nobody keeps anything while it is being forgotten. */
export async function alone(run: () => Promise<unknown>): Promise<void> {
  await navigator.locks.request('laurel.kept', run);
}

/** Whether this browser opens the app without a connection; only then is anything kept. */
export function canKeep(): boolean {
  return 'serviceWorker' in navigator && 'caches' in window && 'locks' in navigator;
}

export function forgetKept(): void {
  shownFromKept.clear();
  if (canKeep()) alone(() => caches.delete(keptStore)).catch(() => undefined); // a closed storage has kept nothing
}

/** When the oldest of what is on the screen was seen, where any of it is what was kept. */
export function oldestShown(client: QueryClient): number | null {
  if (shownFromKept.size === 0) return null;
  const times = client
    .getQueryCache()
    .findAll({ type: 'active' })
    .filter((query) => shownFromKept.get(query.queryHash) === query.state.dataUpdatedAt)
    .map((query) => query.state.dataUpdatedAt);
  return times.length > 0 ? Math.min(...times) : null;
}
