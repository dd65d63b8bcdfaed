import { useChooseLocale, useChooseTheme } from '../../app/account';
import { useTheme } from '../../app/theme';
import { useI18n } from '../../i18n';
import { Seg } from '../../ui/Field';
import s from './settings.module.css';

/** Language and theme. */
export function Look() {
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
    </>
  );
}
