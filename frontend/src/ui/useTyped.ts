import { useState } from 'react';

/**
 * What is being typed into a form: it outlives a reload of the page and a failed send, and ends with the
 * browser's tab, a sign-out, or `forget`. Never for a secret, such as a password or the code of a voucher: whoever
 * sits down at an open tab could read it.
 */
export function useTyped<T>(name: string, first: T): [value: T, set: (value: T) => void, forget: () => void] {
  const key = `laurel.typed.${name}`;
  const [value, setValue] = useState<T>(() => fitting(read(key), first) ?? first);
  const [begun] = useState(() => JSON.stringify(first));
  const set = (next: T) => {
    setValue(next);
    const text = JSON.stringify(next);
    write(key, text === begun ? null : text);
  };
  return [value, set, () => write(key, null)];
}

/** What was kept, in the shape of today: since an upgrade a form may have further fields, or others of the same name. */
function fitting<T>(kept: unknown, first: T): T {
  if (kept === undefined) return first;
  if (kept === null || first === null || first === undefined) return kept as T;
  if (typeof kept !== typeof first || Array.isArray(kept) !== Array.isArray(first)) return first;
  if (typeof first !== 'object' || Array.isArray(first)) return kept as T;
  const had = kept as Record<string, unknown>;
  return { ...had, ...Object.fromEntries(Object.entries(first).map(([name, value]) => [name, fitting(had[name], value)])) } as T;
}

/** Forgets what was typed where it is sent from elsewhere. */
export function dropTyped(name: string): void {
  write(`laurel.typed.${name}`, null);
}

/** Whether something was typed before and not sent. */
export function hasTyped(name: string): boolean {
  return read(`laurel.typed.${name}`) !== null;
}

function read(key: string): unknown {
  try {
    const text = sessionStorage.getItem(key);
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

function write(key: string, text: string | null): void {
  try {
    if (text === null) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, text);
  } catch {
    // A closed or full storage: what is typed stays as long as the page.
  }
}
