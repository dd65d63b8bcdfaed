import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { call, newKey, queryString, setLanguage, setUnauthorizedHandler } from './client';
import { reached } from './connection';
import { isProblem, type Problem } from './problem';

const fetchMock = vi.fn<typeof fetch>();

function answer(status: number, body?: unknown, headers: Record<string, string> = {}): Response {
  const response = new Response(body === undefined ? null : JSON.stringify(body), { status, headers });
  Object.defineProperty(response, 'url', { value: 'http://laurel.example/api/v1/me' });
  return response;
}

async function failure(): Promise<Problem> {
  try {
    await call('GET', '/me');
  } catch (error) {
    if (isProblem(error)) return error;
  }
  throw new Error('it did not fail with a Problem');
}

beforeEach(() => vi.stubGlobal('fetch', fetchMock));
afterEach(() => {
  vi.unstubAllGlobals();
  reached(); // what one test has lost is there again for the next
  fetchMock.mockReset();
  setUnauthorizedHandler(() => undefined);
});

describe('call', () => {
  it('sends the language, the key of the intent and the body', async () => {
    setLanguage('ru');
    fetchMock.mockResolvedValue(answer(201, { id: '1' }));
    await expect(call('POST', '/nominations', { body: { story: 'Ё' }, key: 'k1' })).resolves.toEqual({ id: '1' });
    const [url, init] = fetchMock.mock.calls[0] ?? [];
    expect(url).toBe('/api/v1/nominations');
    expect(init?.headers).toMatchObject({ 'Accept-Language': 'ru', 'Idempotency-Key': 'k1', 'Content-Type': 'application/json' });
    expect(init?.body).toBe('{"story":"Ё"}');
  });

  it('gives nothing for an answer without a body', async () => {
    fetchMock.mockResolvedValue(answer(204));
    await expect(call('DELETE', '/auth/session')).resolves.toBeUndefined();
  });

  it('reads the code, the fields and the request of a problem', async () => {
    fetchMock.mockResolvedValue(
      answer(
        422,
        { code: 'invalid_input', detail: 'No.', errors: [{ location: 'body.story', message: 'is empty' }] },
        { 'X-Request-Id': 'r-7' },
      ),
    );
    const problem = await failure();
    expect(problem).toMatchObject({ status: 422, code: 'invalid_input', requestId: 'r-7', passing: false });
    expect(problem.errors).toEqual([{ location: 'body.story', message: 'is empty' }]);
  });

  it('takes a page of a proxy for what its status says', async () => {
    fetchMock.mockResolvedValue(new Response('<html>', { status: 502 }));
    expect(await failure()).toMatchObject({ code: 'http_502', passing: true });
  });

  it('says when to come back', async () => {
    fetchMock.mockResolvedValue(answer(429, { code: 'too_many_requests' }, { 'Retry-After': '120' }));
    expect(await failure()).toMatchObject({ retryAfter: 120 });
  });

  it('says network when no answer came', async () => {
    fetchMock.mockRejectedValue(new TypeError('Failed to fetch'));
    expect(await failure()).toMatchObject({ status: 0, code: 'network', passing: true });
  });

  it('tells once that the session has ended', async () => {
    const ended = vi.fn();
    setUnauthorizedHandler(ended);
    fetchMock.mockResolvedValue(answer(401, { code: 'unauthenticated' }));
    await failure();
    expect(ended).toHaveBeenCalledOnce();
  });
});

describe('queryString', () => {
  it('leaves out what is empty', () => {
    expect(queryString({ q: 'Ольга', limit: 8, cursor: null, at: '', around: undefined })).toBe(
      '?q=%D0%9E%D0%BB%D1%8C%D0%B3%D0%B0&limit=8',
    );
    expect(queryString()).toBe('');
  });
});

describe('newKey', () => {
  it('is a UUID, another each time', () => {
    expect(newKey()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(newKey()).not.toBe(newKey());
  });
});
