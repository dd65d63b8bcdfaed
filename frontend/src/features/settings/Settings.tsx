import type { ReactNode } from 'react';
import type { Me } from '../../api/types';
import { type Key, useI18n } from '../../i18n';
import { PageHead, useTitle } from '../../ui/bits';
import { cx } from '../../ui/cx';
import l from '../../ui/layout.module.css';
import { Failed, RowBones } from '../../ui/states';
import { Look } from './Look';
import { MyData } from './MyData';
import { Notifications } from './Notifications';
import { Password } from './Password';
import { Pin } from './Pin';
import { Privacy } from './Privacy';
import { Sessions } from './Sessions';
import s from './settings.module.css';
import { usePreferences } from './usePreferences';

const sections = ['look', 'privacy', 'notifications', 'password', 'pin', 'sessions', 'data'] as const;
type Section = (typeof sections)[number];

const titleOf = (section: Section): Key & `settings.${Section}` => `settings.${section}`;

/** What one chooses for oneself. Every choice is kept at once. */
export default function Settings({ me }: { me: Me }) {
  const { t } = useI18n();
  useTitle(t('settings.title'));
  const { preferences, choose } = usePreferences();
  const { data } = preferences;
  const shown = sections.filter((section) => (section !== 'password' || me.email !== null) && (section !== 'pin' || me.has_pin));
  return (
    <div className={l.page}>
      <PageHead title={t('settings.title')} lead={t('settings.lead')} />
      <div className={s.cols}>
        <nav className={s.toc} aria-label={t('settings.title')}>
          <ul>
            {shown.map((section) => (
              <li key={section}>
                <a href={`#${section}`}>{t(titleOf(section))}</a>
              </li>
            ))}
          </ul>
        </nav>
        <div className={cx(l.stack, l.lg)}>
          {preferences.isPending && (
            <div className={l.card}>
              <RowBones rows={6} />
            </div>
          )}
          {preferences.isError && (
            <Failed title={t('settings.failed')} error={preferences.error} retry={() => void preferences.refetch()} />
          )}
          {data && (
            <>
              <Part section="look">
                <Look preferences={data} choose={choose} />
              </Part>
              <Part section="privacy">
                <Privacy preferences={data} choose={choose} />
              </Part>
              <Part section="notifications">
                <Notifications chosen={data.notifications} choose={(notifications) => choose({ notifications })} me={me} />
              </Part>
            </>
          )}
          {me.email !== null && (
            <Part section="password">
              <Password />
            </Part>
          )}
          {me.has_pin && (
            <Part section="pin">
              <Pin />
            </Part>
          )}
          <Part section="sessions">
            <Sessions />
          </Part>
          <Part section="data">
            <MyData me={me} />
          </Part>
        </div>
      </div>
    </div>
  );
}

function Part({ section, children }: { section: Section; children: ReactNode }) {
  const { t } = useI18n();
  return (
    <section className={cx(l.card, s.part)} id={section} aria-labelledby={`${section}-title`}>
      <h2 id={`${section}-title`}>{t(titleOf(section))}</h2>
      {children}
    </section>
  );
}
