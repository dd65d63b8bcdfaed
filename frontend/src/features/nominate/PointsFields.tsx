import type { Me, Program } from '../../api/types';
import { useI18n } from '../../i18n';
import { Hidden } from '../../ui/bits';
import c from '../../ui/controls.module.css';
import { FieldNote, Seg } from '../../ui/Field';
import { type Draft, pointsOf } from './draft';
import s from './nominate.module.css';

interface PointsFieldsProps {
  me: Me;
  program: Program;
  draft: Draft;
  change: (part: Partial<Draft>) => void;
  short: boolean;
  /** What is left of the manager's own budget; null for none. */
  own: number | null;
}

/** How many, within the program, next to what is left to give. */
export function PointsFields({ me, program, draft, change, short, own }: PointsFieldsProps) {
  const { t, format } = useI18n();
  const { min, max, levels } = program.points;
  const chosen = pointsOf(draft, program);
  if (program.award) return <p className={c.hint}>{max > 0 ? t('nominate.award.points', { count: max }) : t('nominate.award.points.none')}</p>;
  if (max === 0) return <p className={c.hint}>{t('nominate.points.none')}</p>;

  const paid =
    draft.fromOwn && program.manager_budgets && own !== null
      ? t('nominate.paidFrom.left', { count: own })
      : program.funding === 'budget' && program.budget
      ? t('nominate.points.budget', { program: program.name, left: program.budget.left, total: program.budget.total })
      : program.funding === 'allowance'
        ? t('nominate.points.allowance', { count: me.allowance.balance })
        : '';
  const from = program.approval !== 'none' && program.approval_from !== null ? t('nominate.approval.from', { count: program.approval_from }) : '';
  const each = draft.who.length > 1 ? t(`nominate.points.${program.shares}`) : '';

  return (
    <fieldset className={c.field} data-fault={short ? '' : undefined}>
      <legend className={c.label}>{t('nominate.points')}</legend>
      {levels.length > 0 ? (
        <div className={s.tiers}>
          {levels.map((level) => (
            <label className={s.tier} key={level}>
              <input type="radio" name="points" checked={chosen === level} onChange={() => change({ points: level })} />
              <b>{format.number(level)}</b>
              <span>{t('points.word', { count: level })}</span>
            </label>
          ))}
        </div>
      ) : (
        <label className={s.free}>
          <Hidden>{t('nominate.points')}</Hidden>
          <input
            className={c.input}
            type="number"
            inputMode="numeric"
            min={min}
            max={max}
            value={draft.points ?? chosen}
            onChange={(event) => change({ points: event.target.value === '' ? null : Math.trunc(Number(event.target.value)) })}
          />
          <span className={c.hint}>{t('nominate.points.range', { min, max })}</span>
        </label>
      )}
      {program.manager_budgets && own !== null && (
        <div className={c.field}>
          <Seg
            label={t('nominate.paidFrom')}
            value={draft.fromOwn ? 'own' : 'program'}
            options={[
              { value: 'program', label: t('nominate.paidFrom.program') },
              { value: 'own', label: t('nominate.paidFrom.own') },
            ]}
            onChange={(value) => change({ fromOwn: value === 'own' })}
          />
        </div>
      )}
      {program.guidance && <p className={c.hint}>{program.guidance}</p>}
      {short ? (
        <FieldNote error text={t('nominate.points.short', { count: me.allowance.balance })} />
      ) : (
        <p className={c.hint}>{[paid, each, t(`nominate.approval.${program.approval}`), from].filter(Boolean).join(' ')}</p>
      )}
    </fieldset>
  );
}
