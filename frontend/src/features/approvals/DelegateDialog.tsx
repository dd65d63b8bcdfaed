import { type SyntheticEvent, useState } from 'react';
import type { Me, Person } from '../../api/types';
import { useI18n } from '../../i18n';
import { Button } from '../../ui/Button';
import c from '../../ui/controls.module.css';
import { Dialog } from '../../ui/Dialog';
import l from '../../ui/layout.module.css';
import PeoplePicker from '../../ui/PeoplePicker';
import { useTyped } from '../../ui/useTyped';

interface DelegateProps {
  /** What who was chosen is kept as until it is sent. */
  typed: string;
  me: Me;
  count: number;
  onClose: () => void;
  onDelegate: (to: Person) => void;
}

/** Somebody else decides: who has no part in it, and is a manager or an owner. */
export function DelegateDialog({ typed, me, count, onClose, onDelegate }: DelegateProps) {
  const { t } = useI18n();
  const [to, setTo, forget] = useTyped<Person[]>(typed, []);
  const [checked, setChecked] = useState(false);
  const chosen = to[0];
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    setChecked(true);
    if (chosen) onDelegate(chosen);
  };
  const leave = () => {
    forget();
    onClose();
  };
  return (
    <Dialog title={t('approvals.delegate.title', { count })} onClose={onClose} place="top">
      <form className={l.stack} noValidate onSubmit={submit}>
        <PeoplePicker
          label={t('approvals.delegate.who')}
          hint={t('approvals.delegate.hint')}
          error={checked && !chosen ? t('field.required') : null}
          value={to}
          max={1}
          without={[me.id]}
          onChange={setTo}
        />
        {me.manager && chosen?.id !== me.manager.id && (
          <p className={c.hint}>
            <Button small onClick={() => me.manager && setTo([{ ...me.manager, team: null }])}>
              {t('approvals.delegate.manager', { name: me.manager.name })}
            </Button>
          </p>
        )}
        <footer>
          <Button look="ghost" onClick={leave}>
            {t('approvals.decline.keep')}
          </Button>
          <Button type="submit" look="primary">
            {t('approvals.delegate.send')}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
