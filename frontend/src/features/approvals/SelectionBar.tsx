import type { Approval, Me } from '../../api/types';
import { useI18n } from '../../i18n';
import { Button } from '../../ui/Button';
import { cx } from '../../ui/cx';
import s from './approvals.module.css';
import { many, type Verdict } from './useDecide';
import { Verdicts } from './Verdicts';

interface SelectionProps {
  me: Me;
  kind: Approval['kind'];
  count: number;
  busy: boolean;
  onDecide: (verdict: Verdict) => void;
  onClear: () => void;
}

/** One verdict for all that is selected. */
export function SelectionBar({ me, kind, count, busy, onDecide, onClear }: SelectionProps) {
  const { t } = useI18n();
  return (
    <div className={cx(s.decide, s.many)} data-foot>
      <p className={s.range}>
        <b>{t('approvals.selected', { count })}</b>
        <Button small look="ghost" onClick={onClear}>
          {t('approvals.clear')}
          <kbd aria-hidden="true">{'Esc'}</kbd>
        </Button>
      </p>
      <Verdicts
        me={me}
        id={many}
        kind={kind}
        count={count}
        reader=""
        approveLabel={t('approvals.approveSelected', { count })}
        mayApprove
        busy={busy}
        onApprove={() => onDecide({ action: 'approve' })}
        onThanks={kind === 'nomination' ? () => onDecide({ action: 'thanks' }) : undefined}
        onDecline={(reason) => onDecide({ action: 'decline', reason })}
        onDelegate={(to) => onDecide({ action: 'delegate', to })}
      />
    </div>
  );
}
