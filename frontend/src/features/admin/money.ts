/** How many digits a currency has behind the point: two for euros, none for yen. */
function digitsOf(currency: string): number {
  try {
    return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
  } catch {
    return 2;
  }
}

export const currencyOf = (text: string) => text.trim().toUpperCase();

/** A sum of money as typed, in minor units of its currency; what is no number goes as it is, for the server to refuse. */
export function minorOf(text: string, currency: string): number | null {
  const clean = text.replace(/\s/g, '').replace(',', '.');
  return clean === '' ? null : Math.round(Number(clean) * 10 ** digitsOf(currency));
}

/** A sum in minor units as one types it. */
export function typedMoney(minorUnits: number, currency: string): string {
  return String(minorUnits / 10 ** digitsOf(currency));
}
