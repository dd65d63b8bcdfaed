/** A few words at least: one word teaches nobody. Scripts without spaces between words go by length. */
export function teaches(text: string): boolean {
  const trimmed = text.trim();
  return trimmed.split(/\s+/).length >= 3 || trimmed.length >= 15;
}
