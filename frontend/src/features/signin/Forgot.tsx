import { useQuery } from '@tanstack/react-query';
import { type SyntheticEvent, useState } from 'react';
import { call } from '../../api/client';
import { signInOptionsQuery } from '../../api/queries';
import { useI18n } from '../../i18n';
import { Button, LinkButton } from '../../ui/Button';
import c from '../../ui/controls.module.css';
import { Field } from '../../ui/Field';
import l from '../../ui/layout.module.css';
import { Bone, Failed, Loading, Note } from '../../ui/states';
import { Entrance } from './Entrance';
import { useWhyNot } from './useEnter';

/** Who has forgotten the password gets a link by mail, where mail is set up. */
export default function Forgot() {
  const { t } = useI18n();
  const options = useQuery(signInOptionsQuery);
  const [sent, setSent] = useState<string | null>(null);
  return (
    <Entrance title={t('forgot.title')}>
      {options.isPending && (
        <Loading className={l.stack}>
          <Bone width="100%" />
          <Bone width="60%" />
        </Loading>
      )}
      {options.isError && <Failed title={t('list.failed')} error={options.error} retry={() => void options.refetch()} />}
      {options.data && !options.data.mail && (
        <Note icon="info" tone="sky">
          {t('forgot.noMail')}
        </Note>
      )}
      {options.data?.mail && sent !== null && (
        <Note icon="check" tone="ok" alert>
          {t('forgot.sent', { email: sent })}
        </Note>
      )}
      {options.data?.mail && sent === null && <ForgotForm onSent={setSent} />}
      <LinkButton to="/signin" block>
        {t('invitation.toSignIn')}
      </LinkButton>
    </Entrance>
  );
}

function ForgotForm({ onSent }: { onSent: (email: string) => void }) {
  const { t } = useI18n();
  const whyNot = useWhyNot(t('error.unknown'));
  const [email, setEmail] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const submit = async (event: SyntheticEvent) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setError(null);
    try {
      await call('POST', '/auth/password/forgot', { body: { email: email.trim() } });
      onSent(email.trim());
    } catch (problem) {
      setError(problem);
      setBusy(false);
    }
  };
  return (
    <form className={l.stack} onSubmit={(event) => void submit(event)}>
      <p className={l.soft}>{t('forgot.text')}</p>
      <Field label={t('signin.email')} error={error === null ? null : whyNot(error)}>
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
      <Button type="submit" look="primary" block busy={busy}>
        {busy ? t('forgot.busy') : t('forgot.submit')}
      </Button>
    </form>
  );
}
