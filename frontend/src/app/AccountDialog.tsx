import { Link } from 'wouter';
import type { Me } from '../api/types';
import { useI18n } from '../i18n';
import { Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import { Seg } from '../ui/Field';
import { Icon } from '../ui/Icon';
import l from '../ui/layout.module.css';
import { Who } from '../ui/Person';
import { otherLocale, useChooseLocale, useChooseTheme, useSignOut } from './account';
import s from './shell.module.css';
import { useTheme } from './theme';

/** On the phone: oneself, the language, the theme, the way out. */
export default function AccountDialog({ me, onClose }: { me: Me; onClose: () => void }) {
  const { t, locale } = useI18n();
  const chooseLocale = useChooseLocale();
  const theme = useTheme();
  const chooseTheme = useChooseTheme();
  const signOut = useSignOut();
  const other = otherLocale(locale);
  const own = otherLocale(other.locale);
  return (
    <Dialog title={t('app.account')} onClose={onClose}>
      <Who id={me.id} name={me.name} below={me.email} size="lg" />
      <div className={s.menu}>
        <Link className={s.link} href={`/people/${me.id}`} onClick={onClose}>
          <Icon name="users" />
          {t('settings.data.profile')}
        </Link>
        <Link className={s.link} href="/wallet" onClick={onClose}>
          <Icon name="wallet" />
          {t('nav.wallet')}
        </Link>
        <Link className={s.link} href="/awards" onClick={onClose}>
          <Icon name="award" />
          {t('side.awards')}
        </Link>
        <Link className={s.link} href="/settings" onClick={onClose}>
          <Icon name="settings" />
          {t('nav.settings')}
        </Link>
        <Link className={s.link} href="/cards" onClick={onClose}>
          <Icon name="heart" />
          {t('cards.title')}
        </Link>
        {me.role === 'owner' && (
          <Link className={s.link} href="/rewards/fulfilment" onClick={onClose}>
            <Icon name="send" />
            {t('nav.fulfilment')}
          </Link>
        )}
        {(me.role === 'owner' || me.role === 'admin') && (
          <Link className={s.link} href="/admin" onClick={onClose}>
            <Icon name="settings" />
            {t('nav.admin')}
          </Link>
        )}
      </div>
      <div className={l.stack}>
        <h3>{t('app.language')}</h3>
        <Seg
          label={t('app.language')}
          value={locale}
          options={
            locale === 'en'
              ? [
                  { value: own.locale, label: own.name },
                  { value: other.locale, label: other.name },
                ]
              : [
                  { value: other.locale, label: other.name },
                  { value: own.locale, label: own.name },
                ]
          }
          onChange={(value) => void chooseLocale(value)}
        />
      </div>
      <div className={l.stack}>
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
      <Button onClick={() => void signOut()}>{t('app.signOut')}</Button>
    </Dialog>
  );
}
