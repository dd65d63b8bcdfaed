/** A text that depends on a number: the forms of Intl.PluralRules that the language has. */
export interface Plural {
  zero?: string;
  one?: string;
  two?: string;
  few?: string;
  many?: string;
  other: string;
  /** Counts places (1st, 2nd) instead of things. */
  ordinal?: true;
}

export type Message = string | Plural;

type Names<Text> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never;
type Forms<M> = M extends string ? M : Exclude<M[keyof M], true | undefined>;

/** The names of the gaps in a message; a plural always has `count`. */
export type Gaps<M> = Names<Forms<M>> | (M extends string ? never : 'count');

export type Arguments<M> = [Gaps<M>] extends [never] ? [] : [Record<Gaps<M>, string | number>];

/** Plural forms as English has them. */
export function one<const One extends string, const Other extends string>(one: One, other: Other) {
  return { one, other };
}

/** Plural forms as Russian has them; a fraction takes the form of `few`. */
export function few(one: string, few: string, many: string): Plural {
  return { one, few, many, other: few };
}
