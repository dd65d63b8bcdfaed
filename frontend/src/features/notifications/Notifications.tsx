import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { untoldKey, untoldQuery } from '../../api/fresh';
import { meQuery, unreadQuery } from '../../api/queries';
import { useRead } from '../../api/read';
import type { Notification } from '../../api/types';
import { useI18n } from '../../i18n';
import { Ago, Hidden, PageHead, useTitle } from '../../ui/bits';
import { Button } from '../../ui/Button';
import { LeaveChain, NameEnabler } from '../../parts/chain';
import { cx } from '../../ui/cx';
import { Icon } from '../../ui/Icon';
import l from '../../ui/layout.module.css';
import { More } from '../../ui/More';
import { Empty, Failed, RowBones, useErrorText } from '../../ui/states';
import { useToast } from '../../ui/toast';
import { WasItSo } from '../../parts/word';
import s from './notifications.module.css';
import { type InboxFilter, inboxQuery } from './queries';
import { say } from './words';

const most = 100;

/** What concerns me, what is asked of me, and what became of what I did? */
export default function Notifications() {
  const { t } = useI18n();
  const [filter, setFilter] = useState<InboxFilter>('all');
  const { data: unread = 0, isSuccess } = useQuery(unreadQuery);
  useTitle(t('nav.inbox'));
  const news = unread >= most ? t('inbox.lead.many') : unread > 0 ? t('inbox.lead', { count: unread }) : t('inbox.lead.none');
  return (
    <div className={cx(l.page, l.narrow)}>
      <PageHead title={t('nav.inbox')} lead={isSuccess ? news : ''}>
        {unread > 0 && <ReadAll />}
      </PageHead>
      <Filter value={filter} onChange={setFilter} />
      <List filter={filter} key={filter} />
    </div>
  );
}

function ReadAll() {
  const { t } = useI18n();
  const tell = useToast();
  const errorText = useErrorText();
  const read = useRead(() => tell(t('inbox.readAll.done')));
  const all = () => read.mutate({ up_to: new Date().toISOString() }, { onError: (error) => tell(errorText(error), { bad: true }) });
  return (
    <Button small busy={read.isPending} onClick={all}>
      <Icon name="check" size="s" />
      {t('inbox.readAll')}
    </Button>
  );
}

function Filter({ value, onChange }: { value: InboxFilter; onChange: (value: InboxFilter) => void }) {
  const { t } = useI18n();
  const filters: [InboxFilter, string][] = [
    ['all', t('inbox.all')],
    ['unread', t('inbox.unread')],
    ['asks', t('inbox.asks')],
    ['thanks', t('inbox.thanks')],
    ['own', t('inbox.own')],
  ];
  return (
    <div className={l.tabs} role="group" aria-label={t('inbox.filter')}>
      {filters.map(([name, label]) => (
        <button key={name} type="button" aria-pressed={name === value} onClick={() => onChange(name)}>
          {label}
        </button>
      ))}
    </div>
  );
}

// What comes while one reads waits until it is asked for: nothing moves by itself.
const calm = { staleTime: 300_000, refetchOnWindowFocus: false, refetchOnReconnect: false, refetchOnMount: 'always' } as const;

function List({ filter }: { filter: InboxFilter }) {
  const { t } = useI18n();
  const inbox = useInfiniteQuery({ ...inboxQuery(filter), ...calm });
  if (inbox.isPending) {
    return (
      <div className={l.card}>
        <RowBones rows={5} />
      </div>
    );
  }
  if (inbox.isError) return <Failed title={t('inbox.failed')} error={inbox.error} retry={() => void inbox.refetch()} />;
  const items = inbox.data.pages.flatMap((page) => page.items);
  return (
    <>
      <div>
        <Fresh shown={items} />
        {items.length === 0 ? (
          <div className={l.card}>
            <Empty title={t('inbox.empty')} text={t(`inbox.empty.${filter}`)} />
          </div>
        ) : (
          <ul className={cx(l.card, l.flush)} aria-label={t('nav.inbox')}>
            {items.map((item) => (
              <Item key={item.id} item={item} />
            ))}
          </ul>
        )}
      </div>
      <More list={inbox} block />
    </>
  );
}

/** What came while one reads waits here. */
function Fresh({ shown }: { shown: Notification[] }) {
  const { t } = useI18n();
  const client = useQueryClient();
  const { data: untold } = useQuery(untoldQuery);
  const known = new Set(shown.map((n) => n.id));
  const count = untold.filter((id) => !known.has(id)).length;
  const show = async () => {
    client.setQueryData(untoldKey, []);
    await client.resetQueries({ queryKey: ['inbox'] });
    window.scrollTo({ top: 0 });
  };
  return (
    <div role="status" className={s.fresh}>
      {count > 0 && (
        <Button look="primary" small onClick={() => void show()} aria-label={t('inbox.new.show', { count })}>
          {t('inbox.new', { count })}
        </Button>
      )}
    </div>
  );
}

function Item({ item }: { item: Notification }) {
  const { t, format } = useI18n();
  const read = useRead();
  const me = useQuery(meQuery).data;
  const said = say(item, t, format, me?.id);
  const open = () => {
    if (!item.read) read.mutate({ ids: [item.id] });
  };
  const words = (
    <>
      {!item.read && <Hidden>{t('inbox.isNew')} </Hidden>}
      {said.text}
    </>
  );
  return (
    <li className={cx(s.item, !item.read && s.unread)}>
      <span className={cx(s.mark, said.tone && s[said.tone])} aria-hidden="true">
        <Icon name={said.icon} />
      </span>
      <div className={s.body}>
        <p className={s.text}>
          {said.to ? (
            <Link href={said.to} onClick={open}>
              {words}
            </Link>
          ) : (
            words
          )}
        </p>
        {said.below && <p className={cx(s.below, said.quoted && s.quoted)}>{said.below}</p>}
        <Ask item={item} onDone={open} />
        <p className={s.when}>
          <Ago at={item.at} />
          {!item.read && (
            <button type="button" className={s.read} onClick={open}>
              <Icon name="check" size="s" />
              {t('inbox.markRead')}
              <Hidden>: {said.text}</Hidden>
            </button>
          )}
        </p>
      </div>
    </li>
  );
}

/** What can be done right here, in one tap. */
function Ask({ item, onDone }: { item: Notification; onDone: () => void }) {
  const { t } = useI18n();
  const { nomination, kind } = item;
  if (!nomination) return null;
  if (kind === 'confirmation_asked' && (item.open || nomination.confirmed !== null)) {
    return <WasItSo nomination={nomination.id} said={nomination.confirmed} open={nomination.status === 'pending' || item.open} onDone={onDone} />;
  }
  if (!item.open) return null;
  const without = [...nomination.nominees, ...(nomination.nominator ? [nomination.nominator] : [])].map((p) => p.id);
  if (kind === 'recognised') {
    return (
      <div className={s.asks}>
        <p className={s.question}>{t('chain.ask')}</p>
        <NameEnabler nomination={nomination.id} without={without} onDone={onDone} folded />
      </div>
    );
  }
  if (kind === 'enabler_named') {
    return (
      <div className={s.asks}>
        <NameEnabler nomination={nomination.id} without={without} onDone={onDone} folded />
        <LeaveChain nomination={nomination.id} by={item.actors[0]?.name} onDone={onDone} />
      </div>
    );
  }
  return null;
}
