/** What this browser keeps of what somebody has typed or was handed, by the beginnings of its names. */
const typed = ['laurel.draft', 'laurel.typed', 'laurel.card'];

/** Forgets it: whoever comes next to this browser must not find it. */
export function forgetTyped(): void {
  for (const storage of [() => localStorage, () => sessionStorage]) {
    try {
      const kept = storage();
      Object.keys(kept)
        .filter((name) => typed.some((beginning) => name.startsWith(beginning)))
        .forEach((name) => kept.removeItem(name));
    } catch {
      // A closed storage has kept nothing.
    }
  }
}

const writerKey = 'laurel.typed.by';

/** What somebody else has typed in this tab, and left when their session ended, is not for who comes next. */
export function ownTyped(employeeId: string): void {
  try {
    const writer = sessionStorage.getItem(writerKey);
    if (writer !== null && writer !== employeeId) forgetTyped();
    sessionStorage.setItem(writerKey, employeeId);
  } catch {
    // A closed storage has kept nothing.
  }
}

const cardKey = 'laurel.card';

/**
 * Keeps what the QR code of a thank-you card says until its page reads it, past a sign-in: from then on
 * it stands neither in the address nor in the history.
 */
export function keepCard(): void {
  const { pathname, hash, search } = window.location;
  if (pathname !== '/card' || hash.length < 2) return;
  try {
    sessionStorage.setItem(cardKey, hash.slice(1));
    history.replaceState(history.state, '', pathname + search);
  } catch {
    // A closed storage: it stays in the address.
  }
}

export function keptCard(): string {
  try {
    return sessionStorage.getItem(cardKey) ?? window.location.hash.slice(1);
  } catch {
    return window.location.hash.slice(1);
  }
}

export function forgetCard(): void {
  try {
    sessionStorage.removeItem(cardKey);
  } catch {
    // Nothing was kept.
  }
}
