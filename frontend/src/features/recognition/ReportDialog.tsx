import { useMutation } from '@tanstack/react-query';
import { type SyntheticEvent, useState } from 'react';
import { call } from '../../api/client';
import { useIntent } from '../../api/intent';
import type { Nomination, ReportMade } from '../../api/types';
import { useI18n } from '../../i18n';
import { Button } from '../../ui/Button';
import c from '../../ui/controls.module.css';
import { Dialog } from '../../ui/Dialog';
import { Field } from '../../ui/Field';
import l from '../../ui/layout.module.css';
import { Note, useErrorText } from '../../ui/states';
import { useToast } from '../../ui/toast';
import { useTyped } from '../../ui/useTyped';

/** Tells the owners that something should not be there, and why. */
export function ReportDialog({ nomination, onClose }: { nomination: Nomination; onClose: () => void }) {
  const { t } = useI18n();
  const errorText = useErrorText();
  const tell = useToast();
  const intent = useIntent();
  const [reason, setReason] = useTyped(`report.${nomination.id}`, '');
  const [checked, setChecked] = useState(false);
  const report = useMutation({
    mutationFn: ({ body, key }: { body: { reason: string }; key: string }) =>
      call<ReportMade>('POST', `/nominations/${nomination.id}/reports`, { body, key }),
    onSuccess: () => {
      intent.done();
      setReason('');
      tell(t('report.done'));
      onClose();
    },
  });
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    setChecked(true);
    const body = { reason: reason.trim() };
    if (body.reason && !report.isPending) report.mutate({ body, key: intent.key(body) });
  };
  return (
    <Dialog title={t('report.title')} onClose={onClose}>
      <form className={l.stack} noValidate onSubmit={submit}>
        <p className={l.soft}>{t('report.text')}</p>
        <Field label={t('report.reason')} hint={t('report.hint')} error={checked && !reason.trim() ? t('field.required') : null}>
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
        {report.isError && (
          <Note tone="bad" icon="alert" alert>
            {errorText(report.error)}
          </Note>
        )}
        <footer>
          <Button look="ghost" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" look="solid" busy={report.isPending}>
            {t('report.send')}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
