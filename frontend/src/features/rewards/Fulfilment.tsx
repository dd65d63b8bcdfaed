import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { call, newKey } from '../../api/client';
import { redemptionsQuery } from '../../api/queries';
import type { Me, Redemption } from '../../api/types';
import { useI18n } from '../../i18n';
import { Ago, Badge, PageHead, Points, useTitle } from '../../ui/bits';
import { Button } from '../../ui/Button';
import { cx } from '../../ui/cx';
import l from '../../ui/layout.module.css';
import { Who } from '../../ui/Person';
import { Empty, Failed, RowBones, useErrorText } from '../../ui/states';
import { useToast } from '../../ui/toast';
import s from './rewards.module.css';

/** What is still to be handed out? For programme owners. */
export default function Fulfilment({ me }: { me: Me }) {
  const { t } = useI18n();
  useTitle(t('fulfilment.title'));
  const isOwner = me.role === 'owner';
  const redemptions = useInfiniteQuery({ ...redemptionsQuery, enabled: isOwner });
  const all = redemptions.data?.pages.flatMap((page) => page.items) ?? [];
  const open = all.filter((r) => r.status === 'approved');
  const closed = all.filter((r) => r.status !== 'approved' && r.status !== 'requested');
  const lead = !redemptions.data ? '' : open.length > 0 ? t('fulfilment.lead', { count: open.length }) : t('fulfilment.leadNone');
  return (
    <div className={l.page}>
      <PageHead title={t('fulfilment.title')} lead={isOwner ? lead : t('fulfilment.notFor')} />
      {isOwner && redemptions.isPending && (
        <div className={l.card}>
          <RowBones rows={4} />
        </div>
      )}
      {redemptions.isError && <Failed title={t('fulfilment.failed')} error={redemptions.error} retry={() => void redemptions.refetch()} />}
      {redemptions.data && open.length === 0 && (
        <div className={l.card}>
          <Empty title={t('fulfilment.empty.title')} text={t('fulfilment.empty.text')} />
        </div>
      )}
      {open.length > 0 && <List title={t('fulfilment.waiting')} items={open} />}
      {closed.length > 0 && <List title={t('fulfilment.past')} items={closed} />}
      {redemptions.hasNextPage && (
        <Button block busy={redemptions.isFetchingNextPage} onClick={() => void redemptions.fetchNextPage()}>
          {t('action.more')}
        </Button>
      )}
    </div>
  );
}

function List({ title, items }: { title: string; items: Redemption[] }) {
  return (
    <section className={cx(l.card, l.flush)} aria-label={title}>
      <div className={l.cardHead}>
        <h2>{title}</h2>
      </div>
      <ul className={s.handouts}>
        {items.map((redemption) => (
          <Item key={redemption.id} redemption={redemption} />
        ))}
      </ul>
    </section>
  );
}

function Item({ redemption }: { redemption: Redemption }) {
  const { t } = useI18n();
  const fulfil = useVerb(redemption, 'fulfil');
  const cancel = useVerb(redemption, 'cancel');
  const names = { reward: redemption.reward.name, name: redemption.employee.name };
  const tone = redemption.status === 'fulfilled' ? 'ok' : redemption.status === 'approved' ? 'wait' : undefined;
  return (
    <li>
      <Who id={redemption.employee.id} name={redemption.employee.name} below={redemption.employee.team?.name} />
      <div className={s.handout}>
        <b>{redemption.quantity > 1 ? `${redemption.reward.name} × ${redemption.quantity}` : redemption.reward.name}</b>
        {redemption.note && <p className={cx(l.small, l.soft)}>{redemption.note}</p>}
        <small className={l.muted}>
          <Ago at={redemption.fulfilled_at ?? redemption.decided_at ?? redemption.created_at} />
        </small>
      </div>
      <Points value={redemption.points} />
      {redemption.can.fulfil || redemption.can.cancel ? (
        <span className={s.verbs}>
          {redemption.can.fulfil && (
            <Button small look="primary" aria-label={t('fulfilment.fulfil.of', names)} busy={fulfil.isPending} onClick={fulfil.run}>
              {t('fulfilment.fulfil')}
            </Button>
          )}
          {redemption.can.cancel && (
            <Button small aria-label={t('fulfilment.cancel.of', names)} busy={cancel.isPending} onClick={cancel.run}>
              {t('fulfilment.cancel')}
            </Button>
          )}
        </span>
      ) : (
        <span className={s.verbs}>
          <Badge tone={tone}>{t(`redemptions.${redemption.status}`)}</Badge>
        </span>
      )}
    </li>
  );
}

function useVerb(redemption: Redemption, verb: 'fulfil' | 'cancel') {
  const { t } = useI18n();
  const client = useQueryClient();
  const tell = useToast();
  const errorText = useErrorText();
  const key = useRef('');
  const names = { reward: redemption.reward.name, name: redemption.employee.name };
  const mutation = useMutation({
    mutationFn: () => {
      key.current ||= newKey();
      return call<Redemption>('POST', `/redemptions/${redemption.id}/${verb}`, { key: key.current });
    },
    onSuccess: () =>
      tell(verb === 'fulfil' ? t('fulfilment.done', names) : t('redemptions.cancelled.done', { name: names.reward, points: t('points', { count: redemption.points }) })),
    onError: (error) => tell(errorText(error), { bad: true }),
    onSettled: () => {
      for (const part of ['redemptions', 'rewards', 'me', 'wallet']) void client.invalidateQueries({ queryKey: [part] });
    },
  });
  return { run: () => mutation.mutate(), isPending: mutation.isPending };
}
