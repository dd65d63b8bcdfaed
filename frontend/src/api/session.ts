const storageKey = 'laurel.session';

/**
 * Whether somebody may be signed in here. The cookie is not for scripts to see; without this mark the
 * sign-in page comes at once, instead of after a call that can only be refused.
 */
export function maySession(): boolean {
  try {
    return localStorage.getItem(storageKey) !== null;
  } catch {
    return true;
  }
}

export function markSession(signedIn: boolean): void {
  try {
    if (signedIn) localStorage.setItem(storageKey, '1');
    else localStorage.removeItem(storageKey);
  } catch {
    // A closed storage: then every start asks the server.
  }
}
