import { describe, expect, it } from 'vitest';
import type { Program } from '../../api/types';
import { bodyOf, draftOf, newDraft } from './program';

const program: Program = {
  id: 'p',
  name: 'Customer hero',
  description: '',
  funding: 'budget',
  approval: 'manager',
  points: { min: 10, max: 100, default: 50, levels: [10, 50, 100] },
  max_nominees: 1,
  shares: 'each',
  simple: false,
  limits: { per_giver: 5, per_pair: null, per_nominee: null, period: 'month' },
  budget: { period: 'quarter', total: 10_000, left: 4000, topped_up: 0 },
  from: null,
  to: '2026-12-31',
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
const texts = { name: 'Customer hero', description: '', guidance: '', category: '', translations: {} };

describe('bodyOf', () => {
  it('gives back what was read', () => {
    expect(bodyOf(draftOf(program, texts), true)).toEqual({
      name: 'Customer hero',
      description: '',
      guidance: '',
      translations: {},
      approval_from: null,
      manager_budgets: false,
      nominators: { team_ids: [], roles: [] },
      nominees: { team_ids: [], roles: [] },
      active: true,
      funding: 'budget',
      approval: 'manager',
      points: program.points,
      max_nominees: 1,
      shares: 'each',
      limits: program.limits,
      budget: { total: 10_000, period: 'quarter' },
      from: null,
      to: '2026-12-31',
    });
  });

  it('takes the threshold away where nobody decides', () => {
    const body = bodyOf({ ...draftOf({ ...program, approval_from: 50 }, texts), approval: 'none' }, true);
    expect(body.approval_from).toBeNull();
    expect(bodyOf(draftOf({ ...program, approval_from: 50 }, texts), true).approval_from).toBe(50);
    expect(bodyOf(newDraft('en'), false)).not.toHaveProperty('approval_from');
  });

  it('has no points where nothing pays, and no period where nothing limits', () => {
    const body = bodyOf({ ...newDraft('en'), funding: 'none' }, false);
    expect(body.points).toEqual({ min: 0, max: 0, default: 0, levels: [] });
    expect(body.limits).toEqual({ per_giver: null, per_pair: null, per_nominee: null, period: null });
    expect(body).not.toHaveProperty('budget');
    expect(body).not.toHaveProperty('from');
  });

  it('makes an award with one number of points, decided by an owner', () => {
    const award = { winners: 2, panel_ids: ['a', 'b'], criteria: [{ name: 'Lasting', weight: 3 }] };
    const panel = [{ id: 'b', name: 'Boris' }, { id: 'a', name: 'Anna' }];
    const draft = draftOf({ ...program, award, approval: 'owner', points: { min: 300, max: 300, default: 300, levels: [] }, max_nominees: 1 }, texts, panel);
    expect(draft.award?.panel.map((member) => member.name)).toEqual(['Anna', 'Boris']);
    expect(bodyOf({ ...draft, usual: '250', levels: '10', simple: true, approval: 'manager' }, false)).toMatchObject({
      award,
      approval: 'owner',
      simple: false,
      max_nominees: 1,
      points: { min: 250, max: 250, default: 250, levels: [] },
    });
  });

  it('has the criteria in their own words, whoever reads, and in the other language', () => {
    const criteria = [
      { name: 'Lasting', weight: 3, translations: { ru: { name: 'Надолго', description: 'На месяцы' } } },
      { name: 'Heard', description: 'By whom?', weight: 1 },
    ];
    const read = { winners: 1, panel_ids: [], criteria: [{ name: 'Надолго', description: 'На месяцы', weight: 3 }, { name: 'Heard', description: 'By whom?', weight: 1 }] };
    const draft = draftOf({ ...program, award: read }, { ...texts, criteria });
    expect(draft.award?.criteria[0]).toMatchObject({ name: 'Lasting', description: '', translation: { name: 'Надолго', description: 'На месяцы' } });
    expect(bodyOf(draft, true).award?.criteria).toEqual([criteria[0], { ...criteria[1], translations: {} }]);
    const kept = draft.award && { ...draft.award, criteria: [{ name: 'Typed before an upgrade', description: ' ', weight: '1' }] };
    expect(bodyOf({ ...draft, award: kept }, true).award?.criteria).toEqual([{ name: 'Typed before an upgrade', weight: 1, translations: {} }]);
  });
});
