import { useInfiniteQuery } from '@tanstack/react-query';
import { call } from '../../api/client';
import { useIntent } from '../../api/intent';
import { useI18n } from '../../i18n';
import { Ago, Badge } from '../../ui/bits';
import { Button } from '../../ui/Button';
import { cx } from '../../ui/cx';
import { Icon } from '../../ui/Icon';
import l from '../../ui/layout.module.css';
import { More } from '../../ui/More';
import { Empty, Failed, RowBones } from '../../ui/states';
import s from './admin.module.css';
import { deliveriesQuery, type Delivery, type Endpoint, endpointEvents } from './api';
import { useWrite } from './parts';

/** Each try to tell the endpoint something, the latest first. */
export function Deliveries({ endpoint }: { endpoint: Endpoint }) {
  const { t } = useI18n();
  const log = useInfiniteQuery(deliveriesQuery(endpoint.id));
  const items = log.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className={cx(l.card, l.flush)} aria-label={t('admin.deliveries')}>
      <div className={l.cardHead}>
        <h2>{t('admin.deliveries')}</h2>
        <Button small busy={log.isFetching && !log.isFetchingNextPage} onClick={() => void log.refetch()}>
          <Icon name="refresh" size="s" />
          {t('admin.deliveries.again')}
        </Button>
      </div>
      {log.isPending && (
        <div className={s.inset}>
          <RowBones rows={3} />
        </div>
      )}
      {log.isError && (
        <div className={s.inset}>
          <Failed title={t('admin.deliveries.failed')} error={log.error} retry={() => void log.refetch()} />
        </div>
      )}
      {log.data && items.length === 0 && <Empty title={t('admin.deliveries.empty.title')} text={t('admin.deliveries.empty.text')} />}
      {items.length > 0 && (
        <ul>
          {items.map((delivery, at) => (
            <Row
              key={delivery.id}
              delivery={delivery}
              latest={items.findIndex((other) => other.event_id === delivery.event_id) === at && endpoint.status === 'active'}
            />
          ))}
        </ul>
      )}
      <More list={log} block box={s.inset} />
    </section>
  );
}

const tones = { delivered: 'ok', pending: 'wait', failed: 'bad', abandoned: 'bad' } as const;

function Row({ delivery, latest }: { delivery: Delivery; latest: boolean }) {
  const { t, format } = useI18n();
  const intent = useIntent();
  const retry = useWrite({
    write: () => call<Delivery>('POST', `/deliveries/${delivery.id}/retry`, { key: intent.key(delivery.id) }),
    moves: ['endpoints', 'health', 'audit'],
    done: () => t('admin.delivery.retried'),
    onDone: () => intent.done(),
    tellFailures: true,
  });
  const event = endpointEvents.find((known) => known === delivery.event);
  const why = delivery.failure === null || delivery.failure === 'answered' ? delivery.response_status : t(`admin.delivery.why.${delivery.failure}`);
  return (
    <li className={s.delivery}>
      <span className={s.deliveryWhat}>
        <b>{event ? t(`admin.event.${event}`) : delivery.event === 'endpoint.tested' ? t('admin.event.test') : delivery.event}</b>
        <small>
          <Ago at={delivery.at} /> · {t('admin.delivery.attempt', { count: delivery.attempt })}
          {delivery.duration_ms !== null && ` · ${t('admin.delivery.took', { ms: delivery.duration_ms })}`}
        </small>
      </span>
      <span className={s.deliveryHow}>
        <Badge tone={tones[delivery.status]}>{t(`admin.delivery.${delivery.status}`)}</Badge>
        <small>
          {delivery.status !== 'pending' && why}
          {delivery.status === 'failed' && delivery.next_attempt_at && ` · ${t('admin.delivery.next', { when: format.exact(delivery.next_attempt_at) })}`}
        </small>
      </span>
      {latest && delivery.status !== 'pending' && delivery.status !== 'delivered' && (
        <Button small busy={retry.isPending} onClick={() => retry.mutate()}>
          <Icon name="refresh" size="s" />
          {t('admin.delivery.retry')}
        </Button>
      )}
    </li>
  );
}
