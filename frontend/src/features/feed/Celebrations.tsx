import { useInfiniteQuery } from '@tanstack/react-query';
import { celebrationsQuery } from '../../api/queries';
import type { Celebration } from '../../api/types';
import { useI18n } from '../../i18n';
import { useNow } from '../../ui/bits';
import { cx } from '../../ui/cx';
import l from '../../ui/layout.module.css';
import { More } from '../../ui/More';
import { Who } from '../../ui/Person';
import s from './feed.module.css';

/** Whose anniversary or birthday it is, or was lately: beside the feed, for it is no recognition. */
export function Celebrations() {
  const { t } = useI18n();
  const list = useInfiniteQuery(celebrationsQuery);
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  if (items.length === 0) return null;
  return (
    <section className={cx(l.card, l.tight)}>
      <h2>{t('celebrate.title')}</h2>
      <ul className={s.celebrations}>
        {items.map((item) => (
          <li key={`${item.employee.id} ${item.kind}`}>
            <Line item={item} />
          </li>
        ))}
      </ul>
      <More list={list} look="ghost" small />
    </section>
  );
}

function Line({ item }: { item: Celebration }) {
  const { t, format } = useI18n();
  const now = useNow();
  const { employee, on, years } = item;
  const day = format.date(`${on}T12:00:00Z`);
  const when = day === format.date(now) ? t('celebrate.today') : day;
  const what = years === null ? t('celebrate.birthday') : t('celebrate.anniversary', { count: years });
  return <Who id={employee.id} name={employee.name} size="xs" href={`/people/${employee.id}`} below={t('celebrate.line', { when, what })} />;
}
