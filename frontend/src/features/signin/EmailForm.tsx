import { type SyntheticEvent, useEffect, useRef, useState } from 'react';
import { Link } from 'wouter';
import { useI18n } from '../../i18n';
import { Button } from '../../ui/Button';
import c from '../../ui/controls.module.css';
import { Field } from '../../ui/Field';
import l from '../../ui/layout.module.css';
import { SharedBox, useEnter, useWhyNot } from './useEnter';
import s from './signin.module.css';

/** `about` is what stands above the form and is read with its first field, where one begins then. */
export function EmailForm({ next, about }: { next: string; about: string | null }) {
  const { t } = useI18n();
  const { enter, busy, error, shared, setShared } = useEnter(next);
  const whyNot = useWhyNot(t('signin.wrong'));
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const emailInput = useRef<HTMLInputElement>(null);
  const passwordInput = useRef<HTMLInputElement>(null);

  useEffect(() => {
    if (about !== null) emailInput.current?.focus();
  }, [about]);

  const submit = async (event: SyntheticEvent) => {
    event.preventDefault();
    if (busy || (await enter('/auth/session', { email: email.trim(), password }))) return;
    passwordInput.current?.focus();
    passwordInput.current?.select();
  };

  return (
    <form className={l.stack} onSubmit={(event) => void submit(event)}>
      <Field label={t('signin.email')}>
        {(wiring) => (
          <input
            {...wiring}
            ref={emailInput}
            aria-describedby={about ?? undefined}
            className={c.input}
            type="email"
            name="email"
            autoComplete="username"
            required
            value={email}
            onChange={(event) => setEmail(event.target.value)}
          />
        )}
      </Field>
      <Field label={t('signin.password')} error={error === null ? null : whyNot(error)}>
        {(wiring) => (
          <input
            {...wiring}
            ref={passwordInput}
            className={c.input}
            type="password"
            name="password"
            autoComplete="current-password"
            required
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        )}
      </Field>
      <SharedBox shared={shared} onChange={setShared} />
      <Button type="submit" look="primary" block busy={busy}>
        {busy ? t('signin.busy') : t('signin.submit')}
      </Button>
      <p className={s.ways}>
        <Link className={s.way} href="/forgot">
          {t('signin.forgot')}
        </Link>
      </p>
    </form>
  );
}
