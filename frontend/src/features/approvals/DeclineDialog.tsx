import { type SyntheticEvent, useId, useState } from 'react';
import type { Approval } from '../../api/types';
import { useI18n } from '../../i18n';
import { Button } from '../../ui/Button';
import c from '../../ui/controls.module.css';
import { Dialog } from '../../ui/Dialog';
import { Field } from '../../ui/Field';
import l from '../../ui/layout.module.css';

interface DeclineProps {
  kind: Approval['kind'];
  /** Who will read the reason. */
  reader: string;
  onClose: () => void;
  onDecline: (reason: string) => void;
}

/** A no always has a reason, in words that help to a yes. */
export function DeclineDialog({ kind, reader, onClose, onDecline }: DeclineProps) {
  const { t } = useI18n();
  const name = useId();
  const ready = kind === 'nomination' ? [t('approvals.reason.effect'), t('approvals.reason.earlier')] : [];
  const [choice, setChoice] = useState(0);
  const [words, setWords] = useState('');
  const [checked, setChecked] = useState(false);
  const own = choice >= ready.length;
  const reason = own ? words.trim() : [ready[choice], words.trim()].filter(Boolean).join('. ');

  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    setChecked(true);
    if (reason) onDecline(reason);
  };

  return (
    <Dialog title={kind === 'nomination' ? t('approvals.decline.title') : t('approvals.reject.title')} onClose={onClose}>
      <form className={l.stack} noValidate onSubmit={submit}>
        <p className={c.hint}>
          {kind === 'nomination' ? t('approvals.decline.hint', { name: reader }) : t('approvals.reject.hint', { name: reader })}
        </p>
        {ready.length > 0 && (
          <fieldset>
            <legend className={l.vh}>{t('approvals.reason')}</legend>
            {[...ready, t('approvals.reason.other')].map((text, i) => (
              <label className={c.check} key={text}>
                <input type="radio" name={name} checked={choice === i} onChange={() => setChoice(i)} />
                {text}
              </label>
            ))}
          </fieldset>
        )}
        <Field label={t('approvals.reason.words')} optional={!own} error={checked && !reason ? t('field.required') : null}>
          {(wiring) => (
            <textarea
              {...wiring}
              className={c.input}
              rows={2}
              maxLength={1000}
              value={words}
              onChange={(event) => setWords(event.target.value)}
            />
          )}
        </Field>
        <footer>
          <Button look="ghost" onClick={onClose}>
            {t('approvals.decline.keep')}
          </Button>
          <Button type="submit" look="solid">
            {kind === 'nomination' ? t('approvals.decline.send') : t('approvals.reject.send')}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
