import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { type SyntheticEvent, useState } from 'react';
import { Link } from 'wouter';
import { call } from '../../api/client';
import { useIntent } from '../../api/intent';
import { print } from '../../api/paper';
import type { Card, Me } from '../../api/types';
import { useI18n } from '../../i18n';
import { Ago, Badge, PageHead, useTitle } from '../../ui/bits';
import { Button } from '../../ui/Button';
import c from '../../ui/controls.module.css';
import { cx } from '../../ui/cx';
import { Field, Seg } from '../../ui/Field';
import { Icon } from '../../ui/Icon';
import l from '../../ui/layout.module.css';
import { More } from '../../ui/More';
import { Empty, Failed, Note, RowBones, useErrorText } from '../../ui/states';
import { useToast } from '../../ui/toast';
import { hasTyped, useTyped } from '../../ui/useTyped';
import { cardsQuery } from './api';
import s from './cards.module.css';

/** Thank-you cards on paper: print some, and see what became of them. */
export default function Cards({ me }: { me: Me }) {
  const { t } = useI18n();
  useTitle(t('cards.title'));
  return (
    <div className={l.page}>
      <PageHead title={t('cards.title')} lead={t('cards.lead')} />
      <div className={l.cols}>
        <div className={l.stack}>
          <Claimed />
          <Mine />
        </div>
        <aside className={l.stack} aria-label={t('cards.print')}>
          <PrintForm me={me} />
        </aside>
      </div>
    </div>
  );
}

const mostMessage = 280;

function PrintForm({ me }: { me: Me }) {
  const { t, format, locale } = useI18n();
  const errorText = useErrorText();
  const client = useQueryClient();
  const tell = useToast();
  const intent = useIntent();
  const [sheets, setSheets] = useState<'1' | '2' | '3'>('1');
  const [words, setWords] = useState<'hand' | 'printed'>(() => (hasTyped('cards.message') ? 'printed' : 'hand'));
  const [message, setMessage, forget] = useTyped('cards.message', '');
  const make = useMutation({
    mutationFn: async () => {
      const body = { count: 8 * Number(sheets), ...(words === 'printed' && { message: message.trim() }) };
      await print('/cards', { body, key: intent.key([body, me.id]), language: locale, name: 'laurel-cards.pdf' });
    },
    onSuccess: () => {
      intent.done();
      forget();
      tell(t('cards.made', { count: 8 * Number(sheets) }));
      return client.invalidateQueries({ queryKey: ['cards'] });
    },
  });
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (!make.isPending) make.mutate();
  };
  return (
    <form className={cx(l.card, l.tight)} onSubmit={submit}>
      <h2>{t('cards.print')}</h2>
      <Seg
        label={t('cards.words')}
        value={words}
        options={[
          { value: 'hand', label: t('cards.words.hand') },
          { value: 'printed', label: t('cards.words.printed') },
        ]}
        onChange={setWords}
      />
      <p className={cx(l.small, l.soft)}>{words === 'hand' ? t('cards.words.hand.text') : t('cards.words.printed.text')}</p>
      {words === 'printed' && (
        <Field label={t('cards.message')} hint={t('cards.message.hint')}>
          {(wiring) => (
            <textarea
              {...wiring}
              className={c.input}
              rows={4}
              maxLength={mostMessage}
              required
              value={message}
              onChange={(event) => setMessage(event.target.value)}
            />
          )}
        </Field>
      )}
      <div className={c.field}>
        <span className={c.label} aria-hidden="true">
          {t('cards.sheets')}
        </span>
        <Seg
          label={t('cards.sheets')}
          value={sheets}
          options={(['1', '2', '3'] as const).map((value) => ({ value, label: format.number(8 * Number(value)) }))}
          onChange={setSheets}
        />
      </div>
      {make.isError && (
        <Note tone="bad" icon="alert" alert>
          {errorText(make.error)}
        </Note>
      )}
      <Button type="submit" look="primary" block busy={make.isPending}>
        <Icon name="download" />
        {make.isPending ? t('cards.making') : t('cards.make')}
      </Button>
    </form>
  );
}

/** What was read off one's cards and waits for one's word. */
function Claimed() {
  const { t } = useI18n();
  const cards = useInfiniteQuery(cardsQuery('claimed'));
  const waiting = cards.data?.pages.flatMap((page) => page.items) ?? [];
  if (waiting.length === 0) return null;
  return (
    <section className={l.stack} aria-labelledby="claimed">
      <h2 id="claimed">{t('cards.claimed')}</h2>
      {waiting.map((card) => (
        <Claim key={card.id} card={card} />
      ))}
    </section>
  );
}

