import { useMemo } from 'react';
import { useChooseLocale, useChooseTheme } from '../../app/account';
import { useTheme } from '../../app/theme';
import { useI18n } from '../../i18n';
import type { Preferences, PreferencesChange } from '../../api/types';
import c from '../../ui/controls.module.css';
import { Field, Seg } from '../../ui/Field';
import s from './settings.module.css';

interface LookProps {
  preferences: Preferences;
  choose: (change: PreferencesChange) => void;
}

/** Language, theme, time zone. */
export function Look({ preferences, choose }: LookProps) {
  const { t, locale } = useI18n();
  const chooseLocale = useChooseLocale();
  const theme = useTheme();
  const chooseTheme = useChooseTheme();
  return (
    <>
      <div className={s.setting}>
        <h3>{t('app.language')}</h3>
        <Seg
          label={t('app.language')}
          value={locale}
          options={[
            { value: 'en', label: 'English' },
            { value: 'ru', label: 'Русский' },
          ]}
          onChange={(value) => void chooseLocale(value)}
        />
      </div>
      <div className={s.setting}>
        <h3>{t('app.theme')}</h3>
        <Seg
          label={t('app.theme')}
          value={theme}
          options={[
            { value: 'system', label: t('theme.system') },
            { value: 'light', label: t('theme.light') },
            { value: 'dark', label: t('theme.dark') },
          ]}
          onChange={(value) => void chooseTheme(value)}
        />
      </div>
      <Field label={t('settings.zone')} hint={t('settings.zone.hint')}>
        {(wiring) => (
          <select
            {...wiring}
            className={c.input}
            value={preferences.time_zone ?? ''}
            onChange={(event) => choose({ time_zone: event.target.value || null })}
          >
            <option value="">{t('settings.zone.device')}</option>
            <Zones chosen={preferences.time_zone} />
          </select>
        )}
      </Field>
    </>
  );
}

function Zones({ chosen }: { chosen: string | null }) {
  const zones = useMemo(() => {
    const known = Intl.supportedValuesOf('timeZone');
    return chosen && !known.includes(chosen) ? [chosen, ...known] : known;
  }, [chosen]);
  return zones.map((zone) => (
    <option key={zone} value={zone}>
      {zone.replaceAll('_', ' ')}
    </option>
  ));
}
