import { useMutation } from '@tanstack/react-query';
import { Link } from 'wouter';
import { download } from '../../api/paper';
import type { Me } from '../../api/types';
import { useI18n } from '../../i18n';
import { Button } from '../../ui/Button';
import { Icon } from '../../ui/Icon';
import l from '../../ui/layout.module.css';
import { Note, useErrorText } from '../../ui/states';
import s from './settings.module.css';

/** Everything that is held about oneself, to take along. */
export function MyData({ me }: { me: Me }) {
  const { t, locale } = useI18n();
  const errorText = useErrorText();
  const archive = useMutation({
    mutationFn: () => download('/me/export', { language: locale, name: 'laurel-my-data.zip' }),
    retry: false,
  });
  return (
    <>
      <p className={l.small}>{t('settings.data.text')}</p>
      {archive.isError && (
        <Note tone="bad" icon="alert" title={t('settings.data.failed')} alert>
          {errorText(archive.error)}
        </Note>
      )}
      <div className={s.actions}>
        <Button busy={archive.isPending} onClick={() => archive.mutate()}>
          <Icon name="download" />
          {archive.isPending ? t('settings.data.busy') : t('settings.data.download')}
        </Button>
        <Link href="/me/year">{t('settings.data.year')}</Link>
        <Link href={`/people/${me.id}`}>{t('settings.data.profile')}</Link>
      </div>
    </>
  );
}
