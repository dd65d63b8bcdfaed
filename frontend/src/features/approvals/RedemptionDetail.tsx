import type { ReactNode } from 'react';
import type { Me, RedemptionApproval } from '../../api/types';
import { useI18n } from '../../i18n';
import { Ago, Points } from '../../ui/bits';
import { cx } from '../../ui/cx';
import l from '../../ui/layout.module.css';
import { Who } from '../../ui/Person';
import s from './approvals.module.css';
import { PassedOn } from './PassedOn';
import type { Verdict } from './useDecide';
import { Verdicts } from './Verdicts';

interface DetailProps {
  me: Me;
  approval: RedemptionApproval;
  /** Stands in place of the verdicts while several are selected. */
  bar: ReactNode;
  onDecide: (verdict: Verdict) => void;
}

/** Somebody asks for a reward that wants a yes. */
export function RedemptionDetail({ me, approval, bar, onDecide }: DetailProps) {
  const { t } = useI18n();
  const { redemption } = approval;
  return (
    <div className={l.stack}>
      {approval.passed_on && <PassedOn passed={approval.passed_on} />}
      <article className={l.card}>
        <div className={cx(l.row, l.between)}>
          <span className={cx(l.small, l.muted)}>
            <Ago at={redemption.created_at} />
          </span>
          <Points value={redemption.points} />
        </div>
        <h3>{t('approvals.asks', { name: redemption.employee.name, reward: redemption.reward.name })}</h3>
        <Who id={redemption.employee.id} name={redemption.employee.name} below={redemption.employee.team?.name} />
        {redemption.quantity > 1 && <p>{t('approvals.quantity', { count: redemption.quantity })}</p>}
        {redemption.note && (
          <div className={l.stack}>
            <h4>{t('approvals.note')}</h4>
            <p className={s.note}>{redemption.note}</p>
          </div>
        )}
      </article>
      <RewardFacts approval={approval} />
      {bar ?? (
        <div className={s.decide} data-foot>
          <Verdicts
            me={me}
            id={approval.id}
            kind="redemption"
            count={1}
            reader={redemption.employee.name}
            approveLabel={t('approvals.approve', { points: redemption.points })}
            mayApprove
            onApprove={() => onDecide({ action: 'approve' })}
            onDecline={(reason) => onDecide({ action: 'decline', reason })}
            onDelegate={(to) => onDecide({ action: 'delegate', to })}
          />
        </div>
      )}
    </div>
  );
}

/** What belongs to this decision: what it costs the organisation, what is left, and whether it is the first. */
function RewardFacts({ approval }: { approval: RedemptionApproval }) {
  const { t, format } = useI18n();
  const { context, redemption } = approval;
  const { cash_value: cash } = context;
  return (
    <section className={cx(l.card, l.tight)} aria-label={t('approvals.context')}>
      <dl className={l.kv}>
        <dt>{t('approvals.reward.points')}</dt>
        <dd>{t('approvals.reward.held', { count: redemption.points })}</dd>
        {cash && (
          <>
            <dt>{t('approvals.reward.cash')}</dt>
            <dd>
              {format.money(cash.amount * redemption.quantity, cash.currency)}
              {context.taxable && ` · ${t('approvals.reward.taxable')}`}
            </dd>
          </>
        )}
        <dt>{t('approvals.reward.stock')}</dt>
        <dd>{context.stock === null ? t('approvals.reward.endless') : t('approvals.reward.left', { count: context.stock })}</dd>
        <dt>{t('approvals.reward.earlier', { name: redemption.employee.name })}</dt>
        <dd>
          {context.earlier_last_at
            ? t('approvals.reward.times', { count: context.earlier_count, when: format.relative(context.earlier_last_at) })
            : t('approvals.reward.first')}
        </dd>
        {context.limit_per_employee !== null && (
          <>
            <dt>{t('approvals.reward.limit')}</dt>
            <dd>{format.number(context.limit_per_employee)}</dd>
          </>
        )}
      </dl>
    </section>
  );
}
