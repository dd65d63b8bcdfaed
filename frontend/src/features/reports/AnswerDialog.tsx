import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { SyntheticEvent } from 'react';
import { call } from '../../api/client';
import { useIntent } from '../../api/intent';
import type { Report } from '../../api/types';
import { useI18n } from '../../i18n';
import { Button } from '../../ui/Button';
import c from '../../ui/controls.module.css';
import { Dialog } from '../../ui/Dialog';
import { Field } from '../../ui/Field';
import l from '../../ui/layout.module.css';
import { Note, useErrorText } from '../../ui/states';
import { useToast } from '../../ui/toast';
import { useTyped } from '../../ui/useTyped';

export type Action = 'hide' | 'restore' | 'stand';

/** Says what the answer does, and takes a note for the other owners. */
export function AnswerDialog({ report, action, onClose }: { report: Report; action: Action; onClose: () => void }) {
  const { t } = useI18n();
  const errorText = useErrorText();
  const tell = useToast();
  const client = useQueryClient();
  const intent = useIntent();
  const [note, setNote, forget] = useTyped(`answer.${report.id}`, '');
  const answer = useMutation({
    mutationFn: ({ body, key }: { body: { action: Action; note?: string }; key: string }) =>
      call<Report>('POST', `/reports/${report.id}/answer`, { body, key }),
    onSuccess: () => {
      intent.done();
      forget();
      tell(t(`reports.done.${action}`));
      onClose();
    },
    onSettled: () => {
      for (const name of ['reports', 'nomination', 'feed', 'board']) void client.invalidateQueries({ queryKey: [name] });
    },
  });
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (answer.isPending) return;
    const body = { action, ...(note.trim() && { note: note.trim() }) };
    answer.mutate({ body, key: intent.key(body) });
  };
  return (
    <Dialog title={t(`reports.title.${action}`)} onClose={onClose}>
      <form className={l.stack} noValidate onSubmit={submit}>
        <p className={l.soft}>{t(`reports.text.${action}`)}</p>
        <Field label={t('reports.note')} optional hint={t('reports.note.hint')}>
          {(wiring) => (
            <textarea
              {...wiring}
              className={c.input}
              dir="auto"
              rows={2}
              maxLength={2000}
              value={note}
              onChange={(event) => setNote(event.target.value)}
            />
          )}
        </Field>
        {answer.isError && (
          <Note tone="bad" icon="alert" alert>
            {errorText(answer.error)}
          </Note>
        )}
        <footer>
          <Button look="ghost" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" look={action === 'hide' ? 'solid' : 'primary'} busy={answer.isPending}>
            {t(`reports.do.${action}`)}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
