import { dehydrate, hydrate, type DehydratedState, type InfiniteData, type Query, type QueryClient } from '@tanstack/react-query';
import { lostSince, onConnection } from '../api/connection';
import { alone, keptStore, shownFromKept } from '../api/kept';
import { meQuery } from '../api/queries';
import { sessionOf } from '../api/session';

/** As long as a session lives after its last use, in milliseconds. */
const longest = 12 * 3_600_000;

/** How much is kept, in characters; what was seen longest ago goes first. */
const most = 500_000;

/** What has been read is kept so long after, in milliseconds: much comes at once. */
const soon = 1000;

const address = '/kept';

type KeptQuery = DehydratedState['queries'][number];

interface Kept {
  person: string;
  /** The build that kept it: another one may read answers of another shape. */
  build: string;
  queries: KeptQuery[];
}

function build(): string {
  return document.querySelector<HTMLScriptElement>('script[src^="/assets/"]')?.src ?? '';
}

/** What one wants to see again without a connection, and no more: nobody else's profile, nothing that waits for a decision. */
export function isKept([part, what, whose]: readonly unknown[], person: string): boolean {
  switch (part) {
    case 'me':
    case 'programs':
    case 'behaviours':
    case 'teams':
    case 'notifications':
    case 'inbox':
    case 'year':
    case 'wallet':
    case 'wishes':
      return true;
    case 'feed':
      return what === 'profile' ? whose === person : what !== 'search';
    case 'board':
      return what !== 'past' && !(typeof what === 'object' && what !== null && 'q' in what && what.q !== '');
    case 'profile':
      return what === person;
    case 'rewards':
      return what === 'all';
    default:
      return false;
  }
}

/** The first page of a list is enough, and the rest would be old pages after a new one. */
function firstPage(data: unknown): unknown {
  if (typeof data !== 'object' || data === null || !('pages' in data)) return data;
  const { pages, pageParams } = data as InfiniteData<unknown>;
  return { pages: pages.slice(0, 1), pageParams: pageParams.slice(0, 1) };
}

/** When it was seen last: what stands on the screen is kept true by the event stream. */
function seenAt(query: Query): number {
  const { dataUpdatedAt } = query.state;
  const old = shownFromKept.get(query.queryHash) === dataUpdatedAt;
  return query.isActive() && !old ? (lostSince() ?? Date.now()) : dataUpdatedAt;
}

function snapshot(client: QueryClient, person: string): KeptQuery[] {
  const cache = client.getQueryCache();
  const { queries } = dehydrate(client, {
    shouldDehydrateQuery: (query) => query.state.status === 'success' && isKept(query.queryKey, person),
  });
  return queries.map((kept) => {
    const query = cache.get(kept.queryHash);
    const state = { ...kept.state, data: firstPage(kept.state.data), fetchStatus: 'idle' as const, fetchMeta: null, isInvalidated: true };
    return { ...kept, state: { ...state, dataUpdatedAt: query ? seenAt(query) : state.dataUpdatedAt } };
  });
}

async function read(): Promise<Kept | null> {
  if (!(await caches.has(keptStore))) return null; // opening it would make it
  const store = await caches.open(keptStore);
  const answer = await store.match(address);
  return answer ? ((await answer.json()) as Kept) : null;
}

/** The newest that fit. */
export function within(queries: KeptQuery[], size: number, oldest: number): KeptQuery[] {
  let left = size;
  return queries
    .filter((query) => query.state.dataUpdatedAt > oldest)
    .sort((a, b) => b.state.dataUpdatedAt - a.state.dataUpdatedAt)
    .filter((query) => {
      const long = JSON.stringify(query).length;
      if (long > left) return false; // one that is too long takes no other's place
      left -= long;
      return true;
    });
}

async function save(client: QueryClient, person: string): Promise<void> {
  await alone(async () => {
    if (sessionOf() !== person) return;
    const before = await read();
    const known = before?.person === person && before.build === build() ? before.queries : [];
    const all = new Map([...known, ...snapshot(client, person)].map((query) => [query.queryHash, query]));
    const queries = within([...all.values()], most, Date.now() - longest);
    const kept: Kept = { person, build: build(), queries };
    const store = await caches.open(keptStore);
    await store.put(address, new Response(JSON.stringify(kept), { headers: { 'Content-Type': 'application/json' } }));
  });
}

/** Keeps what somebody reads, until told to stop. */
export function keep(client: QueryClient, person: string): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const saveNow = () => {
    clearTimeout(timer);
    timer = undefined;
    save(client, person).catch(() => undefined); // a full storage: what is here already stays
  };
  const unsubscribe = client.getQueryCache().subscribe((event) => {
    if (event.type === 'updated' && event.action.type === 'success' && isKept(event.query.queryKey as readonly unknown[], person)) timer ??= setTimeout(saveNow, soon);
  });
  // From here on nothing is kept true any more: that is the moment that one is told.
  const unwatch = onConnection(() => {
    if (lostSince() !== null) saveNow();
  });
  // A page that is left may not come back.
  const onHidden = () => {
    if (timer !== undefined && document.visibilityState === 'hidden') saveNow();
  };
  document.addEventListener('visibilitychange', onHidden);
  timer = setTimeout(saveNow, soon);
  return () => {
    clearTimeout(timer);
    unsubscribe();
    unwatch();
    document.removeEventListener('visibilitychange', onHidden);
  };
}

/** Shows what was kept in the place of what was not read yet. */
export async function restore(client: QueryClient): Promise<void> {
  const kept = await read();
  if (kept?.person !== sessionOf() || kept.build !== build()) return;
  const queries = within(kept.queries, most, Date.now() - longest).filter((query) => client.getQueryData(query.queryKey) === undefined);
  // Nothing is anybody's without knowing who it is.
  const knowsWho = client.getQueryData(meQuery.queryKey) !== undefined || queries.some(({ queryKey }) => queryKey[0] === 'me');
  if (!knowsWho) return;
  for (const query of queries) shownFromKept.set(query.queryHash, query.state.dataUpdatedAt);
  hydrate(client, { mutations: [], queries }, { defaultOptions: { queries: { gcTime: longest } } });
}
