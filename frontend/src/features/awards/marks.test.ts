import { describe, expect, it } from 'vitest';
import { isWhole, placesOf, type Standing, withMark } from './marks';

const standing = (id: string, chance: Standing['chance']): Standing => ({
  nomination_id: id,
  nominee: { id, name: id },
  rank: 1,
  mean: 4,
  chance,
});

describe('marks', () => {
  it('changes one and keeps the others', () => {
    const before = [1, null, 3];
    expect(withMark(before, 1, 5)).toEqual([1, 5, 3]);
    expect(before).toEqual([1, null, 3]);
  });

  it('are whole when none is missing', () => {
    expect(isWhole([1, 5])).toBe(true);
    expect(isWhole([1, null])).toBe(false);
    expect(isWhole([])).toBe(false);
  });
});

describe('placesOf', () => {
  it('says for how many places the tied are', () => {
    const list = [standing('a', 'wins'), standing('b', 'tied'), standing('c', 'tied'), standing('d', 'loses')];
    const places = placesOf(list, 2);
    expect(places.sure.map((one) => one.nomination_id)).toEqual(['a']);
    expect(places.tied.map((one) => one.nomination_id)).toEqual(['b', 'c']);
    expect(places.left).toBe(1);
  });

  it('leaves nothing to choose where nobody is tied, also where there are fewer than win', () => {
    expect(placesOf([standing('a', 'wins')], 3)).toMatchObject({ tied: [], left: 0 });
  });
});
