import { describe, expect, it } from 'vitest';
import { minorOf, typedMoney } from './money';

describe('money', () => {
  it('is whole minor units, however it is typed', () => {
    expect(minorOf('0,05', 'EUR')).toBe(5);
    expect(minorOf('1 200.10', 'EUR')).toBe(120010);
    expect(minorOf('1200', 'JPY')).toBe(1200);
    expect(minorOf(' ', 'EUR')).toBeNull();
    expect(minorOf('five', 'EUR')).toBeNaN();
  });

  it('comes back as it was typed', () => {
    for (const [minor, currency] of [
      [5, 'EUR'],
      [120010, 'EUR'],
      [1200, 'JPY'],
      [1, 'no currency'],
    ] as const) {
      expect(minorOf(typedMoney(minor, currency), currency)).toBe(minor);
    }
  });
});
