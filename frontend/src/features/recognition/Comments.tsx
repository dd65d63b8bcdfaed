import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { type SyntheticEvent, useEffect, useRef, useState } from 'react';
import { call } from '../../api/client';
import { useIntent } from '../../api/intent';
import { commentsQuery } from '../../api/responses';
import { patchRecognition } from '../../api/social';
import type { Comment, Me, Nomination } from '../../api/types';
import { useI18n } from '../../i18n';
import { Ago } from '../../ui/bits';
import { Button } from '../../ui/Button';
import c from '../../ui/controls.module.css';
import { cx } from '../../ui/cx';
import { Dialog } from '../../ui/Dialog';
import { Field } from '../../ui/Field';
import l from '../../ui/layout.module.css';
import { More } from '../../ui/More';
import { Avatar } from '../../ui/Person';
import { Failed, Note, RowBones, useErrorText } from '../../ui/states';
import { useToast } from '../../ui/toast';
import { useTyped } from '../../ui/useTyped';
import s from './recognition.module.css';

const longest = 2000;

/** What was said to a recognition, and a place to say something. */
export function Comments({ nomination, me }: { nomination: Nomination; me: Me }) {
  const { t, format } = useI18n();
  const comments = useInfiniteQuery(commentsQuery(nomination.id));
  const items = comments.data?.pages.flatMap((page) => page.items) ?? [];
  const section = useRef<HTMLElement>(null);
  const ready = comments.isSuccess;

  // Who came for the comments arrives there.
  useEffect(() => {
    if (ready && window.location.hash === '#comments') section.current?.focus();
  }, [ready]);

  return (
    <section className={cx(l.card, s.comments)} id="comments" ref={section} tabIndex={-1} aria-labelledby="comments-title">
      <div className={l.cardHead}>
        <h2 id="comments-title">{t('comments.title')}</h2>
        {nomination.comments_count > 0 && <span className={cx(l.small, l.muted)}>{format.number(nomination.comments_count)}</span>}
      </div>
      {comments.isPending && <RowBones rows={Math.min(3, Math.max(1, nomination.comments_count))} />}
      {comments.isError && <Failed title={t('comments.failed')} error={comments.error} retry={() => void comments.refetch()} />}
      {ready && items.length === 0 && <p className={l.soft}>{nomination.can.respond ? t('comments.empty') : t('comments.none')}</p>}
      {items.length > 0 && (
        <ul className={s.list}>
          {items.map((comment) => (
            <Item key={comment.id} comment={comment} nomination={nomination} />
          ))}
        </ul>
      )}
      <More list={comments} block />
      {nomination.can.respond && <Form nomination={nomination} me={me} />}
    </section>
  );
}

function useRefresh(id: string): (change: number) => void {
  const client = useQueryClient();
  return (change) => {
    const known = client.getQueryData<Nomination>(['nomination', id]);
    if (known && change !== 0) patchRecognition(client, id, { comments_count: Math.max(0, known.comments_count + change) });
    void client.invalidateQueries({ queryKey: ['comments', id] });
    void client.invalidateQueries({ queryKey: ['nomination', id] });
  };
}

function Form({ nomination, me }: { nomination: Nomination; me: Me }) {
  const { t } = useI18n();
  const errorText = useErrorText();
  const intent = useIntent();
  const refresh = useRefresh(nomination.id);
  const [text, setText] = useTyped(`comment.${nomination.id}`, '');
  const [checked, setChecked] = useState(false);
  const send = useMutation({
    mutationFn: ({ body, key }: { body: { text: string }; key: string }) =>
      call<Comment>('POST', `/nominations/${nomination.id}/comments`, { body, key }),
    onSuccess: () => {
      intent.done();
      setText('');
      setChecked(false);
      refresh(1);
    },
  });
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    setChecked(true);
    const body = { text: text.trim() };
    if (body.text && !send.isPending) send.mutate({ body, key: intent.key(body) });
  };
  return (
    <form className={s.form} noValidate onSubmit={submit}>
      <Avatar id={me.id} name={me.name} />
      <div className={l.stack}>
        <Field label={t('comments.write')} error={checked && !text.trim() ? t('field.required') : null}>
          {(wiring) => (
            <textarea
              {...wiring}
              className={c.input}
              dir="auto"
              rows={2}
              maxLength={longest}
              placeholder={t('comments.placeholder')}
              value={text}
              onChange={(event) => setText(event.target.value)}
              onKeyDown={(event) => {
                if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit(event);
              }}
            />
          )}
        </Field>
        {send.isError && (
          <Note tone="bad" icon="alert" alert>
            {errorText(send.error)}
          </Note>
        )}
        <div className={cx(l.row, l.between, l.wrap)}>
          <span className={c.hint}>{t('comments.seen')}</span>
          <Button type="submit" look="primary" busy={send.isPending}>
            {t('comments.send')}
          </Button>
        </div>
      </div>
    </form>
  );
}

