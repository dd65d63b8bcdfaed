import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../api/client';
import { useIntent } from '../../api/intent';
import { ownRedemptionsQuery } from '../../api/queries';
import type { Redemption } from '../../api/types';
import { type Translate, useI18n } from '../../i18n';
import type { Format } from '../../i18n/format';
import { Points } from '../../ui/bits';
import { Button } from '../../ui/Button';
import { cx } from '../../ui/cx';
import { Dialog } from '../../ui/Dialog';
import l from '../../ui/layout.module.css';
import { More } from '../../ui/More';
import { Failed, RowBones, Stepper, useErrorText } from '../../ui/states';
import { useToast } from '../../ui/toast';
import s from './rewards.module.css';

/** Where is what I asked for? */
export function MyRedemptions() {
  const { t } = useI18n();
  const redemptions = useInfiniteQuery(ownRedemptionsQuery);
  const mine = redemptions.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className={cx(l.card, l.tight)} aria-labelledby="mine">
      <h2 id="mine">{t('redemptions.mine')}</h2>
      {redemptions.isPending && <RowBones rows={2} />}
      {redemptions.isError && <Failed title={t('redemptions.failed')} error={redemptions.error} retry={() => void redemptions.refetch()} />}
      {redemptions.data && mine.length === 0 && <p className={cx(l.small, l.soft)}>{t('redemptions.empty')}</p>}
      {mine.length > 0 && (
        <ul className={s.mine}>
          {mine.map((redemption) => (
            <Item key={redemption.id} redemption={redemption} />
          ))}
        </ul>
      )}
      <More list={redemptions} small look="ghost" />
    </section>
  );
}

function Item({ redemption }: { redemption: Redemption }) {
  const { t, format } = useI18n();
  const [asked, setAsked] = useState(false);
  const points = t('points', { count: redemption.points });
  return (
    <li className={cx(l.stack, l.sm)}>
      <div className={cx(l.row, l.between)}>
        <h3>{redemption.quantity > 1 ? `${redemption.reward.name} × ${redemption.quantity}` : redemption.reward.name}</h3>
        <Points value={redemption.points} />
      </div>
      <Stepper label={redemption.reward.name} steps={stepsOf(redemption, t)} />
      <p className={cx(l.small, l.soft)}>{stateOf(redemption, points, t, format)}</p>
      {redemption.code && (
        <p className={s.code}>
          {t('redemptions.code')}: <code>{redemption.code}</code>
        </p>
      )}
      {redemption.can.cancel && (
        <Button small onClick={() => setAsked(true)}>
          {t('redemptions.cancel', { points })}
        </Button>
      )}
      {asked && <CancelDialog redemption={redemption} onClose={() => setAsked(false)} />}
    </li>
  );
}

function stepsOf({ status }: Redemption, t: Translate) {
  const requested = { name: t('redemptions.requested'), state: 'done' as const };
  if (status === 'rejected' || status === 'cancelled') {
    return [
      requested,
      { name: t(`redemptions.${status}`), state: 'wrong' as const },
      { name: t('redemptions.refunded'), state: 'done' as const },
    ];
  }
  // What is waited for is not called as if it were done.
  const approved = { name: t('redemptions.approved'), state: 'done' as const };
  const fulfilled = { name: t('redemptions.fulfilled'), state: 'done' as const };
  if (status === 'fulfilled') return [requested, approved, fulfilled];
  if (status === 'approved') return [requested, approved, { name: t('redemptions.handing'), state: 'now' as const }];
  return [requested, { name: t('redemptions.deciding'), state: 'now' as const }, { ...fulfilled, state: 'next' as const }];
}

function stateOf(redemption: Redemption, points: string, t: Translate, format: Format): string {
  switch (redemption.status) {
    case 'requested':
      return t('redemptions.state.requested', { date: format.date(redemption.created_at) });
    case 'approved':
      return t('redemptions.state.approved');
    case 'fulfilled':
      return t('redemptions.state.fulfilled', { date: format.date(redemption.fulfilled_at ?? redemption.created_at) });
    case 'rejected':
      return t('redemptions.state.rejected', { reason: sentence(redemption.reason), points }).trim();
    case 'cancelled':
      return t('redemptions.state.cancelled', { points });
  }
}

/** Somebody's words, closed by a full stop where they left it out. */
function sentence(text: string): string {
  return text === '' || /[.!?…]$/.test(text) ? text : `${text}.`;
}

function CancelDialog({ redemption, onClose }: { redemption: Redemption; onClose: () => void }) {
  const { t } = useI18n();
  const client = useQueryClient();
  const tell = useToast();
  const errorText = useErrorText();
  const intent = useIntent();
  const points = t('points', { count: redemption.points });
  const { name } = redemption.reward;
  const cancel = useMutation({
    mutationFn: (key: string) => call<Redemption>('POST', `/redemptions/${redemption.id}/cancel`, { key }),
    onSuccess: () => tell(t('redemptions.cancelled.done', { name, points })),
    onError: (error) => tell(errorText(error), { bad: true }),
    onSettled: () => {
      onClose();
      for (const part of ['redemptions', 'me', 'wallet', 'rewards']) void client.invalidateQueries({ queryKey: [part] });
    },
  });
  return (
    <Dialog title={t('redemptions.cancel.title', { name })} onClose={onClose}>
      <p className={l.soft}>{t('redemptions.cancel.text', { points })}</p>
      <footer>
        <Button look="ghost" onClick={onClose}>
          {t('recognition.keep')}
        </Button>
        <Button look="solid" busy={cancel.isPending} onClick={() => cancel.mutate(intent.key(redemption.id))}>
          {t('redemptions.cancel.confirm')}
        </Button>
      </footer>
    </Dialog>
  );
}
