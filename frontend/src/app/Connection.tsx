import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState, useSyncExternalStore } from 'react';
import { lostSince, onConnection } from '../api/connection';
import { oldestShown } from '../api/kept';
import { useI18n } from '../i18n';
import { Button } from '../ui/Button';
import { cx } from '../ui/cx';
import { Icon } from '../ui/Icon';
import type { IconName } from '../ui/icons';
import { useErrorText } from '../ui/states';
import { useToast } from '../ui/toast';
import { useLiveState } from './live';
import s from './shell.module.css';
import { isOld, lookForUpdate, onOld } from './worker';

/** Says so when the connection is lost or slow, when the stream is down, and when there is a newer build. */
export function Connection() {
  const { t, format } = useI18n();
  const lost = useSyncExternalStore(onConnection, lostSince);
  const old = useSyncExternalStore(onOld, isOld);
  const kept = useOldestShown();
  const quiet = useQuiet();
  useEffect(() => {
    if (lost === null) return;
    return () => lookForUpdate();
  }, [lost]);
  return (
    <div role="status" className={s.status}>
      {lost !== null ? (
        <Bar icon="alert" text={t('app.offline', { time: format.clock(Math.min(lost, kept ?? lost)) })} />
      ) : kept !== null ? (
        <Bar icon="clock" text={t('app.slow', { time: format.clock(kept) })} />
      ) : quiet ? (
        <Bar icon="alert" text={t('app.lost')} />
      ) : (
        old && (
          <Bar icon="refresh" text={t('app.newer')} newer>
            <Button small onClick={() => window.location.reload()}>
              {t('app.reload')}
            </Button>
          </Bar>
        )
      )}
    </div>
  );
}

function Bar({ icon, text, newer, children }: { icon: IconName; text: string; newer?: boolean; children?: ReactNode }) {
  return (
    <p className={cx(s.lost, newer && s.newer)}>
      <Icon name={icon} size="s" />
      <span>{text}</span>
      {children}
    </p>
  );
}

/** When the oldest of what the screen shows was seen, while any of it is what was kept. */
function useOldestShown(): number | null {
  const client = useQueryClient();
  return useSyncExternalStore(
    (tell) => client.getQueryCache().subscribe(tell),
    () => oldestShown(client),
  );
}

/** Whether the stream is down for longer than a blink. */
function useQuiet(): boolean {
  const state = useLiveState();
  const [long, setLong] = useState(false);
  useEffect(() => {
    if (state !== 'lost') return;
    const timer = setTimeout(() => setLong(true), 2000);
    return () => {
      clearTimeout(timer);
      setLong(false);
    };
  }, [state]);
  return long && state === 'lost';
}

/** The rest of a list that does not come leaves what is there: it is told in passing. */
export function Misses() {
  const client = useQueryClient();
  const tell = useToast();
  const errorText = useErrorText();
  useEffect(
    () =>
      client.getQueryCache().subscribe((event) => {
        if (event.type !== 'updated' || event.action.type !== 'error') return;
        if (event.query.state.fetchMeta?.fetchMore) tell(errorText(event.action.error), { bad: true });
      }),
    [client, tell, errorText],
  );
  return null;
}
