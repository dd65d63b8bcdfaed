import { queryOptions, useQuery } from '@tanstack/react-query';
import { call } from './client';
import type { ManagerBudget, Me, Page } from './types';

/** The budget that an owner lets one give from; of an owner, who sees all, one's own among the latest. */
const ownBudgetQuery = (id: string) =>
  queryOptions({
    queryKey: ['managerBudgets', 'own', id],
    queryFn: async ({ signal }) => {
      const list = await call<Page<ManagerBudget>>('GET', '/manager-budgets', { query: { limit: 100 }, signal });
      return list.items.find((budget) => budget.manager.id === id && budget.ended_at === null) ?? null;
    },
  });

/** One's own budget, asked for only where it can matter; null for none. */
export function useOwnBudget(me: Me, wanted: boolean): ManagerBudget | null {
  const leads = me.reports > 0 || me.role === 'manager' || me.role === 'owner';
  return useQuery({ ...ownBudgetQuery(me.id), enabled: wanted && leads }).data ?? null;
}
