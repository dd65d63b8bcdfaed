import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { call } from '../../api/client';
import { isProblem } from '../../api/problem';
import { meQuery } from '../../api/queries';
import { markSession } from '../../api/session';
import { useI18n } from '../../i18n';
import c from '../../ui/controls.module.css';
import { useErrorText } from '../../ui/states';
import { isShared, keepShared } from './way';

/** Signs in by a call, and goes where one wanted to. */
export function useEnter(next: string) {
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const [shared, setShared] = useState(isShared);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);

  const enter = async (path: string, body: Record<string, string>): Promise<boolean> => {
    setBusy(true);
    setError(null);
    try {
      await call('POST', path, { body: { ...body, ...(shared && { device: 'shared' }) } });
      keepShared(shared);
      client.removeQueries();
      const me = await client.query(meQuery);
      markSession(me.id);
      navigate(next, { replace: true });
      return true;
    } catch (problem) {
      setError(problem);
      setBusy(false);
      return false;
    }
  };
  return { enter, busy, error, setError, shared, setShared };
}

/** What is wrong with a sign-in, in words; `wrong` where what was typed does not fit together. */
export function useWhyNot(wrong: string): (error: unknown) => string {
  const { t } = useI18n();
  const errorText = useErrorText();
  return (error) => {
    if (isProblem(error) && error.status === 401) return wrong;
    if (isProblem(error) && error.status === 429) {
      return t('signin.tooMany', { count: Math.max(1, Math.ceil((error.retryAfter ?? 60) / 60)) });
    }
    return errorText(error);
  };
}

export function SharedBox({ shared, onChange }: { shared: boolean; onChange: (shared: boolean) => void }) {
  const { t } = useI18n();
  return (
    <label className={c.check}>
      <input type="checkbox" checked={shared} onChange={(event) => onChange(event.target.checked)} />
      <span>
        {t('signin.shared')}
        <br />
        <small className={c.hint}>{t('signin.shared.hint')}</small>
      </span>
    </label>
  );
}
