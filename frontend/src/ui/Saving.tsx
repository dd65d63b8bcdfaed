import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { wishesQuery } from '../api/queries';
import type { Me, SavedFor } from '../api/types';
import { useI18n } from '../i18n';
import l from './layout.module.css';
import { More } from './More';
import s from './saving.module.css';
import { Failed, Meter, RowBones } from './states';

/** What one saves for, and how far it is: in words as well as by a bar. */
export function Saving({ me }: { me: Me }) {
  const { t } = useI18n();
  const wishes = useInfiniteQuery(wishesQuery);
  const items = wishes.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className={l.card} aria-labelledby="saving">
      <h2 id="saving">{t('wishes.title')}</h2>
      {wishes.isPending && <RowBones rows={1} />}
      {wishes.isError && <Failed title={t('wishes.failed')} error={wishes.error} retry={() => void wishes.refetch()} />}
      {wishes.data && items.length === 0 && <p className={l.small}>{t('wishes.empty')}</p>}
      {items.length > 0 && (
        <ul className={s.list}>
          {items.map((wish) => (
            <Goal key={wish.reward.id} balance={me.wallet.balance} wish={wish} />
          ))}
        </ul>
      )}
      <More list={wishes} small look="ghost" />
    </section>
  );
}

function Goal({ wish, balance }: { wish: SavedFor; balance: number }) {
  const { t, format } = useI18n();
  const { id, name, cost, available } = wish.reward;
  const have = Math.min(balance, cost);
  const state = have < cost ? t('wishes.more', { count: cost - have }) : available ? t('wishes.enough') : t('wishes.unavailable');
  return (
    <li className={s.goal}>
      <Link href={`/rewards/${id}`}>{name}</Link>
      <Meter brass label={`${name}: ${state}`} value={have} of={cost} />
      <span className={s.words}>
        <span>{t('wishes.have', { have: format.number(have), count: cost })}</span>
        <span>{state}</span>
      </span>
    </li>
  );
}
