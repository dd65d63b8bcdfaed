import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { programsQuery } from '../../api/queries';
import type { NominationApproval } from '../../api/types';
import { useI18n } from '../../i18n';
import { Button } from '../../ui/Button';
import c from '../../ui/controls.module.css';
import { cx } from '../../ui/cx';
import { Field } from '../../ui/Field';
import { Icon } from '../../ui/Icon';
import { useKeys } from '../../ui/keys';
import l from '../../ui/layout.module.css';
import { NominationCard } from '../../ui/Recognition';
import { Meter, Note } from '../../ui/states';
import s from './approvals.module.css';
import { DeclineDialog } from './DeclineDialog';
import type { Verdict } from './useDecide';

/** How far one press of − or + goes. */
const step = 5;

/** Can I say yes to this one now, and what should make me look twice? */
export function NominationDetail({ approval, onDecide }: { approval: NominationApproval; onDecide: (verdict: Verdict) => void }) {
  const { t } = useI18n();
  const { nomination } = approval;
  const [points, setPoints] = useState(nomination.points ?? 0);
  const [comment, setComment] = useState('');
  const [declining, setDeclining] = useState(false);
  const pointsInput = useRef<HTMLInputElement>(null);

  const { points_min: min, points_max: max } = approval;
  const count = nomination.nominees.length;
  const within = (value: number) => Math.min(Math.max(value, min), max);
  const left = approval.budget_left === null ? null : approval.budget_left - points * count;
  const fits = points >= min && points <= max && (left === null || left >= 0);
  const words = comment.trim() ? { comment: comment.trim() } : {};

  const approve = () => fits && onDecide({ action: 'approve', ...(max > 0 && { points }), ...words });
  const thanks = () => onDecide({ action: 'thanks', ...words });
  useKeys({
    KeyA: approve,
    KeyT: thanks,
    KeyD: () => setDeclining(true),
    KeyP: () => pointsInput.current?.select(),
  });

  return (
    <section className={l.stack} aria-label={t('approvals.detail')}>
      <h2 className={l.vh}>{t('approvals.detail')}</h2>
      {approval.step > 1 && (
        <Note tone="sky" icon="info">
          {t('approvals.step2')}
        </Note>
      )}
      <NominationCard nomination={nomination} linked />
      <Context approval={approval} left={left} />
      <Field label={t('approvals.comment')} optional hint={t('approvals.comment.hint')}>
        {(wiring) => (
          <input {...wiring} className={c.input} maxLength={1000} value={comment} onChange={(event) => setComment(event.target.value)} />
        )}
      </Field>
      <div className={s.decide}>
        {max > 0 && (
          <div className={s.points}>
            <label className={l.vh} htmlFor={`points-${approval.id}`}>
              {t('approvals.points')}
            </label>
            <Button icon aria-label={t('approvals.points.fewer')} disabled={points <= min} onClick={() => setPoints(within(points - step))}>
              <Icon name="same" />
            </Button>
            <input
              id={`points-${approval.id}`}
              ref={pointsInput}
              className={c.input}
              inputMode="numeric"
              autoComplete="off"
              value={points}
              aria-describedby={`range-${approval.id}`}
              aria-invalid={fits ? undefined : true}
              onChange={(event) => setPoints(Number(event.target.value.replace(/\D/g, '').slice(0, 6)))}
              onKeyDown={(event) => {
                if (event.key === 'ArrowUp') setPoints(within(points + step));
                if (event.key === 'ArrowDown') setPoints(within(points - step));
                if (event.key === 'Enter') approve();
                if (event.key === 'Escape') event.currentTarget.blur();
              }}
            />
            <Button icon aria-label={t('approvals.points.more')} disabled={points >= max} onClick={() => setPoints(within(points + step))}>
              <Icon name="plus" />
            </Button>
          </div>
        )}
        <p className={s.range} id={`range-${approval.id}`}>
          {max > 0 && <span>{t('approvals.points.range', { min, max })}</span>}
          {left !== null && (
            <span className={cx(left < 0 && s.short)}>{left < 0 ? t('approvals.budget.short') : t('approvals.budget.bar', { left })}</span>
          )}
        </p>
        <div className={s.buttons}>
          <Button look="primary" disabled={!fits} onClick={approve}>
            <Icon name="check" />
            {max > 0 ? t('approvals.approve', { points }) : t('approvals.approve.none')}
            <kbd aria-hidden="true">{'A'}</kbd>
          </Button>
          <Button onClick={thanks}>
            {t('approvals.thanks')}
            <kbd aria-hidden="true">{'T'}</kbd>
          </Button>
          <Button look="danger" onClick={() => setDeclining(true)}>
            {t('approvals.decline')}
            <kbd aria-hidden="true">{'D'}</kbd>
          </Button>
        </div>
      </div>
      {declining && (
        <DeclineDialog
          kind="nomination"
          reader={nomination.nominator?.name ?? t('line.nobody')}
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

/** The facts beside the decision: budget, history, reciprocity, guidance. Facts, never an accusation. */
function Context({ approval, left }: { approval: NominationApproval; left: number | null }) {
  const { t } = useI18n();
  const { nomination, reciprocity, guidance } = approval;
  const a = nomination.nominator?.name;
  const b = nomination.nominees[0]?.name ?? '';
  return (
    <section className={s.context} aria-label={t('approvals.context')}>
      {reciprocity && a && (
        <Note tone="ember" icon="alert" title={t('approvals.twice')}>
          {t('approvals.twice.text', { a, b, ab: reciprocity.a_to_b, ba: reciprocity.b_to_a })}
        </Note>
      )}
      {guidance && (
        <Note tone="ok" icon="eye" title={t('approvals.guidance')}>
          {guidance}
        </Note>
      )}
      {approval.budget_left !== null && <Budget approval={approval} left={left} />}
      {a && (
        <div className={cx(l.card, l.tight)}>
          <h3>{t('approvals.pair', { a, b })}</h3>
          <Pair approval={approval} a={a} b={b} />
        </div>
      )}
    </section>
  );
}

function Budget({ approval, left }: { approval: NominationApproval; left: number | null }) {
  const { t } = useI18n();
  const programs = useQuery(programsQuery);
  const { program } = approval.nomination;
  const now = approval.budget_left ?? 0;
  const total = programs.data?.find((p) => p.id === program?.id)?.budget?.total;
  const label = t('approvals.budget', { program: program?.name ?? '' });
  return (
    <div className={cx(l.card, l.tight)}>
      <h3>{label}</h3>
      {total !== undefined && <Meter label={label} value={now} of={total} />}
      <p>
        <b className={l.num}>
          {total === undefined ? t('approvals.budget.leftOnly', { left: now }) : t('approvals.budget.left', { left: now, total })}
        </b>
        <br />
        <span className={cx(l.small, l.soft)}>
          {left !== null && left >= 0 ? t('approvals.budget.after', { left }) : t('approvals.budget.short')}
        </span>
      </p>
    </div>
  );
}

function Pair({ approval, a, b }: { approval: NominationApproval; a: string; b: string }) {
  const { t, format } = useI18n();
  const { pair } = approval;
  return (
    <p className={cx(l.small, l.soft)}>
      {pair.count === 0 || !pair.last_at
        ? t('approvals.pair.first', { a, b })
        : t('approvals.pair.text', {
            a,
            b,
            count: pair.count,
            when: format.relative(pair.last_at),
            points: t('points', { count: pair.points }),
          })}
    </p>
  );
}
