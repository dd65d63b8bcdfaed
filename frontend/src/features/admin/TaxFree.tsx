import { useI18n } from '../../i18n';
import { Button } from '../../ui/Button';
import { Icon } from '../../ui/Icon';
import l from '../../ui/layout.module.css';
import s from './admin.module.css';
import { TextField } from './parts';

export interface TypedLimit {
  country: string;
  amount: string;
  currency: string;
}

interface Props {
  list: readonly TypedLimit[];
  onChange: (list: TypedLimit[]) => void;
  fault: (field: string) => string | null;
}

/** How much of taxable rewards is free of tax in a year, country by country. */
export function TaxFree({ list, onChange, fault }: Props) {
  const { t } = useI18n();
  const change = (at: number, part: Partial<TypedLimit>) => onChange(list.map((one, place) => (place === at ? { ...one, ...part } : one)));
  return (
    <section className={l.card} aria-label={t('admin.tax')}>
      <h2>{t('admin.tax')}</h2>
      <p className={l.soft}>{t('admin.tax.text')}</p>
      {list.map((one, at) => (
        // What is typed has no name of its own; the rows keep their order.
        <div className={s.taxRow} role="group" aria-label={one.country || t('admin.tax.country')} key={at}>
          <TextField
            label={t('admin.tax.country')}
            value={one.country}
            error={fault(`tax_free[${at}].country`)}
            onChange={(country) => change(at, { country })}
          />
          <TextField
            label={t('admin.tax.amount')}
            value={one.amount}
            error={fault(`tax_free[${at}].amount`)}
            onChange={(amount) => change(at, { amount })}
          />
          <TextField
            label={t('admin.reward.currency')}
            mono
            value={one.currency}
            error={fault(`tax_free[${at}].currency`)}
            onChange={(currency) => change(at, { currency })}
          />
          <Button look="ghost" icon aria-label={t('admin.tax.remove', { country: one.country })} onClick={() => onChange(list.filter((_, place) => place !== at))}>
            <Icon name="x" />
          </Button>
        </div>
      ))}
      <div>
        <Button onClick={() => onChange([...list, { country: '', amount: '', currency: list.at(-1)?.currency ?? 'EUR' }])}>
          <Icon name="plus" />
          {t('admin.tax.add')}
        </Button>
      </div>
    </section>
  );
}
