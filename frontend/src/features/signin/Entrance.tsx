import type { ReactNode } from 'react';
import { otherLocale } from '../../app/account';
import { useI18n } from '../../i18n';
import { Logo, Wreath } from '../../ui/art';
import { useTitle } from '../../ui/bits';
import s from './signin.module.css';

/** The frame of the pages that are open to everybody. */
export function Entrance({ title, children }: { title: string; children: ReactNode }) {
  const { t, locale, setLocale } = useI18n();
  const other = otherLocale(locale);
  useTitle(title);
  return (
    <div className={s.page}>
      <div className={s.art} aria-hidden="true">
        <Wreath leaves={9} />
        <p>{t('signin.voice')}</p>
      </div>
      <main>
        <span className={s.brand}>
          <Logo />
          {t('app.name')}
        </span>
        <h1>{title}</h1>
        {children}
        <p className={s.foot}>
          <button type="button" lang={other.locale} onClick={() => void setLocale(other.locale)}>
            {other.name}
          </button>
        </p>
      </main>
    </div>
  );
}
