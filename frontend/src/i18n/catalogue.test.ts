import { describe, expect, it } from 'vitest';
import { type English, type Key, type Loaded, locales, newTranslate } from '.';
import type { Message } from './catalogue';
import { en as enAdmin } from './en/admin';
import { en as enFirst } from './en/first';
import { en as enMore } from './en/more';
import { newFormat } from './format';
import { ru as ruAdmin } from './ru/admin';
import { ru as ruFirst } from './ru/first';
import { ru as ruMore } from './ru/more';

const en: English = { ...enFirst, ...enMore, ...enAdmin };
const ru: Required<Loaded> = { ...ruFirst, ...ruMore, ...ruAdmin };
const catalogues: Record<(typeof locales)[number], Required<Loaded>> = { en, ru };
const keys = Object.keys(en) as Key[];

const formsOf = (message: Message): string[] =>
  typeof message === 'string' ? [message] : Object.values(message).filter((form): form is string => typeof form === 'string');

const gapsOf = (message: Message): string[] => {
  const found = new Set(formsOf(message).flatMap((form) => Array.from(form.matchAll(/\{(\w+)\}/g), (m) => m[1] ?? '')));
  // A form for one may say "one" instead of the number.
  found.delete('count');
  return [...found].sort();
};

describe('every catalogue', () => {
  it.each(locales)('%s says everything that English says', (locale) => {
    expect(Object.keys(catalogues[locale]).sort()).toEqual([...keys].sort());
  });

  it.each(locales)('%s fills the same gaps', (locale) => {
    const wrong = keys.filter((key) => gapsOf(catalogues[locale][key]).join() !== gapsOf(en[key]).join());
    expect(wrong).toEqual([]);
  });

  it.each(locales)('%s has every plural form that its language has', (locale) => {
    const wrong = keys.filter((key) => {
      const message: Message = catalogues[locale][key];
      if (typeof message === 'string') return false;
      const rules = new Intl.PluralRules(locale, { type: message.ordinal ? 'ordinal' : 'cardinal' });
      return rules.resolvedOptions().pluralCategories.some((form) => message[form] === undefined);
    });
    expect(wrong).toEqual([]);
  });

  it('is plain: no exclamation marks, no empty texts', () => {
    for (const locale of locales) {
      const wrong = keys.filter((key) => formsOf(catalogues[locale][key]).some((form) => form.trim() === '' || form.includes('!')));
      expect(wrong).toEqual([]);
    }
  });

  it('Russian is written in Russian', () => {
    // Kinds of files are called the same in every language.
    const foreign = keys.filter((key) =>
      formsOf(ru[key]).some((form) => /[A-Za-z]/.test(form.replace(/\{\w+\}|Laurel|PNG|JPEG|GIF|WebP/g, ''))),
    );
    expect(foreign).toEqual([]);
  });
});

describe('the sources', () => {
  const sources = import.meta.glob<string>(['../**/*.{ts,tsx}', '!../i18n/{en,ru}/*.ts', '!../**/*.test.*'], {
    query: '?raw',
    import: 'default',
    eager: true,
  });
  const text = Object.values(sources).join('\n');

  it('use every message', () => {
    // Names that are put together at run time, by what they begin with.
    const families = Array.from(text.matchAll(/`([a-z]+(?:\.\w+)*\.)\$\{/g), (m) => m[1] ?? '');
    const unused = keys.filter((key) => !text.includes(`'${key}'`) && !families.some((family) => key.startsWith(family)));
    expect(unused).toEqual([]);
  });
});

describe('newTranslate', () => {
  const russian = newTranslate('ru', ru, newFormat('ru-RU'));
  const english = newTranslate('en', en, newFormat('en-GB'));

  it.each([
    [1, '1 балл'],
    [2, '2 балла'],
    [5, '5 баллов'],
    [11, '11 баллов'],
    [21, '21 балл'],
    [1240, '1 240 баллов'],
  ])('counts %i in Russian', (count, text) => {
    expect(russian('points', { count }).replace(/\s/g, ' ')).toBe(text);
  });

  it.each([
    [1, '1st'],
    [2, '2nd'],
    [3, '3rd'],
    [4, '4th'],
    [11, '11th'],
    [22, '22nd'],
  ])('numbers place %i in English', (count, text) => {
    expect(english('board.place', { count })).toBe(text);
    expect(russian('board.place', { count })).toBe(`${count}-е место`);
  });

  it('leaves what a person wrote as it is', () => {
    expect(english('thanks.sent', { name: '{count} <b>$&</b>' })).toBe('{count} <b>$&</b> is thanked.');
  });
});
