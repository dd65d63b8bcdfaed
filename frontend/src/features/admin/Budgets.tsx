import { useQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'wouter';
import { queryString } from '../../api/client';
import { useI18n } from '../../i18n';
import { Badge, PageHead, useTitle } from '../../ui/bits';
import { LinkButton } from '../../ui/Button';
import { cx } from '../../ui/cx';
import { Seg } from '../../ui/Field';
import l from '../../ui/layout.module.css';
import { Empty, Failed, Note, RowBones } from '../../ui/states';
import { type BudgetReport, type BudgetUse, budgetsQuery, liabilityQuery } from './api';
import { BenefitsCard } from './BenefitsCard';
import { LiabilityCards } from './Liability';
import { ManagerBudgets } from './ManagerBudgets';
import { daysOf, type Span, spans } from './span';
import s from './value.module.css';
import { Bar, TableBox, TakeCSV, useCost } from './valueParts';

/** What is left to give, when does it end, and what do we owe for points that nobody has spent? */
export default function Budgets() {
  const { t } = useI18n();
  useTitle(t('value.title'));
  const [params, setParams] = useSearchParams();
  const span: Span = spans.find((one) => one === params.get('span')) ?? 'quarter';
  const days = daysOf(span);
  const budgets = useQuery(budgetsQuery(days));
  const liability = useQuery(liabilityQuery(days));
  return (
    <>
      <PageHead title={t('value.title')} lead={t('value.lead')}>
        <Seg
          label={t('value.span')}
          value={span}
          options={spans.map((value) => ({ value, label: t(`value.span.${value}`) }))}
          onChange={(value) => setParams({ span: value }, { replace: true })}
        />
      </PageHead>
      {budgets.data && !budgets.data.point_cost && (
        <Note icon="info" tone="sky">
          {t('value.noCost')}
        </Note>
      )}
      {budgets.data && <Warned report={budgets.data} />}
      <section className={cx(l.card, l.flush)} aria-label={t('value.budgets')}>
        <div className={l.cardHead}>
          <h2>{t('value.budgets')}</h2>
          {budgets.data && <TakeCSV path={`/analytics/budgets${queryString(days)}`} name="budgets.csv" label={t('value.budgets.csv')} />}
        </div>
        <p className={s.caption}>{t('value.budgets.text')}</p>
        {budgets.isPending && (
          <div className={s.caption}>
            <RowBones rows={3} />
          </div>
        )}
        {budgets.isError && <Failed title={t('list.failed')} error={budgets.error} retry={() => void budgets.refetch()} />}
        {budgets.data?.items.length === 0 && (
          <Empty title={t('value.budgets.empty')} text={t('value.budgets.empty.text')}>
            <LinkButton to="/admin/programs">{t('admin.nav.programs')}</LinkButton>
          </Empty>
        )}
        {budgets.data && budgets.data.items.length > 0 && <BudgetTable items={budgets.data.items} />}
      </section>
      <ManagerBudgets />
      <LiabilityCards report={liability} path={`/analytics/liability${queryString(days)}`} />
      <BenefitsCard days={days} />
    </>
  );
}

/** Budgets of which owners were warned, in a line each. */
function Warned({ report }: { report: BudgetReport }) {
  const { t, format } = useI18n();
  const warned = [
    ...report.items.map((item) => ({ ...item, id: item.program.id, name: item.program.name })),
    ...report.managers.map((item) => ({ ...item, name: item.manager.name })),
  ].filter((item) => item.period.present && item.warnings.length > 0);
  if (warned.length === 0) return null;
  return (
    <Note icon="alert" tone="bad" title={t('value.warned')}>
      <ul>
        {warned.map((item) => (
          <li key={item.id}>
            {t('value.warned.line', {
              program: item.name,
              percent: Math.max(...item.warnings.map(({ percent }) => percent)),
              left: t('points', { count: item.left.points }),
              until: format.date(`${item.period.to}T12:00:00`),
            })}
          </li>
        ))}
      </ul>
    </Note>
  );
}

function BudgetTable({ items }: { items: readonly BudgetUse[] }) {
  const { t, format } = useI18n();
  const cost = useCost();
  const date = (day: string) => format.date(`${day}T12:00:00`);
  return (
    <TableBox label={t('value.budgets')}>
        <thead>
          <tr>
            <th scope="col">{t('value.program')}</th>
            <th scope="col" className={s.barCell}>
              {t('value.used')}
            </th>
            <th scope="col" className={l.r}>
              {t('value.issued')}
            </th>
            <th scope="col" className={l.r}>
              {t('value.total')}
            </th>
            <th scope="col" className={l.r}>
              {t('value.left')}
            </th>
            <th scope="col">{t('value.ends')}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={`${item.program.id} ${item.period.from}`}>
              <td className={s.name}>
                <Link href={`/admin/programs/${item.program.id}`}>{item.program.name}</Link>
                <small className={l.nowrap}>
                  {date(item.period.from)} – {date(item.period.to)}
                </small>
              </td>
              <td className={s.barCell}>
                <Bar share={item.used_percent / 100} full={item.used_percent >= 80} />
              </td>
              <td className={l.r}>
                {format.number(item.issued.points)}
                <br />
                <span className={cx(l.small, l.muted)}>{t('value.percent', { percent: item.used_percent })}</span>
              </td>
              <td className={l.r}>
                {format.number(item.total.points)}
                <br />
                <span className={cx(l.small, l.muted)}>{cost(item.total)}</span>
              </td>
              <td className={l.r}>
                {format.number(item.left.points)}
                <br />
                <span className={cx(l.small, l.muted)}>
                  {item.lapsed.points > 0 ? t('value.lapsed', { points: format.number(item.lapsed.points) }) : cost(item.left)}
                </span>
              </td>
              <td>
                <Ends item={item} />
              </td>
            </tr>
          ))}
        </tbody>
      </TableBox>
  );
}

function Ends({ item }: { item: BudgetUse }) {
  const { t, format } = useI18n();
  if (!item.period.present) return <span className={l.muted}>{t('value.over')}</span>;
  if (item.left.points <= 0) return <Badge tone="bad">{t('value.used.up')}</Badge>;
  if (!item.ends_on) return <span className={l.muted}>{t('value.lasts')}</span>;
  return <Badge tone="wait">{t('value.ends.on', { day: format.date(`${item.ends_on}T12:00:00`) })}</Badge>;
}
