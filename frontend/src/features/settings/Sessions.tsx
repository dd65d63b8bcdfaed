import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { call } from '../../api/client';
import { sessionsQuery } from '../../api/queries';
import type { Session } from '../../api/types';
import { useI18n } from '../../i18n';
import { Ago, Badge, Hidden } from '../../ui/bits';
import { Button } from '../../ui/Button';
import l from '../../ui/layout.module.css';
import { More } from '../../ui/More';
import { Failed, RowBones, useErrorText } from '../../ui/states';
import { useToast } from '../../ui/toast';
import s from './settings.module.css';

/** Where one is signed in, and a way to end it. */
export function Sessions() {
  const { t } = useI18n();
  const sessions = useInfiniteQuery(sessionsQuery);
  const client = useQueryClient();
  const tell = useToast();
  const errorText = useErrorText();
  const items = sessions.data?.pages.flatMap((page) => page.items) ?? [];
  // The one that one looks from stands first.
  const sorted = [...items.filter((x) => x.current), ...items.filter((x) => !x.current)];
  const end = useMutation({
    mutationFn: (id: string | null) => call('DELETE', id ? `/me/sessions/${id}` : '/me/sessions'),
    onSuccess: (_, id) => tell(id ? t('settings.sessions.ended') : t('settings.sessions.allEnded')),
    onError: (error) => tell(errorText(error), { bad: true }),
    onSettled: () => client.invalidateQueries({ queryKey: ['sessions'] }),
  });
  return (
    <>
      <p className={l.small}>{t('settings.sessions.text')}</p>
      {sessions.isPending && <RowBones rows={2} />}
      {sessions.isError && <Failed title={t('list.failed')} error={sessions.error} retry={() => void sessions.refetch()} />}
      {items.length > 0 && (
        <ul className={s.sessions}>
          {sorted.map((session) => (
            <Line key={session.id} session={session} busy={end.isPending && end.variables === session.id} onEnd={() => end.mutate(session.id)} />
          ))}
        </ul>
      )}
      <More list={sessions} look="ghost" />
      {items.length > 1 && (
        <div>
          <Button look="danger" busy={end.isPending && end.variables === null} onClick={() => end.mutate(null)}>
            {t('settings.sessions.endAll')}
          </Button>
        </div>
      )}
    </>
  );
}

function Line({ session, busy, onEnd }: { session: Session; busy: boolean; onEnd: () => void }) {
  const { t, format } = useI18n();
  const { device } = session;
  const name = device.name
    ? device.system
      ? t('settings.sessions.device', { name: device.name, system: device.system })
      : device.name
    : t(`settings.device.${device.kind}`);
  return (
    <li>
      <div>
        <b>{name}</b> {session.current && <Badge tone="ok">{t('settings.sessions.current')}</Badge>}
        <small>
          {session.address && <span>{t('settings.sessions.from', { address: session.address })}</span>}
          <span title={format.exact(session.created_at)}>{t('settings.sessions.since', { date: format.date(session.created_at) })}</span>
          {!session.current && (
            <span>
              {t('settings.sessions.seen')} <Ago at={session.last_seen_at} />
            </span>
          )}
        </small>
      </div>
      {!session.current && (
        <Button small busy={busy} onClick={onEnd}>
          {t('settings.sessions.end')}
          <Hidden>: {name}</Hidden>
        </Button>
      )}
    </li>
  );
}
