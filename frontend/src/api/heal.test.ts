import { notifyManager, QueryObserver } from '@tanstack/react-query';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { call } from './client';
import { reached } from './connection';
import { healByItself } from './heal';
import { newQueryClient } from './queries';

const fetched = vi.fn<typeof fetch>();
let stop: () => void = () => undefined;

beforeEach(() => {
  vi.useFakeTimers();
  fetched.mockReset();
  vi.stubGlobal('fetch', fetched);
});

afterEach(() => {
  stop();
  reached();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const answer = (status: number, body: unknown = {}, headers: Record<string, string> = {}) =>
  Promise.resolve(new Response(JSON.stringify(body), { status, headers }));
const busy = (request: string, headers = {}) => answer(503, { code: 'service_unavailable' }, { 'X-Request-Id': request, ...headers });

/** A screen that shows one list, told in batches as React is, and what it has shown. */
function watched() {
  const client = newQueryClient();
  const shown: string[] = [];
  const list = new QueryObserver(client, { queryKey: ['wallet'], queryFn: () => call<{ news: string }>('GET', '/wallet') });
  const stopHeal = healByItself(client);
  const show = () => {
    const now = list.getCurrentResult();
    const said = now.isError && 'requestId' in now.error ? `failed ${String(now.error.requestId)}` : now.status;
    if (shown.at(-1) !== said) shown.push(said);
  };
  const stopList = list.subscribe(notifyManager.batchCalls(show));
  stop = () => {
    stopHeal();
    stopList();
    client.clear();
  };
  return shown;
}

it('asks again by itself for what did not come, and keeps the first failure on the screen until there is an answer', async () => {
  fetched.mockImplementation(() => busy('first'));
  const shown = watched();
  await vi.advanceTimersByTimeAsync(5000);
  expect(shown).toEqual(['pending', 'failed first']);
  fetched.mockClear();
  fetched.mockImplementation(() => busy('later'));
  await vi.advanceTimersByTimeAsync(30_000);
  expect(fetched.mock.calls.length).toBeLessThanOrEqual(3);
  expect(shown).toEqual(['pending', 'failed first']);
  fetched.mockImplementation(() => answer(200, { news: 'here' }));
  await vi.advanceTimersByTimeAsync(13_000);
  expect(shown).toEqual(['pending', 'failed first', 'success']);
});

it('asks when somebody looks again, not before the time that the server named, and never for what was refused', async () => {
  fetched.mockImplementation(() => busy('first', { 'Retry-After': '60' }));
  watched();
  await vi.advanceTimersByTimeAsync(5000);
  fetched.mockClear();
  await vi.advanceTimersByTimeAsync(40_000);
  expect(fetched).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(30_000);
  expect(fetched).toHaveBeenCalledOnce();
  fetched.mockImplementation(() => answer(403, { code: 'forbidden' }));
  await vi.advanceTimersByTimeAsync(61_000);
  window.dispatchEvent(new Event('focus'));
  await vi.advanceTimersByTimeAsync(100);
  fetched.mockClear();
  window.dispatchEvent(new Event('focus'));
  await vi.advanceTimersByTimeAsync(30_000);
  expect(fetched).not.toHaveBeenCalled();
});
