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
import l from '../../ui/layout.module.css';
import { AwardsDue } from '../../parts/awards';
import { CardBones } from '../../ui/Recognition';
import { Failed, NotFor, RowBones } from '../../ui/states';
import s from './approvals.module.css';
import { AwayButton, AwayNotes } from './Away';
import { Desk } from './Desk';
import { useStill } from './useStill';

type Kind = Approval['kind'];

/** What waits for me, and is it right? */
export default function Approvals({ me }: { me: Me }) {
  const { t, format } = useI18n();
  useTitle(t('approvals.title'));
  const mayDecide = me.reports > 0 || me.role === 'owner' || me.role === 'manager';
  const queue = useInfiniteQuery({ ...approvalsQuery, enabled: mayDecide });
  const { shown, fresh, show } = useStill(queue.data?.pages.flatMap((page) => page.items));
  const oldest = shown.map((item) => item.waiting_since).sort()[0];
  const lead = !queue.data
    ? ''
    : oldest
      ? t('approvals.lead', { count: shown.length, since: format.relative(oldest) })
      : t('approvals.leadNone');
  return (
    <div className={l.page}>
      <PageHead title={t('approvals.title')} lead={mayDecide ? lead : undefined}>
        {mayDecide && (
          <div className={s.head}>
            {shown.length > 0 && <KeyHints />}
            <div className={l.row}>
              {me.reports > 0 && (
                <LinkButton small to="/team">
                  <Icon name="users" size="s" />
                  {t('nav.team')}
                </LinkButton>
              )}
              <AwayButton me={me} />
            </div>
          </div>
        )}
      </PageHead>
      {!mayDecide && <NotFor text={t('approvals.notFor')} />}
      <AwardsDue />
      {mayDecide && <AwayNotes />}
      {mayDecide && queue.isPending && <Bones />}
      {queue.isError && <Failed title={t('approvals.failed')} error={queue.error} retry={() => void queue.refetch()} />}
      <div role="status" className={cx(fresh === 0 && l.vh)}>
        {fresh > 0 && (
          <Button small block onClick={() => show()}>
            <Icon name="up" size="s" />
            {t('approvals.fresh', { count: fresh })}
          </Button>
        )}
      </div>
      {queue.data && <Tabs me={me} items={shown} />}
      {queue.hasNextPage && (
        <Button
          block
          busy={queue.isFetchingNextPage}
          onClick={() => {
            void queue.fetchNextPage().then((read) => show(read.data?.pages.flatMap((page) => page.items)));
          }}
        >
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
    ['G', t('keys.delegate')],
    ['J', t('keys.next')],
    ['X', t('keys.select')],
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

function Tabs({ me, items }: { me: Me; items: Approval[] }) {
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
      <Desk key={kind} me={me} kind={kind} items={kind === 'nomination' ? nominations : redemptions} wanted={wanted} />
    </>
  );
}
