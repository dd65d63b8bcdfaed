import { describe, expect, it } from 'vitest';
import { askFor, dayOf, isoDay, lastDay, shift } from './period';

const day = (text: string) => new Date(`${text}T00:00:00Z`);

describe('dayOf', () => {
  it.each([
    ['2026-11-01', '2026-11-01'],
    ['2026-11-01T00:00:00Z', '2026-11-01'],
    ['2026-10-31T21:00:00Z', '2026-11-01'], // Moscow
    ['2026-11-01T08:00:00Z', '2026-11-01'], // Los Angeles
  ])('reads %s', (value, expected) => {
    expect(isoDay(dayOf(value))).toBe(expected);
  });
});

describe('shift', () => {
  it.each([
    ['week', '2026-11-16', -1, '2026-11-09'],
    ['month', '2026-01-01', -1, '2025-12-01'],
    ['quarter', '2026-10-01', 1, '2027-01-01'],
    ['year', '2026-01-01', -21, '2005-01-01'],
  ] as const)('goes by a %s', (period, from, steps, expected) => {
    expect(isoDay(shift(day(from), period, steps))).toBe(expected);
  });
});

describe('lastDay', () => {
  it('is in the period, leap years too', () => {
    expect(isoDay(lastDay(day('2028-02-01'), 'month'))).toBe('2028-02-29');
    expect(isoDay(lastDay(day('2026-11-16'), 'week'))).toBe('2026-11-22');
  });
});

describe('askFor', () => {
  it('asks for the present period without a day, so that it stays the present one', () => {
    expect(askFor(day('2026-11-01'), 'month', new Date('2026-11-23T12:00:00Z'))).toBe('');
    expect(askFor(day('2026-10-01'), 'month', new Date('2026-11-23T12:00:00Z'))).toBe('2026-10-01');
  });
});
