import { type ReactNode, useState } from 'react';
import { download } from '../../api/paper';
import { useI18n } from '../../i18n';
import { Button } from '../../ui/Button';
import { Icon } from '../../ui/Icon';
import l from '../../ui/layout.module.css';
import { useErrorText } from '../../ui/states';
import { useToast } from '../../ui/toast';
import type { Worth } from './api';
import s from './value.module.css';

/** A share of a whole as a bar; the number stands beside it. */
export function Bar({ share, full }: { share: number; full?: boolean }) {
  return (
    <span className={s.bar} aria-hidden="true" data-full={full ? '' : undefined}>
      <span style={{ width: `${Math.min(1, Math.max(0, share)) * 100}%` }} />
    </span>
  );
}

/** A table that may be wider than its card: it scrolls by itself, also by keyboard. */
export function TableBox({ label, children }: { label: string; children: ReactNode }) {
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={l.tableBox} tabIndex={0} role="group" aria-label={label}>
      <table className={l.table}>{children}</table>
    </div>
  );
}

/** A report as a table for a spreadsheet. */
export function TakeCSV({ path, name, label }: { path: string; name: string; label: string }) {
  const { t, locale } = useI18n();
  const tell = useToast();
  const errorText = useErrorText();
  const [taking, setTaking] = useState(false);
  const take = async () => {
    setTaking(true);
    try {
      await download(path, { language: locale, name, accept: 'text/csv' });
    } catch (error) {
      tell(errorText(error), { bad: true });
    } finally {
      setTaking(false);
    }
  };
  return (
    <Button small busy={taking} onClick={() => void take()} aria-label={label}>
      <Icon name="download" size="s" />
      {t('admin.audit.csv')}
    </Button>
  );
}

/** What points cost, in words; nothing where nobody has said. */
export function useCost(): (worth: Worth) => string {
  const { format } = useI18n();
  return ({ money }) => (money ? format.money(money.amount, money.currency) : '');
}
