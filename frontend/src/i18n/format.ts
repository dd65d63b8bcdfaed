const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** Numbers and times as a language writes them. */
export interface Format {
  number: (value: number) => string;
  signed: (value: number) => string;
  money: (minorUnits: number, currency: string) => string;
  /** "5 minutes ago", "yesterday", and the date when it is older than a week. */
  relative: (at: string | Date, now?: Date) => string;
  /** How long something has waited, in short: "19 h", "3 d". */
  waited: (since: string | Date, now?: Date) => string;
  exact: (at: string | Date) => string;
  /** The time of day, with the date where it is not today's. */
  clock: (at: number) => string;
  date: (at: string | Date) => string;
  /** A weekday within the last week, else the date; the date always where a weekday would have to be inflected. */
  dayOf: (at: string | Date, now?: Date) => string;
  /** The days of a period of whole days. */
  period: (kind: 'week' | 'month' | 'quarter' | 'year', from: Date, to: Date) => string;
  list: (names: string[]) => string;
  initials: (name: string) => string;
}

/** The formats of a language, in a time zone such as Europe/Moscow; in the device's own where there is none. */
export function newFormat(locale: string, zone?: string): Format {
  const timeZone = known(zone);
  const number = new Intl.NumberFormat(locale);
  const signed = new Intl.NumberFormat(locale, { signDisplay: 'exceptZero' });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const exact = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short', timeZone });
  const time = new Intl.DateTimeFormat(locale, { timeStyle: 'short', timeZone });
  const thisYear = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', timeZone });
  const anyYear = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', year: 'numeric', timeZone });
  // Written as 2026-03-10 whatever the language.
  const calendar = new Intl.DateTimeFormat('sv-SE', { timeZone });
  const weekday = new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone });
  const list = new Intl.ListFormat(locale, { type: 'conjunction' });
  const unit = (value: number, name: 'minute' | 'hour' | 'day') =>
    new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'narrow' }).format(value);

  const date = (at: string | Date) => {
    const moment = new Date(at);
    const isThisYear = calendar.format(moment).slice(0, 4) === calendar.format(new Date()).slice(0, 4);
    return (isThisYear ? thisYear : anyYear).format(moment);
  };

  return {
    number: (value) => number.format(value),
    // A true minus sign is as wide as a plus.
    signed: (value) => signed.format(value).replace('-', '−'),
    money: (minorUnits, currency) => {
      const format = new Intl.NumberFormat(locale, { style: 'currency', currency });
      const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
      const amount = minorUnits / 10 ** digits;
      const whole = Number.isInteger(amount) ? { minimumFractionDigits: 0, maximumFractionDigits: 0 } : {};
      return new Intl.NumberFormat(locale, { style: 'currency', currency, ...whole }).format(amount);
    },
    relative: (at, now = new Date()) => {
      const moment = new Date(at);
      const past = now.getTime() - moment.getTime();
      if (past < minute) return relative.format(0, 'second');
      if (past < hour) return relative.format(-Math.floor(past / minute), 'minute');
      if (past < day) return relative.format(-Math.floor(past / hour), 'hour');
      if (past < 7 * day) return relative.format(-Math.max(1, Math.floor(past / day)), 'day');
      return date(moment);
    },
    waited: (since, now = new Date()) => {
      const past = Math.max(0, now.getTime() - new Date(since).getTime());
      if (past < hour) return unit(Math.max(1, Math.floor(past / minute)), 'minute');
      if (past < 2 * day) return unit(Math.floor(past / hour), 'hour');
      return unit(Math.floor(past / day), 'day');
    },
    exact: (at) => exact.format(new Date(at)),
    clock: (at) => (calendar.format(at) === calendar.format(new Date()) ? time : exact).format(at),
    date,
    dayOf: (at, now = new Date()) =>
      !locale.startsWith('ru') && now.getTime() - new Date(at).getTime() < 6 * day ? weekday.format(new Date(at)) : date(at),
    period: (kind, from, to) => {
      const utc = { timeZone: 'UTC' } as const;
      if (kind === 'year') return String(from.getUTCFullYear());
      if (kind === 'month') {
        const text = new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', ...utc }).format(from);
        return text.replace(' г.', '');
      }
      const options =
        kind === 'week' ? ({ day: 'numeric', month: 'long', ...utc } as const) : ({ month: 'long', year: 'numeric', ...utc } as const);
      return new Intl.DateTimeFormat(locale, options).formatRange(from, to).replace(' г.', '');
    },
    list: (names) => list.format(names),
    initials,
  };
}

/** A zone that this browser knows: an older one may not. */
function known(zone?: string): string | undefined {
  try {
    return zone && new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

/** The first letters of the first two words. */
export function initials(name: string): string {
  return name
    .split(/\s+/)
    .filter(Boolean)
    .slice(0, 2)
    .map((word) => (Array.from(word)[0] ?? '').toLocaleUpperCase())
    .join('');
}
