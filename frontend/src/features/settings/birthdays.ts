/** How many days a month may have, February those of a leap year; 31 before a month is chosen. */
export function daysIn(month: number): number {
  return month === 0 ? 31 : new Date(Date.UTC(2000, month, 0)).getUTCDate();
}

/** The months as a language names them by themselves. */
export function monthNames(locale: string): string[] {
  const format = new Intl.DateTimeFormat(locale, { month: 'long', timeZone: 'UTC' });
  return Array.from({ length: 12 }, (_, month) => format.format(new Date(Date.UTC(2000, month, 1))));
}
