import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type SyntheticEvent, useEffect, useRef, useState } from 'react';
import { Link } from 'wouter';
import { call } from '../../api/client';
import { useIntent } from '../../api/intent';
import type { Me, NewNomination, Nomination, Person, Program } from '../../api/types';
import { useI18n } from '../../i18n';
import { Button } from '../../ui/Button';
import c from '../../ui/controls.module.css';
import { Field } from '../../ui/Field';
import { Icon } from '../../ui/Icon';
import PeoplePicker from '../../ui/PeoplePicker';
import { Note, useErrorText } from '../../ui/states';
import { useToast } from '../../ui/toast';
import { useTyped } from '../../ui/useTyped';
import s from './feed.module.css';
import { thanksTyped } from './typed';

interface Props {
  me: Me;
  program: Program;
  /** Whether somebody reached for it; else it stands there with what was typed before. */
  reached: boolean;
  onDone: () => void;
}

/** Who and what; the customer is then oneself. */
export default function ThanksForm({ me, program, reached, onDone }: Props) {
  const { t, format } = useI18n();
  const errorText = useErrorText();
  const tell = useToast();
  const client = useQueryClient();
  const intent = useIntent();
  const [draft, setDraft, forget] = useTyped<{ who: Person[]; what: string }>(thanksTyped, { who: [], what: '' });
  const { who, what } = draft;
  const [checked, setChecked] = useState(false);
  const whoInput = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (reached) whoInput.current?.focus();
  }, [reached]);

  const send = useMutation({
    mutationFn: ({ body, key }: { body: NewNomination; key: string }) => call<Nomination>('POST', '/nominations', { body, key }),
    onSuccess: () => {
      intent.done();
      forget();
      tell(t('thanks.sent', { name: format.list(who.map((p) => p.name)) }));
      void client.invalidateQueries({ queryKey: ['feed'] });
      void client.invalidateQueries({ queryKey: ['me'] });
      onDone();
    },
  });

  const leave = () => {
    forget();
    onDone();
  };
  const story = what.trim();
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    setChecked(true);
    if (who.length === 0 || story === '' || send.isPending) return;
    const body: NewNomination = {
      program_id: program.id,
      nominee_ids: who.map((p) => p.id),
      story,
      points: program.points.min,
      visibility: 'public',
    };
    send.mutate({ body, key: intent.key(body) });
  };

  return (
    // The keyboard closes the form where it opened it.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <form
      className={s.thanks}
      noValidate
      onSubmit={submit}
      onKeyDown={(event) => event.key === 'Escape' && who.length === 0 && story === '' && onDone()}
    >
      <PeoplePicker
        label={t('thanks.who')}
        value={who}
        max={program.max_nominees}
        without={[me.id]}
        onChange={(next) => setDraft({ ...draft, who: next })}
        inputRef={whoInput}
        error={checked && who.length === 0 ? t('nominate.missing.who') : null}
      />
      <Field label={t('thanks.what')} error={checked && story === '' ? t('nominate.missing.story') : null}>
        {(wiring) => (
          <textarea
            {...wiring}
            className={c.input}
            rows={2}
            value={what}
            placeholder={t('thanks.what.placeholder')}
            onChange={(event) => setDraft({ ...draft, what: event.target.value })}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.currentTarget.form?.requestSubmit();
            }}
          />
        )}
      </Field>
      {send.isError && (
        <Note tone="bad" icon="alert" title={t('nominate.failed')} alert>
          {errorText(send.error)}
        </Note>
      )}
      <div className={s.thanksFoot}>
        <Link href="/nominate">{t('thanks.full')}</Link>
        <span className={s.thanksButtons}>
          <Button look="ghost" onClick={leave}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" look="primary" busy={send.isPending}>
            <Icon name="leaf" />
            {send.isPending ? t('thanks.sending') : t('thanks.send')}
          </Button>
        </span>
      </div>
    </form>
  );
}
