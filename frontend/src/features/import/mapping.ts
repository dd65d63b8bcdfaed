// What the columns of an export mean, and how its cells become those of the API's files.

export type Kind = 'roster' | 'recognitions' | 'wallets';

/** The columns that the API takes of each kind, the needed ones first. */
export const targets = {
  roster: ['email', 'name', 'team', 'manager_email', 'role', 'personnel_number', 'locale', 'started_on', 'location'],
  recognitions: ['given_at', 'giver_email', 'receiver_email', 'behaviour', 'points', 'message'],
  wallets: ['email', 'points', 'note'],
} as const;

export type Target = (typeof targets)[Kind][number];

/** Those that must be there, if only as an empty column. */
const needed: Record<Kind, readonly Target[]> = {
  roster: ['name', 'team', 'manager_email', 'role'],
  recognitions: targets.recognitions,
  wallets: ['email', 'points'],
};

/** Those that cannot be empty. */
export const required: Record<Kind, readonly Target[]> = {
  roster: ['name'],
  recognitions: ['given_at', 'giver_email', 'receiver_email', 'behaviour'],
  wallets: ['email', 'points'],
};

export type DateOrder = 'iso' | 'dmy' | 'mdy';

/** What a kind of file is made of: the place of each column in the export, and how it is read. */
export interface Mapping {
  columns: Partial<Record<Target, number>>;
  dates: DateOrder;
  /** The behaviour is the first #tag within its column, such as a message. */
  tags: boolean;
  /** The code of each value of the behaviours' column; '' leaves its lines out. */
  behaviours: Record<string, string>;
  /** One behaviour for all lines, where the export has none. */
  behaviour: string;
}

/** How other products and spreadsheets name the columns, in lower case and without punctuation. */
const synonyms: Record<Kind, Partial<Record<Target, readonly string[]>>> = {
  roster: {
    email: ['email', 'e mail', 'email address', 'work email', 'user email', 'mail', 'login', 'почта', 'эл почта', 'электронная почта', 'адрес'],
    name: ['name', 'full name', 'display name', 'employee', 'employee name', 'имя', 'фио', 'сотрудник', 'полное имя'],
    team: ['team', 'department', 'group', 'unit', 'division', 'команда', 'отдел', 'подразделение', 'департамент'],
    manager_email: ['manager email', 'manager', 'manager name', 'supervisor', 'supervisor email', 'reports to', 'руководитель', 'почта руководителя', 'начальник'],
    role: ['role', 'access', 'access level', 'permission', 'роль', 'доступ'],
    personnel_number: ['personnel number', 'employee id', 'employee number', 'staff number', 'external unique id', 'external id', 'табельный номер', 'номер'],
    locale: ['locale', 'language', 'lang', 'язык'],
    started_on: ['started on', 'start date', 'hired on', 'hire date', 'date of hire', 'дата приема', 'дата найма', 'принят'],
    location: ['location', 'office', 'site', 'city', 'место', 'офис', 'город'],
  },
  recognitions: {
    given_at: ['given at', 'created at', 'date', 'created', 'time', 'timestamp', 'given on', 'sent at', 'дата', 'создано', 'когда'],
    giver_email: ['giver email', 'sender email', 'from email', 'giver', 'sender', 'from', 'giver name', 'given by', 'от', 'от кого', 'кто', 'отправитель'],
    receiver_email: ['receiver email', 'recipient email', 'to email', 'receiver', 'recipient', 'to', 'receiver name', 'recipients', 'кому', 'кого', 'получатель'],
    behaviour: ['behaviour', 'behavior', 'hashtag', 'hashtags', 'value', 'core value', 'company value', 'category', 'tag', 'поведение', 'ценность', 'хештег', 'хэштег', 'тег'],
    points: ['points', 'amount', 'amount with currency', 'total', 'coins', 'баллы', 'очки', 'сумма'],
    message: ['message', 'reason', 'reason html', 'text', 'comment', 'note', 'description', 'сообщение', 'текст', 'за что', 'комментарий', 'причина'],
  },
  wallets: {
    email: ['email', 'e mail', 'email address', 'user email', 'employee', 'user', 'name', 'full name', 'почта', 'сотрудник', 'фио'],
    points: ['points', 'balance', 'redeemable balance', 'earning balance', 'available', 'amount', 'баллы', 'баланс', 'остаток', 'сумма'],
    note: ['note', 'comment', 'reason', 'примечание', 'комментарий'],
  },
};

