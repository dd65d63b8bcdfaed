import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { isProblem } from '../../api/problem';
import { useI18n } from '../../i18n';
import { cx } from '../../ui/cx';
import l from '../../ui/layout.module.css';
import { RowBones } from '../../ui/states';
import { useSettled } from '../../ui/useSettled';
import s from './admin.module.css';
import { type Effect, effectQuery, type Worth } from './api';
import { bodyOf, type ProgramDraft } from './program';
import { useCost } from './valueParts';

/** What the rules would cost as they stand in the form, before they are saved. */
export function EffectCard({ draft, id }: { draft: ProgramDraft; id: string | null }) {
  const { t } = useI18n();
  const body = bodyOf(draft, false);
  // A program without a name yet has an effect all the same.
  const asked = useSettled(JSON.stringify({ ...body, name: body.name || '–', ...(id && { id }) }), 400);
  const effect = useQuery({ ...effectQuery(asked), placeholderData: keepPreviousData });
  const notYet = isProblem(effect.error) && effect.error.status === 422;
  return (
    <aside className={cx(l.card, s.effect)} aria-label={t('value.effect')} aria-live="polite" aria-busy={effect.isFetching}>
      <h2>{t('value.effect')}</h2>
      {effect.isPending && <RowBones rows={3} />}
      {effect.isError && <p className={l.soft}>{notYet ? t('value.effect.notYet') : t('value.effect.failed')}</p>}
      {effect.data && !effect.isError && <Told effect={effect.data} isNew={id === null} />}
    </aside>
  );
}

function Told({ effect, isNew }: { effect: Effect; isNew: boolean }) {
  const { t, format } = useI18n();
  const { per_nomination: one, per_period: all, last_90_days: given } = effect;
  if (all.basis === 'none') return <p className={l.soft}>{t('value.effect.none')}</p>;
  return (
    <>
      <h3>{t('value.effect.one')}</h3>
      <dl className={l.kv}>
        <Line name={t('admin.program.min')} worth={one.min} />
        <Line name={t('admin.program.usual')} worth={one.default} />
        <Line name={t('admin.program.max')} worth={one.max} />
      </dl>
      <h3>{t('value.effect.period')}</h3>
      <dl className={l.kv}>
        <Line name={t(`value.effect.per.${all.period}`)} worth={all} />
      </dl>
      <p className={cx(l.small, l.soft)}>{t(`value.effect.basis.${all.basis}`, { count: all.nominators })}</p>
      {!isNew && (
        <>
          <h3>{t('value.effect.looked')}</h3>
          {given.nominations === 0 ? (
            <p className={cx(l.small, l.soft)}>{t('value.effect.looked.none')}</p>
          ) : (
            <dl className={l.kv}>
              <dt>{t('value.effect.nominations')}</dt>
              <dd>{format.number(given.nominations)}</dd>
              <Line name={t('value.points')} worth={given} />
              <dt>{t('value.effect.decided')}</dt>
              <dd>{format.number(given.would_need_approval)}</dd>
              <dt>{t('value.effect.outside')}</dt>
              <dd>{format.number(given.outside_bounds)}</dd>
            </dl>
          )}
        </>
      )}
    </>
  );
}

function Line({ name, worth }: { name: string; worth: Worth }) {
  const { format } = useI18n();
  const cost = useCost();
  return (
    <>
      <dt>{name}</dt>
      <dd>
        {format.number(worth.points)}
        {worth.money && <small className={s.money}>{cost(worth)}</small>}
      </dd>
    </>
  );
}
