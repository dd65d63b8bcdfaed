import { describe, expect, it } from 'vitest';
import { daysOf } from './span';

describe('daysOf', () => {
  it.each([
    ['quarter', '2026-03-31', '2026-01-01', '2026-03-31'],
    ['quarter', '2026-11-23', '2026-10-01', '2026-12-31'],
    ['before', '2026-01-01', '2025-10-01', '2025-12-31'],
    ['before', '2026-08-05', '2026-04-01', '2026-06-30'],
    ['year', '2024-02-29', '2024-01-01', '2024-12-31'],
  ] as const)('%s of %s', (span, now, from, to) => {
    expect(daysOf(span, new Date(`${now}T12:00:00`))).toEqual({ from, to });
  });
});
