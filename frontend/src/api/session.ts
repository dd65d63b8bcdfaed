import { forgetKept } from './kept';

export const sessionKey = 'laurel.session';

/**
 * Whose session this browser has, by the employee's id. The cookie is not for scripts to see; without
 * this mark the sign-in page comes at once, instead of after a call that can only be refused.
 */
export function sessionOf(): string | null {
  try {
    return localStorage.getItem(sessionKey);
  } catch {
    return null;
  }
}

/** Whether somebody may be signed in here. */
export function maySession(): boolean {
  try {
    return localStorage.getItem(sessionKey) !== null;
  } catch {
    return true;
  }
}

/** Marks whose session it is; with the session of somebody ends what was kept of it. */
export function markSession(employeeId: string | null): void {
  const before = sessionOf();
  try {
    if (employeeId !== null) localStorage.setItem(sessionKey, employeeId);
    else localStorage.removeItem(sessionKey);
  } catch {
    // A closed storage: then every start asks the server.
  }
  if (before !== employeeId) forgetKept();
}
