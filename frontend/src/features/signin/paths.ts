/** Pages that are there without a session. */
export function isOpen(path: string): boolean {
  return path === '/signin' || path === '/invitation';
}

/** Where one goes who has just chosen a password. */
export const chosenPassword = '/signin?chosen=1';
