import { useMutation, useQuery } from '@tanstack/react-query';
import { type SyntheticEvent, useState } from 'react';
import { call, newKey } from '../../api/client';
import { print } from '../../api/paper';
import { teamsQuery } from '../../api/queries';
import type { CodeSheet } from '../../api/types';
import { useI18n } from '../../i18n';
import { PageHead, useTitle } from '../../ui/bits';
import { Button } from '../../ui/Button';
import c from '../../ui/controls.module.css';
import { cx } from '../../ui/cx';
import { Field } from '../../ui/Field';
import { Icon } from '../../ui/Icon';
import l from '../../ui/layout.module.css';
import { Empty, Failed, Note, RowBones, useErrorText } from '../../ui/states';
import s from './codes.module.css';

interface Sheet {
  sheet: CodeSheet;
  /** What was asked for, and the key by which the same codes come again to be printed. */
  body: { team_id: string; without_pin: boolean };
  key: string;
}

/** How do people without an address come in? By a sheet of codes, cut into slips. */
export default function Codes() {
  const { t } = useI18n();
  useTitle(t('admin.codes.title'));
  const teams = useQuery(teamsQuery);
  const errorText = useErrorText();
  const [team, setTeam] = useState('');
  const [without, setWithout] = useState(true);
  const make = useMutation({
    mutationFn: async (): Promise<Sheet> => {
      const made = { body: { team_id: team, without_pin: without }, key: newKey() };
      return { ...made, sheet: await call<CodeSheet>('POST', '/sign-in-codes', made) };
    },
  });
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (!make.isPending) make.mutate();
  };
  return (
    <>
      <PageHead title={t('admin.codes.title')} lead={t('admin.codes.lead')} />
      <div className={l.card}>
        {teams.isPending && <RowBones rows={2} />}
        {teams.isError && <Failed title={t('list.failed')} error={teams.error} retry={() => void teams.refetch()} />}
        {teams.data && (
          <form className={s.form} onSubmit={submit}>
            <Field label={t('admin.codes.team')} hint={t('admin.codes.team.hint')}>
              {(wiring) => (
                <select {...wiring} className={c.input} required value={team} onChange={(event) => setTeam(event.target.value)}>
                  <option value="">{t('admin.codes.choose')}</option>
                  {teams.data.map(({ id, name }) => (
                    <option key={id} value={id}>
                      {name}
                    </option>
                  ))}
                </select>
              )}
            </Field>
            <label className={c.check}>
              <input type="checkbox" checked={without} onChange={(event) => setWithout(event.target.checked)} />
              {t('admin.codes.without')}
            </label>
            <Note icon="info">{t('admin.codes.void')}</Note>
            {make.isError && (
              <Note tone="bad" icon="alert" alert>
                {errorText(make.error)}
              </Note>
            )}
            <div>
              <Button type="submit" look="primary" busy={make.isPending}>
                {make.isPending ? t('admin.codes.making') : t('admin.codes.make')}
              </Button>
            </div>
          </form>
        )}
      </div>
      {make.data ? (
        <Made made={make.data} />
      ) : (
        teams.data && <Empty title={t('admin.codes.empty.title')} text={t('admin.codes.empty.text')} />
      )}
    </>
  );
}

function Made({ made }: { made: Sheet }) {
  const { t, format, locale } = useI18n();
  const errorText = useErrorText();
  const { sheet, body, key } = made;
  const save = useMutation({ mutationFn: () => print('/sign-in-codes', { body, key, language: locale, name: 'laurel-codes.pdf' }) });
  return (
    <section className={cx(l.card, l.flush)} aria-labelledby="sheet">
      <div className={l.cardHead}>
        <div>
          <h2 id="sheet">{t('admin.codes.made', { count: sheet.items.length })}</h2>
          <p className={cx(l.small, l.soft)}>{t('admin.codes.until', { date: format.exact(sheet.expires_at) })}</p>
        </div>
        <Button look="primary" busy={save.isPending} onClick={() => save.mutate()}>
          <Icon name="download" />
          {t('admin.codes.print')}
        </Button>
      </div>
      {save.isError && (
        <div className={s.pad}>
          <Note tone="bad" icon="alert" alert>
            {errorText(save.error)}
          </Note>
        </div>
      )}
      <div className={s.pad}>
        <Note icon="lock" tone="ember">
          {t('admin.codes.once')}
        </Note>
      </div>
      <div className={l.tableBox}>
        <table className={l.table}>
          <thead>
            <tr>
              <th scope="col">{t('admin.codes.name')}</th>
              <th scope="col">{t('admin.codes.number')}</th>
              <th scope="col">{t('admin.codes.code')}</th>
            </tr>
          </thead>
          <tbody>
            {sheet.items.map((item) => (
              <tr key={item.employee.id}>
                <td>{item.employee.name}</td>
                <td>{item.personnel_number}</td>
                <td className={s.code}>{item.code}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
