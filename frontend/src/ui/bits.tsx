import { useEffect, useSyncExternalStore } from 'react';
import { useI18n } from '../i18n';
import c from './controls.module.css';
import { cx } from './cx';
import { Icon } from './Icon';
import l from './layout.module.css';

/** Points on brass, which means points and nothing else. */
export function Points({ value }: { value: number }) {
  const { t, format } = useI18n();
  return (
    <span className={c.pts}>
      <Icon name="leaf" />
      {format.number(value)}
      <span className={l.vh}> {t('points.word', { count: value })}</span>
    </span>
  );
}

/** Words for a screen reader only. */
export function Hidden({ children }: { children: React.ReactNode }) {
  return <span className={l.vh}>{children}</span>;
}

export function Badge({ tone, children }: { tone?: 'ok' | 'wait' | 'bad' | 'sky' | undefined; children: React.ReactNode }) {
  return <span className={cx(c.badge, tone && c[tone])}>{children}</span>;
}

const listeners = new Set<() => void>();
let now = Date.now();
let ticking: ReturnType<typeof setInterval> | undefined;

function onMinute(listener: () => void): () => void {
  listeners.add(listener);
  ticking ??= setInterval(() => {
    now = Date.now();
    listeners.forEach((tell) => tell());
  }, 30_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(ticking);
      ticking = undefined;
    }
  };
}

/** A moment that moves on twice a minute, one clock for the whole page. */
export function useNow(): Date {
  return new Date(useSyncExternalStore(onMinute, () => now));
}

/** How long ago; exactly when, on hover. */
export function Ago({ at }: { at: string }) {
  const { format } = useI18n();
  useNow();
  return (
    <time dateTime={at} title={format.exact(at)}>
      {format.relative(at, new Date())}
    </time>
  );
}

/** Names the page in the window's title. */
export function useTitle(page: string): void {
  const { t } = useI18n();
  useEffect(() => {
    document.title = t('app.title', { page });
  }, [t, page]);
}

export function PageHead({ title, lead, children }: { title: string; lead?: string | undefined; children?: React.ReactNode }) {
  return (
    <div className={l.pageHead}>
      <div>
        <h1>{title}</h1>
        {lead !== undefined && <p>{lead}</p>}
      </div>
      {children}
    </div>
  );
}
