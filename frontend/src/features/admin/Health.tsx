import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { call } from '../../api/client';
import { useI18n } from '../../i18n';
import { Ago, Badge, PageHead, useTitle } from '../../ui/bits';
import { Button } from '../../ui/Button';
import { cx } from '../../ui/cx';
import { Icon } from '../../ui/Icon';
import l from '../../ui/layout.module.css';
import { Failed, RowBones } from '../../ui/states';
import s from './admin.module.css';
import { type HealthLine, healthQuery } from './api';
import { useWrite } from './parts';

const tones = { ok: 'ok', notice: 'wait', bad: 'bad' } as const;

/** Does everything run, and what should somebody do? */
export default function Health() {
  const { t } = useI18n();
  useTitle(t('admin.health.title'));
  const health = useQuery(healthQuery);
  return (
    <>
      <PageHead title={t('admin.health.title')} lead={health.data ? t(`admin.health.${health.data.state}`) : ''}>
        <Button busy={health.isFetching} onClick={() => void health.refetch()}>
          <Icon name="refresh" />
          {t('admin.health.again')}
        </Button>
      </PageHead>
      {health.isPending && (
        <div className={l.card}>
          <RowBones rows={8} />
        </div>
      )}
      {health.isError && <Failed title={t('admin.health.failed')} error={health.error} retry={() => void health.refetch()} />}
      {health.data && (
        <>
          <ul className={cx(l.card, l.flush)} aria-label={t('admin.health.title')}>
            {health.data.lines.map((line) => (
              <Line key={line.name} line={line} />
            ))}
          </ul>
          <p className={cx(l.small, l.muted)}>{t('admin.health.version', { version: health.data.version })}</p>
        </>
      )}
    </>
  );
}

function Line({ line }: { line: HealthLine }) {
  const { t, find, format } = useI18n();
  const figure = line.figure;
  const said =
    figure === null
      ? null
      : line.name === 'disk'
        ? t('admin.health.disk.free', { gb: format.number(Math.round(figure / 1e8) / 10) })
        : line.name === 'relay'
          ? t('admin.health.relay.behind', { count: figure })
          : line.name === 'employees'
            ? t('admin.people.shown', { count: figure })
            : line.name === 'deliveries'
              ? t('admin.health.deliveries.waiting', { count: figure })
              : line.name === 'codes'
                ? figure > 0 ? t('admin.health.codes.low', { count: figure }) : null
              : figure > 0
                ? t('admin.health.endpoints.wrong', { count: figure })
                : null;
  return (
    <li className={s.line}>
      <span className={s.lineWhat}>
        <b>{find(`admin.health.line.${line.name}`) ?? line.name}</b>
        {line.advice && <span className={l.soft}>{find(`admin.advice.${line.advice}`) ?? line.advice}</span>}
        {(said ?? line.at) && (
          <small>
            {said}
            {line.at && (
              <>
                {t('admin.health.last')} <Ago at={line.at} />
              </>
            )}
          </small>
        )}
      </span>
      {line.name === 'ledger' && <CheckBooks />}
      {(line.name === 'endpoints' || line.name === 'deliveries') && line.state !== 'ok' && (
        <Link href="/admin/endpoints">{t('admin.nav.endpoints')}</Link>
      )}
      {line.name === 'codes' && line.state !== 'ok' && <Link href="/admin/rewards">{t('admin.nav.rewards')}</Link>}
      <Badge tone={tones[line.state]}>{t(`admin.health.state.${line.state}`)}</Badge>
    </li>
  );
}

function CheckBooks() {
  const { t } = useI18n();
  const check = useWrite({
    write: () => call<{ balanced: boolean }>('GET', '/ledger/check'),
    moves: ['health'],
    done: (report) => (report.balanced ? t('admin.health.ledger.good') : t('admin.health.ledger.wrong')),
    tellFailures: true,
  });
  return (
    <Button small busy={check.isPending} onClick={() => check.mutate()}>
      {t('admin.health.ledger.check')}
    </Button>
  );
}
