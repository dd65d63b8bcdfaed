// Reads a CSV file of any length, piece by piece: what is in memory stays small, whatever the file.
import Papa from 'papaparse';

/** How a file is written: what separates its cells, and in which encoding. */
export interface Shape {
  delimiter: string;
  encoding: string;
}

/** Some records, and on which line of the file, as an editor counts, each begins. */
export interface Batch {
  rows: string[][];
  lines: number[];
  /** Bytes that have been read of the file. */
  read: number;
}

/** The part of a File that is needed: a Blob will do. */
export interface Source {
  size: number;
  stream: () => ReadableStream<Uint8Array>;
  slice: (from: number, to: number) => { arrayBuffer: () => Promise<ArrayBuffer> };
}

const headLength = 256 * 1024;
const separators = [',', ';', '\t', '|'];

/** What a spreadsheet of a language saves where it does not save UTF-8. */
export function oldEncoding(locale: string): string {
  return locale === 'ru' ? 'windows-1251' : 'windows-1252';
}

export interface Head extends Shape {
  header: string[];
  rows: string[][];
}

/** Looks at the beginning of a file: its shape, its header and some lines. */
export async function readHead(file: Source, most: number, locale: string, wanted: Partial<Shape> = {}): Promise<Head> {
  const bytes = new Uint8Array(await file.slice(0, headLength).arrayBuffer());
  const encoding = wanted.encoding ?? encodingOf(bytes, file.size > headLength, locale);
  let text = new TextDecoder(encoding).decode(bytes);
  const whole = file.size <= headLength;
  const delimiter = wanted.delimiter ?? separatorOf(text);
  if (!whole) text = text.slice(0, text.lastIndexOf('\n') + 1);
  const found = Papa.parse<string[]>(text, { delimiter, preview: most + 1 }).data.filter((row) => !isBlank(row));
  const [header = [], ...rows] = found;
  return { delimiter, encoding, header: header.map((name) => name.trim()), rows };
}

function encodingOf(bytes: Uint8Array, cut: boolean, locale: string): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: cut });
    return 'utf-8';
  } catch {
    return oldEncoding(locale);
  }
}

/** The separator that the header has most of, outside of quotes. */
export function separatorOf(text: string): string {
  const line = text.split(/\r\n|\n|\r/, 1)[0] ?? '';
  const bare = line.replace(/"[^"]*"/g, '');
  let best = ',';
  for (const separator of separators) {
    if (bare.split(separator).length > bare.split(best).length) best = separator;
  }
  return best;
}

export function isBlank(row: readonly string[]): boolean {
  return row.every((cell) => cell.trim() === '');
}

/** Reads all records of a file but blank ones, the header first. */
export async function* readAll(file: Source, shape: Shape): AsyncGenerator<Batch> {
  const decoder = new TextDecoder(shape.encoding);
  const reader = file.stream().getReader();
  const parser = new Papa.Parser({ delimiter: shape.delimiter, newline: '\n' });
  let rest = '';
  let line = 1;
  let read = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (value) read += value.byteLength;
    // One kind of line ends, which the parser is told: it would guess anew for each piece. A carriage
    // return at the end of a piece waits for what follows it.
    const text = rest + (done ? decoder.decode() : decoder.decode(value, { stream: true }));
    const held = !done && text.endsWith('\r') ? '\r' : '';
    const input = text.slice(0, text.length - held.length).replace(/\r\n?/g, '\n');
    const found = parser.parse(input, 0, !done) as { data: string[][]; meta: { cursor: number } };
    rest = done ? '' : input.slice(found.meta.cursor) + held;
    const batch: Batch = { rows: [], lines: [], read };
    for (const row of found.data) {
      if (!isBlank(row)) {
        batch.rows.push(row);
        batch.lines.push(line);
      }
      line += 1;
      for (const cell of row) if (cell.includes('\n')) line += cell.split('\n').length - 1;
    }
    if (batch.rows.length > 0 || done) yield batch;
    if (done) return;
  }
}

/** One record as the API reads it. */
export function toLine(cells: readonly string[]): string {
  return `${cells.map(quoted).join(',')}\n`;
}

function quoted(cell: string): string {
  return /[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
