/** Whether the server can be reached, by what the last call has met; it is asked for a sign of life until it can. */
const address = '/healthz';
const answersWithin = 5000;
const firstPause = 2000;
const longestPause = 15_000;

const listeners = new Set<() => void>();
let lost: number | null = null;
let pause = firstPause;
let timer: ReturnType<typeof setTimeout> | undefined;
let asking: Promise<void> | null = null;

/** Since when the connection is lost, in milliseconds since 1970; null while there is one. */
export function lostSince(): number | null {
  return lost;
}

/** Tells when the connection is lost and when it is back. */
export function onConnection(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** An answer came. */
export function reached(): void {
  clearTimeout(timer);
  pause = firstPause;
  if (lost !== null) tell(null);
}

/** Asks whether the server is there; whoever doubts it meanwhile waits for the same answer. */
export function makeSure(): Promise<void> {
  asking ??= ask().finally(() => {
    asking = null;
  });
  return asking;
}

async function ask(): Promise<void> {
  clearTimeout(timer);
  try {
    const answer = await fetch(address, { cache: 'no-store', signal: AbortSignal.timeout(answersWithin) });
    if (answer.status < 500) {
      reached();
      return;
    }
  } catch {
    // No answer is one too.
  }
  timer = setTimeout(() => void makeSure(), pause);
  pause = Math.min(pause * 2, longestPause);
  if (lost === null) tell(Date.now());
}

function tell(next: number | null): void {
  lost = next;
  listeners.forEach((listener) => listener());
}

/** The browser's own word is only a reason to ask: a cable without a network counts as a connection. */
export function watchConnection(): void {
  window.addEventListener('offline', () => void makeSure());
  window.addEventListener('online', () => void makeSure());
  document.addEventListener('visibilitychange', () => {
    if (lost !== null && document.visibilityState === 'visible') void makeSure();
  });
}
