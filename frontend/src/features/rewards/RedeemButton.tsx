import { useState } from 'react';
import type { Me, Reward } from '../../api/types';
import { useI18n } from '../../i18n';
import { Button } from '../../ui/Button';
import { Meter } from '../../ui/states';
import { RedeemDialog } from './RedeemDialog';
import s from './rewards.module.css';

/** Redeem, or how far it is still. */
export function RedeemButton({ me, reward }: { me: Me; reward: Reward }) {
  const { t } = useI18n();
  const [asked, setAsked] = useState(false);
  const { balance } = me.wallet;
  if (balance < reward.cost) {
    const toGo = t('rewards.toGo', { count: reward.cost - balance });
    return (
      <div className={s.saving}>
        <Meter brass label={t('rewards.toGo.of', { toGo, name: reward.name })} value={balance} of={reward.cost} />
        <span>{toGo}</span>
      </div>
    );
  }
  return (
    <>
      <Button
        small
        look="primary"
        disabled={!reward.available || reward.stock === 0}
        aria-label={t('rewards.redeem.of', { name: reward.name })}
        onClick={() => setAsked(true)}
      >
        {reward.stock === 0 ? t('rewards.gone') : t('rewards.redeem')}
      </Button>
      {asked && <RedeemDialog me={me} reward={reward} onClose={() => setAsked(false)} />}
    </>
  );
}
