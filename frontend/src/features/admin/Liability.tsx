import type { UseQueryResult } from '@tanstack/react-query';
import { useI18n } from '../../i18n';
import { cx } from '../../ui/cx';
import l from '../../ui/layout.module.css';
import { Empty, Failed, RowBones } from '../../ui/states';
import type { Liability, Worth } from './api';
import s from './value.module.css';
import { Bar, TableBox, TakeCSV, useCost } from './valueParts';

/** What is owed for points that nobody has spent, by who issued them and by when. */
export function LiabilityCards({ report, path }: { report: UseQueryResult<Liability>; path: string }) {
  const { t } = useI18n();
  const { data } = report;
  return (
    <section className={cx(l.card, l.flush)} aria-label={t('value.liability')}>
      <div className={l.cardHead}>
        <h2>{t('value.liability')}</h2>
        {data && <TakeCSV path={path} name="liability.csv" label={t('value.liability.csv')} />}
      </div>
      <p className={s.caption}>{t('value.liability.text')}</p>
      {report.isPending && (
        <div className={s.caption}>
          <RowBones rows={4} />
        </div>
      )}
      {report.isError && <Failed title={t('list.failed')} error={report.error} retry={() => void report.refetch()} />}
      {data && <Figures data={data} />}
      {data?.at_end.points === 0 && <Empty title={t('value.liability.empty')} text={t('value.liability.empty.text')} />}
      {data && data.at_end.points > 0 && (
        <>
          <Parts
            label={t('value.by.program')}
            whole={data.at_end.points}
            rows={data.by_program.map((row) => ({ ...row, name: row.program?.name ?? t(`value.source.${row.source}`), key: row.program?.id ?? row.source }))}
          />
          <Parts
            label={t('value.by.age')}
            whole={data.at_end.points}
            rows={data.by_age.map((row) => ({ ...row, name: t(`value.age.${row.age}`), key: row.age }))}
          />
        </>
      )}
    </section>
  );
}

function Figures({ data }: { data: Liability }) {
  const { t, format } = useI18n();
  const cost = useCost();
  const { now, at_end: end, moved } = data;
  const date = (day: string) => format.date(`${day}T12:00:00`);
  return (
    <div className={cx(s.figures, s.months)}>
      <div className={s.figure}>
        <h3>{t('value.now')}</h3>
        <p className={l.big}>
          {format.number(now.points)} <small>{t('points.word', { count: now.points })}</small>
        </p>
        {now.money && <b>{cost(now)}</b>}
        <p className={cx(l.small, l.soft)}>{t('value.now.parts', { wallets: format.number(now.wallets), held: format.number(now.held) })}</p>
        <p className={cx(l.small, l.muted)}>
          {t('value.asOf', { at: format.exact(data.as_of) })}
        </p>
      </div>
      <div className={s.figure}>
        <h3>{t('value.end', { day: date(data.to) })}</h3>
        <p className={l.big}>
          {format.number(end.points)} <small>{t('points.word', { count: end.points })}</small>
        </p>
        {end.money && <b>{cost(end)}</b>}
        <p className={cx(l.small, l.soft)}>{t('value.end.text')}</p>
      </div>
      <dl className={l.kv}>
        <dt>{t('value.moved.start', { day: date(data.from) })}</dt>
        <dd>{format.number(moved.start)}</dd>
        <dt>{t('value.moved.issued')}</dt>
        <dd>{format.signed(moved.issued)}</dd>
        <dt>{t('value.moved.back')}</dt>
        <dd>{format.signed(-moved.taken_back)}</dd>
        <dt>{t('value.moved.spent')}</dt>
        <dd>{format.signed(-moved.spent)}</dd>
        <dt>{t('value.moved.end')}</dt>
        <dd>{format.number(moved.end)}</dd>
      </dl>
    </div>
  );
}

function Parts({ label, whole, rows }: { label: string; whole: number; rows: readonly (Worth & { name: string; key: string })[] }) {
  const { t, format } = useI18n();
  const cost = useCost();
  return (
    <div className={s.part}>
      <TableBox label={label}>
        <thead>
          <tr>
            <th scope="col">{label}</th>
            <th scope="col" className={s.barCell}>
              {t('value.share')}
            </th>
            <th scope="col" className={l.r}>
              {t('value.points')}
            </th>
            <th scope="col" className={l.r}>
              {t('value.money')}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key}>
              <td className={s.name}>{row.name}</td>
              <td className={s.barCell}>
                <Bar share={row.points / whole} />
              </td>
              <td className={l.r}>{format.number(row.points)}</td>
              <td className={l.r}>{cost(row) || '–'}</td>
            </tr>
          ))}
        </tbody>
        </TableBox>
    </div>
  );
}
