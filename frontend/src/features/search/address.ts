import type { SearchHit } from '../../api/types';

/** What is looked for; `all` is a few of each kind. */
export type Kind = 'all' | SearchHit['kind'];

/** What narrows recognitions, by the names that stand in the address. */
export const filterNames = ['behaviour', 'team', 'nominee', 'nominator', 'customer', 'customer_id', 'from', 'to'] as const;
export type Filters = Record<(typeof filterNames)[number], string>;

export function filtersOf(params: URLSearchParams): Filters {
  const read = (name: string) => params.get(name)?.trim() ?? '';
  // What is no id, such as that of a link whose end was lost, narrows nothing.
  const id = (name: string) => (/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(read(name)) ? read(name) : '');
  const day = (name: string) => (/^\d{4}-\d\d-\d\d$/.test(read(name)) ? read(name) : '');
  return {
    behaviour: id('behaviour'),
    team: id('team'),
    nominee: id('nominee'),
    nominator: id('nominator'),
    customer: read('customer').slice(0, longestWords),
    customer_id: id('customer_id'),
    from: day('from'),
    to: day('to'),
  };
}

/** As many letters as the API looks for. */
export const longestWords = 200;

export function wordsOf(params: URLSearchParams): string {
  return (params.get('q') ?? '').trim().slice(0, longestWords);
}

/** An address that filters recognitions shows recognitions. */
export function kindOf(params: URLSearchParams): Kind {
  const kind = params.get('kind');
  if (kind === 'recognition' || kind === 'employee' || kind === 'customer') return kind;
  const filters = filtersOf(params);
  return filterNames.some((name) => filters[name] !== '') ? 'recognition' : 'all';
}

/** The filters as the API names them. */
export function queryOf(q: string, f: Filters): Record<string, string | undefined> {
  return {
    q,
    behaviour_id: f.behaviour,
    team_id: f.team,
    nominee_id: f.nominee,
    nominator_id: f.nominator,
    customer: f.customer,
    customer_id: f.customer_id,
    from: f.from,
    to: f.to,
  };
}
