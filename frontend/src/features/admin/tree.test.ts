import { describe, expect, it } from 'vitest';
import type { Team } from '../../api/types';
import { below, treeOf } from './tree';

const team = (id: string, parent?: string): Team => ({ id, name: id, parent: parent ? { id: parent, name: parent } : null, lead: null, members: 0 });
const teams = [team('a'), team('b', 'a'), team('c', 'b'), team('d'), team('e', 'gone')];

describe('treeOf', () => {
  it('hangs each team below its parent', () => {
    const names = (branches: ReturnType<typeof treeOf>): unknown[] => branches.map((b) => [b.team.id, ...names(b.children)]);
    expect(names(treeOf(teams))).toEqual([['a', ['b', ['c']]], ['d'], ['e']]);
  });
});

describe('below', () => {
  it('finds a team and all below it', () => {
    expect([...below(teams, 'a')].sort()).toEqual(['a', 'b', 'c']);
    expect([...below(teams, 'd')]).toEqual(['d']);
  });
});
