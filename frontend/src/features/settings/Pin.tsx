import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type SyntheticEvent, useRef, useState } from 'react';
import { call } from '../../api/client';
import { isProblem } from '../../api/problem';
import { useI18n } from '../../i18n';
import { Button } from '../../ui/Button';
import c from '../../ui/controls.module.css';
import { Field } from '../../ui/Field';
import l from '../../ui/layout.module.css';
import { useErrorText } from '../../ui/states';
import { useToast } from '../../ui/toast';
import s from './settings.module.css';

/** Another PIN, with the present one as proof. */
export function Pin() {
  const { t } = useI18n();
  const errorText = useErrorText();
  const tell = useToast();
  const client = useQueryClient();
  const [present, setPresent] = useState('');
  const [next, setNext] = useState('');
  const [short, setShort] = useState(false);
  const presentInput = useRef<HTMLInputElement>(null);
  const nextInput = useRef<HTMLInputElement>(null);
  const change = useMutation({
    mutationFn: () => call('PUT', '/me/pin', { body: { pin: present, new_pin: next } }),
    retry: false,
    onSuccess: () => {
      setPresent('');
      setNext('');
      tell(t('pin.done'));
      void client.invalidateQueries({ queryKey: ['sessions'] });
    },
    onError: (error) => (isProblem(error, 'weak_pin') ? nextInput : presentInput).current?.focus(),
  });
  const weak = isProblem(change.error, 'weak_pin');
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    const wrong = !/^[0-9]{6,12}$/.test(next);
    setShort(wrong);
    if (wrong) nextInput.current?.focus();
    else change.mutate();
  };
  const digits = { className: c.input, type: 'password', inputMode: 'numeric', maxLength: 12, required: true } as const;
  return (
    <form className={s.form} noValidate onSubmit={submit}>
      <p className={l.small}>{t('pin.text')}</p>
      <Field label={t('pin.present')} error={change.error && !weak ? errorText(change.error) : null}>
        {(wiring) => (
          <input
            {...wiring}
            {...digits}
            ref={presentInput}
            autoComplete="current-password"
            value={present}
            onChange={(event) => setPresent(event.target.value)}
          />
        )}
      </Field>
      <Field label={t('pin.new')} hint={t('pin.hint')} error={short ? t('pin.length') : weak ? t('error.weak_pin') : null}>
        {(wiring) => (
          <input
            {...wiring}
            {...digits}
            ref={nextInput}
            autoComplete="new-password"
            value={next}
            onChange={(event) => setNext(event.target.value)}
          />
        )}
      </Field>
      <div>
        <Button type="submit" busy={change.isPending}>
          {t('pin.submit')}
        </Button>
      </div>
    </form>
  );
}
