import { useQueryClient } from '@tanstack/react-query';
import { type SyntheticEvent, useEffect, useId, useRef, useState } from 'react';
import { useLocation, useSearchParams } from 'wouter';
import { call } from '../../api/client';
import { isProblem } from '../../api/problem';
import { markSession } from '../../api/session';
import { meQuery } from '../../api/queries';
import { useI18n } from '../../i18n';
import { Button } from '../../ui/Button';
import c from '../../ui/controls.module.css';
import { Field } from '../../ui/Field';
import l from '../../ui/layout.module.css';
import { Note, useErrorText } from '../../ui/states';
import { Entrance } from './Entrance';

/** Only a path of our own: an address of another site never follows a sign-in. */
function safePath(next: string | null): string {
  return next && /^\/(?![/\\])/.test(next) && !next.startsWith('/signin') ? next : '/';
}

export default function SignIn() {
  const { t } = useI18n();
  const [params] = useSearchParams();
  const id = useId();
  const chosen = params.has('chosen');
  return (
    <Entrance title={t('signin.title')}>
      {params.has('ended') && (
        <Note tone="sky" icon="info">
          {t('signin.ended')}
        </Note>
      )}
      {chosen && (
        <div id={id}>
          <Note tone="ok" icon="check">
            {t('signin.chosen')}
          </Note>
        </div>
      )}
      <SignInForm next={safePath(params.get('next'))} about={chosen ? id : null} />
    </Entrance>
  );
}

/** `about` is what stands above the form and is read with its first field, where one begins then. */
function SignInForm({ next, about }: { next: string; about: string | null }) {
  const { t } = useI18n();
  const errorText = useErrorText();
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const emailInput = useRef<HTMLInputElement>(null);
  const passwordInput = useRef<HTMLInputElement>(null);

  useEffect(() => {
    if (about !== null) emailInput.current?.focus();
  }, [about]);

  const wrong = isProblem(error) && error.status === 401;
  const explain = (): string => {
    if (wrong) return t('signin.wrong');
    if (isProblem(error) && error.status === 429) {
      return t('signin.tooMany', { count: Math.max(1, Math.ceil((error.retryAfter ?? 60) / 60)) });
    }
    return errorText(error);
  };

  const submit = async (event: SyntheticEvent) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setError(null);
    try {
      await call('POST', '/auth/session', { body: { email: email.trim(), password } });
      markSession(true);
      client.removeQueries();
      await client.query(meQuery);
      navigate(next, { replace: true });
    } catch (problem) {
      setError(problem);
      setBusy(false);
      passwordInput.current?.focus();
      passwordInput.current?.select();
    }
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
      <Field label={t('signin.password')} error={error === null ? null : explain()}>
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
      <Button type="submit" look="primary" block busy={busy}>
        {busy ? t('signin.busy') : t('signin.submit')}
      </Button>
    </form>
  );
}
