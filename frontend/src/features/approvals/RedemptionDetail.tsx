import { useState } from 'react';
import type { RedemptionApproval } from '../../api/types';
import { useI18n } from '../../i18n';
import { Ago, Points } from '../../ui/bits';
import { Button } from '../../ui/Button';
import { cx } from '../../ui/cx';
import { Icon } from '../../ui/Icon';
import { useKeys } from '../../ui/keys';
import l from '../../ui/layout.module.css';
import { Who } from '../../ui/Person';
import s from './approvals.module.css';
import { DeclineDialog } from './DeclineDialog';
import type { Verdict } from './useDecide';

/** Somebody asks for a reward that wants a yes. */
export function RedemptionDetail({ approval, onDecide }: { approval: RedemptionApproval; onDecide: (verdict: Verdict) => void }) {
  const { t } = useI18n();
  const { redemption } = approval;
  const [declining, setDeclining] = useState(false);
  const approve = () => onDecide({ action: 'approve' });
  useKeys({ KeyA: approve, KeyD: () => setDeclining(true) });

  return (
    <section className={l.stack} aria-label={t('approvals.detail.redemption')}>
      <article className={l.card}>
        <div className={cx(l.row, l.between)}>
          <span className={cx(l.small, l.muted)}>
            <Ago at={redemption.created_at} />
          </span>
          <Points value={redemption.points} />
        </div>
        <h2>{t('approvals.asks', { name: redemption.employee.name, reward: redemption.reward.name })}</h2>
        <Who id={redemption.employee.id} name={redemption.employee.name} below={redemption.employee.team?.name} />
        {redemption.quantity > 1 && <p>{t('approvals.quantity', { count: redemption.quantity })}</p>}
        {redemption.note && (
          <div className={l.stack}>
            <h3>{t('approvals.note')}</h3>
            <p className={s.note}>{redemption.note}</p>
          </div>
        )}
      </article>
      <div className={s.decide}>
        <div className={s.buttons}>
          <Button look="primary" onClick={approve}>
            <Icon name="check" />
            {t('approvals.approve', { points: redemption.points })}
            <kbd aria-hidden="true">{'A'}</kbd>
          </Button>
          <Button look="danger" onClick={() => setDeclining(true)}>
            {t('approvals.reject')}
            <kbd aria-hidden="true">{'D'}</kbd>
          </Button>
        </div>
      </div>
      {declining && (
        <DeclineDialog
          kind="redemption"
          reader={redemption.employee.name}
          onClose={() => setDeclining(false)}
          onDecline={(reason) => {
            setDeclining(false);
            onDecide({ action: 'decline', reason });
          }}
        />
      )}
    </section>
  );
}
