import { useQuery } from '@tanstack/react-query';
import { type SyntheticEvent } from 'react';
import { Link, useLocation } from 'wouter';
import { call } from '../../api/client';
import { useIntent } from '../../api/intent';
import type { Program } from '../../api/types';
import { useI18n } from '../../i18n';
import { useTitle } from '../../ui/bits';
import { LinkButton } from '../../ui/Button';
import { cx } from '../../ui/cx';
import { Seg } from '../../ui/Field';
import { Icon } from '../../ui/Icon';
import l from '../../ui/layout.module.css';
import { Empty, Failed, Meter, RowBones } from '../../ui/states';
import { useTyped } from '../../ui/useTyped';
import s from './admin.module.css';
import { catalogueParts, everyProgramQuery, periods, textsQuery } from './api';
import { Check, FormFoot, SaveFailed, SelectField, TextField, useFaults, useWrite } from './parts';
import { bodyOf, draftOf, newDraft, type ProgramDraft } from './program';
import { type Texts } from './texts';
import { TextsFields } from './TextsFields';

/** One program, with all its rules. */
export default function ProgramPage({ id }: { id: string }) {
  const { t } = useI18n();
  const isNew = id === 'new';
  const programs = useQuery(everyProgramQuery);
  const texts = useQuery({ ...textsQuery('programs', id), enabled: !isNew });
  const program = programs.data?.find((p) => p.id === id);
  useTitle(isNew ? t('admin.programs.add') : (program?.name ?? t('admin.programs.title')));
  const failed = programs.error ?? (texts.error && program ? texts.error : null);
  return (
    <>
      <Link className={l.back} href="/admin/programs">
        <Icon name="cl" size="s" />
        {t('admin.programs.all')}
      </Link>
      <h1>{isNew ? t('admin.programs.add') : (program?.name ?? t('admin.programs.title'))}</h1>
      {failed && <Failed title={t('admin.programs.failed')} error={failed} retry={() => void programs.refetch()} />}
      {!isNew && !failed && (programs.isPending || (program && !texts.data)) && (
        <div className={l.card}>
          <RowBones rows={6} />
        </div>
      )}
      {!isNew && programs.data && !program && (
        <div className={l.card}>
          <Empty title={t('admin.programs.missing')} text={t('error.not_found')}>
            <LinkButton to="/admin/programs">{t('admin.programs.all')}</LinkButton>
          </Empty>
        </div>
      )}
      {isNew && <Form program={null} texts={null} />}
      {program && texts.data && <Form program={program} texts={texts.data} key={program.id} />}
    </>
  );
}

const fields = [
  'name',
  'description',
  'points',
  'points.default',
  'points.levels',
  'points.min',
  'points.max',
  'budget',
  'budget.total',
  'limits.period',
  'limits.per_giver',
  'limits.per_pair',
  'limits.per_nominee',
  'max_nominees',
  'from',
  'to',
] as const;

