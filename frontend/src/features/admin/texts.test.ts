import { describe, expect, it } from 'vitest';
import { newSayings, sayingsOf, textsBody } from './texts';

const texts = (name: string, translations = {}) => ({ name, description: '', guidance: '', translations });

describe('sayingsOf', () => {
  it('finds out in which language a thing was written', () => {
    expect(sayingsOf(texts('Respect', { ru: { name: 'Уважение' } }))).toMatchObject({ first: 'en', en: { name: 'Respect' }, ru: { name: 'Уважение' } });
    expect(sayingsOf(texts('Уважение', { en: { name: 'Respect' } }))).toMatchObject({ first: 'ru', en: { name: 'Respect' } });
    expect(sayingsOf(texts('Уважение')).first).toBe('ru');
    expect(sayingsOf(texts('Respect')).first).toBe('en');
  });
});

describe('textsBody', () => {
  it('sends only what was said', () => {
    const sayings = { ...newSayings('ru'), ru: { name: 'Слово', description: 'Держит', guidance: '' }, en: { name: ' ', description: '', guidance: 'When' } };
    expect(textsBody(sayings)).toEqual({ name: 'Слово', description: 'Держит', translations: {} });
    expect(textsBody(sayings, true)).toEqual({ name: 'Слово', description: 'Держит', guidance: '', translations: { en: { guidance: 'When' } } });
  });
});