function Item({ comment, nomination }: { comment: Comment; nomination: Nomination }) {
  const { t } = useI18n();
  const [doing, setDoing] = useState<'edit' | 'remove' | null>(null);
  const { author, can } = comment;
  const close = () => setDoing(null);
  return (
    <li className={s.comment}>
      <Avatar id={author.id} name={author.name} />
      <div>
        <p className={s.by}>
          <b>{author.name}</b>
          <span className={cx(l.small, l.muted)}>
            <Ago at={comment.created_at} />
            {comment.edited_at && ` · ${t('comments.edited')}`}
          </span>
        </p>
        {doing === 'edit' ? (
          <Edit comment={comment} nomination={nomination} onClose={close} />
        ) : (
          <>
            <p className={s.text} dir="auto">
              {comment.text}
            </p>
            {(can.edit || can.remove) && (
              <div className={s.verbs}>
                {can.edit && nomination.can.respond && (
                  <Button small look="ghost" onClick={() => setDoing('edit')}>
                    {t('comments.edit')}
                  </Button>
                )}
                {can.remove && (
                  <Button
                    small
                    look="ghost"
                    onClick={() => setDoing('remove')}
                    {...(!can.edit && { 'aria-label': t('comments.remove.of', { name: author.name }) })}
                  >
                    {t('comments.remove')}
                  </Button>
                )}
              </div>
            )}
          </>
        )}
      </div>
      {doing === 'remove' && <Remove comment={comment} nomination={nomination} onClose={close} />}
    </li>
  );
}

interface VerbProps {
  comment: Comment;
  nomination: Nomination;
  onClose: () => void;
}

function Edit({ comment, nomination, onClose }: VerbProps) {
  const { t } = useI18n();
  const errorText = useErrorText();
  const refresh = useRefresh(nomination.id);
  const [text, setText, forget] = useTyped(`edit.${comment.id}`, comment.text);
  const leave = () => {
    forget();
    onClose();
  };
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => field.current?.focus(), []);
  const save = useMutation({
    mutationFn: (body: { text: string }) => call<Comment>('PATCH', `/comments/${comment.id}`, { body }),
    onSuccess: () => {
      refresh(0);
      leave();
    },
  });
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (text.trim() && !save.isPending) save.mutate({ text: text.trim() });
  };
  return (
    <form className={l.stack} noValidate onSubmit={submit}>
      <Field label={t('comments.change')} error={text.trim() ? null : t('field.required')}>
        {(wiring) => (
          <textarea
            {...wiring}
            ref={field}
            className={c.input}
            dir="auto"
            rows={2}
            maxLength={longest}
            value={text}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={(event) => event.key === 'Escape' && leave()}
          />
        )}
      </Field>
      {save.isError && (
        <Note tone="bad" icon="alert" alert>
          {errorText(save.error)}
        </Note>
      )}
      <div className={l.row}>
        <Button type="submit" look="primary" busy={save.isPending}>
          {t('comments.save')}
        </Button>
        <Button look="ghost" onClick={leave}>
          {t('action.cancel')}
        </Button>
      </div>
    </form>
  );
}

function Remove({ comment, nomination, onClose }: VerbProps) {
  const { t } = useI18n();
  const errorText = useErrorText();
  const tell = useToast();
  const refresh = useRefresh(nomination.id);
  const remove = useMutation({
    mutationFn: () => call<undefined>('DELETE', `/comments/${comment.id}`),
    onSuccess: () => {
      tell(t('comments.removed'));
      refresh(-1);
      onClose();
    },
  });
  return (
    <Dialog title={t('comments.remove.title')} onClose={onClose}>
      <div className={l.stack}>
        <p className={l.soft}>
          {comment.can.edit ? t('comments.remove.text') : t('comments.remove.other', { name: comment.author.name })}
        </p>
        {remove.isError && (
          <Note tone="bad" icon="alert" alert>
            {errorText(remove.error)}
          </Note>
        )}
        <footer>
          <Button look="ghost" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button look="solid" busy={remove.isPending} onClick={() => remove.mutate()}>
            {t('comments.remove')}
          </Button>
        </footer>
      </div>
    </Dialog>
  );
}
