import { type Kind, guess, type Mapping } from './mapping';

const keyOf = (kind: Kind) => `laurel.import.${kind}`;

interface Kept {
  header: string[];
  mapping: Mapping;
}

function kept(kind: Kind): Kept | null {
  try {
    const text = localStorage.getItem(keyOf(kind));
    return text === null ? null : (JSON.parse(text) as Kept);
  } catch {
    return null;
  }
}

/** What was chosen for such a file before, in this browser; else what can be guessed by looking. */
export function firstMapping(kind: Kind, header: string[], rows: string[][]): Mapping {
  const before = kept(kind);
  const guessed = guess(kind, header, rows);
  if (!before) return guessed;
  const same = before.header.length === header.length && before.header.every((name, i) => name === header[i]);
  return same ? before.mapping : { ...guessed, behaviours: before.mapping.behaviours };
}

export function keepMapping(kind: Kind, header: string[], mapping: Mapping): void {
  try {
    localStorage.setItem(keyOf(kind), JSON.stringify({ header, mapping } satisfies Kept));
  } catch {
    // A closed storage forgets it.
  }
}
