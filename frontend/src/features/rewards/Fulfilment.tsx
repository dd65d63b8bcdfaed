import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type SyntheticEvent, useState } from 'react';
import { call } from '../../api/client';
import { useIntent } from '../../api/intent';
import { allRedemptionsQuery, rewardQuery } from '../../api/queries';
import type { Me, Redemption } from '../../api/types';
import { useI18n } from '../../i18n';
import { Ago, Badge, PageHead, Points, useTitle } from '../../ui/bits';
import { Button } from '../../ui/Button';
import c from '../../ui/controls.module.css';
import { cx } from '../../ui/cx';
import { Dialog } from '../../ui/Dialog';
import { Field } from '../../ui/Field';
import l from '../../ui/layout.module.css';
import { More } from '../../ui/More';
import { Who } from '../../ui/Person';
import { Empty, Failed, NotFor, Note, RowBones, useErrorText } from '../../ui/states';
import { useToast } from '../../ui/toast';
import s from './rewards.module.css';

/** What is still to be handed out? For programme owners. */
export default function Fulfilment({ me }: { me: Me }) {
  const { t } = useI18n();
  useTitle(t('fulfilment.title'));
  const isOwner = me.role === 'owner';
  const waiting = useInfiniteQuery({ ...allRedemptionsQuery('approved'), enabled: isOwner });
  const items = waiting.data?.pages.flatMap((page) => page.items) ?? [];
  const lead = !waiting.data ? '' : items.length > 0 ? t('fulfilment.lead', { count: items.length }) : t('fulfilment.leadNone');
  return (
    <div className={l.page}>
      <PageHead title={t('fulfilment.title')} lead={isOwner ? lead : undefined} />
      {!isOwner && <NotFor text={t('fulfilment.notFor')} />}
      {isOwner && waiting.isPending && (
        <div className={l.card}>
          <RowBones rows={4} />
        </div>
      )}
      {waiting.isError && <Failed title={t('fulfilment.failed')} error={waiting.error} retry={() => void waiting.refetch()} />}
      {waiting.data && items.length === 0 && (
        <div className={l.card}>
          <Empty title={t('fulfilment.empty.title')} text={t('fulfilment.empty.text')} />
        </div>
      )}
      {items.length > 0 && <List title={t('fulfilment.waiting')} items={items} />}
      <More list={waiting} block />
      {isOwner && <Past />}
    </div>
  );
}

/** What was handed out before. */
function Past() {
  const { t } = useI18n();
  const past = useInfiniteQuery(allRedemptionsQuery('fulfilled'));
  const items = past.data?.pages.flatMap((page) => page.items) ?? [];
  if (items.length === 0) return null;
  return (
    <>
      <List title={t('fulfilment.past')} items={items} />
      <More list={past} block />
    </>
  );
}

function List({ title, items }: { title: string; items: Redemption[] }) {
  return (
    <section className={cx(l.card, l.flush)} aria-label={title}>
      <div className={l.cardHead}>
        <h2>{title}</h2>
      </div>
      <ul className={s.handouts}>
        {items.map((redemption) => (
          <Item key={redemption.id} redemption={redemption} />
        ))}
      </ul>
    </section>
  );
}

function Item({ redemption }: { redemption: Redemption }) {
  const { t } = useI18n();
  const fulfil = useVerb(redemption, 'fulfil');
  const [asking, setAsking] = useState(false);
  const reward = useQuery({ ...rewardQuery(redemption.reward.id), enabled: redemption.can.fulfil });
  const cancel = useVerb(redemption, 'cancel');
  const retry = useVerb(redemption, 'order/retry');
  const ordered = redemption.order !== null;
  const names = { reward: redemption.reward.name, name: redemption.employee.name };
  const tone = redemption.status === 'fulfilled' ? 'ok' : redemption.status === 'approved' ? 'wait' : undefined;
  return (
    <li>
      <Who id={redemption.employee.id} name={redemption.employee.name} below={redemption.employee.team?.name} />
      <div className={s.handout}>
        <b>{redemption.quantity > 1 ? `${redemption.reward.name} × ${redemption.quantity}` : redemption.reward.name}</b>
        {redemption.note && <p className={cx(l.small, l.soft)}>{redemption.note}</p>}
        {redemption.order && <Ordered order={redemption.order} />}
        <small className={l.muted}>
          <Ago at={redemption.fulfilled_at ?? redemption.decided_at ?? redemption.created_at} />
        </small>
      </div>
      <Points value={redemption.points} />
      {redemption.can.fulfil || redemption.can.cancel ? (
        <span className={s.verbs}>
          {redemption.can.retry && (
            <Button small look="primary" aria-label={t('fulfilment.order.retry.of', names)} busy={retry.isPending} onClick={() => retry.run()}>
              {t('fulfilment.order.retry')}
            </Button>
          )}
          {redemption.can.fulfil && (
            <Button
              small
              look={ordered ? undefined : 'primary'}
              aria-label={t(ordered ? 'fulfilment.byHand.of' : 'fulfilment.fulfil.of', names)}
              busy={fulfil.isPending}
              onClick={() => (reward.data?.fulfilment === 'code' ? setAsking(true) : fulfil.run({}))}
            >
              {t(ordered ? 'fulfilment.byHand' : 'fulfilment.fulfil')}
            </Button>
          )}
          {redemption.can.cancel && (
            <Button small aria-label={t(ordered ? 'fulfilment.refund.of' : 'fulfilment.cancel.of', names)} busy={cancel.isPending} onClick={() => cancel.run()}>
              {t(ordered ? 'fulfilment.refund' : 'fulfilment.cancel')}
            </Button>
          )}
        </span>
      ) : (
        <span className={s.verbs}>
          <Badge tone={tone}>{t(`redemptions.${redemption.status}`)}</Badge>
        </span>
      )}
      {asking && (
        <CodeDialog
          name={names.name}
          busy={fulfil.isPending}
          error={fulfil.error}
          onClose={() => {
            fulfil.reset();
            setAsking(false);
          }}
          onCode={(code) => fulfil.run({ code }, () => setAsking(false))}
        />
      )}
    </li>
  );
}

