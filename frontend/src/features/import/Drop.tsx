import { useRef, useState } from 'react';
import { useI18n } from '../../i18n';
import { Button } from '../../ui/Button';
import { cx } from '../../ui/cx';
import { Icon } from '../../ui/Icon';
import l from '../../ui/layout.module.css';
import s from './import.module.css';
import { type Kind, targets } from './mapping';

/** Where a file is let go, or chosen. */
export function Drop({ kind, onFile }: { kind: Kind; onFile: (file: File) => void }) {
  const { t } = useI18n();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const take = (files: FileList | null) => {
    const file = files?.[0];
    if (file) onFile(file);
  };
  return (
    <>
      <p className={l.soft}>{t(`import.about.${kind}`)}</p>
      {/* A mouse lets files go here; the keyboard has the button. */}
      {/* eslint-disable-next-line jsx-a11y/no-static-element-interactions */}
      <div
        className={cx(s.drop, over && s.over)}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          take(event.dataTransfer.files);
        }}
      >
        <Icon name="layers" />
        <p>{t('import.drop')}</p>
        <Button look="primary" onClick={() => input.current?.click()}>
          {t('import.choose')}
        </Button>
        <input
          ref={input}
          type="file"
          className={l.vh}
          tabIndex={-1}
          aria-label={t('import.choose')}
          accept=".csv,.tsv,.txt,text/csv,text/tab-separated-values"
          onChange={(event) => {
            take(event.target.files);
            event.target.value = '';
          }}
        />
      </div>
      <details className={s.plain}>
        <summary>{t('import.format')}</summary>
        <p>{t('import.format.text')}</p>
        <code className={s.code}>{targets[kind].join(',')}</code>
      </details>
    </>
  );
}
