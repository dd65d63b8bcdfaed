import { useQuery } from '@tanstack/react-query';
import { type SyntheticEvent, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { isProblem } from '../../api/problem';
import { useI18n } from '../../i18n';
import { Button, LinkButton } from '../../ui/Button';
import c from '../../ui/controls.module.css';
import { Field } from '../../ui/Field';
import l from '../../ui/layout.module.css';
import { Bone, Failed, Loading, Note, useErrorText } from '../../ui/states';
import { Entrance } from './Entrance';
import { choosePassword, type Kind, linkQuery } from './links';
import { chosenPassword } from './paths';
import { lengthFault } from './password';
import { useToken } from './token';

/** Where somebody who was invited, or has forgotten the password, chooses one. */
export default function Invitation({ kind }: { kind: Kind }) {
  const { t } = useI18n();
  const token = useToken();
  const [ended, setEnded] = useState<string | null>(null);
  const link = useQuery(linkQuery(kind, token));

  if (token === '' || token === ended || isEnded(link.error)) {
    const missing = token === '';
    return (
      <Entrance title={missing ? t('invitation.missing') : t('invitation.ended')}>
        <Note tone="ember" icon="info" alert>
          {missing ? t('invitation.missing.text') : kind === 'reset' ? t('reset.ended.text') : t('invitation.ended.text')}
        </Note>
        {kind === 'reset' && (
          <LinkButton to="/forgot" look="primary" block>
            {t('reset.again')}
          </LinkButton>
        )}
        <LinkButton to="/signin" block>
          {t('invitation.toSignIn')}
        </LinkButton>
      </Entrance>
    );
  }
  return (
    <Entrance title={kind === 'reset' ? t('reset.title') : t('invitation.title')}>
      {link.isPending && (
        <Loading className={l.stack}>
          <Bone width="100%" />
          <Bone width="70%" />
        </Loading>
      )}
      {link.isError && <Failed title={t('list.failed')} error={link.error} retry={() => void link.refetch()} />}
      {link.data && (
        <>
          <p className={l.soft}>{kind === 'reset' ? t('reset.text', { name: link.data.name }) : t('invitation.text')}</p>
          {link.data.email && <p className={l.soft}>{t('invitation.for', { email: link.data.email })}</p>}
          <PasswordForm key={token} kind={kind} token={token} onEnded={() => setEnded(token)} />
        </>
      )}
    </Entrance>
  );
}

function PasswordForm({ kind, token, onEnded }: { kind: Kind; token: string; onEnded: () => void }) {
  const { t } = useI18n();
  const errorText = useErrorText();
  const [, navigate] = useLocation();
  const [password, setPassword] = useState('');
  const [shown, setShown] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const input = useRef<HTMLInputElement>(null);

  const refuse = (reason: unknown) => {
    setError(reason);
    setBusy(false);
    input.current?.focus();
  };
  const explain = (): string => {
    if (error === 'short') return t('password.short');
    if (error === 'long') return t('password.long');
    return errorText(error);
  };

  const submit = async (event: SyntheticEvent) => {
    event.preventDefault();
    if (busy) return;
    const fault = lengthFault(password);
    if (fault) {
      refuse(fault);
      return;
    }
    setBusy(true);
    setError(null);
    try {
      await choosePassword(kind, token, password);
      navigate(chosenPassword, { replace: true });
    } catch (problem) {
      if (isEnded(problem)) onEnded();
      else refuse(problem);
    }
  };

  return (
    <form className={l.stack} noValidate onSubmit={(event) => void submit(event)}>
      <Field label={t('password.new')} hint={t('password.hint')} error={error === null ? null : explain()}>
        {(wiring) => (
          <input
            {...wiring}
            ref={input}
            className={c.input}
            type={shown ? 'text' : 'password'}
            name="new-password"
            autoComplete="new-password"
            autoCapitalize="none"
            autoCorrect="off"
            spellCheck={false}
            required
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        )}
      </Field>
      <label className={c.check}>
        <input type="checkbox" checked={shown} onChange={(event) => setShown(event.target.checked)} />
        {t('password.show')}
      </label>
      <Button type="submit" look="primary" block busy={busy}>
        {busy ? t('invitation.busy') : t('invitation.submit')}
      </Button>
    </form>
  );
}

/** The link was used, has expired, is not the latest one, or never was one. */
function isEnded(problem: unknown): boolean {
  if (!isProblem(problem)) return false;
  return problem.status === 404 || problem.errors.some(({ location }) => location === 'path.token');
}
