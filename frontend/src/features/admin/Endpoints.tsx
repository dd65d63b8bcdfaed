import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useLocation } from 'wouter';
import { useI18n } from '../../i18n';
import { Badge, PageHead, useTitle } from '../../ui/bits';
import { LinkButton } from '../../ui/Button';
import { cx } from '../../ui/cx';
import { Icon } from '../../ui/Icon';
import l from '../../ui/layout.module.css';
import { Empty, Failed, RowBones } from '../../ui/states';
import s from './admin.module.css';
import { type Endpoint, endpointsQuery } from './api';
import { Deliveries } from './Deliveries';
import { EndpointForm } from './EndpointForm';

/** Where is good service told, and does it arrive? */
export default function Endpoints({ id }: { id?: string }) {
  const { t } = useI18n();
  const [, navigate] = useLocation();
  useTitle(t('admin.endpoints.title'));
  const client = useQueryClient();
  const list = useQuery(endpointsQuery);
  const items = list.data ?? [];
  const chosen = id === 'new' ? null : (items.find((e) => e.id === id) ?? (id === undefined ? items[0] : undefined));
  /** It leaves the list first: else the page without an id would choose it anew and ask for what is gone. */
  const leave = (gone: Endpoint) => {
    client.setQueryData(endpointsQuery.queryKey, (before) => before?.filter((e) => e.id !== gone.id));
    navigate('/admin/endpoints');
  };
  const bad = items.filter((e) => e.status === 'active' && e.failing_since !== null).length;
  const off = items.filter((e) => e.status === 'disabled').length;
  const lead = !list.data
    ? ''
    : items.length === 0
      ? t('admin.endpoints.lead')
      : [t('admin.endpoints.count', { count: items.length - bad - off }), bad > 0 && t('admin.endpoints.bad', { count: bad }), off > 0 && t('admin.endpoints.off', { count: off })]
          .filter(Boolean)
          .join(' ');
  return (
    <>
      <PageHead title={t('admin.endpoints.title')} lead={lead} />
      {list.isPending && (
        <div className={l.card}>
          <RowBones rows={4} />
        </div>
      )}
      {list.isError && <Failed title={t('admin.endpoints.failed')} error={list.error} retry={() => void list.refetch()} />}
      {list.data && (
        <ul className={s.endpoints} aria-label={t('admin.endpoints.title')}>
          {items.map((endpoint) => (
            <li key={endpoint.id}>
              <Link
                href={`/admin/endpoints/${endpoint.id}`}
                className={cx(l.card, l.tight, s.endpoint)}
                aria-current={chosen?.id === endpoint.id ? 'true' : undefined}
              >
                <span className={cx(l.row, l.between, l.wrap)}>
                  <b>{t(`admin.endpoint.kind.${endpoint.kind}`)}</b>
                  <EndpointBadge endpoint={endpoint} />
                </span>
                <span className={cx(l.small, l.muted, s.address)}>{endpoint.url}</span>
              </Link>
            </li>
          ))}
          <li>
            <LinkButton to="/admin/endpoints/new" block>
              <Icon name="plus" />
              {t('admin.endpoints.add')}
            </LinkButton>
          </li>
        </ul>
      )}
      {list.data && items.length === 0 && id === undefined && (
        <div className={l.card}>
          <Empty title={t('admin.endpoints.empty.title')} text={t('admin.endpoints.empty.text')}>
            <LinkButton to="/admin/endpoints/new" look="primary">
              {t('admin.endpoints.add')}
            </LinkButton>
          </Empty>
        </div>
      )}
      {list.data && id !== undefined && chosen === undefined && (
        <div className={l.card}>
          <Empty title={t('admin.endpoints.missing')} text={t('error.not_found')} />
        </div>
      )}
      {list.data && chosen === null && (
        <EndpointForm endpoint={null} onSaved={(made) => navigate(`/admin/endpoints/${made.id}`)} key="new" />
      )}
      {chosen && (
        <>
          <EndpointForm endpoint={chosen} onSaved={() => undefined} onGone={() => leave(chosen)} key={chosen.id} />
          <Deliveries endpoint={chosen} key={`${chosen.id} log`} />
        </>
      )}
    </>
  );
}

function EndpointBadge({ endpoint }: { endpoint: Endpoint }) {
  const { t } = useI18n();
  if (endpoint.status === 'disabled') return <Badge tone={endpoint.disabled_reason === 'by_hand' ? undefined : 'bad'}>{t('admin.endpoint.disabled')}</Badge>;
  if (endpoint.failing_since) return <Badge tone="bad">{t('admin.endpoint.failing')}</Badge>;
  return <Badge tone="ok">{t('admin.endpoint.healthy')}</Badge>;
}
