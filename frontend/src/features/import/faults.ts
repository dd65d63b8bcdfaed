import type { Key } from '../../i18n';
import type { Fault } from './api';
import type { Mapping, Target } from './mapping';

/** The server's words for what is wrong with a line, and ours. */
const known: readonly (readonly [RegExp, Key & `import.fault.${string}`])[] = [
  [/^is the address of no employee$/, 'import.fault.noEmployee'],
  [/^is the giver: nobody recognises themselves$/, 'import.fault.self'],
  [/^is the code of no behaviour$/, 'import.fault.noBehaviour'],
  [/^is no e-mail address$/, 'import.fault.noAddress'],
  [/^is empty/, 'import.fault.empty'],
  [/^is no time such as/, 'import.fault.noTime'],
  [/^is no date such as/, 'import.fault.noDate'],
  [/^is yet to come$/, 'import.fault.future'],
  [/^is no whole number/, 'import.fault.noNumber'],
  [/^stands on line/, 'import.fault.twice'],
  [/^is the address of nobody in the file/, 'import.fault.noManager'],
  [/^is the employee's own address$/, 'import.fault.ownManager'],
  [/^makes a circle/, 'import.fault.circle'],
  [/^is none of employee/, 'import.fault.role'],
  [/^is none of en/, 'import.fault.locale'],
  [/^is too long/, 'import.fault.long'],
  [/^is not read on every line/, 'import.fault.unread'],
  [/^takes \d+ points back/, 'import.fault.spent'],
];

/** What is wrong with a line, where the export has it. */
export interface Told {
  line: number;
  column: string;
  message: string;
}

export function tell(fault: Fault, find: (key: string) => string | null): Told {
  const key = known.find(([pattern]) => pattern.test(fault.message))?.[1];
  return { line: fault.line ?? 0, column: fault.column ?? '', message: (key && find(key)) ?? fault.message };
}

/** A fault by the column of the export that was read for it. */
export function inExport(told: Told, header: readonly string[], mapping: Mapping): Told {
  const column = mapping.columns[told.column as Target];
  return { ...told, column: (column === undefined ? undefined : header[column]) ?? told.column };
}

/** A fault by what the column holds, where it is not known any more what it was called in the export. */
export function inWords(told: Told, find: (key: string) => string | null): Told {
  return { ...told, column: find(`import.target.${told.column}`) ?? told.column };
}

/** The same as a file for a spreadsheet, whose cells it will not run. */
export function faultsFile(list: readonly Told[], names: readonly string[]): Blob {
  const cell = (text: string) => {
    const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[",\n\r]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
  };
  const lines = [names, ...list.map(({ line, column, message }) => [String(line), column, message])];
  return new Blob(['\uFEFF', lines.map((cells) => `${cells.map(cell).join(',')}\r\n`).join('')], { type: 'text/csv' });
}