function Form({ program, texts }: { program: Program | null; texts: Texts | null }) {
  const { t, locale, format } = useI18n();
  const [, navigate] = useLocation();
  const [draft, setDraft, forget] = useTyped<ProgramDraft>(
    `admin.program.${program?.id ?? 'new'}`,
    program && texts ? draftOf(program, texts) : newDraft(locale),
  );
  const intent = useIntent();
  const save = useWrite({
    write: (body: object) =>
      program
        ? call<Program>('PATCH', `/programs/${program.id}`, { body })
        : call<Program>('POST', '/programs', { body, key: intent.key(body) }),
    moves: catalogueParts,
    done: () => t('admin.saved'),
    onDone: () => {
      intent.done();
      forget();
      navigate('/admin/programs');
    },
  });
  const faults = useFaults(save.error);
  const set = (part: Partial<ProgramDraft>) => setDraft({ ...draft, ...part });
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    save.mutate(bodyOf(draft, program !== null));
  };
  const number = (name: 'min' | 'max' | 'usual' | 'total' | 'nominees' | 'giver' | 'pair' | 'nominee', label: string, fault: string) => (
    <TextField label={label} type="number" min={0} value={draft[name]} error={faults(fault)} onChange={(text) => set({ [name]: text })} />
  );
  const paid = draft.funding !== 'none';
  const periodOptions = periods.map((period) => ({ value: period, label: t(`admin.period.${period}`) }));
  return (
    <form className={s.form} noValidate onSubmit={submit}>
      <section className={l.card} aria-label={t('admin.program.about')}>
        <h2>{t('admin.program.about')}</h2>
        <TextsFields value={draft.texts} onChange={(value) => set({ texts: value })} faults={faults} />
        {program === null && (
          <Check
            label={t('admin.program.simple')}
            hint={t('admin.program.simple.hint')}
            checked={draft.simple}
            onChange={(simple) => set({ simple })}
          />
        )}
        <Check
          label={t('admin.program.active')}
          hint={t('admin.program.active.hint')}
          checked={draft.active}
          onChange={(active) => set({ active })}
        />
        <div className={s.pair}>
          <TextField label={t('admin.program.from')} type="date" optional value={draft.from} error={faults('from')} onChange={(from) => set({ from })} />
          <TextField label={t('admin.program.to')} type="date" optional value={draft.to} error={faults('to')} onChange={(to) => set({ to })} />
        </div>
      </section>
      <section className={l.card} aria-label={t('admin.program.points')}>
        <h2>{t('admin.program.points')}</h2>
        <SelectField
          label={t('admin.program.funding')}
          value={draft.funding}
          hint={t(`admin.program.funding.${draft.funding}`)}
          onChange={(funding) => set({ funding: funding as ProgramDraft['funding'] })}
          options={(['allowance', 'budget', 'none'] as const).map((value) => ({ value, label: t(`admin.programs.funding.${value}`) }))}
        />
        {draft.funding === 'budget' && (
          <>
            <div className={s.pair}>
              {number('total', t('admin.program.budget'), 'budget.total')}
              <SelectField
                label={t('admin.program.budget.period')}
                value={draft.period}
                error={faults('budget')}
                onChange={(period) => set({ period: period as ProgramDraft['period'] })}
                options={periodOptions}
              />
            </div>
            {program?.budget && (
              <div className={s.budget}>
                <Meter label={t('admin.programs.left')} value={program.budget.left} of={program.budget.total} brass />
                <span className={cx(l.small, l.num)}>
                  {t('admin.programs.left.of', {
                    left: format.number(program.budget.left),
                    total: format.number(program.budget.total),
                    period: t(`admin.period.${program.budget.period}`),
                  })}{' '}
                  {t('admin.program.budget.next')}
                </span>
              </div>
            )}
          </>
        )}
        {paid && (
          <>
            <div className={s.three}>
              {number('min', t('admin.program.min'), 'points')}
              {number('usual', t('admin.program.usual'), 'points.default')}
              {number('max', t('admin.program.max'), 'points.max')}
            </div>
            <TextField
              label={t('admin.program.levels')}
              optional
              hint={t('admin.program.levels.hint')}
              value={draft.levels}
              error={faults('points.levels')}
              onChange={(levels) => set({ levels })}
            />
          </>
        )}
      </section>
      <section className={l.card} aria-label={t('admin.program.rules')}>
        <h2>{t('admin.program.rules')}</h2>
        <SelectField
          label={t('admin.program.approval')}
          value={draft.approval}
          onChange={(approval) => set({ approval: approval as ProgramDraft['approval'] })}
          options={(['none', 'manager', 'manager_owner', 'owner'] as const).map((value) => ({
            value,
            label: t(`admin.programs.approval.${value}`),
          }))}
        />
        <div className={s.pair}>
          {number('nominees', t('admin.program.nominees'), 'max_nominees')}
          {Number(draft.nominees) > 1 && paid && (
            <div className={l.stack}>
              <b className={l.small}>{t('admin.program.shares')}</b>
              <Seg
                label={t('admin.program.shares')}
                value={draft.shares}
                options={[
                  { value: 'each', label: t('admin.program.shares.each') },
                  { value: 'split', label: t('admin.program.shares.split') },
                ]}
                onChange={(shares) => set({ shares })}
              />
            </div>
          )}
        </div>
        <h3>{t('admin.program.limits')}</h3>
        <p className={cx(l.small, l.soft)}>{t('admin.program.limits.hint')}</p>
        <div className={s.three}>
          {number('giver', t('admin.program.limit.giver'), 'limits.per_giver')}
          {number('pair', t('admin.program.limit.pair'), 'limits.per_pair')}
          {number('nominee', t('admin.program.limit.nominee'), 'limits.per_nominee')}
        </div>
        <SelectField
          label={t('admin.program.limit.period')}
          value={draft.limitPeriod}
          error={faults('limits.period')}
          onChange={(limitPeriod) => set({ limitPeriod: limitPeriod as ProgramDraft['limitPeriod'] })}
          options={periodOptions}
        />
      </section>
      <SaveFailed error={save.error} fields={fields} />
      <FormFoot busy={save.isPending} save={program ? t('admin.save') : t('admin.programs.add')}>
        <LinkButton to="/admin/programs" look="ghost">
          {t('action.cancel')}
        </LinkButton>
      </FormFoot>
    </form>
  );
}
