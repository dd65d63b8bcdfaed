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

const shortest = 10;
const longest = 200;

/** What the server would say of its length; it counts characters, not the halves of an emoji. */
function lengthFault(password: string): 'short' | 'long' | null {
  const { length } = Array.from(password);
  return length < shortest ? 'short' : length > longest ? 'long' : null;
}

/** Another password, with the present one as proof. */
export function Password() {
  const { t } = useI18n();
  const errorText = useErrorText();
  const tell = useToast();
  const client = useQueryClient();
  const [present, setPresent] = useState('');
  const [next, setNext] = useState('');
  const [fault, setFault] = useState<'short' | 'long' | null>(null);
  const presentInput = useRef<HTMLInputElement>(null);
  const nextInput = useRef<HTMLInputElement>(null);
  const change = useMutation({
    mutationFn: () => call('PUT', '/me/password', { body: { present, next } }),
    retry: false,
    onSuccess: () => {
      setPresent('');
      setNext('');
      tell(t('settings.password.done'));
      void client.invalidateQueries({ queryKey: ['sessions'] });
    },
    onError: (error) => (isProblem(error, 'weak_password') ? nextInput : presentInput).current?.focus(),
  });
  const weak = isProblem(change.error, 'weak_password');
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    const wrong = lengthFault(next);
    setFault(wrong);
    if (wrong) nextInput.current?.focus();
    else change.mutate();
  };
  return (
    <form className={s.form} noValidate onSubmit={submit}>
      <p className={l.small}>{t('settings.password.text')}</p>
      <Field label={t('settings.password.present')} error={change.error && !weak ? errorText(change.error) : null}>
        {(wiring) => (
          <input
            {...wiring}
            ref={presentInput}
            className={c.input}
            type="password"
            autoComplete="current-password"
            required
            value={present}
            onChange={(event) => setPresent(event.target.value)}
          />
        )}
      </Field>
      <Field
        label={t('password.new')}
        hint={t('password.hint')}
        error={fault ? t(`password.${fault}`) : weak ? errorText(change.error) : null}
      >
        {(wiring) => (
          <input
            {...wiring}
            ref={nextInput}
            className={c.input}
            type="password"
            autoComplete="new-password"
            required
            value={next}
            onChange={(event) => setNext(event.target.value)}
          />
        )}
      </Field>
      <div>
        <Button type="submit" busy={change.isPending} disabled={present === '' || next === ''}>
          {t('settings.password.submit')}
        </Button>
      </div>
    </form>
  );
}
