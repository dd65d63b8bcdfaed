import { describe, expect, it } from 'vitest';
import { daysIn, monthNames } from './birthdays';

describe('the days of a year without a year', () => {
  it('are as many as a month can have', () => {
    expect([1, 2, 4, 12].map(daysIn)).toEqual([31, 29, 30, 31]);
    expect(daysIn(0)).toBe(31);
  });

  it('have months by name in each language', () => {
    expect(monthNames('en')[0]).toBe('January');
    expect(monthNames('ru')[4]).toBe('май');
  });
});
