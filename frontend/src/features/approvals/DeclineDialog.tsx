import { type SyntheticEvent, useRef, useState } from 'react';
import type { Approval } from '../../api/types';
import { useI18n } from '../../i18n';
import { Button } from '../../ui/Button';
import c from '../../ui/controls.module.css';
import { Dialog } from '../../ui/Dialog';
import { Field } from '../../ui/Field';
import l from '../../ui/layout.module.css';
import { useTyped } from '../../ui/useTyped';
import s from './approvals.module.css';
import { teaches } from './reason';

interface DeclineProps {
  /** What the words are kept as until they are sent. */
  typed: string;
  kind: Approval['kind'];
  /** How many it is for. */
  count: number;
  /** Who will read the reason. */
  reader: string;
  onClose: () => void;
  onDecline: (reason: string) => void;
}

const ready = {
  nomination: ['effect', 'behaviour', 'people', 'earlier', 'thanks'],
  redemption: ['talk', 'gone', 'had'],
} as const;

/** A no always has a reason, in words that help to a yes. */
export function DeclineDialog({ typed, kind, count, reader, onClose, onDecline }: DeclineProps) {
  const { t } = useI18n();
  const [words, setWords] = useTyped(typed, '');
  const [checked, setChecked] = useState(false);
  const text = useRef<HTMLTextAreaElement>(null);
  const nomination = kind === 'nomination';

  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    setChecked(true);
    if (teaches(words)) onDecline(words.trim());
    else text.current?.focus();
  };
  const suggest = (reason: string) => {
    setWords(reason);
    text.current?.focus();
  };

  return (
    <Dialog title={nomination ? t('approvals.decline.title') : t('approvals.reject.title')} onClose={onClose} wide>
      <form className={l.stack} noValidate onSubmit={submit}>
        <p className={c.hint}>
          {count > 1
            ? t('approvals.decline.hintMany', { count })
            : nomination
              ? t('approvals.decline.hint', { name: reader })
              : t('approvals.reject.hint', { name: reader })}
        </p>
        <div className={s.reasons} role="group" aria-label={t('approvals.reasons')}>
          {ready[kind].map((name) => (
            <Button small key={name} onClick={() => suggest(t(`approvals.reason.${name}.text`))}>
              {t(`approvals.reason.${name}`)}
            </Button>
          ))}
        </div>
        <Field label={t('approvals.reason.words')} error={checked && !teaches(words) ? t('approvals.reason.short') : null}>
          {(wiring) => (
            <textarea
              {...wiring}
              ref={text}
              className={c.input}
              rows={3}
              maxLength={1000}
              value={words}
              onChange={(event) => setWords(event.target.value)}
              onKeyDown={(event) => {
                if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit(event);
              }}
            />
          )}
        </Field>
        <footer>
          <Button look="ghost" onClick={onClose}>
            {t('approvals.decline.keep')}
          </Button>
          <Button type="submit" look="solid">
            {nomination ? t('approvals.decline.send') : t('approvals.reject.send')}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
