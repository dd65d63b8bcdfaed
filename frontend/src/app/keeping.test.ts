import { expect, it } from 'vitest';
import { isKept, within } from './keeping';

it('keeps what is one’s own to see again, and nobody else’s', () => {
  const kept = [
    ['me'],
    ['feed', 'all'],
    ['wallet'],
    ['board', { q: '' }],
    ['profile', 'me'],
    ['feed', 'profile', 'me', 'given'],
    ['notifications'],
    ['inbox', 'all'],
    ['year', 'now'],
    ['rewards', 'all'],
  ];
  const left = [['profile', 'ivan'], ['feed', 'profile', 'ivan', 'given'], ['feed', 'search', {}], ['approvals'], ['redemptions', 'own'], ['roster'], ['sessions'], ['board', 'past', {}], ['board', { q: 'iva' }]];
  expect(kept.filter((key) => !isKept(key, 'me'))).toEqual([]);
  expect(left.filter((key) => isKept(key, 'me'))).toEqual([]);
});

it('keeps what the form of a nomination needs', () => {
  for (const part of ['programs', 'behaviours', 'teams']) expect(isKept([part], 'me'), part).toBe(true);
});

it('keeps the newest that fit, and nothing that is too old', () => {
  const query = (name: string, dataUpdatedAt: number) => ({ queryHash: name, queryKey: [name], dehydratedAt: 0, state: { dataUpdatedAt } }) as never;
  const all = [query('a', 10), query('b', 30), query('c', 20)];
  const one = JSON.stringify(all[0]).length;
  expect(within(all, 2 * one, 0).map((kept) => kept.queryHash)).toEqual(['b', 'c']);
  expect(within(all, 9 * one, 15).map((kept) => kept.queryHash)).toEqual(['b', 'c']);
});

it('leaves out what is too long, and only that', () => {
  const query = (name: string, dataUpdatedAt: number) => ({ queryHash: name, queryKey: [name], dehydratedAt: 0, state: { dataUpdatedAt } }) as never;
  const long = 'l'.repeat(500);
  expect(within([query('a', 10), query(long, 30), query('c', 20)], 400, 0).map((kept) => kept.queryHash)).toEqual(['c', 'a']);
});
