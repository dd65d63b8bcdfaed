import { describe, expect, it } from 'vitest';
import type { Preferences } from '../../api/types';
import { expected } from './usePreferences';

const before: Preferences = {
  locale: 'en',
  locale_chosen: false,
  theme: null,
  time_zone: 'Asia/Tokyo',
  hidden_from_leaderboards: false,
  thank_privately: false,
  points_private: false,
  anniversary_hidden: false,
  birthday: null,
  notifications: {
    kinds: [
      { kind: 'recognition', inbox: true, mail: true },
      { kind: 'comment', inbox: true, mail: true },
    ],
    digest: 'instant',
    quiet_hours: { from: '22:00', to: '07:00' },
  },
};

describe('a choice is shown as the server will answer it', () => {
  it('hidden points stand on no board, and who comes back shows them', () => {
    const hidden = expected(before, { points_private: true });
    expect(hidden.hidden_from_leaderboards).toBe(true);
    expect(expected(hidden, { hidden_from_leaderboards: false }).points_private).toBe(false);
  });

  it('a birthday is given without the word of consent, and taken back', () => {
    const given = expected(before, { birthday: { month: 2, day: 29, consent: true } });
    expect(given.birthday).toEqual({ month: 2, day: 29 });
    expect(expected(given, { birthday: null }).birthday).toBeNull();
    expect(expected(given, {}).birthday).toEqual({ month: 2, day: 29 });
  });

  it('kinds that are left out stay as they are', () => {
    const next = expected(before, {
      notifications: { kinds: [{ kind: 'comment', inbox: false, mail: true }] },
    });
    expect(next.notifications.kinds).toEqual([
      { kind: 'recognition', inbox: true, mail: true },
      { kind: 'comment', inbox: false, mail: true },
    ]);
    expect(next.notifications.quiet_hours).toEqual({ from: '22:00', to: '07:00' });
    expect(next.notifications.digest).toBe('instant');
  });
});
