import { type ComponentType, createContext, lazy, type ReactNode, use, useCallback, useMemo, useState } from 'react';
import { setLanguage } from '../api/client';
import type { Arguments, Message, Plural } from './catalogue';
import type { en as admin } from './en/admin';
import type { en as first } from './en/first';
import type { en as more } from './en/more';
import { type Format, newFormat } from './format';
import type { Words } from './words';

/** What the first screen says; what all others say besides, loaded with the first of those; and what only
 * administrators and owners need, loaded with their screens. */
type Part = 'first' | 'more' | 'admin';
interface Parts { first: typeof first; more: typeof more; admin: typeof admin }
export type English = Parts['first'] & Parts['more'] & Parts['admin'];
export type Key = keyof English;

type In<Texts> = { readonly [K in keyof Texts]: Texts[K] extends string ? string : Plural };

/** What a language has to say in one part: every key of the English one, with its own plural forms. */
export type Catalogue<P extends Part> = In<Parts[P]>;

/** What has been loaded of a language. */
export type Loaded = Catalogue<'first'> & Partial<Catalogue<'more'> & Catalogue<'admin'>>;

export type Translate = <K extends Key>(key: K, ...args: Arguments<English[K]>) => string;

export const locales = ['en', 'ru'] as const;
export type Locale = (typeof locales)[number];

/** A further language is one folder and one line here. */
const catalogues: Record<Locale, { [P in Part]: () => Promise<Catalogue<P>> }> = {
  en: {
    first: () => import('./en/first').then((m) => m.en),
    more: () => import('./en/more').then((m) => m.en),
    admin: () => import('./en/admin').then((m) => m.en),
  },
  ru: {
    first: () => import('./ru/first').then((m) => m.ru),
    more: () => import('./ru/more').then((m) => m.ru),
    admin: () => import('./ru/admin').then((m) => m.ru),
  },
};

const storageKey = 'laurel.locale';

/** What every account speaks until its owner, or the roster, says otherwise. */
export const firstLocale: Locale = 'en';

export function preferredLocale(): Locale {
  const chosen = stored(storageKey);
  const wanted = chosen ? [chosen] : navigator.languages;
  for (const language of wanted) {
    const found = locales.find((l) => language.toLowerCase().startsWith(l));
    if (found) return found;
  }
  return 'en';
}

/** Whether a language was chosen in this browser. */
export function hasChosenLocale(): boolean {
  return stored(storageKey) !== null;
}

function stored(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** The reader's own way of writing dates and numbers in that language, such as en-GB. */
function regionOf(locale: Locale): string {
  const defaults: Record<Locale, string> = { en: 'en-GB', ru: 'ru-RU' };
  return navigator.languages.find((language) => language.startsWith(`${locale}-`)) ?? defaults[locale];
}

let spoken: Locale = firstLocale;
const loaded: Partial<Record<Locale, Loaded>> = {};
const said = { more: false, admin: false };

/** Loads a language: the first part, and the others where a screen has needed them. */
export async function loadCatalogue(locale: Locale): Promise<Loaded> {
  const words: Loaded = {
    ...(await catalogues[locale].first()),
    ...(said.more && (await catalogues[locale].more())),
    ...(said.admin && (await catalogues[locale].admin())),
  };
  loaded[locale] = words;
  spoken = locale;
  return words;
}

/** A screen that is loaded when it is needed, with the words that it says; `admin` says more. */
export function screen<Props extends object>(load: () => Promise<{ default: ComponentType<Props> }>, part?: 'admin') {
  return lazy(async () => {
    said.more = true;
    if (part) said[part] = true;
    const locale = spoken;
    const [module, ...words] = await Promise.all([load(), catalogues[locale].more(), part && catalogues[locale][part]()]);
    Object.assign(loaded[locale] ?? {}, ...words);
    return module;
  });
}

/** Puts an organisation's own words in place of Laurel's: see words.ts. */
export type Dress = (text: string) => string;

export function newTranslate(locale: Locale, catalogue: Loaded, format: Format, dress: Dress = (text) => text): Translate {
  const cardinal = new Intl.PluralRules(locale);
  const ordinal = new Intl.PluralRules(locale, { type: 'ordinal' });
  return (key, ...args) => {
    const message: Message = catalogue[key] ?? key;
    const values: Record<string, string | number> = args[0] ?? {};
    const text = typeof message === 'string' ? message : formOf(message, Number(values.count), message.ordinal ? ordinal : cardinal);
    return dress(text).replace(/\{(\w+)\}/g, (gap, name: string) => {
      const value = values[name];
      if (value === undefined) return gap;
      return typeof value === 'number' ? format.number(value) : value;
    });
  };
}

function formOf(message: Plural, count: number, rules: Intl.PluralRules): string {
  return message[rules.select(count)] ?? message.other;
}

interface I18n {
  locale: Locale;
  t: Translate;
  format: Format;
  /** A message by a name that is known only now, such as an error's code. */
  find: (key: string) => string | null;
  setLocale: (locale: Locale) => Promise<void>;
  /** Speaks with an organisation's own words, by language. */
  setWords: (words: Partial<Record<Locale, Words>>) => Promise<void>;
  /** Shows times in a time zone; in the device's own without one. */
  setZone: (zone: string | undefined) => void;
}

const Context = createContext<I18n | null>(null);

export function I18nProvider(props: { locale: Locale; catalogue: Loaded; children: ReactNode }) {
  const [current, setCurrent] = useState({ locale: props.locale, catalogue: props.catalogue });
  const [zone, setZone] = useState<string>();
  const [dresses, setDresses] = useState<Partial<Record<Locale, Dress>>>({});

  const setWords = useCallback(async (words: Partial<Record<Locale, Words>>) => {
    const { newDress } = await import('./words');
    setDresses({ en: newDress('en', words.en ?? {}), ru: newDress('ru', words.ru ?? {}) });
  }, []);

  const setLocale = useCallback(async (locale: Locale) => {
    const catalogue = await loadCatalogue(locale);
    try {
      localStorage.setItem(storageKey, locale);
    } catch {
      // A closed storage forgets the choice with the tab.
    }
    speak(locale);
    setCurrent({ locale, catalogue });
  }, []);

  const value = useMemo<I18n>(() => {
    const format = newFormat(regionOf(current.locale), zone);
    const find = (key: string) => {
      const message = (current.catalogue as Partial<Record<string, Message>>)[key];
      return typeof message === 'string' ? message : null;
    };
    return { locale: current.locale, format, find, t: newTranslate(current.locale, current.catalogue, format, dresses[current.locale]), setLocale, setWords, setZone };
  }, [current, dresses, zone, setLocale, setWords]);

  return <Context value={value}>{props.children}</Context>;
}

/** Tells the document and the server which language is spoken. */
export function speak(locale: Locale): void {
  document.documentElement.lang = locale;
  setLanguage(locale);
}

export function useI18n(): I18n {
  const value = use(Context);
  if (!value) throw new Error('useI18n outside I18nProvider');
  return value;
}
