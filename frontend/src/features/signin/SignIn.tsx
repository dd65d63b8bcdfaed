import { useQueryClient } from '@tanstack/react-query';
import { type SyntheticEvent, useRef, useState } from 'react';
import { useLocation, useSearchParams } from 'wouter';
import { call } from '../../api/client';
import { isProblem } from '../../api/problem';
import { markSession } from '../../api/session';
import { meQuery } from '../../api/queries';
import { useI18n, type Locale } from '../../i18n';
import { Logo, Wreath } from '../../ui/art';
import { useTitle } from '../../ui/bits';
import { Button } from '../../ui/Button';
import c from '../../ui/controls.module.css';
import { Field } from '../../ui/Field';
import l from '../../ui/layout.module.css';
import { Note, useErrorText } from '../../ui/states';
import s from './signin.module.css';

/** Only a path of our own: an address of another site never follows a sign-in. */
function safePath(next: string | null): string {
  return next && /^\/(?![/\\])/.test(next) && !next.startsWith('/signin') ? next : '/';
}

const others: Record<Locale, { locale: Locale; name: string }> = {
  en: { locale: 'ru', name: 'Русский' },
  ru: { locale: 'en', name: 'English' },
};

export default function SignIn() {
  const { t, locale, setLocale } = useI18n();
  const [params] = useSearchParams();
  const other = others[locale];
  useTitle(t('signin.title'));
  return (
    <div className={s.page}>
      <div className={s.art} aria-hidden="true">
        <Wreath leaves={9} />
        <p>{t('signin.voice')}</p>
      </div>
      <main>
        <span className={s.brand}>
          <Logo />
          {t('app.name')}
        </span>
        <h1>{t('signin.title')}</h1>
        {params.has('ended') && (
          <Note tone="sky" icon="info">
            {t('signin.ended')}
          </Note>
        )}
        <SignInForm next={safePath(params.get('next'))} />
        <p className={s.foot}>
          <button type="button" lang={other.locale} onClick={() => void setLocale(other.locale)}>
            {other.name}
          </button>
        </p>
      </main>
    </div>
  );
}

function SignInForm({ next }: { next: string }) {
  const { t } = useI18n();
  const errorText = useErrorText();
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const passwordInput = useRef<HTMLInputElement>(null);

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
