import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type SyntheticEvent, useState } from 'react';
import { call } from '../../api/client';
import { useIntent } from '../../api/intent';
import type { Me, Redemption, Reward, Wish } from '../../api/types';
import { useI18n } from '../../i18n';
import { Button } from '../../ui/Button';
import c from '../../ui/controls.module.css';
import { Dialog } from '../../ui/Dialog';
import { Field } from '../../ui/Field';
import l from '../../ui/layout.module.css';
import { Note, useErrorText } from '../../ui/states';
import { useToast } from '../../ui/toast';
import { useTyped } from '../../ui/useTyped';

const mostAtOnce = 10;

/** Says what it costs and what is left, then asks once. */
export function RedeemDialog({ me, reward, onClose }: { me: Me; reward: Reward; onClose: () => void }) {
  const { t } = useI18n();
  const errorText = useErrorText();
  const tell = useToast();
  const client = useQueryClient();
  const intent = useIntent();
  const [quantity, setQuantity] = useState(1);
  const [note, setNote, forget] = useTyped(`redeem.${reward.id}`, '');

  const redeem = useMutation({
    mutationFn: ({ body, key }: { body: Wish; key: string }) => call<Redemption>('POST', '/redemptions', { body, key }),
    onSuccess: (redemption) => {
      intent.done();
      forget();
      const { status } = redemption;
      tell(t(status === 'requested' || status === 'fulfilled' ? `redeem.done.${status}` : 'redeem.done.approved', { name: reward.name }));
      onClose();
    },
    onSettled: () => {
      for (const name of ['me', 'wallet', 'rewards', 'redemptions']) void client.invalidateQueries({ queryKey: [name] });
    },
  });

  const most = Math.max(
    1,
    Math.min(
      Math.floor(me.wallet.balance / Math.max(1, reward.cost)),
      reward.stock ?? mostAtOnce,
      reward.limit_per_employee ?? mostAtOnce,
      mostAtOnce,
    ),
  );
  const cost = reward.cost * quantity;
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (redeem.isPending) return;
    // With the price that was seen: another one by now is refused.
    const body: Wish = { reward_id: reward.id, quantity, cost: reward.cost, ...(note.trim() && { note: note.trim() }) };
    redeem.mutate({ body, key: intent.key(body) });
  };

  return (
    <Dialog title={t('redeem.title', { name: reward.name })} onClose={onClose}>
      <form className={l.stack} onSubmit={submit}>
        <p className={l.soft}>
          {t('redeem.text', { points: t('points', { count: cost }), left: t('points', { count: me.wallet.balance - cost }) })}
        </p>
        {reward.requires_approval && (
          <Note tone="sky" icon="info">
            {t('redeem.approval')}
          </Note>
        )}
        {most > 1 && (
          <Field label={t('redeem.quantity')}>
            {(wiring) => (
              <select {...wiring} className={c.input} value={quantity} onChange={(event) => setQuantity(Number(event.target.value))}>
                {Array.from({ length: most }, (_, i) => (
                  <option key={i} value={i + 1}>
                    {i + 1}
                  </option>
                ))}
              </select>
            )}
          </Field>
        )}
        <Field label={t('redeem.note')} optional hint={t('redeem.note.hint')}>
          {(wiring) => (
            <input {...wiring} className={c.input} maxLength={500} value={note} onChange={(event) => setNote(event.target.value)} />
          )}
        </Field>
        {redeem.isError && (
          <Note tone="bad" icon="alert" alert>
            {errorText(redeem.error)}
          </Note>
        )}
        <footer>
          <Button look="ghost" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" look="primary" busy={redeem.isPending}>
            {t('redeem.confirm', { points: t('points', { count: cost }) })}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
