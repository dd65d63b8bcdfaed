import { act, renderHook } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Nomination, Program } from '../../api/types';
import { bodyOf, customerOf, draftOf, type Draft, emptyDraft, faultsOf, isEmpty, pointsOf, useDraft } from './draft';

const olga = { id: 'o', name: 'Olga', team: null };
const ivan = { id: 'i', name: 'Ivan', team: null };

const hero: Program = {
  id: 'p',
  name: 'Customer hero',
  description: '',
  funding: 'budget',
  approval: 'manager',
  points: { min: 10, max: 100, default: 50, levels: [10, 25, 50, 100] },
  max_nominees: 1,
  shares: 'each',
  simple: false,
  limits: { per_giver: null, per_pair: null, per_nominee: null, period: null },
  budget: { period: 'quarter', total: 10_000, left: 10_000, topped_up: 0 },
  from: null,
  to: null,
  active: true,
  guidance: '',
  approval_from: null,
  manager_budgets: false,
  nominators: {},
  nominees: {},
  may_nominate: true,
  version: 1,
  ended: false,
  award: null,
};
const thanks: Program = {
  ...hero,
  simple: true,
  approval: 'none',
  funding: 'allowance',
  points: { min: 0, max: 20, default: 0, levels: [] },
  max_nominees: 5,
  budget: null,
};

const whole: Draft = {
  ...emptyDraft,
  who: [olga],
  behaviours: ['b'],
  story: ' It came early. ',
  customerName: ' Orchard Foods ',
  impact: '',
  points: 25,
};

describe('faultsOf', () => {
  it('names what is missing, in the order of the page', () => {
    expect(faultsOf(emptyDraft, hero, 100)).toEqual(['who', 'behaviours', 'story', 'customer']);
    expect(faultsOf(whole, hero, 100)).toEqual([]);
  });

  it('asks only who and what of a quick thanks', () => {
    expect(faultsOf(emptyDraft, thanks, 100)).toEqual(['who', 'story']);
  });

  it('counts more colleagues than the program takes', () => {
    expect(faultsOf({ ...whole, who: [olga, ivan] }, hero, 100)).toEqual(['tooMany']);
  });

  it('does not promise more of the allowance than is left, for all nominees together', () => {
    const two = { ...whole, who: [olga, ivan], points: 20 };
    expect(faultsOf(two, thanks, 39)).toEqual(['points']);
    expect(faultsOf(two, { ...thanks, shares: 'split' }, 39)).toEqual([]);
  });
});

describe('bodyOf', () => {
  it('sends what was typed, and nothing that was left empty', () => {
    expect(bodyOf(whole, hero)).toEqual({
      program_id: 'p',
      nominee_ids: ['o'],
      behaviour_ids: ['b'],
      story: 'It came early.',
      customer: { kind: 'external', name: 'Orchard Foods' },
      points: 25,
      visibility: 'public',
    });
  });

  it('keeps the points within the program', () => {
    expect(pointsOf({ ...whole, points: 500 }, hero)).toBe(100);
    expect(pointsOf({ ...whole, points: null }, hero)).toBe(50);
  });

  it('says that an outside customer is confidential, and nobody inside is', () => {
    const secret = { ...whole, confidential: true };
    expect(customerOf(secret)).toEqual({ kind: 'external', name: 'Orchard Foods', confidential: true });
    expect(customerOf({ ...secret, customerKind: 'employee', customerPerson: [ivan] })).toEqual({ kind: 'employee', id: 'i' });
  });

  it('names a team or a colleague by id', () => {
    expect(customerOf({ ...whole, customerKind: 'team', customerTeam: { id: 't', name: 'Care' } })).toEqual({ kind: 'team', id: 't' });
    expect(customerOf({ ...whole, customerKind: 'employee', customerPerson: [ivan] })).toEqual({ kind: 'employee', id: 'i' });
    expect(customerOf({ ...whole, customerKind: 'employee' })).toBeUndefined();
  });
});

describe('useDraft', () => {
  beforeEach(() => localStorage.clear());

  it('survives a reload, for its own writer only', () => {
    const { result, unmount } = renderHook(() => useDraft('maria'));
    act(() => result.current.change({ story: 'The cold store' }));
    unmount();
    expect(renderHook(() => useDraft('maria')).result.current.draft.story).toBe('The cold store');
    expect(isEmpty(renderHook(() => useDraft('ivan')).result.current.draft)).toBe(true);
  });

  it('is gone when it is sent', () => {
    const { result, unmount } = renderHook(() => useDraft('maria'));
    act(() => result.current.change({ story: 'The cold store' }));
    act(() => result.current.clear());
    unmount();
    expect(localStorage).toHaveLength(0);
  });

  it('begins anew when what was stored is broken', () => {
    localStorage.setItem('laurel.draft.maria', '{"story":');
    expect(isEmpty(renderHook(() => useDraft('maria')).result.current.draft)).toBe(true);
  });
});

describe('draftOf', () => {
  it('takes an earlier nomination along, whoever the customer was', () => {
    const earlier = {
      program: { id: 'p', name: 'Customer hero' },
      nominees: [olga],
      behaviours: [{ id: 'b', code: 'respect', name: 'Respect' }],
      story: 'A story.',
      impact: '',
      enablers: [{ id: 'i', name: 'Ivan' }],
      points: 25,
      visibility: 'private',
      customer: { kind: 'employee', id: 'c', name: 'Clara' },
    } as unknown as Nomination;
    const draft: Draft = { ...emptyDraft, ...draftOf(earlier) };
    expect(bodyOf(draft, hero)).toMatchObject({
      program_id: 'p',
      nominee_ids: ['o'],
      behaviour_ids: ['b'],
      enabler_ids: ['i'],
      points: 25,
      visibility: 'private',
      customer: { kind: 'employee', id: 'c' },
    });
    const team = { ...emptyDraft, ...draftOf({ ...earlier, customer: { kind: 'team', id: 't', name: 'Dispatch' } }) };
    expect(customerOf(team)).toEqual({ kind: 'team', id: 't' });
    const outside = { ...emptyDraft, ...draftOf({ ...earlier, customer: { kind: 'external', name: 'Orchard Foods' } }) };
    expect(customerOf(outside)).toEqual({ kind: 'external', name: 'Orchard Foods' });
    expect(draftOf({ ...earlier, customer: { kind: 'external', name: 'Orchard Foods', confidential: true } }).confidential).toBe(true);
  });
});
