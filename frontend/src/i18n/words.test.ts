import { describe, expect, it } from 'vitest';
import { newDress } from './words';

const department = ['отдел', 'отдела', 'отделу', 'отдел', 'отделом', 'отделе', 'отделы', 'отделов', 'отделам', 'отделы', 'отделами', 'отделах'];
const prize = ['награда', 'награды', 'награде', 'награду', 'наградой', 'награде', 'награды', 'наград', 'наградам', 'награды', 'наградами', 'наградах'];

describe('newDress', () => {
  it.each([
    ['Show teams', 'Show crews'],
    ['Team', 'Crew'],
    ['My team: {team}', 'My crew: {team}'],
    ['Teamwork and steams stay', 'Teamwork and steams stay'],
    ['Rewards', 'Rewards'],
  ])('in English: %s', (text, want) => {
    expect(newDress('en', { team: ['crew', 'crews'] })(text)).toBe(want);
  });

  it.each([
    ['Команды', 'Отделы'],
    ['Выберите команду', 'Выберите отдел'],
    ['Этой команды больше нет', 'Этой отдела больше нет'],
    ['Все команды', 'Все отделы'],
    ['Кого в команде давно не замечали?', 'Кого в отделе давно не замечали?'],
    ['Скажите команде', 'Скажите отделу'],
    ['{count} команд', '{count} отделов'],
    ['Подарки', 'Награды'],
    ['Получите подарок', 'Получите награду'],
    ['Подарок', 'Награда'],
    ['Выдача подарков', 'Выдача наград'],
  ])('in Russian: %s', (text, want) => {
    expect(newDress('ru', { team: department, reward: prize })(text)).toBe(want);
  });

  it('leaves Laurel’s own word where a form is missing, and everything where no word is given', () => {
    expect(newDress('en', { team: ['crew', ''] })('A team of teams')).toBe('A crew of teams');
    expect(newDress('en', { team: ['', ''] })('A team')).toBe('A team');
    expect(newDress('ru', {})('Команда')).toBe('Команда');
  });
});
