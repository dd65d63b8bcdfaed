import { lostSince, makeSure, reached } from './connection';
import { Problem } from './problem';
import type { ProblemBody } from './types';

export const base = '/api/v1';

/** An answer that takes longer than this is a failure that one can try again. */
const patience = 30_000;

/** Where an image is. */
export function imageUrl(id: string): string {
  return `${base}/images/${encodeURIComponent(id)}`;
}

type Query = Record<string, string | number | boolean | null | undefined>;

export interface CallOptions {
  query?: Query;
  body?: unknown;
  /** Sent as it is, in the place of a body. */
  file?: Blob;
  /** The language of the answer, where it is not the reader's. */
  language?: string;
  /** The idempotency key of the intent: the same on every try of it. */
  key?: string;
  signal?: AbortSignal;
}

let language = 'en';
let onUnauthorized: () => void = () => undefined;

/** Sets the language that the server answers in. */
export function setLanguage(locale: string): void {
  language = locale;
}

/** Sets what happens when the session has ended. */
export function setUnauthorizedHandler(handler: () => void): void {
  onUnauthorized = handler;
}

export function queryString(query: Query = {}): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') params.set(name, String(value));
  }
  const text = params.toString();
  return text && `?${text}`;
}

/** Calls the API and gives the answer's body, or throws a Problem. */
export async function call<T>(method: string, path: string, options: CallOptions = {}): Promise<T> {
  if (lostSince() !== null) {
    void makeSure();
    // At once, instead of after a wait: nothing is queued that could move points later.
    throw new Problem(0, { code: method === 'GET' ? 'not_here' : 'not_sent' });
  }
  const headers: Record<string, string> = { Accept: 'application/json', 'Accept-Language': options.language ?? language };
  if (options.body !== undefined) headers['Content-Type'] = 'application/json';
  if (options.key) headers['Idempotency-Key'] = options.key;
  const timeout = AbortSignal.timeout(patience);
  const init: RequestInit = {
    method,
    headers,
    credentials: 'same-origin',
    signal: options.signal ? AbortSignal.any([options.signal, timeout]) : timeout,
  };
  if (options.body !== undefined) init.body = JSON.stringify(options.body);
  if (options.file) {
    headers['Content-Type'] = options.file.type;
    init.body = options.file;
  }

  const response = await send(base + path + queryString(options.query), init, options.signal);
  if (!response.ok) throw await problemOf(response);
  if (response.status === 204) return undefined as T;
  const text = await response.text();
  return (text ? JSON.parse(text) : undefined) as T;
}

async function send(url: string, init: RequestInit, caller?: AbortSignal): Promise<Response> {
  try {
    const answer = await fetch(url, init);
    if (answer.status === 502 || answer.status === 504) void makeSure(); // a proxy's answer: Laurel itself may be away
    else reached();
    return answer;
  } catch (error) {
    if (caller?.aborted) throw error;
    await makeSure();
    throw new Problem(0, { code: 'network' });
  }
}

async function problemOf(response: Response): Promise<Problem> {
  let body: ProblemBody = {};
  try {
    body = (await response.json()) as ProblemBody;
  } catch {
    // A proxy's page, not ours: the status says enough.
  }
  const retryAfter = Number(response.headers.get('Retry-After') ?? Number.NaN);
  const problem = new Problem(response.status, body, response.headers.get('X-Request-Id'), Number.isFinite(retryAfter) ? retryAfter : null);
  if (problem.status === 401 && !response.url.includes('/auth/')) onUnauthorized();
  return problem;
}

/** A UUID; `crypto.randomUUID` is missing on plain http outside the own machine. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
