import { useQuery } from '@tanstack/react-query';
import { type SyntheticEvent, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { call } from '../../api/client';
import { useIntent } from '../../api/intent';
import { awardQuery, teamsQuery } from '../../api/queries';
import type { Award, Program } from '../../api/types';
import { useI18n } from '../../i18n';
import { useTitle } from '../../ui/bits';
import { Button, LinkButton } from '../../ui/Button';
import { cx } from '../../ui/cx';
import { Dialog } from '../../ui/Dialog';
import { Seg } from '../../ui/Field';
import { Icon } from '../../ui/Icon';
import l from '../../ui/layout.module.css';
import { Empty, Failed, Meter, Note, RowBones } from '../../ui/states';
import { useTyped } from '../../ui/useTyped';
import s from './admin.module.css';
import { catalogueParts, everyProgramQuery, periods, textsQuery } from './api';
import { EffectCard } from './EffectCard';
import { AwardFields } from './AwardFields';
import { Check, FormFoot, SaveFailed, SelectField, TextField, useFaults, useWrite } from './parts';
import { Picks } from './Picks';
import { bodyOf, type Circle, draftOf, newAward, newDraft, type ProgramDraft } from './program';
import { ProgramVersions } from './ProgramVersions';
import { type Texts } from './texts';
import { TextsFields } from './TextsFields';
import { TopUps } from './TopUps';

/** One program, with all its rules. */
export default function ProgramPage({ id }: { id: string }) {
  const { t } = useI18n();
  const isNew = id === 'new';
  const programs = useQuery(everyProgramQuery);
  const texts = useQuery({ ...textsQuery('programs', id), enabled: !isNew });
  const program = programs.data?.find((p) => p.id === id);
  const award = useQuery({ ...awardQuery(id), enabled: !!program?.award });
  useTitle(isNew ? t('admin.programs.add') : (program?.name ?? t('admin.programs.title')));
  const failed = programs.error ?? (texts.error && program ? texts.error : null) ?? award.error;
  const complete = texts.data && (!program?.award || award.data);
  return (
    <>
      <Link className={l.back} href="/admin/programs">
        <Icon name="cl" size="s" />
        {t('admin.programs.all')}
      </Link>
      <h1>{isNew ? t('admin.programs.add') : (program?.name ?? t('admin.programs.title'))}</h1>
      {failed && <Failed title={t('admin.programs.failed')} error={failed} retry={() => void programs.refetch()} />}
      {!isNew && !failed && (programs.isPending || (program && !complete)) && (
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
      {program?.award && (
        <Link className={l.back} href={`/awards/${program.id}`}>
          <Icon name="award" size="s" />
          {t('admin.award.page')}
        </Link>
      )}
      {isNew && <Form program={null} texts={null} award={null} />}
      {program?.ended && <Note icon="info" title={t('admin.program.ended')}>{t('admin.program.ended.text')}</Note>}
      {program && !program.ended && complete && <Form program={program} texts={texts.data} award={award.data ?? null} key={program.id} />}
      {program?.funding === 'budget' && !program.ended && <TopUps program={program} />}
      {program?.ended && <ProgramVersions id={program.id} />}
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
  'guidance',
  'approval_from',
  'nominators.team_ids',
  'nominees.team_ids',
  'award',
  'award.winners',
  'award.panel_ids',
  'award.criteria',
] as const;

const roles = ['employee', 'manager', 'owner', 'admin'] as const;

function Form({ program, texts, award }: { program: Program | null; texts: Texts | null; award: Award | null }) {
  const { t, locale, format } = useI18n();
  const [, navigate] = useLocation();
  const [draft, setDraft, forget] = useTyped<ProgramDraft>(
    `admin.program.${program?.id ?? 'new'}`,
    program && texts ? draftOf(program, texts, award?.panel) : newDraft(locale),
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
  const number = (name: 'min' | 'max' | 'usual' | 'total' | 'maxNominees' | 'decidedFrom' | 'giver' | 'pair' | 'nominee', label: string, fault: string) => (
    <TextField label={label} type="number" min={0} value={draft[name]} error={faults(fault)} onChange={(text) => set({ [name]: text })} />
  );
  const teams = useQuery(teamsQuery);
  const circle = (name: 'nominators' | 'nominees') => {
    const choose = (part: Partial<Circle>) => set({ [name]: { ...draft[name], ...part } });
    return (
      <>
        <Picks
          label={t(`admin.program.${name}.roles`)}
          options={roles.map((role) => ({ value: role, label: t(`role.${role}`) }))}
          chosen={draft[name].roles}
          error={faults(`${name}.roles`)}
          onChange={(chosen) => choose({ roles: roles.filter((role) => chosen.includes(role)) })}
        />
        <Picks
          label={t(`admin.program.${name}.teams`)}
          options={(teams.data ?? []).map((team) => ({ value: team.id, label: team.name }))}
          chosen={draft[name].team_ids}
          error={faults(`${name}.team_ids`)}
          onChange={(team_ids) => choose({ team_ids })}
        />
      </>
    );
  };
  const paid = draft.funding !== 'none';
  const periodOptions = periods.map((period) => ({ value: period, label: t(`admin.period.${period}`) }));
  return (
    <form className={cx(s.form, s.beside)} noValidate onSubmit={submit}>
      <section className={l.card} aria-label={t('admin.program.about')}>
        <h2>{t('admin.program.about')}</h2>
        <TextsFields value={draft.texts} onChange={(value) => set({ texts: value })} faults={faults} guidance={t('admin.program.guidance.hint')} />
        {program === null && (
          <Check
            label={t('admin.award')}
            hint={t('admin.award.hint')}
            checked={draft.award !== null}
            onChange={(on) => set({ award: on ? newAward : null, ...(on && { simple: false, ...(draft.funding === 'allowance' && { funding: 'budget' as const }) }) })}
          />
        )}
        {program === null && !draft.award && (
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
          <TextField label={draft.award ? t('admin.award.from') : t('admin.program.from')} type="date" optional={!draft.award} value={draft.from} error={faults('from')} onChange={(from) => set({ from })} />
          <TextField label={draft.award ? t('admin.award.to') : t('admin.program.to')} type="date" optional={!draft.award} value={draft.to} error={faults('to')} onChange={(to) => set({ to })} />
        </div>
      </section>
      {draft.award && <AwardFields award={draft.award} first={draft.texts.first} faults={faults} onChange={(changed) => set({ award: changed })} />}
      <section className={l.card} aria-label={t('admin.program.points')}>
        <h2>{t('admin.program.points')}</h2>
        <SelectField
          label={t('admin.program.funding')}
          value={draft.funding}
          hint={t(`admin.program.funding.${draft.funding}`)}
          onChange={(funding) => set({ funding: funding as ProgramDraft['funding'] })}
          options={(draft.award ? (['budget', 'none'] as const) : (['allowance', 'budget', 'none'] as const)).map((value) => ({ value, label: t(`admin.programs.funding.${value}`) }))}
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
            {!draft.award && (
              <Check
                label={t('admin.program.managerBudgets')}
                hint={t('admin.program.managerBudgets.hint')}
                checked={draft.managerBudgets}
                onChange={(managerBudgets) => set({ managerBudgets })}
              />
            )}
            {program?.budget && (
              <div className={s.budget}>
                <Meter label={t('admin.programs.left')} value={program.budget.left} of={program.budget.total + program.budget.topped_up} brass />
                <span className={cx(l.small, l.num)}>
                  {t('admin.programs.left.of', {
                    left: format.number(program.budget.left),
                    total: format.number(program.budget.total + program.budget.topped_up),
                    period: t(`admin.period.${program.budget.period}`),
                  })}{' '}
                  {t('admin.program.budget.next')}
                </span>
              </div>
            )}
          </>
        )}
        {paid && draft.award && number('usual', t('admin.award.points'), 'points')}
        {paid && !draft.award && (
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
        {draft.award ? (
          <p className={cx(l.small, l.soft)}>{t('admin.award.rules')}</p>
        ) : (
          <SelectField
            label={t('admin.program.approval')}
            value={draft.approval}
            onChange={(approval) => set({ approval: approval as ProgramDraft['approval'] })}
            options={(['none', 'manager', 'manager_owner', 'owner'] as const).map((value) => ({
              value,
              label: t(`admin.programs.approval.${value}`),
            }))}
          />
        )}
        {draft.approval !== 'none' && paid && !draft.award && (
          <TextField
            label={t('admin.program.decidedFrom')}
            type="number"
            min={1}
            optional
            hint={t('admin.program.decidedFrom.hint')}
            value={draft.decidedFrom}
            error={faults('approval_from')}
            onChange={(decidedFrom) => set({ decidedFrom })}
          />
        )}
        {!draft.award && <div className={s.pair}>
          {number('maxNominees', t('admin.program.nominees'), 'max_nominees')}
          {Number(draft.maxNominees) > 1 && paid && (
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
        </div>}
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
      <section className={l.card} aria-label={t('admin.program.who')}>
        <h2>{t('admin.program.who')}</h2>
        <p className={cx(l.small, l.soft)}>{t('admin.program.who.hint')}</p>
        {circle('nominators')}
        {circle('nominees')}
      </section>
      <EffectCard draft={draft} id={program?.id ?? null} />
      <SaveFailed error={save.error} fields={fields} />
      <FormFoot busy={save.isPending} save={program ? t('admin.save') : t('admin.programs.add')}>
        <LinkButton to="/admin/programs" look="ghost">
          {t('action.cancel')}
        </LinkButton>
        {program && <End program={program} />}
      </FormFoot>
      {program && <ProgramVersions id={program.id} />}
    </form>
  );
}

/** Ends the program for good, once it is asked again. */
function End({ program }: { program: Program }) {
  const { t } = useI18n();
  const [asking, setAsking] = useState(false);
  const end = useWrite({
    write: () => call<Program>('PATCH', `/programs/${program.id}`, { body: { ended: true } }),
    moves: catalogueParts,
    done: () => t('admin.program.ended.done'),
    onDone: () => setAsking(false),
    tellFailures: true,
  });
  return (
    <>
      <Button look="danger" onClick={() => setAsking(true)}>
        {t('admin.program.end')}
      </Button>
      {asking && (
        <Dialog title={t('admin.program.end.title', { name: program.name })} onClose={() => setAsking(false)}>
          <p>{t('admin.program.end.text')}</p>
          <footer>
            <Button look="ghost" onClick={() => setAsking(false)}>
              {t('action.cancel')}
            </Button>
            <Button look="solid" busy={end.isPending} onClick={() => end.mutate()}>
              {t('admin.program.end')}
            </Button>
          </footer>
        </Dialog>
      )}
    </>
  );
}
