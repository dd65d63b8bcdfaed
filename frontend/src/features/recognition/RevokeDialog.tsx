import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type SyntheticEvent, useState } from 'react';
import { call } from '../../api/client';
import { useIntent } from '../../api/intent';
import { isProblem } from '../../api/problem';
import type { Nomination } from '../../api/types';
import { useI18n } from '../../i18n';
import { Button } from '../../ui/Button';
import c from '../../ui/controls.module.css';
import { Dialog } from '../../ui/Dialog';
import { Field } from '../../ui/Field';
import l from '../../ui/layout.module.css';
import { Note, useErrorText } from '../../ui/states';
import { useToast } from '../../ui/toast';
import { useTyped } from '../../ui/useTyped';

/** Takes a recognition back for good; where points of it are spent, the wallets can be left as they are. */
export function RevokeDialog({ nomination, onClose }: { nomination: Nomination; onClose: () => void }) {
  const { t, format } = useI18n();
  const errorText = useErrorText();
  const tell = useToast();
  const client = useQueryClient();
  const intent = useIntent();
  const [reason, setReason] = useTyped(`revoke.${nomination.id}`, '');
  const [keep, setKeep] = useState(false);
  const [checked, setChecked] = useState(false);
  const revoke = useMutation({
    mutationFn: ({ body, key }: { body: { reason: string; keep_points: boolean }; key: string }) =>
      call<Nomination>('POST', `/nominations/${nomination.id}/revoke`, { body, key }),
    onSuccess: () => {
      intent.done();
      setReason('');
      tell(t('revoke.done'));
      for (const name of ['feed', 'me', 'wallet', 'board', 'boosts', 'nomination']) void client.invalidateQueries({ queryKey: [name] });
      onClose();
    },
  });
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    setChecked(true);
    const body = { reason: reason.trim(), keep_points: keep };
    if (body.reason && !revoke.isPending) revoke.mutate({ body, key: intent.key(body) });
  };
  const spent = isProblem(revoke.error, 'points_spent');
  const hasPoints = (nomination.points ?? 0) > 0 || (nomination.boosts.points ?? 0) > 0;
  return (
    <Dialog title={t('revoke.title')} onClose={onClose}>
      <form className={l.stack} noValidate onSubmit={submit}>
        <p className={l.soft}>
          {hasPoints
            ? t('revoke.text.points', { who: format.list(nomination.nominees.map((p) => p.name)) })
            : t('revoke.text', { who: format.list(nomination.nominees.map((p) => p.name)) })}
        </p>
        <Field label={t('revoke.reason')} hint={t('revoke.hint')} error={checked && !reason.trim() ? t('field.required') : null}>
          {(wiring) => (
            <textarea
              {...wiring}
              className={c.input}
              dir="auto"
              rows={3}
              maxLength={2000}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          )}
        </Field>
        {hasPoints && (
          <label className={c.check}>
            <input type="checkbox" checked={keep} onChange={(event) => setKeep(event.target.checked)} />
            {t('revoke.keep')}
          </label>
        )}
        {revoke.isError && (
          <Note tone="bad" icon="alert" alert>
            {spent ? t('revoke.spent') : errorText(revoke.error)}
          </Note>
        )}
        <footer>
          <Button look="ghost" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" look="solid" busy={revoke.isPending}>
            {t('revoke.send')}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
