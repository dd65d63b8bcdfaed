import type { ProblemBody } from './types';

/** A refusal of the server (RFC 9457), or `network` when no answer came. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly errors: { location: string; message: string }[];
  readonly requestId: string | null;
  readonly retryAfter: number | null;

  constructor(status: number, body: ProblemBody, requestId: string | null = null, retryAfter: number | null = null) {
    super(body.detail ?? body.title ?? `HTTP ${status}`);
    this.name = 'Problem';
    this.status = status;
    this.code = body.code ?? (status === 0 ? 'network' : `http_${status}`);
    this.detail = body.detail ?? body.title ?? '';
    this.errors = (body.errors ?? []).map(({ location, message }) => ({ location, message }));
    this.requestId = requestId;
    this.retryAfter = retryAfter;
  }

  /** Whether the same call may succeed later without any change. */
  get passing(): boolean {
    return (
      this.status === 0 || this.status === 502 || this.status === 503 || this.status === 504 || this.code === 'idempotency_in_progress'
    );
  }
}

export function isProblem(error: unknown, code?: string): error is Problem {
  return error instanceof Problem && (code === undefined || error.code === code);
}
