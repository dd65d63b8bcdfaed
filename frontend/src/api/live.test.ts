import { describe, expect, it } from 'vitest';
import { type Live, type LiveEvent, type LiveParts, openLive } from './live';

/** Some tabs of one browser: their streams, their channel, the lock, and timers that run when told. */
class Browser {
  streams: FakeStream[] = [];
  timers: { run: () => void; ms: number }[] = [];
  private channels: { onmessage: ((e: MessageEvent) => void) | null }[] = [];
  private waiting: (() => void)[] = [];
  private held = false;

  tab(hasLocks = true): Live {
    const { streams } = this;
    class EventSource extends FakeStream {
      constructor(url: string) {
        super(url);
        streams.push(this);
      }
    }
    return openLive({
      EventSource: EventSource as unknown as LiveParts['EventSource'],
      channel: () => this.channel(),
      locks: hasLocks ? ({ request: this.request } as unknown as LockManager) : null,
      setTimeout: (run, ms) => this.timers.push({ run, ms }),
    });
  }

  private channel() {
    const own = {
      onmessage: null as ((e: MessageEvent) => void) | null,
      postMessage: (data: unknown) =>
        this.channels.filter((c) => c !== own).forEach((c) => c.onmessage?.({ data: structuredClone(data) } as MessageEvent)),
      close: () => {
        this.channels = this.channels.filter((c) => c !== own);
      },
    };
    this.channels.push(own);
    return own;
  }

  private request = (_: string, options: { signal: AbortSignal }, hold: () => Promise<void>) =>
    new Promise<void>((resolve, reject) => {
      const take = () => {
        if (options.signal.aborted) {
          reject(new Error('aborted'));
          this.release();
          return;
        }
        this.held = true;
        void hold().then(() => {
          resolve();
          this.release();
        });
      };
      if (this.held) this.waiting.push(take);
      else take();
    });

  private release() {
    this.held = false;
    this.waiting.shift()?.();
  }
}

class FakeStream {
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;
  readyState = 0;
  private listeners = new Map<string, (e: MessageEvent) => void>();
  readonly url: string;

  constructor(url: string) {
    this.url = url;
  }
  addEventListener(kind: string, listener: (e: MessageEvent) => void) {
    this.listeners.set(kind, listener);
  }
  close() {
    this.readyState = 2;
  }
  tell(kind: string, data: unknown, lastEventId = '') {
    this.listeners.get(kind)?.({ data: JSON.stringify(data), lastEventId } as MessageEvent);
  }
  fail(forGood: boolean) {
    this.readyState = forGood ? 2 : 0;
    this.onerror?.();
  }
}

function heard(live: Live): LiveEvent[] {
  const events: LiveEvent[] = [];
  live.subscribe((event) => events.push(event));
  return events;
}

/** Lets promises that are settled go on. */
const settle = () => new Promise((resolve) => setTimeout(resolve));

describe('openLive', () => {
  it('reads one stream for all tabs', () => {
    const browser = new Browser();
    const events = [heard(browser.tab()), heard(browser.tab()), heard(browser.tab())];
    expect(browser.streams).toHaveLength(1);
    browser.streams[0]?.tell('recognition.published', { id: 'n1' }, '7');
    for (const own of events) expect(own).toEqual([{ kind: 'recognition.published', data: { id: 'n1' } }]);
  });

  it('goes on in another tab after the last event that was heard', async () => {
    const browser = new Browser();
    const first = browser.tab();
    const events = heard(browser.tab());
    browser.streams[0]?.tell('recognition.published', { id: 'n1' }, '7');
    first.close();
    await settle();
    expect(browser.streams[1]?.url).toBe('/api/v1/events?last_event_id=7');
    browser.streams[1]?.tell('approval.waiting', { id: 'n2' }, '8');
    expect(events.map((e) => e.kind)).toEqual(['recognition.published', 'approval.waiting']);
  });

  it('starts again by itself, ever more patiently, when the server refuses the stream', () => {
    const browser = new Browser();
    const live = browser.tab();
    browser.streams[0]?.tell('notification', {}, '3');
    browser.streams[0]?.fail(true);
    expect(live.state()).toBe('lost');
    browser.timers[0]?.run();
    expect(browser.streams[1]?.url).toBe('/api/v1/events?last_event_id=3');
    browser.streams[1]?.fail(true);
    expect(browser.timers.map((timer) => timer.ms)).toEqual([1000, 2000]);
  });

  it('leaves a broken connection to the browser, and reads the boards anew when it is back', () => {
    const browser = new Browser();
    const live = browser.tab();
    const events = heard(live);
    browser.streams[0]?.onopen?.();
    expect(live.state()).toBe('open');
    browser.streams[0]?.fail(false);
    expect(browser.timers).toHaveLength(0);
    browser.streams[0]?.onopen?.();
    expect(live.state()).toBe('open');
    expect(events.map((e) => e.kind)).toEqual(['leaderboard.changed']);
  });

  it('tells a new tab how the stream stands', () => {
    const browser = new Browser();
    browser.tab();
    browser.streams[0]?.onopen?.();
    expect(browser.tab().state()).toBe('open');
  });

  it('has its own stream where there are no locks', () => {
    const browser = new Browser();
    browser.tab(false);
    browser.tab(false);
    expect(browser.streams).toHaveLength(2);
  });
});
