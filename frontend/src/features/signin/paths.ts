/** Pages that are there without a session. */
export function isOpen(path: string): boolean {
  return path === '/signin' || path === '/invitation' || path === '/forgot' || path === '/reset' || path === '/decide';
}

/** Where one goes who has just chosen a password. */
export const chosenPassword = '/signin?chosen=1';

/** Only a path of our own: an address of another site never follows a sign-in. */
export function safePath(next: string | null): string {
  return next && /^\/(?![/\\])/.test(next) && !next.startsWith('/signin') ? next : '/';
}
