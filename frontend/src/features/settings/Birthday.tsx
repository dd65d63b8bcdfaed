import { useState } from 'react';
import type { Preferences, PreferencesChange } from '../../api/types';
import { useI18n } from '../../i18n';
import c from '../../ui/controls.module.css';
import { Field } from '../../ui/Field';
import { Switch } from '../../ui/Switch';
import { daysIn, monthNames } from './birthdays';
import s from './settings.module.css';

type Given = NonNullable<Preferences['birthday']>;

/** A birthday is given only to be celebrated, and goes when that is not wanted any more. */
export function Birthday({ birthday, choose }: { birthday: Preferences['birthday']; choose: (change: PreferencesChange) => void }) {
  const { t } = useI18n();
  const [asked, setAsked] = useState(false);
  const shown = birthday !== null || asked;
  const turn = (on: boolean) => {
    setAsked(on);
    if (!on && birthday) choose({ birthday: null });
  };
  return (
    <div>
      <Switch label={t('settings.birthday')} text={t('settings.birthday.text')} checked={shown} onChange={turn} />
      {shown && <Day given={birthday} choose={(day) => choose({ birthday: { ...day, consent: true } })} />}
    </div>
  );
}

/** Kept as soon as both the month and the day are chosen. */
function Day({ given, choose }: { given: Given | null; choose: (day: Given) => void }) {
  const { t, locale } = useI18n();
  const [month, setMonth] = useState(given?.month ?? 0);
  const [day, setDay] = useState(given?.day ?? 0);
  const pick = (nextMonth: number, nextDay: number) => {
    const possible = nextMonth > 0 && nextDay > daysIn(nextMonth) ? 0 : nextDay;
    setMonth(nextMonth);
    setDay(possible);
    if (nextMonth > 0 && possible > 0) choose({ month: nextMonth, day: possible });
  };
  return (
    <div className={s.birthday}>
      <Field label={t('settings.birthday.month')}>
        {(wiring) => (
          <select {...wiring} className={c.input} value={month} onChange={({ target }) => pick(Number(target.value), day)}>
            <option value={0}>{t('settings.birthday.choose')}</option>
            {monthNames(locale).map((name, at) => (
              <option key={name} value={at + 1}>
                {name}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label={t('settings.birthday.day')}>
        {(wiring) => (
          <select {...wiring} className={c.input} value={day} onChange={({ target }) => pick(month, Number(target.value))}>
            <option value={0}>{t('settings.birthday.choose')}</option>
            {Array.from({ length: daysIn(month) }, (_, at) => (
              <option key={at} value={at + 1}>
                {at + 1}
              </option>
            ))}
          </select>
        )}
      </Field>
    </div>
  );
}
