import { type ReactNode, type RefObject, useRef, useState } from 'react';
import type { Me, NominationApproval } from '../../api/types';
import { useI18n } from '../../i18n';
import { Button } from '../../ui/Button';
import c from '../../ui/controls.module.css';
import { cx } from '../../ui/cx';
import { Field } from '../../ui/Field';
import { Icon } from '../../ui/Icon';
import l from '../../ui/layout.module.css';
import { NominationCard } from '../../ui/Recognition';
import { Note } from '../../ui/states';
import { CustomersWord } from '../../parts/word';
import { useTyped } from '../../ui/useTyped';
import s from './approvals.module.css';
import { Context } from './Context';
import { PassedOn } from './PassedOn';
import type { Verdict } from './useDecide';
import { Verdicts } from './Verdicts';

/** How far one press of − or + goes. */
const step = 5;

interface DetailProps {
  me: Me;
  approval: NominationApproval;
  /** Stands in place of the verdicts while several are selected. */
  bar: ReactNode;
  onDecide: (verdict: Verdict) => void;
}

/** Can I say yes to this one now, and what should make me look twice? */
export function NominationDetail({ me, approval, bar, onDecide }: DetailProps) {
  const { t } = useI18n();
  const { nomination } = approval;
  const [points, setPoints] = useState(nomination.points ?? 0);
  const [comment, setComment] = useTyped(`approve.${approval.id}`, '');
  const pointsField = useRef<HTMLInputElement & HTMLSelectElement>(null);

  const { points_min: min, points_max: max, points_levels: levels } = approval;
  const cost = points * (approval.shares === 'each' ? nomination.nominees.length : 1);
  const left = approval.budget_left === null ? null : approval.budget_left - cost;
  const allowed = levels.length > 0 ? levels.includes(points) : points >= min && points <= max;
  const fits = allowed && (left === null || left >= 0);
  const words = comment.trim() ? { comment: comment.trim() } : {};
  const approve = () => {
    if (fits) onDecide({ action: 'approve', ...(max > 0 && { points }), ...words });
  };

  return (
    <div className={l.stack}>
      {approval.passed_on && <PassedOn passed={approval.passed_on} />}
      {approval.step > 0 && (
        <Note tone="sky" icon="info">
          {t('approvals.step2')}
        </Note>
      )}
      <NominationCard nomination={nomination} linked />
      {nomination.confirmation && <CustomersWord confirmation={nomination.confirmation} />}
      <Context approval={approval} left={left} />
      <Field label={t('approvals.comment')} optional hint={t('approvals.comment.hint')}>
        {(wiring) => (
          <input {...wiring} className={c.input} maxLength={1000} value={comment} onChange={(event) => setComment(event.target.value)} />
        )}
      </Field>
      {bar ?? (
        <div className={s.decide} data-foot>
          {max > 0 && <PointsField approval={approval} value={points} fits={fits} onChange={setPoints} onEnter={approve} fieldRef={pointsField} />}
          <p className={s.range} id={`range-${approval.id}`}>
            {max > 0 && <span>{levels.length > 0 ? t('approvals.points.levels') : t('approvals.points.range', { min, max })}</span>}
            {left !== null && (
              <span className={cx(left < 0 && s.short)}>{left < 0 ? t('approvals.budget.short') : t('approvals.budget.bar', { left })}</span>
            )}
          </p>
          <Verdicts
            me={me}
            id={approval.id}
            kind="nomination"
            count={1}
            reader={nomination.nominator?.name ?? t('line.nobody')}
            approveLabel={max > 0 ? t('approvals.approve', { points }) : t('approvals.approve.none')}
            mayApprove={fits}
            onApprove={approve}
            onThanks={() => onDecide({ action: 'thanks', ...words })}
            onDecline={(reason) => onDecide({ action: 'decline', reason })}
            onDelegate={(to) => onDecide({ action: 'delegate', to })}
            keys={{
              KeyP: () => {
                pointsField.current?.focus();
                if (levels.length === 0) pointsField.current?.select();
              },
            }}
          />
        </div>
      )}
    </div>
  );
}

interface PointsProps {
  approval: NominationApproval;
  value: number;
  fits: boolean;
  onChange: (points: number) => void;
  onEnter: () => void;
  fieldRef: RefObject<(HTMLInputElement & HTMLSelectElement) | null>;
}

/** As many points as the program allows: any number within its bounds, or one of its levels. */
function PointsField({ approval, value, fits, onChange, onEnter, fieldRef }: PointsProps) {
  const { t, format } = useI18n();
  const { points_min: min, points_max: max, points_levels: levels } = approval;
  const id = `points-${approval.id}`;
  const label = (
    <label className={l.vh} htmlFor={id}>
      {t('approvals.points')}
    </label>
  );
  if (levels.length > 0) {
    return (
      <div className={s.levels}>
        {label}
        <select id={id} ref={fieldRef} className={c.input} value={value} onChange={(event) => onChange(Number(event.target.value))}>
          {levels.map((level) => (
            <option key={level} value={level}>
              {format.number(level)}
            </option>
          ))}
        </select>
      </div>
    );
  }
  const within = (points: number) => Math.min(Math.max(points, min), max);
  return (
    <div className={s.points}>
      {label}
      <Button icon aria-label={t('approvals.points.fewer')} disabled={value <= min} onClick={() => onChange(within(value - step))}>
        <Icon name="same" />
      </Button>
      <input
        id={id}
        ref={fieldRef}
        className={c.input}
        inputMode="numeric"
        autoComplete="off"
        value={value}
        aria-describedby={`range-${approval.id}`}
        aria-invalid={fits ? undefined : true}
        onChange={(event) => onChange(Number(event.target.value.replace(/\D/g, '').slice(0, 6)))}
        onKeyDown={(event) => {
          if (event.key === 'ArrowUp') onChange(within(value + step));
          if (event.key === 'ArrowDown') onChange(within(value - step));
          if (event.key === 'Enter') onEnter();
          if (event.key === 'Escape') event.currentTarget.blur();
        }}
      />
      <Button icon aria-label={t('approvals.points.more')} disabled={value >= max} onClick={() => onChange(within(value + step))}>
        <Icon name="plus" />
      </Button>
    </div>
  );
}
