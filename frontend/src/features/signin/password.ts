const shortest = 10;
const longest = 200;

/** What the server would say of a password's length; it counts characters, not the halves of an emoji. */
export function lengthFault(password: string): 'short' | 'long' | null {
  const { length } = Array.from(password);
  if (length < shortest) return 'short';
  return length > longest ? 'long' : null;
}

/** Whether a PIN has not the length of one: 6 to 12 digits. */
export function pinFault(pin: string): boolean {
  return !/^[0-9]{6,12}$/.test(pin);
}
