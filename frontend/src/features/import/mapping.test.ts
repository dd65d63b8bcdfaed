import { describe, expect, test } from 'vitest';
import { convert, guess, guessBehaviour, guessDates, headerOf, holdsNames, missing, nameKey, tagOf, toDate, toPoints, valueOf } from './mapping';

const bonusly = ['Created at', 'Giver email', 'Receiver email', 'Amount', 'Reason', 'Hashtag'];
const line = ['2024-05-03 14:22:10 UTC', 'Maria@demo.example', 'ivan@demo.example', '1,000', 'For the harbour', '#Teamwork'];

describe('guess', () => {
  test('knows an export of Bonusly', () => {
    const mapping = guess('recognitions', bonusly, [line]);
    expect(mapping.columns).toEqual({ given_at: 0, giver_email: 1, receiver_email: 2, points: 3, message: 4, behaviour: 5 });
    expect(missing('recognitions', mapping)).toEqual([]);
    mapping.behaviours = { teamwork: 'helps-colleagues' };
    expect(headerOf('recognitions', mapping)).toEqual(['given_at', 'giver_email', 'receiver_email', 'behaviour', 'points', 'message']);
    expect(convert('recognitions', mapping, headerOf('recognitions', mapping), line, {})).toEqual([
      '2024-05-03T14:22:10Z',
      'Maria@demo.example',
      'ivan@demo.example',
      'helps-colleagues',
      '1000',
      'For the harbour',
    ]);
  });

  test('knows the columns of the API, whatever their order', () => {
    const { columns } = guess('roster', ['role', 'manager_email', 'team', 'name', 'email', 'started_on'], []);
    expect(columns).toEqual({ role: 0, manager_email: 1, team: 2, name: 3, email: 4, started_on: 5 });
  });

  test('knows Russian names', () => {
    const { columns } = guess('roster', ['ФИО', 'Отдел', 'Руководитель', 'Эл. почта', 'Табельный номер'], []);
    expect(columns).toEqual({ name: 0, team: 1, manager_email: 2, email: 3, personnel_number: 4 });
  });

  test('takes a behaviour from the tags of messages where no column has one', () => {
    const mapping = guess('recognitions', ['Date', 'From', 'To', 'Message'], [['2024-01-01', 'a@b.c', 'd@e.f', 'Well done #respect']]);
    expect(mapping.columns.behaviour).toBe(3);
    expect(mapping.tags).toBe(true);
    expect(valueOf('Well done #Respect, #other', true)).toBe('respect');
  });

  test('leaves open what it does not know', () => {
    const mapping = guess('recognitions', ['a', 'b'], []);
    expect(missing('recognitions', mapping)).toEqual(['given_at', 'giver_email', 'receiver_email', 'behaviour']);
    expect(missing('roster', guess('roster', ['name'], []))).toEqual(['email']);
  });
});

test('a behaviour that was left out takes its lines along', () => {
  const mapping = guess('recognitions', bonusly, [line]);
  mapping.behaviours = { teamwork: '' };
  expect(convert('recognitions', mapping, headerOf('recognitions', mapping), line, {})).toBeNull();
});

test('one behaviour for all lines', () => {
  const mapping = guess('recognitions', bonusly.slice(0, 5), [line.slice(0, 5)]);
  mapping.behaviour = 'respect';
  expect(missing('recognitions', mapping)).toEqual([]);
  expect(convert('recognitions', mapping, ['behaviour'], line, {})).toEqual(['respect']);
});

test('names become addresses', () => {
  const mapping = guess('recognitions', ['Date', 'From', 'To', 'Value'], []);
  const people = { [nameKey('Ivan  PETRENKO')]: 'ivan@demo.example' };
  expect(convert('recognitions', mapping, ['giver_email', 'receiver_email'], ['', ' ivan petrenko', 'Nobody', ''], people)).toEqual(['ivan@demo.example', 'Nobody']);
  expect(holdsNames([['Ivan'], ['Olga'], ['a@b.c']], 0)).toBe(true);
  expect(holdsNames([['a@b.c'], ['']], 0)).toBe(false);
});

test.each([
  ['2024-05-03', 'iso', '2024-05-03'],
  ['2024-05-03T09:12:44Z', 'iso', '2024-05-03T09:12:44Z'],
  ['2024-05-03T09:12:44.123+02:00', 'iso', '2024-05-03T09:12:44+02:00'],
  ['2024-05-03 09:12:44 +0200', 'iso', '2024-05-03T09:12:44+02:00'],
  ['03.05.2024', 'dmy', '2024-05-03'],
  ['3/5/24 9:05', 'dmy', '2024-05-03T09:05:00Z'],
  ['5/3/2024 9:05 PM', 'mdy', '2024-05-03T21:05:00Z'],
  ['5/3/2024 12:05 AM', 'mdy', '2024-05-03T00:05:00Z'],
  ['yesterday', 'iso', 'yesterday'],
] as const)('the date %s (%s) is %s', (text, order, want) => {
  expect(toDate(text, order)).toBe(want);
});

test('the order of dates is guessed', () => {
  expect(guessDates(['2024-05-03'])).toBe('iso');
  expect(guessDates(['5/3/2024', '5/13/2024'])).toBe('mdy');
  expect(guessDates(['5/3/2024', '13/5/2024'])).toBe('dmy');
  expect(guessDates(['01.02.2024'])).toBe('dmy');
});

test.each([
  ['10', '10'],
  ['+10', '10'],
  ['1,000', '1000'],
  ['1 000', '1000'],
  ['1.000,00', '1000'],
  ['25.0 pts', '25'],
  ['', '0'],
  ['ten', 'ten'],
  ['2.5', '2.5'],
])('the points %s are %s', (text, want) => {
  expect(toPoints(text)).toBe(want);
});

test('tags', () => {
  expect(tagOf('+10 @bob for #Right-First-Time today')).toBe('right-first-time');
  expect(tagOf('Номер #1 и #Уважение')).toBe('1');
  expect(tagOf('a#b')).toBe('');
  const behaviours = [{ code: 'right-first-time', name: 'Right first time' }, { code: 'respect', name: 'Уважение' }];
  expect(guessBehaviour('rightfirsttime', behaviours)).toBe('right-first-time');
  expect(guessBehaviour('уважение', behaviours)).toBe('respect');
  expect(guessBehaviour('teamwork', behaviours)).toBeUndefined();
});
