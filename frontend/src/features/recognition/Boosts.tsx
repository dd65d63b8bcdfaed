import { useInfiniteQuery } from '@tanstack/react-query';
import { boostsQuery } from '../../api/responses';
import type { Nomination } from '../../api/types';
import { useI18n } from '../../i18n';
import { Ago, Points } from '../../ui/bits';
import { cx } from '../../ui/cx';
import l from '../../ui/layout.module.css';
import { More } from '../../ui/More';
import { Who } from '../../ui/Person';
import { Failed, RowBones } from '../../ui/states';
import s from './recognition.module.css';

/** Who added points of their own. */
export function Boosts({ nomination }: { nomination: Nomination }) {
  const { t } = useI18n();
  const boosts = useInfiniteQuery(boostsQuery(nomination.id));
  const items = boosts.data?.pages.flatMap((page) => page.items) ?? [];
  if (nomination.boosts.count === 0 && items.length === 0) return null;
  return (
    <section className={cx(l.card, l.tight)}>
      <div className={l.cardHead}>
        <h2>{t('boosts.title')}</h2>
        {nomination.boosts.points !== null && <Points value={nomination.boosts.points} />}
      </div>
      {boosts.isPending && <RowBones rows={Math.min(3, nomination.boosts.count)} />}
      {boosts.isError && <Failed title={t('boosts.failed')} error={boosts.error} retry={() => void boosts.refetch()} />}
      <ul className={l.stack}>
        {items.map((boost) => (
          <li className={s.booster} key={boost.id}>
            <Who id={boost.by.id} name={boost.by.name} below={<Ago at={boost.created_at} />} />
            {boost.points !== null && (
              <span className={cx(l.small, l.soft)}>
                {nomination.nominees.length > 1
                  ? t('recognition.each', { points: t('points', { count: boost.points }) })
                  : t('points', { count: boost.points })}
              </span>
            )}
          </li>
        ))}
      </ul>
      <More list={boosts} small block />
    </section>
  );
}
