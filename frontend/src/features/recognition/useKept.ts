import { useState } from 'react';

/** A text that is being typed: it outlives a reload of the page, and ends with the browser's tab. */
export function useKept(name: string): [string, (text: string) => void] {
  const key = `laurel.typed.${name}`;
  const [text, setText] = useState(() => read(key));
  const change = (next: string) => {
    setText(next);
    write(key, next);
  };
  return [text, change];
}

function read(key: string): string {
  try {
    return sessionStorage.getItem(key) ?? '';
  } catch {
    return '';
  }
}

function write(key: string, text: string): void {
  try {
    if (text) sessionStorage.setItem(key, text);
    else sessionStorage.removeItem(key);
  } catch {
    // A closed or full storage: what is typed stays as long as the page.
  }
}
