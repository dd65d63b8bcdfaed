import { useI18n } from '../i18n';
import { useTitle } from '../ui/bits';
import { LinkButton } from '../ui/Button';
import l from '../ui/layout.module.css';
import { Empty } from '../ui/states';

/** The address leads nowhere, or to what is not for this reader. */
export function NoSuchPage() {
  const { t } = useI18n();
  useTitle(t('notfound.title'));
  return (
    <>
      <h1 className={l.vh}>{t('notfound.title')}</h1>
      <Empty title={t('notfound.title')} text={t('notfound.text')}>
        <LinkButton to="/">{t('notfound.home')}</LinkButton>
      </Empty>
    </>
  );
}