const tones = { waiting: 'wait', sent: 'sky', fulfilled: 'ok', refused: 'bad', stuck: 'bad', cancelled: undefined } as const;

/** Where it stands at the supplier, and why. */
function Ordered({ order }: { order: NonNullable<Redemption['order']> }) {
  const { t, format } = useI18n();
  const again = order.status === 'waiting' && order.attempts > 0 && order.next_attempt_at;
  const facts = [
    again && t('fulfilment.order.again', { count: order.attempts, when: format.exact(again) }),
    order.reference && t('fulfilment.order.reference', { reference: order.reference }),
    order.reason,
    order.error,
  ].filter(Boolean);
  return (
    <div className={s.ordered} role="group" aria-label={t('fulfilment.order')}>
      <Badge tone={tones[order.status]}>{t(`fulfilment.order.${order.status}`)}</Badge>
      {facts.length > 0 && <small className={l.muted}>{facts.join(' · ')}</small>}
    </div>
  );
}

interface CodeProps {
  name: string;
  busy: boolean;
  /** Why it was not sent: the code stays in its field. */
  error: Error | null;
  onClose: () => void;
  onCode: (code: string) => void;
}

function CodeDialog({ name, busy, error, onClose, onCode }: CodeProps) {
  const { t } = useI18n();
  const errorText = useErrorText();
  // It is worth money to whoever reads it, so unlike what other forms hold it is not kept in the browser (useTyped): a
  // reload empties the field, and the code is where it was copied from.
  const [code, setCode] = useState('');
  const [checked, setChecked] = useState(false);
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    setChecked(true);
    if (code.trim() && !busy) onCode(code.trim());
  };
  return (
    <Dialog title={t('fulfilment.code.title', { name })} onClose={onClose}>
      <form className={l.stack} noValidate onSubmit={submit}>
        <Field
          label={t('fulfilment.code')}
          hint={t('fulfilment.code.hint', { name })}
          error={checked && !code.trim() ? t('field.required') : null}
        >
          {(wiring) => (
            <input {...wiring} className={c.input} autoComplete="off" value={code} onChange={(event) => setCode(event.target.value)} />
          )}
        </Field>
        {error && (
          <Note tone="bad" icon="alert" alert>
            {errorText(error)}
          </Note>
        )}
        <footer>
          <Button look="ghost" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" look="primary" busy={busy}>
            {t('fulfilment.fulfil')}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}

function useVerb(redemption: Redemption, verb: 'fulfil' | 'cancel' | 'order/retry') {
  const { t } = useI18n();
  const client = useQueryClient();
  const tell = useToast();
  const errorText = useErrorText();
  const intent = useIntent();
  const names = { reward: redemption.reward.name, name: redemption.employee.name };
  const mutation = useMutation({
    mutationFn: ({ key, body }: { key: string; body?: { code?: string } | undefined }) =>
      call<Redemption>('POST', `/redemptions/${redemption.id}/${verb}`, { key, ...(body && { body }) }),
    onSuccess: () =>
      tell(
        verb === 'order/retry'
          ? t('fulfilment.order.retried')
          : verb === 'fulfil'
          ? t('fulfilment.done', names)
          : t('redemptions.cancelled.done', { name: names.reward, points: t('points', { count: redemption.points }) }),
      ),
    onError: (error, { body }) => {
      if (!body?.code) tell(errorText(error), { bad: true }); // the dialog of a code says it itself
    },
    onSettled: () => {
      for (const part of ['redemptions', 'rewards', 'me', 'wallet']) void client.invalidateQueries({ queryKey: [part] });
    },
  });
  const run = (body?: { code?: string }, onSuccess?: () => void) =>
    mutation.mutate({ key: intent.key([verb, redemption.id, body]), body }, { ...(onSuccess && { onSuccess }) });
  return { run, isPending: mutation.isPending, error: mutation.error, reset: mutation.reset };
}
