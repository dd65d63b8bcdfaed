import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type ReportFilter, reportsQuery } from '../../api/responses';
import type { Report } from '../../api/types';
import { useI18n } from '../../i18n';
import { Ago, Badge, PageHead, useTitle } from '../../ui/bits';
import { Button } from '../../ui/Button';
import { cx } from '../../ui/cx';
import l from '../../ui/layout.module.css';
import { More } from '../../ui/More';
import { Who } from '../../ui/Person';
import { NominationCard } from '../../ui/Recognition';
import { Empty, Failed, Note, RowBones } from '../../ui/states';
import { type Action, AnswerDialog } from './AnswerDialog';
import s from './reports.module.css';

/** What should not be there, in somebody's opinion, and is it so? For owners. */
export default function Reports() {
  const { t } = useI18n();
  useTitle(t('reports.title'));
  const [filter, setFilter] = useState<ReportFilter>('open');
  return (
    <>
      <PageHead title={t('reports.title')} lead={t('reports.lead')} />
      <div className={l.tabs} role="group" aria-label={t('feed.filter')}>
        {(['open', 'answered'] as const).map((name) => (
          <button key={name} type="button" aria-pressed={name === filter} onClick={() => setFilter(name)}>
            {name === 'open' ? t('reports.open') : t('reports.answered')}
          </button>
        ))}
      </div>
      <List filter={filter} key={filter} />
    </>
  );
}

function List({ filter }: { filter: ReportFilter }) {
  const { t } = useI18n();
  const reports = useInfiniteQuery(reportsQuery(filter));
  const items = reports.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className={cx(l.stack, l.lg)}>
      {reports.isPending && (
        <div className={l.card}>
          <RowBones rows={4} />
        </div>
      )}
      {reports.isError && <Failed title={t('reports.failed')} error={reports.error} retry={() => void reports.refetch()} />}
      {reports.data && items.length === 0 && (
        <div className={l.card}>
          <Empty
            title={filter === 'open' ? t('reports.empty.title') : t('reports.none.title')}
            text={filter === 'open' ? t('reports.empty.text') : t('reports.none.text')}
          />
        </div>
      )}
      {items.length > 0 && (
        <ul className={cx(l.stack, l.lg)}>
          {items.map((report) => (
            <Item key={report.id} report={report} />
          ))}
        </ul>
      )}
      <More list={reports} block />
    </div>
  );
}

const tones = { open: 'wait', hidden: 'bad', restored: 'ok', stands: 'ok' } as const;

function Item({ report }: { report: Report }) {
  const { t, format } = useI18n();
  const [action, setAction] = useState<Action | null>(null);
  const { can, reporter, nomination } = report;
  const who = format.list(nomination.nominees.map((p) => p.name));
  const actions: Action[] = [...(can.hide ? ['hide' as const] : []), ...(can.restore ? ['restore' as const] : []), ...(can.stand ? ['stand' as const] : [])];
  return (
    <li className={s.report}>
      <section className={cx(l.card, l.tight)} aria-label={t('reports.of', { who })}>
        <div className={s.head}>
          {reporter ? (
            <Who
              id={reporter.id}
              name={reporter.name}
              below={
                <>
                  {t('reports.by')}, <Ago at={report.created_at} />
                </>
              }
            />
          ) : (
            <span className={l.soft}>
              {t('reports.colleague')}, <Ago at={report.created_at} />
            </span>
          )}
          <Badge tone={tones[report.status]}>{t(`reports.status.${report.status}`)}</Badge>
        </div>
        <p className={s.reason} dir="auto">
          {report.reason}
        </p>
        {report.answer && (
          <Note icon="check" title={t('reports.answeredBy', { name: report.answer.by?.name ?? '', when: format.exact(report.answer.at) })}>
            {report.answer.note && <p dir="auto">{report.answer.note}</p>}
          </Note>
        )}
        {!reporter && <Note icon="info">{t('reports.own')}</Note>}
        {actions.length > 0 && (
          <div className={cx(l.row, l.wrap)}>
            {actions.map((name) => (
              <Button
                key={name}
                look={name === 'hide' ? 'danger' : name === 'restore' ? 'primary' : undefined}
                aria-haspopup="dialog"
                onClick={() => setAction(name)}
              >
                {t(`reports.do.${name}`)}
              </Button>
            ))}
          </div>
        )}
      </section>
      <NominationCard nomination={nomination} linked withStatus still heading="h2" />
      {action && <AnswerDialog report={report} action={action} onClose={() => setAction(null)} />}
    </li>
  );
}