function Claim({ card }: { card: Card }) {
  const { t } = useI18n();
  const client = useQueryClient();
  const tell = useToast();
  const errorText = useErrorText();
  const intent = useIntent();
  const [story, setStory, forget] = useTyped(`cards.${card.id}`, card.story);
  const word = useMutation({
    mutationFn: (verb: 'confirm' | 'decline') =>
      call<Card>('POST', `/cards/${card.id}/${verb}`, {
        body: verb === 'confirm' ? { story: story.trim() } : {},
        key: intent.key([verb, story]),
      }),
    onSuccess: (_, verb) => {
      forget();
      tell(verb === 'confirm' ? t('cards.confirmed') : t('cards.declined'));
      return client.invalidateQueries({ queryKey: ['cards'] });
    },
    onError: (error) => tell(errorText(error), { bad: true }),
  });
  const name = card.receiver?.name ?? '';
  return (
    <article className={cx(l.card, l.tight)}>
      <p>{t('cards.claim', { name })}</p>
      <Field label={t('cards.claim.story')} hint={t('cards.claim.hint')}>
        {(wiring) => (
          <textarea {...wiring} className={c.input} rows={3} required value={story} onChange={(event) => setStory(event.target.value)} />
        )}
      </Field>
      <div className={cx(l.row, l.wrap)}>
        <Button look="primary" busy={word.isPending} disabled={story.trim() === ''} onClick={() => word.mutate('confirm')}>
          {t('cards.confirm')}
        </Button>
        <Button busy={word.isPending} onClick={() => word.mutate('decline')}>
          {t('cards.decline')}
        </Button>
        {card.visibility === 'private' && <Badge>{t('cards.private')}</Badge>}
      </div>
    </article>
  );
}

function Mine() {
  const { t } = useI18n();
  const cards = useInfiniteQuery(cardsQuery(''));
  const all = (cards.data?.pages.flatMap((page) => page.items) ?? []).filter((card) => card.status !== 'claimed');
  return (
    <section className={cx(l.card, l.flush)} aria-labelledby="mine">
      <div className={l.cardHead}>
        <h2 id="mine">{t('cards.mine')}</h2>
      </div>
      {cards.isPending && (
        <div className={s.pad}>
          <RowBones rows={4} />
        </div>
      )}
      {cards.isError && (
        <div className={s.pad}>
          <Failed title={t('list.failed')} error={cards.error} retry={() => void cards.refetch()} />
        </div>
      )}
      {cards.data && all.length === 0 && <Empty title={t('cards.empty.title')} text={t('cards.empty.text')} />}
      {all.length > 0 && (
        <ul className={s.list}>
          {all.map((card) => (
            <Row key={card.id} card={card} />
          ))}
        </ul>
      )}
      <More list={cards} box={s.pad} />
    </section>
  );
}

const tones = { open: 'wait', claimed: 'wait', used: 'ok', declined: undefined, revoked: undefined } as const;

function Row({ card }: { card: Card }) {
  const { t, format } = useI18n();
  const client = useQueryClient();
  const tell = useToast();
  const errorText = useErrorText();
  const intent = useIntent();
  const revoke = useMutation({
    mutationFn: () => call<Card>('POST', `/cards/${card.id}/revoke`, { body: {}, key: intent.key('revoke') }),
    onSuccess: () => {
      tell(t('cards.revoked'));
      return client.invalidateQueries({ queryKey: ['cards'] });
    },
    onError: (error) => tell(errorText(error), { bad: true }),
  });
  const ended = card.status === 'open' && !card.can.revoke;
  const what = card.status === 'open' ? card.message || t('cards.byHand') : card.story || t('cards.byHand');
  return (
    <li className={s.item}>
      <div className={l.grow}>
        <p className={s.what}>{what}</p>
        <p className={cx(l.small, l.muted)}>
          {card.receiver && `${t('cards.for', { name: card.receiver.name })} · `}
          <Ago at={card.created_at} />
          {card.status === 'open' && !ended && ` · ${t('cards.until', { date: format.date(card.expires_at) })}`}
        </p>
      </div>
      <Badge tone={tones[card.status]}>{t(`cards.status.${card.status}`)}</Badge>
      {card.nomination_id && (
        <Link href={`/recognitions/${card.nomination_id}`} className={s.link}>
          {t('cards.see')}
        </Link>
      )}
      {card.can.revoke && (
        <Button small busy={revoke.isPending} onClick={() => revoke.mutate()}>
          {t('cards.revoke')}
        </Button>
      )}
    </li>
  );
}
