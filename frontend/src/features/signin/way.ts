/** How one signs in on this device; a tablet on the shop floor asks for the number at once. */
export type Way = 'email' | 'number';

const wayKey = 'laurel.signin';
const sharedKey = 'laurel.shared';

function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function write(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // A closed storage: then one chooses again.
  }
}

export function keptWay(): Way {
  return read(wayKey) === 'number' ? 'number' : 'email';
}

export function keepWay(way: Way): void {
  write(wayKey, way === 'number' ? way : null);
}

/** Whether this device was said to be one that many use. */
export function isShared(): boolean {
  return read(sharedKey) !== null;
}

export function keepShared(shared: boolean): void {
  write(sharedKey, shared ? '1' : null);
}
