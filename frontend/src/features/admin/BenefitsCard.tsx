import { useQuery } from '@tanstack/react-query';
import { queryString } from '../../api/client';
import { useI18n } from '../../i18n';
import { cx } from '../../ui/cx';
import l from '../../ui/layout.module.css';
import { Failed, RowBones } from '../../ui/states';
import { benefitsQuery } from './api';
import s from './value.module.css';
import { TableBox, TakeCSV } from './valueParts';

/** Taxable rewards that were handed over, for payroll. */
export function BenefitsCard({ days }: { days: { from: string; to: string } }) {
  const { t, format } = useI18n();
  const benefits = useQuery(benefitsQuery(days));
  const items = benefits.data?.items ?? [];
  return (
    <section className={cx(l.card, l.flush)} aria-label={t('value.benefits')}>
      <div className={l.cardHead}>
        <h2>{t('value.benefits')}</h2>
        {items.length > 0 && <TakeCSV path={`/analytics/benefits${queryString(days)}`} name="benefits.csv" label={t('value.benefits.csv')} />}
      </div>
      <p className={s.caption}>{t('value.benefits.text')}</p>
      {benefits.isPending && (
        <div className={s.caption}>
          <RowBones rows={2} />
        </div>
      )}
      {benefits.isError && <Failed title={t('list.failed')} error={benefits.error} retry={() => void benefits.refetch()} />}
      {benefits.data && items.length === 0 && <p className={cx(s.caption, l.muted)}>{t('value.benefits.empty')}</p>}
      {items.length > 0 && (
        <TableBox label={t('value.benefits')}>
            <thead>
              <tr>
                <th scope="col">{t('value.benefits.person')}</th>
                <th scope="col">{t('value.benefits.month')}</th>
                <th scope="col" className={l.r}>
                  {t('value.benefits.count')}
                </th>
                <th scope="col" className={l.r}>
                  {t('value.money')}
                </th>
              </tr>
            </thead>
            <tbody>
              {items.map((item) => (
                <tr key={`${item.employee.id} ${item.month} ${item.value.currency}`}>
                  <td className={s.name}>
                    {item.employee.name}
                    {item.country && <small>{item.country}</small>}
                  </td>
                  <td>{format.period('month', new Date(`${item.month}-01T00:00:00Z`), new Date(`${item.month}-01T00:00:00Z`))}</td>
                  <td className={l.r}>{format.number(item.rewards)}</td>
                  <td className={l.r}>{format.money(item.value.amount, item.value.currency)}</td>
                </tr>
              ))}
            </tbody>
          </TableBox>
      )}
    </section>
  );
}
