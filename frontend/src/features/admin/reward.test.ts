import { describe, expect, it } from 'vitest';
import { newReward, rewardBody } from './reward';

describe('rewardBody', () => {
  it('writes money in minor units of its currency', () => {
    const draft = newReward('en');
    expect(rewardBody({ ...draft, cash: '12,50', currency: 'eur' }, null).cash_value).toEqual({ amount: 1250, currency: 'EUR' });
    expect(rewardBody({ ...draft, cash: '1200', currency: 'JPY' }, null).cash_value).toEqual({ amount: 1200, currency: 'JPY' });
    expect(rewardBody(draft, null).cash_value).toBeNull();
  });

  it('has no end of it, and no limit, where none is typed', () => {
    expect(rewardBody(newReward('ru'), null)).toMatchObject({ stock: null, limit_per_employee: null, requires_approval: false, approver: 'manager' });
    expect(rewardBody({ ...newReward('ru'), stock: '0', limit: '2', approval: 'owner' }, null)).toMatchObject({
      stock: 0,
      limit_per_employee: 2,
      requires_approval: true,
      approver: 'owner',
    });
  });

  it('sets the stock of a reward as it was only to begin to count it', () => {
    const draft = { ...newReward('en'), stock: '4' };
    expect(rewardBody(draft, { stock: null })).toMatchObject({ stock: 4 });
    expect(rewardBody(draft, { stock: 5 })).not.toHaveProperty('stock');
    expect(rewardBody(newReward('en'), { stock: null })).not.toHaveProperty('stock');
  });
});
