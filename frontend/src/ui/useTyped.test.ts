import { renderHook } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { useTyped } from './useTyped';

afterEach(() => sessionStorage.clear());

const typed = <T>(kept: unknown, first: T) => {
  sessionStorage.setItem('laurel.typed.form', JSON.stringify(kept));
  return renderHook(() => useTyped('form', first)).result.current[0];
};

describe('useTyped', () => {
  it('gives back what was typed, also what was taken away and what had no value at first', () => {
    expect(typed({ name: 'Hero', who: null, to: 'x' }, { name: '', who: { id: 'i' }, to: null })).toEqual({ name: 'Hero', who: null, to: 'x' });
    expect(typed({ texts: { a: '1' } }, { texts: {} })).toEqual({ texts: { a: '1' } });
    expect(typed('words', '')).toBe('words');
  });

  it('takes the first value of fields that are new or of another kind since it was typed', () => {
    expect(typed({ name: 'Hero', nominees: '1' }, { name: '', nominees: { roles: ['a'] }, from: '' })).toEqual({
      name: 'Hero',
      nominees: { roles: ['a'] },
      from: '',
    });
    expect(typed('words', { name: '' })).toEqual({ name: '' });
    expect(typed({ teams: 'all' }, { teams: [] as string[] })).toEqual({ teams: [] });
  });
});
