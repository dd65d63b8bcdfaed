import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Link, useSearchParams } from 'wouter';
import { rewardCategoriesQuery, type RewardChoice } from '../../api/queries';
import { useI18n } from '../../i18n';
import c from '../../ui/controls.module.css';
import { cx } from '../../ui/cx';
import l from '../../ui/layout.module.css';
import { useSettled } from '../../ui/useSettled';
import s from './rewards.module.css';

/** What is looked for, as the address says it: it can be linked to. */
export function useRewardChoice(): RewardChoice {
  const [params] = useSearchParams();
  return { q: params.get('q') ?? '', category: params.get('category') ?? '' };
}

/** Finds rewards by words and by category. */
export function Finder({ choice }: { choice: RewardChoice }) {
  const { t } = useI18n();
  const [, setParams] = useSearchParams();
  const [typed, setTyped] = useState(choice.q);
  const settled = useSettled(typed.trim());
  useEffect(() => {
    setParams(
      (params) => {
        if (settled) params.set('q', settled);
        else params.delete('q');
        return params;
      },
      { replace: true },
    );
  }, [settled, setParams]);
  return (
    <>
      <input
        type="search"
        className={cx(c.input, s.search)}
        aria-label={t('rewards.search')}
        placeholder={t('rewards.search')}
        maxLength={200}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      <Categories choice={choice} />
    </>
  );
}

function Categories({ choice }: { choice: RewardChoice }) {
  const { t } = useI18n();
  const categories = useQuery(rewardCategoriesQuery).data ?? [];
  if (categories.length < 2 && !choice.category) return null;
  return (
    <nav className={c.chips} aria-label={t('rewards.categories')}>
      {['', ...categories.map(({ name }) => name)].map((name) => (
        <Link key={name} href={addressOf(name, choice.q)} className={cx(s.category, l.small)} aria-current={name === choice.category ? 'true' : undefined}>
          {name || t('rewards.category.all')}
        </Link>
      ))}
    </nav>
  );
}

function addressOf(category: string, q: string): string {
  const params = new URLSearchParams({ ...(category && { category }), ...(q && { q }) }).toString();
  return params ? `/rewards?${params}` : '/rewards';
}
