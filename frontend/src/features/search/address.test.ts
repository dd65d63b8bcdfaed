import { describe, expect, it } from 'vitest';
import { filtersOf, kindOf, queryOf } from './address';

const of = (text: string) => new URLSearchParams(text);

describe('a search in an address', () => {
  it('is for everything, unless it says or filters otherwise', () => {
    expect(kindOf(of('q=pallets'))).toBe('all');
    expect(kindOf(of('q=pallets&kind=employee'))).toBe('employee');
    expect(kindOf(of('q=pallets&kind=secret'))).toBe('all');
    expect(kindOf(of('customer=Orchard%20Foods'))).toBe('recognition');
  });

  it('leaves out days that are none', () => {
    expect(filtersOf(of('from=yesterday&to=2026-03-10'))).toMatchObject({ from: '', to: '2026-03-10' });
  });

  it('asks by the names of the API', () => {
    expect(queryOf('ice', filtersOf(of('team=1&nominee=2&nominator=3&behaviour=4&customer_id=5')))).toMatchObject({
      q: 'ice',
      team_id: '1',
      nominee_id: '2',
      nominator_id: '3',
      behaviour_id: '4',
      customer_id: '5',
    });
  });
});
