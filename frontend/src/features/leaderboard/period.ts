import type { Period } from '../../api/types';

const day = 24 * 3_600_000;

/** The first day of a period as the API gives it: a date, or the instant at which it begins somewhere. */
export function dayOf(value: string): Date {
  if (value.length === 10) return new Date(`${value}T00:00:00Z`);
  // The instant of a midnight is the nearest midnight of UTC, whatever the time zone.
  const nearest = new Date(Date.parse(value) + day / 2);
  return new Date(Date.UTC(nearest.getUTCFullYear(), nearest.getUTCMonth(), nearest.getUTCDate()));
}

export function isoDay(date: Date): string {
  return date.toISOString().slice(0, 10);
}

/** The first day of the period `steps` further. */
export function shift(from: Date, period: Exclude<Period, 'all'>, steps: number): Date {
  if (period === 'week') return new Date(from.getTime() + steps * 7 * day);
  const months = { month: 1, quarter: 3, year: 12 }[period] * steps;
  return new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + months, 1));
}

/** The last day of a period that begins on `from`. */
export function lastDay(from: Date, period: Exclude<Period, 'all'>): Date {
  return new Date(shift(from, period, 1).getTime() - day);
}

/** The day to ask for; empty when it falls into the present period, which is asked for without a day. */
export function askFor(from: Date, period: Exclude<Period, 'all'>, today: Date): string {
  return from <= today && today < shift(from, period, 1) ? '' : isoDay(from);
}
