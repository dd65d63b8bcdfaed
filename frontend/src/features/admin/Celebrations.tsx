import { useI18n } from '../../i18n';
import l from '../../ui/layout.module.css';
import s from './admin.module.css';
import type { Settings } from './api';
import { Check, TextField } from './parts';

/** The points are typed, so that a field can be empty while one types. */
export interface CelebrationsDraft {
  anniversaries: boolean;
  birthdays: boolean;
  anniversaryPoints: string;
  birthdayPoints: string;
}

export function celebrationsDraft(of: Settings['celebrations']): CelebrationsDraft {
  const { anniversaries, birthdays, anniversary_points, birthday_points } = of;
  return { anniversaries, birthdays, anniversaryPoints: String(anniversary_points), birthdayPoints: String(birthday_points) };
}

/** As the API takes it. */
export function celebrationsOf(draft: CelebrationsDraft): Settings['celebrations'] {
  const { anniversaries, birthdays, anniversaryPoints, birthdayPoints } = draft;
  return { anniversaries, birthdays, anniversary_points: Number(anniversaryPoints), birthday_points: Number(birthdayPoints) };
}

/** What the organisation celebrates of its people. */
export function Celebrations({ draft, onChange, fault }: { draft: CelebrationsDraft; onChange: (next: CelebrationsDraft) => void; fault: (field: string) => string | null }) {
  const { t } = useI18n();
  const set = (part: Partial<CelebrationsDraft>) => onChange({ ...draft, ...part });
  return (
    <section className={l.card} aria-label={t('admin.celebrate')}>
      <h2>{t('admin.celebrate')}</h2>
      <p className={l.soft}>{t('admin.celebrate.text')}</p>
      <Check label={t('admin.celebrate.anniversaries')} hint={t('admin.celebrate.anniversaries.hint')} checked={draft.anniversaries} onChange={(anniversaries) => set({ anniversaries })} />
      <Check label={t('admin.celebrate.birthdays')} hint={t('admin.celebrate.birthdays.hint')} checked={draft.birthdays} onChange={(birthdays) => set({ birthdays })} />
      <div className={s.pair}>
        <TextField
          label={t('admin.celebrate.anniversaryPoints')}
          hint={t('admin.celebrate.points.hint')}
          type="number"
          min={0}
          value={draft.anniversaryPoints}
          error={fault('celebrations.anniversary_points')}
          onChange={(anniversaryPoints) => set({ anniversaryPoints })}
        />
        <TextField
          label={t('admin.celebrate.birthdayPoints')}
          type="number"
          min={0}
          value={draft.birthdayPoints}
          error={fault('celebrations.birthday_points')}
          onChange={(birthdayPoints) => set({ birthdayPoints })}
        />
      </div>
    </section>
  );
}
