import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { call } from './client';
import { lostSince, makeSure, onConnection, reached } from './connection';
import { newQueryClient } from './queries';

const fetched = vi.fn<typeof fetch>();

beforeEach(() => {
  vi.useFakeTimers();
  fetched.mockReset();
  vi.stubGlobal('fetch', fetched);
});

afterEach(() => {
  reached();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const answer = (status: number, body: unknown = {}) => Promise.resolve(new Response(JSON.stringify(body), { status }));
const none = () => Promise.reject(new TypeError('Failed to fetch'));

it('is lost when neither the call nor the sign of life is answered, and then refuses at once', async () => {
  fetched.mockImplementation(none);
  await expect(call('POST', '/nominations', { body: {} })).rejects.toMatchObject({ code: 'network' });
  expect(lostSince()).not.toBeNull();
  fetched.mockClear();
  await expect(call('POST', '/nominations', { body: {} })).rejects.toMatchObject({ code: 'not_sent' });
  await expect(call('GET', '/feed')).rejects.toMatchObject({ code: 'not_here' });
  expect(fetched.mock.calls.every(([url]) => url === '/healthz')).toBe(true);
});

it('is not lost when one call fails and the server is there', async () => {
  fetched.mockImplementation((url) => (url === '/healthz' ? answer(200) : none()));
  await expect(call('GET', '/feed')).rejects.toMatchObject({ code: 'network' });
  expect(lostSince()).toBeNull();
});

it('asks again until the server answers, a proxy in its place does not count, and tells both', async () => {
  const told: boolean[] = [];
  const stop = onConnection(() => void told.push(lostSince() !== null));
  fetched.mockImplementation(() => answer(502));
  await makeSure();
  fetched.mockImplementation(() => answer(200));
  await vi.advanceTimersByTimeAsync(2000);
  expect(told).toEqual([true, false]);
  stop();
});

it('keeps what was read when it cannot be read anew, and reads it again when the connection is back', async () => {
  const client = newQueryClient();
  client.mount();
  const key = ['feed', 'all'];
  fetched.mockImplementation((url) => (url === '/healthz' ? answer(200) : answer(200, { news: 'old' })));
  const queryFn = () => call<{ news: string }>('GET', '/feed');
  await client.query({ queryKey: key, queryFn });
  fetched.mockImplementation(none);
  await client.query({ queryKey: key, queryFn, staleTime: 0 }).catch(() => undefined);
  expect(client.getQueryState(key)).toMatchObject({ status: 'success', data: { news: 'old' }, isInvalidated: true });
  client.unmount();
});
