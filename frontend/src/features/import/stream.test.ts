import { Blob } from 'node:buffer';
import { expect, test } from 'vitest';
import { readAll, readHead, type Shape, type Source, toLine } from './stream';

/** A file whose bytes come in pieces of a length, however they cut its text. */
function inPieces(bytes: Uint8Array, length: number): Source {
  return {
    size: bytes.byteLength,
    slice: (from, to) => new Blob([bytes.slice(from, to)]),
    stream: () =>
      new ReadableStream({
        start(control) {
          for (let at = 0; at < bytes.byteLength; at += length) control.enqueue(bytes.slice(at, at + length));
          control.close();
        },
      }),
  };
}

const utf8 = (text: string) => new TextEncoder().encode(text);
const comma: Shape = { delimiter: ',', encoding: 'utf-8' };

async function all(file: Source, shape = comma): Promise<{ rows: string[][]; lines: number[] }> {
  const rows: string[][] = [];
  const lines: number[] = [];
  for await (const batch of readAll(file, shape)) {
    rows.push(...batch.rows);
    lines.push(...batch.lines);
  }
  return { rows, lines };
}

const text = '\uFEFFname,message\r\nИван,"Привет,\r\nмир ""и"" все"\r\n\r\nOlga,🌿 plain\r\nlast,line';

test.each([1, 2, 3, 7, 64, 10_000])('pieces of %i bytes are read as one text', async (length) => {
  const { rows, lines } = await all(inPieces(utf8(text), length));
  expect(rows).toEqual([
    ['name', 'message'],
    ['Иван', 'Привет,\nмир "и" все'],
    ['Olga', '🌿 plain'],
    ['last', 'line'],
  ]);
  expect(lines).toEqual([1, 2, 5, 6]);
});

test('the head tells how a file is written', async () => {
  const head = await readHead(inPieces(utf8('a;b\n1;"x;y"\n'), 100), 50, 'en');
  expect(head).toEqual({ delimiter: ';', encoding: 'utf-8', header: ['a', 'b'], rows: [['1', 'x;y']] });
  const old = await readHead(inPieces(Uint8Array.from([0xcf, 0xf0, 0x2c, 0x62, 0x0a]), 100), 50, 'ru');
  expect(old.encoding).toBe('windows-1251');
  expect(old.header).toEqual(['Пр', 'b']);
});

test('a million lines are read with little memory', async () => {
  const piece = utf8('2024-05-03,maria@demo.example,ivan@demo.example,respect,10,"Thanks, again"\n'.repeat(1000));
  let left = 1000;
  const file: Source = {
    size: piece.byteLength * 1000,
    slice: () => new Blob([piece]),
    stream: () =>
      new ReadableStream({
        pull(control) {
          if (left-- > 0) control.enqueue(piece);
          else control.close();
        },
      }),
  };
  let records = 0;
  let last = 0;
  for await (const batch of readAll(file, comma)) {
    records += batch.rows.length;
    last = batch.lines.at(-1) ?? last;
    expect(batch.rows.length).toBeLessThan(2500);
  }
  expect(records).toBe(1_000_000);
  expect(last).toBe(1_000_000);
}, 120_000);

test('cells are quoted where they must be', () => {
  expect(toLine(['plain', 'a,b', 'say "yes"', 'two\nlines'])).toBe('plain,"a,b","say ""yes""","two\nlines"\n');
});
