// Reads and rewrites whole files beside the page, which stays free.
import { convert, headerOf, type Kind, type Mapping, nameKey, peopleTargets, type Target, valueOf } from './mapping';
import { readAll, type Shape, toLine } from './stream';

export interface Job {
  file: File;
  shape: Shape;
  kind: Kind;
  mapping: Mapping;
}

export type Request = ({ do: 'survey' } & Job) | ({ do: 'convert'; people: Record<string, string> } & Job);

export interface Counted {
  text: string;
  lines: number;
}

/** What is to be chosen for: the values of the behaviours' column, and names in place of addresses. */
export interface Survey {
  records: number;
  behaviours: Counted[];
  names: Counted[];
  /** There are more different values than can be chosen for. */
  tooMany: boolean;
  /** Of a roster: the address of everybody who has a name of their own in the file. */
  own: Record<string, string>;
}

export interface Converted {
  file: Blob;
  records: number;
  leftOut: number;
}

export type Reply =
  | { kind: 'progress'; read: number }
  | { kind: 'survey'; survey: Survey }
  | { kind: 'converted'; converted: Converted }
  | { kind: 'failed'; message: string };

const mostBehaviours = 500;
const mostNames = 50_000;

self.onmessage = ({ data }: MessageEvent<Request>) => {
  const work = data.do === 'survey' ? survey(data) : rewrite(data, data.people);
  work.then(answer, (error: unknown) => answer({ kind: 'failed', message: String(error) }));
};

function answer(reply: Reply): void {
  self.postMessage(reply);
}

async function survey({ file, shape, kind, mapping }: Job): Promise<Reply> {
  const behaviours = new Map<string, number>();
  const names = new Map<string, Counted>();
  const own: Record<string, string> = {};
  const { columns } = mapping;
  const people = peopleTargets[kind].map((target) => columns[target]).filter((column) => column !== undefined);
  const managersByName = kind === 'roster' && columns.name !== undefined && columns.email !== undefined;
  let records = -1; // the header is none
  let tooMany = false;
  for await (const batch of readAll(file, shape)) {
    for (const row of batch.rows) {
      records += 1;
      if (records === 0) continue;
      if (columns.behaviour !== undefined) {
        const value = valueOf(row[columns.behaviour] ?? '', mapping.tags);
        if (behaviours.has(value) || behaviours.size < mostBehaviours) behaviours.set(value, (behaviours.get(value) ?? 0) + 1);
        else tooMany = true;
      }
      if (managersByName) {
        const key = nameKey(row[columns.name ?? 0] ?? '');
        own[key] = own[key] === undefined ? (row[columns.email ?? 0] ?? '').trim() : '';
      }
      for (const column of people) {
        const text = (row[column] ?? '').trim();
        if (text === '' || text.includes('@')) continue;
        const known = names.get(nameKey(text));
        if (known) known.lines += 1;
        else if (names.size < mostNames) names.set(nameKey(text), { text, lines: 1 });
        else tooMany = true;
      }
    }
    answer({ kind: 'progress', read: batch.read });
  }
  const counted = [...behaviours].map(([text, lines]) => ({ text, lines })).sort((a, b) => b.lines - a.lines);
  return {
    kind: 'survey',
    survey: { records, behaviours: counted, names: [...names.values()].sort((a, b) => b.lines - a.lines), tooMany, own },
  };
}

const pieceLength = 1 << 20;

/** On which line of the export a record of the new file begins: the server tells faults by it. */
const sourceLine = 'source_line';

async function rewrite({ file, shape, kind, mapping }: Job, people: Record<string, string>): Promise<Reply> {
  const header: Target[] = headerOf(kind, mapping);
  const pieces: Blob[] = [];
  let text = toLine([...header, sourceLine]);
  let records = 0;
  let leftOut = 0;
  let isHeader = true;
  for await (const batch of readAll(file, shape)) {
    batch.rows.forEach((row, i) => {
      if (isHeader) {
        isHeader = false;
        return;
      }
      const cells = convert(kind, mapping, header, row, people);
      if (cells === null) {
        leftOut += 1;
        return;
      }
      text += toLine([...cells, String(batch.lines[i])]);
      records += 1;
      if (text.length > pieceLength) {
        pieces.push(new Blob([text]));
        text = '';
      }
    });
    answer({ kind: 'progress', read: batch.read });
  }
  pieces.push(new Blob([text]));
  return { kind: 'converted', converted: { file: new Blob(pieces, { type: 'text/csv' }), records, leftOut } };
}
