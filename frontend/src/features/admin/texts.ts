import type { components } from '../../api/schema';

export type Language = 'en' | 'ru';
export type Texts = components['schemas']['Texts'];

/** What a thing says in one language. */
export interface Saying {
  name: string;
  description: string;
  /** Of a behaviour or a program. */
  guidance: string;
  /** Of a reward. */
  category: string;
}

/** What a thing says in both, and in which of them it was written first. */
export interface Sayings {
  first: Language;
  en: Saying;
  ru: Saying;
}

const nothing: Saying = { name: '', description: '', guidance: '', category: '' };

export function newSayings(first: Language): Sayings {
  return { first, en: nothing, ru: nothing };
}

/** The thing's own words are in the language that it was not put into, else in that of their script. */
export function sayingsOf(texts: Texts): Sayings {
  const { translations } = texts;
  const own: Saying = { name: texts.name, description: texts.description, guidance: texts.guidance, category: texts.category };
  const into = [translations, ...(texts.criteria ?? []).map((criterion) => criterion.translations ?? {})].flatMap(Object.keys);
  const first: Language = into.includes('ru') ? 'en' : into.includes('en') ? 'ru' : /[а-яё]/i.test(own.name) ? 'ru' : 'en';
  const other = otherOf(first);
  return { ...newSayings(first), [first]: own, [other]: { ...nothing, ...translations[other] } };
}

export function otherOf(language: Language): Language {
  return language === 'en' ? 'ru' : 'en';
}

/** The words as the API takes them, with what the thing says besides its name and description. */
export function textsBody(sayings: Sayings, besides: 'guidance' | 'category') {
  const own = sayings[sayings.first];
  const other = otherOf(sayings.first);
  const said = (['name', 'description', besides] as const).filter((field) => sayings[other][field].trim() !== '');
  return {
    name: own.name,
    description: own.description,
    [besides]: own[besides],
    translations: said.length > 0 ? { [other]: Object.fromEntries(said.map((field) => [field, sayings[other][field]])) } : {},
  };
}
