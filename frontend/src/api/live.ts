import { base } from './client';

export type LiveKind =
  | 'recognition.published'
  | 'recognition.changed'
  | 'leaderboard.changed'
  | 'approval.waiting'
  | 'redemption.updated'
  | 'notification'
  | 'import.changed'
  | 'reset';

const kinds: LiveKind[] = [
  'recognition.published',
  'recognition.changed',
  'leaderboard.changed',
  'approval.waiting',
  'redemption.updated',
  'notification',
  'import.changed',
  'reset',
];

export interface LiveEvent {
  kind: LiveKind;
  data: Record<string, unknown>;
}

export type LiveState = 'connecting' | 'open' | 'lost';

type Message = { type: 'event'; event: LiveEvent; lastId: string | null } | { type: 'state'; state: LiveState } | { type: 'hello' };

export interface Live {
  subscribe: (listener: (event: LiveEvent) => void) => () => void;
  onState: (listener: () => void) => () => void;
  state: () => LiveState;
  /** Connects anew at once where the next try would come later by itself. */
  retry: () => void;
  close: () => void;
}

/** What a test puts in the browser's place. */
export interface LiveParts {
  EventSource: new (url: string) => EventSource;
  channel: () => Pick<BroadcastChannel, 'postMessage' | 'onmessage' | 'close'> | null;
  locks: Pick<LockManager, 'request'> | null;
  setTimeout: (run: () => void, ms: number) => unknown;
}

function browserParts(): LiveParts {
  return {
    EventSource: window.EventSource,
    channel: () => ('BroadcastChannel' in window ? new BroadcastChannel('laurel.live') : null),
    // Missing on plain http outside the own machine: each tab then has its own stream.
    locks: (navigator as { locks?: LockManager }).locks ?? null,
    setTimeout: (run, ms) => window.setTimeout(run, ms),
  };
}

const firstRetry = 1000;
const longestRetry = 30_000;

/**
 * One event stream for all tabs: the tab that holds the lock reads it and tells the others. When that
 * tab closes, the next one in line takes the lock and goes on after the last event that it heard of.
 */
export function openLive(parts: LiveParts = browserParts()): Live {
  const listeners = new Set<(event: LiveEvent) => void>();
  const stateListeners = new Set<() => void>();
  const channel = parts.channel();
  const ended = new AbortController();
  let state: LiveState = 'connecting';
  let lastId: string | null = null;
  let source: EventSource | null = null;
  let delay = firstRetry;
  let leading = false;

  const setState = (next: LiveState) => {
    if (state === next) return;
    state = next;
    stateListeners.forEach((tell) => tell());
  };
  const deliver = (event: LiveEvent) => listeners.forEach((tell) => tell(event));
  const tellOthers = (message: Message) => channel?.postMessage(message);

  function announce(next: LiveState): void {
    const wasLost = state === 'lost';
    setState(next);
    tellOthers({ type: 'state', state: next });
    // What is gathered up is never replayed, so boards are read anew after a gap.
    if (wasLost && next === 'open') publish({ kind: 'leaderboard.changed', data: {} }, null);
  }

  function publish(event: LiveEvent, id: string | null): void {
    if (id) lastId = id;
    tellOthers({ type: 'event', event, lastId });
    deliver(event);
  }

  function connect(): void {
    if (ended.signal.aborted) return;
    const query = lastId ? `?last_event_id=${encodeURIComponent(lastId)}` : '';
    const stream = new parts.EventSource(`${base}/events${query}`);
    source = stream;
    stream.onopen = () => {
      delay = firstRetry;
      announce('open');
    };
    stream.onerror = () => {
      announce('lost');
      // The browser tries again by itself, unless the answer was an error: then it gives up, and we don't.
      if (stream.readyState !== 2) return;
      stream.close();
      parts.setTimeout(() => {
        if (source === stream) connect();
      }, delay);
      delay = Math.min(delay * 2, longestRetry);
    };
    for (const kind of kinds) {
      stream.addEventListener(kind, (message) => {
        publish({ kind, data: read(message.data) }, message.lastEventId || null);
      });
    }
  }

  function lead(): Promise<void> {
    leading = true;
    connect();
    return new Promise((resolve) => ended.signal.addEventListener('abort', () => resolve(), { once: true }));
  }

  if (channel) {
    channel.onmessage = (message: MessageEvent<Message>) => {
      const news = message.data;
      if (news.type === 'hello') {
        if (leading) tellOthers({ type: 'state', state });
        return;
      }
      if (leading) return;
      if (news.type === 'state') {
        setState(news.state);
        return;
      }
      lastId = news.lastId ?? lastId;
      deliver(news.event);
    };
    tellOthers({ type: 'hello' });
  }
  if (parts.locks && channel) {
    parts.locks.request('laurel.live', { signal: ended.signal }, lead).catch(() => undefined);
  } else {
    void lead();
  }

  return {
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onState: (listener) => {
      stateListeners.add(listener);
      return () => stateListeners.delete(listener);
    },
    state: () => state,
    retry: () => {
      if (source?.readyState === 2) connect();
    },
    close: () => {
      ended.abort();
      source?.close();
      channel?.close();
    },
  };
}

function read(text: unknown): Record<string, unknown> {
  try {
    return JSON.parse(String(text)) as Record<string, unknown>;
  } catch {
    return {};
  }
}
