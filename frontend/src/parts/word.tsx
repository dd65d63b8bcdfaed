import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../api/client';
import { useIntent } from '../api/intent';
import type { Nomination } from '../api/types';
import { useI18n } from '../i18n';
import { Button } from '../ui/Button';
import s from './chain.module.css';
import { Icon } from '../ui/Icon';
import { Note, useErrorText } from '../ui/states';
import { useToast } from '../ui/toast';

interface Props {
  nomination: string;
  /** What was said before; null for nothing. */
  said: boolean | null;
  /** Whether a word can still be given or changed. */
  open: boolean;
  onDone?: () => void;
}

/** The customer's word in one tap: was it so? */
export function WasItSo({ nomination, said, open, onDone }: Props) {
  const { t } = useI18n();
  const client = useQueryClient();
  const tell = useToast();
  const errorText = useErrorText();
  const intent = useIntent();
  const [word, setWord] = useState<boolean | null>(null);
  const answer = useMutation({
    mutationFn: ({ confirmed, key }: { confirmed: boolean; key: string }) =>
      call<Nomination>('POST', `/nominations/${nomination}/confirmation`, { body: { confirmed }, key }),
    onSuccess: (_, { confirmed }) => {
      intent.done();
      setWord(confirmed);
      tell(t('word.done'));
      onDone?.();
      for (const name of ['nomination', 'approvals']) void client.invalidateQueries({ queryKey: [name] });
    },
    onError: (error) => tell(errorText(error), { bad: true }),
  });
  const now = word ?? said;
  const send = (confirmed: boolean) => answer.mutate({ confirmed, key: intent.key([nomination, confirmed]) });
  return (
    <div className={s.ask}>
      {now !== null && (
        <p className={s.said}>
          {now ? t('word.said.yes') : t('word.said.no')} {open && t('word.change')}
        </p>
      )}
      {open && (
        <div className={s.row} role="group" aria-label={t('word.ask')}>
          <Button small busy={answer.isPending} aria-pressed={now === true} {...(now === true && { look: 'primary' as const })} onClick={() => send(true)}>
            <Icon name="check" size="s" />
            {t('word.yes')}
          </Button>
          <Button small busy={answer.isPending} aria-pressed={now === false} onClick={() => send(false)}>
            {t('word.no')}
          </Button>
        </div>
      )}
    </div>
  );
}

/** What the customer said, for those who may know it: a fact beside the decision. */
export function CustomersWord({ confirmation }: { confirmation: NonNullable<Nomination['confirmation']> }) {
  const { t, format } = useI18n();
  const { name } = confirmation.by;
  if (confirmation.confirmed === null) {
    return (
      <Note icon="clock" title={t('word.waiting', { name })}>
        {t('word.waiting.text')}
      </Note>
    );
  }
  const when = confirmation.answered_at ? format.exact(confirmation.answered_at) : '';
  if (confirmation.confirmed) {
    return (
      <Note tone="sky" icon="check" title={t('word.confirmed', { name })}>
        {when}
      </Note>
    );
  }
  return (
    <Note tone="ember" icon="alert" title={t('word.denied', { name })}>
      {t('word.private')} {when}
    </Note>
  );
}
