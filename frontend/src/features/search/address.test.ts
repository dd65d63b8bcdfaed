import { describe, expect, it } from 'vitest';
import { filtersOf, kindOf, queryOf, wordsOf } from './address';

const of = (text: string) => new URLSearchParams(text);
const id = (n: number) => `01900000-0000-7000-8000-00000000000${n}`;

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

  it('leaves out what is no id, and words beyond what is looked for', () => {
    expect(filtersOf(of(`team=abc&nominee=${id(2).slice(1)}`))).toMatchObject({ team: '', nominee: '' });
    expect(wordsOf(of(`q=%20${'ice'.repeat(100)}`))).toHaveLength(200);
  });

  it('asks by the names of the API', () => {
    const filters = `team=${id(1)}&nominee=${id(2)}&nominator=${id(3)}&behaviour=${id(4)}&customer_id=${id(5)}`;
    expect(queryOf('ice', filtersOf(of(filters)))).toMatchObject({
      q: 'ice',
      team_id: id(1),
      nominee_id: id(2),
      nominator_id: id(3),
      behaviour_id: id(4),
      customer_id: id(5),
    });
  });
});
