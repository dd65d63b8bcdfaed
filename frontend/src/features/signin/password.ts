const shortest = 10;
const longest = 200;

/** What the server would say of a password's length; it counts characters, not the halves of an emoji. */
export function lengthFault(password: string): 'short' | 'long' | null {
  const { length } = Array.from(password);
  if (length < shortest) return 'short';
  return length > longest ? 'long' : null;
}
