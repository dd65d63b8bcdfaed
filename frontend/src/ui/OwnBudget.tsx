import { useOwnBudget } from '../api/ownBudget';
import type { Me } from '../api/types';
import { useI18n } from '../i18n';
import { cx } from './cx';
import l from './layout.module.css';

/** What a manager may give from the budget that an owner has given them. */
export function OwnBudget({ me }: { me: Me }) {
  const { t, format } = useI18n();
  const budget = useOwnBudget(me, true);
  if (!budget) return null;
  return (
    <section className={cx(l.card, l.tight)}>
      <h2>{t('own.budget')}</h2>
      <p className={l.big}>
        {format.number(budget.left)} <small>{t('own.budget.of', { total: budget.total + budget.topped_up })}</small>
      </p>
      {budget.ends_on && budget.left > 0 && <p className={l.small}>{t('own.budget.ends', { date: format.date(`${budget.ends_on}T12:00:00`) })}</p>}
      <p className={cx(l.small, l.soft)}>{t('own.budget.lapses', { date: format.date(`${budget.to}T12:00:00`) })}</p>
    </section>
  );
}
