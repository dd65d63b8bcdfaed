import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type SyntheticEvent, useState } from 'react';
import { forgetCard, keptCard } from '../../app/typed';
import { call } from '../../api/client';
import { useIntent } from '../../api/intent';
import { isProblem } from '../../api/problem';
import type { Card } from '../../api/types';
import { useI18n } from '../../i18n';
import { Wreath } from '../../ui/art';
import { PageHead, useTitle } from '../../ui/bits';
import { Button, LinkButton } from '../../ui/Button';
import c from '../../ui/controls.module.css';
import { Field } from '../../ui/Field';
import l from '../../ui/layout.module.css';
import { Who } from '../../ui/Person';
import { CardBones } from '../../ui/Recognition';
import { Empty, Failed, Note, useErrorText } from '../../ui/states';
import { useTyped } from '../../ui/useTyped';
import s from './cards.module.css';

/** The card that somebody holds, and has just scanned. */
export default function CardInHand() {
  const { t } = useI18n();
  useTitle(t('card.title'));
  const [token] = useState(keptCard);
  const card = useQuery({
    queryKey: ['card', token],
    queryFn: ({ signal }) => call<Card>('POST', '/cards/open', { body: { token }, signal }),
    enabled: token !== '',
    gcTime: 0,
  });
  const ended = isProblem(card.error) && (card.error.status === 404 || card.error.status === 409 || card.error.status === 422);
  return (
    <div className={l.page}>
      <PageHead title={t('card.title')} />
      {token === '' && <Gone title={t('card.missing')} text={t('card.missing.text')} />}
      {token !== '' && card.isPending && <CardBones />}
      {ended && <Gone title={t('card.ended')} text={t('card.ended.text')} />}
      {card.isError && !ended && <Failed title={t('list.failed')} error={card.error} retry={() => void card.refetch()} />}
      {card.data && <Paper card={card.data} token={token} />}
    </div>
  );
}

function Gone({ title, text }: { title: string; text: string }) {
  const { t } = useI18n();
  return (
    <div className={l.card}>
      <Empty title={title} text={text}>
        <LinkButton to="/">{t('notfound.home')}</LinkButton>
      </Empty>
    </div>
  );
}

function Paper({ card, token }: { card: Card; token: string }) {
  const { t } = useI18n();
  return (
    <section className={s.paper} aria-label={t('card.title')}>
      <div className={s.head}>
        <Wreath leaves={7} />
        <p className={s.thanks}>{t('card.thanks')}</p>
      </div>
      {card.story !== '' && <p className={s.words}>{card.story}</p>}
      {card.story === '' && card.message !== '' && <p className={s.words}>{card.message}</p>}
      <Who id={card.giver.id} name={card.giver.name} below={card.giver.team?.name ?? ''} />
      {card.can.redeem && <RedeemForm card={card} token={token} />}
      {!card.can.redeem && <State card={card} />}
    </section>
  );
}

function State({ card }: { card: Card }) {
  const { t } = useI18n();
  if (card.status === 'open') {
    return (
      <Note icon="info" tone="sky">
        {t('card.own')}
      </Note>
    );
  }
  if (card.status === 'claimed') {
    return (
      <Note icon="clock" tone="sky" title={t('card.claimed')}>
        {t('card.claimed.text', { name: card.giver.name })}
      </Note>
    );
  }
  if (card.status === 'used' && card.nomination_id) {
    return (
      <>
        <Note icon="check" tone="ok">
          {t('card.used')}
        </Note>
        <LinkButton to={`/recognitions/${card.nomination_id}`} look="primary" block>
          {t('cards.see')}
        </LinkButton>
      </>
    );
  }
  return <Note icon="info">{t(`cards.status.${card.status}`)}</Note>;
}

function RedeemForm({ card, token }: { card: Card; token: string }) {
  const { t } = useI18n();
  const errorText = useErrorText();
  const client = useQueryClient();
  const intent = useIntent();
  const [story, setStory, forget] = useTyped('card.story', '');
  const [alone, setAlone] = useState(false);
  const byHand = card.message === '';
  const redeem = useMutation({
    mutationFn: () => {
      const body = { token, visibility: alone ? 'private' : 'public', ...(byHand && { story: story.trim() }) };
      return call<Card>('POST', '/cards/redeem', { body, key: intent.key(body) });
    },
    onSuccess: (redeemed) => {
      forgetCard();
      forget();
      client.setQueryData(['card', token], redeemed);
      return client.invalidateQueries({ queryKey: ['feed'] });
    },
  });
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (!redeem.isPending) redeem.mutate();
  };
  return (
    <form className={l.stack} onSubmit={submit}>
      {byHand && (
        <Field label={t('card.story')} hint={t('card.story.hint', { name: card.giver.name })}>
          {(wiring) => (
            <textarea
              {...wiring}
              className={c.input}
              rows={4}
              required
              maxLength={5000}
              value={story}
              onChange={(event) => setStory(event.target.value)}
            />
          )}
        </Field>
      )}
      <label className={c.check}>
        <input type="checkbox" checked={alone} onChange={(event) => setAlone(event.target.checked)} />
        {t('card.alone', { name: card.giver.name })}
      </label>
      {redeem.isError && (
        <Note tone="bad" icon="alert" alert>
          {errorText(redeem.error)}
        </Note>
      )}
      <Button type="submit" look="primary" block busy={redeem.isPending}>
        {redeem.isPending ? t('card.redeeming') : t('card.redeem')}
      </Button>
    </form>
  );
}
