import type { Reward } from '../../api/types';
import { currencyOf, minorOf, typedMoney } from './money';
import { numberOf } from './program';
import { type Language, newSayings, type Sayings, sayingsOf, type Texts, textsBody } from './texts';

/** A reward as its form has it: numbers as they are typed. */
export interface RewardDraft {
  texts: Sayings;
  cost: string;
  stock: string;
  approval: 'none' | 'manager' | 'owner';
  fulfilment: Reward['fulfilment'];
  cash: string;
  currency: string;
  taxable: boolean;
  limit: string;
  team_ids: string[];
  image: string | null;
  active: boolean;
  supplier_url: string;
}

export function newReward(first: Language): RewardDraft {
  return {
    texts: newSayings(first),
    cost: '100',
    stock: '',
    approval: 'none',
    fulfilment: 'manual',
    cash: '',
    currency: 'EUR',
    taxable: false,
    limit: '',
    team_ids: [],
    image: null,
    active: true,
    supplier_url: '',
  };
}

const typed = (value: number | null) => (value === null ? '' : String(value));

export function rewardDraftOf(r: Reward, texts: Texts): RewardDraft {
  return {
    texts: sayingsOf(texts),
    cost: String(r.cost),
    stock: '',
    approval: r.requires_approval ? r.approver : 'none',
    fulfilment: r.fulfilment,
    cash: r.cash_value ? typedMoney(r.cash_value.amount, r.cash_value.currency) : '',
    currency: r.cash_value?.currency ?? 'EUR',
    taxable: r.taxable,
    limit: typed(r.limit_per_employee),
    team_ids: r.team_ids,
    image: r.image,
    active: r.active,
    supplier_url: r.supplier_url ?? '',
  };
}

/** The draft as the API takes it: for a new reward, or for one as it was, whose stock is set only to begin to count it. */
export function rewardBody(draft: RewardDraft, before: Pick<Reward, 'stock'> | null) {
  const stock = numberOf(draft.stock);
  const currency = currencyOf(draft.currency);
  const cash = minorOf(draft.cash, currency);
  return {
    ...textsBody(draft.texts, 'category'),
    cost: numberOf(draft.cost) ?? 0,
    ...((before === null || (before.stock === null && stock !== null)) && { stock }),
    requires_approval: draft.approval !== 'none',
    approver: draft.approval === 'owner' ? ('owner' as const) : ('manager' as const),
    fulfilment: draft.fulfilment,
    cash_value: cash === null ? null : { amount: cash, currency },
    taxable: draft.taxable,
    limit_per_employee: numberOf(draft.limit),
    team_ids: draft.team_ids,
    image: draft.image,
    active: draft.active,
    ...(draft.fulfilment === 'webhook' && { supplier_url: draft.supplier_url.trim() }),
  };
}
