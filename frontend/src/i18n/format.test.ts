import { describe, expect, it } from 'vitest';
import { initials, newFormat } from './format';

const english = newFormat('en-GB');
const russian = newFormat('ru-RU');
const now = new Date('2026-11-23T12:00:00Z');
const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');

describe('newFormat', () => {
  it('shows times in a zone, and in that of the device where it is not known', () => {
    const at = '2026-11-23T22:30:00Z';
    expect(newFormat('en-GB', 'Asia/Tokyo').exact(at)).toBe('24 November 2026 at 07:30');
    expect(newFormat('en-GB', 'America/New_York').date(at)).toContain('23 November');
    expect(newFormat('en-GB', 'Mars/Olympus').exact(at)).toBe(english.exact(at));
  });

  it('separates thousands as the language does', () => {
    expect(english.number(1240)).toBe('1,240');
    expect(plain(russian.number(12400))).toBe('12 400');
  });

  it('writes a change with a true sign', () => {
    expect(english.signed(50)).toBe('+50');
    expect(english.signed(-900)).toBe('−900');
    expect(english.signed(0)).toBe('0');
  });

  it('writes money without empty cents', () => {
    expect(english.money(1800, 'EUR')).toBe('€18');
    expect(english.money(1850, 'EUR')).toBe('€18.50');
    expect(english.money(500, 'JPY')).toBe('JP¥500');
  });

  it.each([
    ['2026-11-23T11:59:30Z', 'now'],
    ['2026-11-23T11:18:00Z', '42 minutes ago'],
    ['2026-11-23T09:00:00Z', '3 hours ago'],
    ['2026-11-22T11:00:00Z', 'yesterday'],
    ['2026-11-12T12:00:00Z', '12 November'],
  ])('says when %s was', (at, text) => {
    expect(english.relative(at, now)).toBe(text);
  });

  it('takes a clock that runs ahead for now', () => {
    expect(english.relative('2026-11-23T12:00:05Z', now)).toBe('now');
  });

  it('says how long something has waited', () => {
    expect(english.waited('2026-11-22T17:00:00Z', now)).toBe('19h');
    expect(plain(russian.waited('2026-11-20T12:00:00Z', now))).toMatch(/^3 д/);
  });

  it('names periods by their days', () => {
    const day = (text: string) => new Date(`${text}T00:00:00Z`);
    expect(english.period('month', day('2026-11-01'), day('2026-11-30'))).toBe('November 2026');
    expect(russian.period('month', day('2026-11-01'), day('2026-11-30'))).toBe('ноябрь 2026');
    expect(english.period('week', day('2026-11-16'), day('2026-11-22'))).toMatch(/^16.{1,3}22 November$/);
    expect(english.period('year', day('2026-01-01'), day('2026-12-31'))).toBe('2026');
  });
});

describe('initials', () => {
  it('takes the first letters of two words, in any script', () => {
    expect(initials('Maria Sokolova')).toBe('MS');
    expect(initials('анна вольская петровна')).toBe('АВ');
    expect(initials('𝔘we')).toBe('𝔘');
    expect(initials('')).toBe('');
  });
});
