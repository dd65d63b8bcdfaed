import type { AwardRanking } from '../../api/types';

type Marks = (number | null)[];

export function withMark(marks: Marks, at: number, mark: number): Marks {
  return marks.map((old, i) => (i === at ? mark : old));
}

/** Whether a nomination is scored by each criterion. */
export function isWhole(marks: Marks): boolean {
  return marks.length > 0 && marks.every((mark) => mark !== null);
}

export type Standing = AwardRanking['standings'][number];

/** Who wins by the ranking, who shares the last places, and for how many places these are. */
export function placesOf(standings: Standing[], winners: number): { sure: Standing[]; tied: Standing[]; left: number } {
  const sure = standings.filter((one) => one.chance === 'wins');
  const tied = standings.filter((one) => one.chance === 'tied');
  return { sure, tied, left: tied.length > 0 ? winners - sure.length : 0 };
}
