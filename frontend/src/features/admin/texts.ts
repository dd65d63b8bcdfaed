import type { components } from '../../api/schema';

export type Language = 'en' | 'ru';
export type Texts = components['schemas']['Texts'];

/** What a thing says in one language. */
export interface Saying {
  name: string;
  description: string;
  guidance: string;
}

/** What a thing says in both, and in which of them it was written first. */
export interface Sayings {
  first: Language;
  en: Saying;
  ru: Saying;
}

const nothing: Saying = { name: '', description: '', guidance: '' };

export function newSayings(first: Language): Sayings {
  return { first, en: nothing, ru: nothing };
}

/** The thing's own words are in the language that it was not put into, else in that of their script. */
export function sayingsOf(texts: Texts): Sayings {
  const { translations } = texts;
  const own: Saying = { name: texts.name, description: texts.description, guidance: texts.guidance };
  const first: Language = translations.ru ? 'en' : translations.en ? 'ru' : /[а-яё]/i.test(own.name) ? 'ru' : 'en';
  const other = otherOf(first);
  return { ...newSayings(first), [first]: own, [other]: { ...nothing, ...translations[other] } };
}

export function otherOf(language: Language): Language {
  return language === 'en' ? 'ru' : 'en';
}

/** The words as the API takes them. */
export function textsBody(sayings: Sayings, guidance = false) {
  const own = sayings[sayings.first];
  const other = otherOf(sayings.first);
  const translated = Object.entries(sayings[other]) as [string, string][];
  const said = translated.filter(([name, text]) => text.trim() !== '' && (guidance || name !== 'guidance'));
  return {
    name: own.name,
    description: own.description,
    ...(guidance && { guidance: own.guidance }),
    translations: said.length > 0 ? { [other]: Object.fromEntries(said) } : {},
  };
}
