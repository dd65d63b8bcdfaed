import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type SyntheticEvent, useState } from 'react';
import { call } from '../../api/client';
import { useIntent } from '../../api/intent';
import type { Award } from '../../api/types';
import { useI18n } from '../../i18n';
import { Button } from '../../ui/Button';
import c from '../../ui/controls.module.css';
import { Dialog } from '../../ui/Dialog';
import { Field } from '../../ui/Field';
import l from '../../ui/layout.module.css';
import { Note, useErrorText } from '../../ui/states';

/** Ends the scoring before all have finished, once it is said why. */
export function EndScoring({ award }: { award: Award }) {
  const { t } = useI18n();
  const errorText = useErrorText();
  const client = useQueryClient();
  const intent = useIntent();
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState('');
  const [checked, setChecked] = useState(false);
  const missing = reason.trim() === '';
  const end = useMutation({
    mutationFn: () => {
      const body = { reason: reason.trim() };
      return call<Award>('POST', `/awards/${award.id}/end-scoring`, { body, key: intent.key(body) });
    },
    onSuccess: () => {
      intent.done();
      setAsking(false);
      void client.invalidateQueries({ queryKey: ['awards'] });
    },
  });
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    setChecked(true);
    if (!missing && !end.isPending) end.mutate();
  };
  return (
    <>
      <Button onClick={() => setAsking(true)}>{t('awards.end')}</Button>
      {asking && (
        <Dialog title={t('awards.end.title')} onClose={() => setAsking(false)}>
          <form className={l.stack} noValidate onSubmit={submit}>
            <p>{t('awards.end.text')}</p>
            <Field label={t('awards.end.reason')} error={checked && missing ? t('awards.end.reason.missing') : null}>
              {(wiring) => (
                <textarea {...wiring} className={c.input} rows={2} maxLength={2000} value={reason} onChange={(event) => setReason(event.target.value)} />
              )}
            </Field>
            {end.isError && (
              <Note tone="bad" icon="alert" alert>
                {errorText(end.error)}
              </Note>
            )}
            <footer>
              <Button look="ghost" onClick={() => setAsking(false)}>
                {t('action.cancel')}
              </Button>
              <Button type="submit" look="solid" busy={end.isPending}>
                {t('awards.end')}
              </Button>
            </footer>
          </form>
        </Dialog>
      )}
    </>
  );
}
