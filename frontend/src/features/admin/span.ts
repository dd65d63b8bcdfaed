/** The days that a report looks at, as one chooses them. */
export const spans = ['quarter', 'before', 'year'] as const;
export type Span = (typeof spans)[number];

const two = (n: number) => String(n).padStart(2, '0');

/** A date; months are counted from 0, and day 0 is the last of the month before. */
function day(year: number, month: number, date: number): string {
  const at = new Date(Date.UTC(year, month, date));
  return `${at.getUTCFullYear()}-${two(at.getUTCMonth() + 1)}-${two(at.getUTCDate())}`;
}

/** From which day to which: the present quarter, the one before it, the calendar year. */
export function daysOf(span: Span, now = new Date()): { from: string; to: string } {
  const year = now.getFullYear();
  if (span === 'year') return { from: day(year, 0, 1), to: day(year, 12, 0) };
  const first = Math.floor(now.getMonth() / 3) * 3 - (span === 'before' ? 3 : 0);
  return { from: day(year, first, 1), to: day(year, first + 3, 0) };
}
