import { useState } from 'react';
import type { Approval, Me, Person } from '../../api/types';
import { useI18n } from '../../i18n';
import { Button } from '../../ui/Button';
import { Icon } from '../../ui/Icon';
import { useKeys } from '../../ui/keys';
import s from './approvals.module.css';
import { DeclineDialog } from './DeclineDialog';
import { DelegateDialog } from './DelegateDialog';

interface VerdictsProps {
  me: Me;
  /** The thing decided, or `many`: what the words of a no are kept by. */
  id: string;
  kind: Approval['kind'];
  count: number;
  /** Who reads the reason of a no. */
  reader: string;
  approveLabel: string;
  mayApprove: boolean;
  busy?: boolean;
  onApprove: () => void;
  /** Absent where there are no points that could be left out. */
  onThanks?: (() => void) | undefined;
  onDecline: (reason: string) => void;
  onDelegate: (to: Person) => void;
  /** Further keys, such as the one for points. */
  keys?: Record<string, () => unknown>;
}

/** The four verdicts as buttons and as keys, on one thing or on all that is selected. */
export function Verdicts(props: VerdictsProps) {
  const { me, id, kind, count, reader, approveLabel, mayApprove, busy, onApprove, onThanks, onDecline, onDelegate, keys } = props;
  const { t } = useI18n();
  const [asks, setAsks] = useState<'decline' | 'delegate' | null>(null);
  // Before the shell, for whom `g` begins a way to another page.
  useKeys(
    {
      ...keys,
      KeyA: () => mayApprove && onApprove(),
      ...(onThanks && { KeyT: onThanks }),
      KeyD: () => setAsks('decline'),
      KeyG: () => setAsks('delegate'),
    },
    !busy,
    true,
  );
  return (
    <>
      <div className={s.buttons}>
        <Button look="primary" disabled={!mayApprove} busy={busy ?? false} onClick={onApprove}>
          <Icon name="check" />
          {approveLabel}
          <kbd aria-hidden="true">{'A'}</kbd>
        </Button>
        {onThanks && (
          <Button onClick={onThanks}>
            {t('approvals.thanks')}
            <kbd aria-hidden="true">{'T'}</kbd>
          </Button>
        )}
        <Button look="danger" onClick={() => setAsks('decline')}>
          {kind === 'nomination' ? t('approvals.decline') : t('approvals.reject')}
          <kbd aria-hidden="true">{'D'}</kbd>
        </Button>
        <Button icon aria-label={t('approvals.delegate')} title={`${t('approvals.delegate')} (G)`} onClick={() => setAsks('delegate')}>
          <Icon name="users" />
        </Button>
      </div>
      {asks === 'decline' && (
        <DeclineDialog
          typed={`decline.${id}`}
          kind={kind}
          count={count}
          reader={reader}
          onClose={() => setAsks(null)}
          onDecline={(reason) => {
            setAsks(null);
            onDecline(reason);
          }}
        />
      )}
      {asks === 'delegate' && (
        <DelegateDialog
          typed={`delegate.${id}`}
          me={me}
          count={count}
          onClose={() => setAsks(null)}
          onDelegate={(to) => {
            setAsks(null);
            onDelegate(to);
          }}
        />
      )}
    </>
  );
}
