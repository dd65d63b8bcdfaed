import { Component, type ReactNode } from 'react';
import { useI18n } from '../i18n';
import { Button } from '../ui/Button';
import l from '../ui/layout.module.css';
import { Note } from '../ui/states';

/** The last net: a page that throws says so, and can be loaded again. */
export class Broken extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError(): { broken: boolean } {
    return { broken: true };
  }

  override render(): ReactNode {
    return this.state.broken ? <BrokenPage /> : this.props.children;
  }
}

function BrokenPage() {
  const { t } = useI18n();
  return (
    <main className={l.page}>
      <h1>{t('app.name')}</h1>
      <Note tone="bad" icon="alert" title={t('app.broken.title')} alert>
        {t('app.broken.text')}
      </Note>
      <div>
        <Button onClick={() => window.location.reload()}>{t('app.reload')}</Button>
      </div>
    </main>
  );
}
