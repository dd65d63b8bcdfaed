import { describe, expect, it } from 'vitest';
import { newSayings, sayingsOf, textsBody } from './texts';

const texts = (name: string, translations = {}) => ({ name, description: '', guidance: '', category: '', translations });

describe('sayingsOf', () => {
  it('finds out in which language a thing was written', () => {
    expect(sayingsOf(texts('Respect', { ru: { name: 'Уважение' } }))).toMatchObject({ first: 'en', en: { name: 'Respect' }, ru: { name: 'Уважение' } });
    expect(sayingsOf(texts('Уважение', { en: { name: 'Respect' } }))).toMatchObject({ first: 'ru', en: { name: 'Respect' } });
    expect(sayingsOf(texts('Уважение')).first).toBe('ru');
    expect(sayingsOf(texts('Respect')).first).toBe('en');
    expect(sayingsOf({ ...texts('Сервис 2026'), criteria: [{ name: 'Lasting', weight: 1, translations: { ru: { name: 'Надолго' } } }] }).first).toBe('en');
  });
});

describe('textsBody', () => {
  it('sends only what was said', () => {
    const sayings = { ...newSayings('ru'), ru: { name: 'Слово', description: 'Держит', guidance: '', category: '' }, en: { name: ' ', description: '', guidance: 'When', category: '' } };
    expect(textsBody(sayings, 'category')).toEqual({ name: 'Слово', description: 'Держит', category: '', translations: {} });
    expect(textsBody(sayings, 'guidance')).toEqual({ name: 'Слово', description: 'Держит', guidance: '', translations: { en: { guidance: 'When' } } });
  });

  it('says the category of a reward in both languages', () => {
    const read = { ...texts('Coffee', { ru: { name: 'Кофе', category: 'Радости' } }), category: 'Treats' };
    expect(textsBody(sayingsOf(read), 'category')).toEqual({ name: 'Coffee', description: '', category: 'Treats', translations: read.translations });
  });
});
