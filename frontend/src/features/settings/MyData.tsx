import { Link } from 'wouter';
import { base } from '../../api/client';
import type { Me } from '../../api/types';
import { useI18n } from '../../i18n';
import c from '../../ui/controls.module.css';
import { Icon } from '../../ui/Icon';
import l from '../../ui/layout.module.css';
import s from './settings.module.css';

/** Everything that is held about oneself, to take along. */
export function MyData({ me }: { me: Me }) {
  const { t } = useI18n();
  return (
    <>
      <p className={l.small}>{t('settings.data.text')}</p>
      <div className={s.actions}>
        {/* A file of the server, not a page of ours. */}
        <a className={c.btn} href={`${base}/me/export`} download>
          <Icon name="download" />
          {t('settings.data.download')}
        </a>
        <Link href="/me/year">{t('settings.data.year')}</Link>
        <Link href={`/people/${me.id}`}>{t('settings.data.profile')}</Link>
      </div>
    </>
  );
}
