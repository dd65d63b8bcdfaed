import { type InfiniteData, infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { base, call, newKey, queryString } from '../../api/client';
import { Problem } from '../../api/problem';
import type { components } from '../../api/schema';
import type { Page, ProblemBody } from '../../api/types';
import type { Kind } from './mapping';

type Shapes = components['schemas'];
export type Import = Omit<Shapes['Import'], 'result'> & { result: Result | null };
export type RosterPreview = Shapes['RosterPreview'];
export type HistoryPreview = Shapes['HistoryPreview'];
export type WalletPreview = Shapes['WalletPreview'];
export type FieldChange = Shapes['FieldChange'];
export type Fault = Shapes['Fault'];
export type Match = Shapes['PeopleMatch'];

/** What an import did or would do, or the problem that it failed with. */
export interface Result extends ProblemBody {
  created?: number;
  updated?: number;
  deactivated?: number;
  unchanged?: number;
  total?: number;
  liability?: number;
  /** The part of its kind. */
  preview?: Partial<RosterPreview & HistoryPreview & WalletPreview>;
}

export function isUnderway(one: Import | undefined): boolean {
  return one?.status === 'waiting' || one?.status === 'running';
}

/** An import; while it is under way the event stream tells how far it is. */
export function importQuery(id: string | null) {
  return queryOptions({
    queryKey: ['imports', 'one', id],
    queryFn: ({ signal }) => call<Import>('GET', `/imports/${id}`, { signal }),
    enabled: id !== null,
    staleTime: 0,
  });
}

export const importsQuery = infiniteQueryOptions<Page<Import>, Error, InfiniteData<Page<Import>>, readonly unknown[], string | null>({
  queryKey: ['imports', 'all'],
  queryFn: ({ pageParam, signal }) => call('GET', '/imports', { query: { cursor: pageParam }, signal }),
  initialPageParam: null,
  getNextPageParam: (last) => last.next_cursor,
  staleTime: 0,
});

interface Sent {
  kind: Kind;
  file: Blob;
  name: string;
  dryRun: boolean;
  partial: boolean;
  deactivateMissing: boolean;
  key: string;
}

/** Sends a file, and tells how much of it has gone. Not by `call`: a long file takes longer than its patience. */
export function sendImport(sent: Sent, onSent: (share: number) => void, signal: AbortSignal): Promise<Import> {
  const query = queryString({
    dry_run: sent.dryRun,
    partial: sent.partial,
    name: sent.name.slice(0, 200),
    ...(sent.kind === 'roster' && { deactivate_missing: sent.deactivateMissing }),
  });
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', `${base}/imports/${sent.kind}${query}`);
    request.setRequestHeader('Content-Type', 'text/csv');
    request.setRequestHeader('Prefer', 'respond-async');
    request.setRequestHeader('Accept', 'application/json');
    if (!sent.dryRun) request.setRequestHeader('Idempotency-Key', sent.key);
    request.upload.onprogress = ({ loaded, total }) => onSent(total > 0 ? loaded / total : 0);
    request.onerror = () => reject(new Problem(0, { code: 'network' }));
    request.onabort = () => reject(new DOMException('given up', 'AbortError'));
    request.onload = () => {
      const body = parsed(request.responseText);
      if (request.status === 202) resolve(body as Import);
      else reject(new Problem(request.status, body as ProblemBody, request.getResponseHeader('X-Request-Id')));
    };
    signal.addEventListener('abort', () => request.abort());
    request.send(sent.file);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return {}; // a proxy's page: the status says enough
  }
}

export function cancelImport(id: string): Promise<Import> {
  return call('POST', `/imports/${id}/cancel`, { key: newKey() });
}

export function takeBackImport(id: string): Promise<Import> {
  return call('POST', `/imports/${id}/take-back`, { key: newKey() });
}

const namesAtOnce = 500;

/** Looks names up in the directory, some hundred at a time. */
export async function matchPeople(names: string[]): Promise<Match[]> {
  const found: Match[] = [];
  for (let from = 0; from < names.length; from += namesAtOnce) {
    const page = await call<{ items: Match[] }>('POST', '/imports/people', { body: { names: names.slice(from, from + namesAtOnce) } });
    found.push(...page.items);
  }
  return found;
}