function plain(name: string): string {
  return name
    .toLowerCase()
    .replaceAll('ё', 'е')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** Guesses which column is which by their names: the nearest synonym first, each column once. */
export function guessColumns(kind: Kind, header: readonly string[]): Mapping['columns'] {
  const names = header.map(plain);
  const found: Mapping['columns'] = {};
  const taken = new Set<number>();
  const wishes = targets[kind].flatMap((target) => (synonyms[kind][target] ?? []).map((word, rank) => ({ target, word, rank })));
  for (const { target, word } of wishes.sort((a, b) => a.rank - b.rank)) {
    if (found[target] !== undefined) continue;
    const at = names.findIndex((name, i) => !taken.has(i) && (name === word || name === plain(target)));
    if (at < 0) continue;
    found[target] = at;
    taken.add(at);
  }
  return found;
}

/** Guesses all that can be guessed by looking. */
export function guess(kind: Kind, header: readonly string[], rows: readonly string[][]): Mapping {
  const columns = guessColumns(kind, header);
  const mapping: Mapping = { columns, dates: 'iso', tags: false, behaviours: {}, behaviour: '' };
  const dated = columns.given_at ?? columns.started_on;
  if (dated !== undefined) mapping.dates = guessDates(rows.map((row) => row[dated] ?? ''));
  const { message } = columns;
  if (kind === 'recognitions' && columns.behaviour === undefined && message !== undefined && rows.some((row) => tagOf(row[message] ?? ''))) {
    columns.behaviour = message;
    mapping.tags = true;
  }
  return mapping;
}

const spelled = /^(\d{1,4})[./-](\d{1,2})[./-](\d{1,4})(?:[ T,]+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?\s*([AaPp][Mm])?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?$/;

/** Whether days stand before months: by a number that can only be a day, else as dots are written. */
export function guessDates(values: readonly string[]): DateOrder {
  let order: DateOrder = 'iso';
  for (const value of values) {
    const [, first = '', second = ''] = spelled.exec(value.trim()) ?? [];
    if (first === '' || first.length === 4) continue;
    if (Number(first) > 12) return 'dmy';
    if (Number(second) > 12) return 'mdy';
    order = value.includes('.') ? 'dmy' : 'mdy';
  }
  return order;
}

const two = (n: number | string) => String(n).padStart(2, '0');

/** A date, or a time, as the API reads it; what cannot be read stays as it is, and the API says so. */
export function toDate(text: string, order: DateOrder, dayOnly = false): string {
  const trimmed = text.trim();
  const match = spelled.exec(trimmed);
  if (!match) return trimmed;
  const [, a = '', b = '', c = '', hour, minute = '', second = '00', half, zone] = match;
  const [year, month, day] = a.length === 4 ? [a, b, c] : order === 'mdy' ? [c, a, b] : [c, b, a];
  const date = `${year.length === 2 ? `20${year}` : year}-${two(month)}-${two(day)}`;
  if (hour === undefined || dayOnly) return date;
  let hours = Number(hour);
  if (half) hours = (hours % 12) + (half.toLowerCase() === 'pm' ? 12 : 0);
  return `${date}T${two(hours)}:${minute}:${second}${zoneOf(zone)}`;
}

function zoneOf(zone: string | undefined): string {
  if (!zone || /^[A-Z]/.test(zone)) return 'Z';
  return zone.includes(':') ? zone : `${zone.slice(0, 3)}:${zone.slice(3)}`;
}

/** Whole points: "+1,000.00 pts" is 1000; nothing is 0. */
export function toPoints(text: string): string {
  const number = text.replace(/[^\d.,-]/g, '').replace(/[.,]0{1,2}$/, '').replace(/[,.\s](?=\d{3}(\D|$))/g, '');
  if (text.trim() === '') return '0';
  return /^-?\d+$/.test(number) ? number : text.trim();
}

/** The first #tag of a text, without its sign; '' where it has none. */
export function tagOf(text: string): string {
  return /(?:^|[\s([,;])#([\p{L}\p{N}][\p{L}\p{N}_-]*)/u.exec(text)?.[1]?.toLowerCase() ?? '';
}

/** What the behaviours' column of a line says: a tag, or the text as it is. */
export function valueOf(cell: string, tags: boolean): string {
  const text = cell.trim();
  return tags ? tagOf(text) : tagOf(text) || text.toLowerCase();
}

/** Whether a column holds names where addresses are wanted. */
export function holdsNames(rows: readonly string[][], column: number | undefined): boolean {
  if (column === undefined) return false;
  const filled = rows.map((row) => row[column]?.trim() ?? '').filter((cell) => cell !== '');
  return filled.length > 0 && filled.filter((cell) => !cell.includes('@')).length > filled.length / 2;
}

/** The columns of a kind where people are meant by their addresses. */
export const peopleTargets: Record<Kind, readonly Target[]> = {
  roster: ['manager_email'],
  recognitions: ['giver_email', 'receiver_email'],
  wallets: ['email'],
};

/** A name as it is looked up. */
export function nameKey(name: string): string {
  return name.toLowerCase().split(/\s+/).filter(Boolean).join(' ');
}

/** Guesses which behaviour a value means, by code or by name. */
export function guessBehaviour(value: string, behaviours: readonly { code: string; name: string }[]): string | undefined {
  const key = plain(value).replaceAll(' ', '');
  const same = (text: string) => plain(text).replaceAll(' ', '') === key;
  return behaviours.find(({ code, name }) => same(code) || same(name))?.code;
}

/** The header of the file for the API: what is needed, and what the export has besides. */
export function headerOf(kind: Kind, mapping: Mapping): Target[] {
  return targets[kind].filter((target) => needed[kind].includes(target) || mapping.columns[target] !== undefined);
}

/** What is still to be said before a file can be read. */
export function missing(kind: Kind, mapping: Mapping): Target[] {
  const has = (target: Target) => mapping.columns[target] !== undefined || (target === 'behaviour' && mapping.behaviour !== '');
  const gaps = required[kind].filter((target) => !has(target));
  if (kind === 'roster' && !has('email') && !has('personnel_number')) gaps.push('email');
  return gaps;
}

/** A record of the export as one of the API; null where its behaviour was chosen to be left out. */
export function convert(kind: Kind, mapping: Mapping, header: readonly Target[], row: readonly string[], people: Record<string, string>): string[] | null {
  const cells: string[] = [];
  for (const target of header) {
    const column = mapping.columns[target];
    const cell = column === undefined ? '' : (row[column] ?? '').trim();
    if (target !== 'behaviour') {
      cells.push(cellOf(kind, target, cell, mapping, people));
      continue;
    }
    const code = column === undefined ? mapping.behaviour : behaviourOf(cell, mapping);
    if (code === '') return null;
    cells.push(code);
  }
  return cells;
}

function behaviourOf(cell: string, mapping: Mapping): string {
  const value = valueOf(cell, mapping.tags);
  return mapping.behaviours[value] ?? (value || mapping.behaviour || '?');
}

function cellOf(kind: Kind, target: Target, cell: string, mapping: Mapping, people: Record<string, string>): string {
  if (peopleTargets[kind].includes(target)) return cell.includes('@') ? cell : (people[nameKey(cell)] ?? cell);
  switch (target) {
    case 'given_at':
      return toDate(cell, mapping.dates);
    case 'started_on':
      return toDate(cell, mapping.dates, true);
    case 'points':
      return toPoints(cell);
    case 'role':
      return cell.toLowerCase();
    case 'locale':
      return cell.slice(0, 2).toLowerCase();
    default:
      return cell;
  }
}
