import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useSearchParams } from 'wouter';
import { approvalsQuery } from '../../api/queries';
import type { Approval, Me } from '../../api/types';
import { useI18n } from '../../i18n';
import { Badge, PageHead, useTitle } from '../../ui/bits';
import { Button, LinkButton } from '../../ui/Button';
import { cx } from '../../ui/cx';
import { Icon } from '../../ui/Icon';
import { useKeys } from '../../ui/keys';
import l from '../../ui/layout.module.css';
import { CardBones } from '../../ui/Recognition';
import { Empty, Failed, RowBones } from '../../ui/states';
import s from './approvals.module.css';
import { NominationDetail } from './NominationDetail';
import { Queue } from './Queue';
import { RedemptionDetail } from './RedemptionDetail';
import { useDecide } from './useDecide';

type Kind = Approval['kind'];

/** What waits for me, and is it right? */
export default function Approvals({ me }: { me: Me }) {
  const { t, format } = useI18n();
  useTitle(t('approvals.title'));
  const mayDecide = me.reports > 0 || me.role === 'owner' || me.role === 'manager';
  const queue = useInfiniteQuery({ ...approvalsQuery, enabled: mayDecide });
  const items = queue.data?.pages.flatMap((page) => page.items) ?? [];
  const oldest = items.map((item) => item.waiting_since).sort()[0];
  const lead = !queue.data
    ? ''
    : oldest
      ? t('approvals.lead', { count: items.length, since: format.relative(oldest) })
      : t('approvals.leadNone');
  return (
    <div className={l.page}>
      <PageHead title={t('approvals.title')} lead={mayDecide ? lead : t('approvals.notFor')}>
        {items.length > 0 && <KeyHints />}
      </PageHead>
      {mayDecide && queue.isPending && <Bones />}
      {queue.isError && <Failed title={t('approvals.failed')} error={queue.error} retry={() => void queue.refetch()} />}
      {queue.data && <Tabs items={items} />}
      {queue.hasNextPage && (
        <Button block busy={queue.isFetchingNextPage} onClick={() => void queue.fetchNextPage()}>
          {t('action.more')}
        </Button>
      )}
    </div>
  );
}

function KeyHints() {
  const { t } = useI18n();
  const keys = [
    ['A', t('keys.approve')],
    ['P', t('keys.points')],
    ['T', t('keys.thanks')],
    ['D', t('keys.decline')],
    ['J', t('keys.next')],
  ] as const;
  return (
    <p className={s.keys}>
      {keys.map(([key, what]) => (
        <span key={key}>
          <kbd>{key}</kbd> {what}
        </span>
      ))}
    </p>
  );
}

function Bones() {
  return (
    <div className={s.layout}>
      <div className={cx(l.card, s.queue)}>
        <RowBones rows={4} />
      </div>
      <CardBones />
    </div>
  );
}

function Tabs({ items }: { items: Approval[] }) {
  const { t, format } = useI18n();
  const [params] = useSearchParams();
  const wanted = params.get('id');
  const found = items.find((item) => item.id === wanted);
  const nominations = items.filter((item) => item.kind === 'nomination');
  const redemptions = items.filter((item) => item.kind === 'redemption');
  const [kind, setKind] = useState<Kind>(found?.kind ?? (nominations.length === 0 && redemptions.length > 0 ? 'redemption' : 'nomination'));
  const tabs: [Kind, string, number][] = [
    ['nomination', t('approvals.nominations'), nominations.length],
    ['redemption', t('approvals.redemptions'), redemptions.length],
  ];
  return (
    <>
      <div className={l.tabs} role="group" aria-label={t('approvals.tabs')}>
        {tabs.map(([name, label, count]) => (
          <button key={name} type="button" aria-pressed={name === kind} onClick={() => setKind(name)}>
            {label} <Badge>{format.number(count)}</Badge>
          </button>
        ))}
      </div>
      <Desk key={kind} kind={kind} items={kind === 'nomination' ? nominations : redemptions} wanted={wanted} />
    </>
  );
}

/** The queue, and the one that is looked at; when it is decided, the next takes its place. */
function Desk({ kind, items, wanted }: { kind: Kind; items: Approval[]; wanted: string | null }) {
  const { t } = useI18n();
  const [chosen, setChosen] = useState({ id: wanted, at: 0 });
  const [selected, setSelected] = useState<string[]>([]);
  const { decide, approveAll, busy } = useDecide();

  const found = items.findIndex((item) => item.id === chosen.id);
  const at = found >= 0 ? found : Math.min(chosen.at, items.length - 1);
  const current = items[at];
  const go = (to: number) => {
    const item = items[Math.min(Math.max(to, 0), items.length - 1)];
    if (item) setChosen({ id: item.id, at: items.indexOf(item) });
  };
  useKeys({ KeyJ: () => go(at + 1), KeyK: () => go(at - 1) });

  if (!current) return <NothingWaits kind={kind} />;
  const inQueue = selected.filter((id) => items.some((item) => item.id === id));
  return (
    <div className={s.layout}>
      <Queue
        items={items}
        current={current.id}
        selected={inQueue}
        busy={busy}
        onChoose={(id) => go(items.findIndex((item) => item.id === id))}
        onSelect={setSelected}
        onApprove={() => {
          approveAll(items.filter((item) => inQueue.includes(item.id)));
          setSelected([]);
        }}
      />
      <div className={s.pager}>
        <Button icon aria-label={t('approvals.previous')} disabled={at === 0} onClick={() => go(at - 1)}>
          <Icon name="cl" />
        </Button>
        <span>{t('approvals.pager', { at: at + 1, total: items.length })}</span>
        <Button icon aria-label={t('approvals.next')} disabled={at === items.length - 1} onClick={() => go(at + 1)}>
          <Icon name="cr" />
        </Button>
      </div>
      {current.kind === 'nomination' ? (
        <NominationDetail key={current.id} approval={current} onDecide={(verdict) => decideAndStay(verdict)} />
      ) : (
        <RedemptionDetail key={current.id} approval={current} onDecide={(verdict) => decideAndStay(verdict)} />
      )}
    </div>
  );

  function decideAndStay(verdict: Parameters<typeof decide>[1]) {
    if (!current) return;
    setChosen({ id: null, at });
    decide(current, verdict);
  }
}

function NothingWaits({ kind }: { kind: Kind }) {
  const { t } = useI18n();
  return (
    <div className={l.card}>
      {kind === 'nomination' ? (
        <Empty title={t('approvals.empty.title')} text={t('approvals.empty.text')}>
          <LinkButton to="/nominate">{t('approvals.empty.action')}</LinkButton>
        </Empty>
      ) : (
        <Empty title={t('approvals.empty.redemptions')} text={t('approvals.empty.redemptions.text')} />
      )}
    </div>
  );
}
