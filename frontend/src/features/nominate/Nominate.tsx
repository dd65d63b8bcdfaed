import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useSearchParams } from 'wouter';
import { behavioursQuery, employeeQuery, nominationQuery, programsQuery, teamsQuery } from '../../api/queries';
import type { Me } from '../../api/types';
import { useI18n } from '../../i18n';
import { Hidden, PageHead, useTitle } from '../../ui/bits';
import { Button } from '../../ui/Button';
import { cx } from '../../ui/cx';
import { Icon } from '../../ui/Icon';
import l from '../../ui/layout.module.css';
import { Empty, Failed, Note, RowBones } from '../../ui/states';
import { customerOf, draftOf, type Draft, type DraftState, isEmpty, useDraft } from './draft';
import s from './nominate.module.css';
import { NominateForm } from './NominateForm';
import { Preview } from './Preview';

/** Can I do this in under thirty seconds, and will it be a good story? */
export default function Nominate({ me }: { me: Me }) {
  const { t } = useI18n();
  useTitle(t('nominate.title'));
  const state = useDraft(me.id);
  useNominee(me, state);
  useEarlier(state);
  useProgram(state);
  return (
    <div className={l.page}>
      <PageHead title={t('nominate.title')} lead={t('nominate.lead')} />
      <Restored state={state} />
      <Body me={me} state={state} />
    </div>
  );
}

/** Somebody chosen elsewhere, such as in the search, comes along in the address. */
function useNominee(me: Me, { draft, change }: DraftState): void {
  const [params, setParams] = useSearchParams();
  const id = params.get('to') ?? '';
  const employee = useQuery({ ...employeeQuery(id), enabled: id !== '' && id !== me.id });
  useEffect(() => {
    if (!employee.data) return;
    const { id: found, name, team } = employee.data;
    if (!draft.who.some((p) => p.id === found)) change({ who: [{ id: found, name, team }] });
    setParams({}, { replace: true });
  }, [employee.data, draft.who, change, setParams]);
}

/** So does a program, such as an award. */
function useProgram({ change }: DraftState): void {
  const [params, setParams] = useSearchParams();
  const id = params.get('program') ?? '';
  useEffect(() => {
    if (id === '') return;
    change({ programId: id, points: null });
    setParams({}, { replace: true });
  }, [id, change, setParams]);
}

/** A nomination that was declined comes back as the draft; one that is being written stays until it is cleared. */
function useEarlier({ draft, change }: DraftState): void {
  const [params, setParams] = useSearchParams();
  const id = params.get('again') ?? '';
  const earlier = useQuery({ ...nominationQuery(id), enabled: id !== '' });
  useEffect(() => {
    if (!earlier.data || !isEmpty(draft)) return;
    change(draftOf(earlier.data));
    setParams({}, { replace: true });
  }, [earlier.data, draft, change, setParams]);
}

function Restored({ state }: { state: DraftState }) {
  const { t, format } = useI18n();
  if (!state.restored || isEmpty(state.draft)) return null;
  return (
    <Note tone="ok" icon="clock">
      <div className={cx(l.row, l.wrap, l.between)}>
        {t('nominate.draft', { when: format.relative(state.restored) })}
        <Button small onClick={state.clear}>
          {t('nominate.draft.clear')}
        </Button>
      </div>
    </Note>
  );
}

function Body({ me, state }: { me: Me; state: DraftState }) {
  const { t } = useI18n();
  const programs = useQuery(programsQuery);
  const behaviours = useQuery(behavioursQuery);
  const teams = useQuery(teamsQuery);
  const failed = [programs, behaviours, teams].find((q) => q.isError);
  if (failed) {
    const retry = () => [programs, behaviours, teams].forEach((q) => q.isError && void q.refetch());
    return <Failed title={t('list.failed')} text={t('nominate.kept')} error={failed.error} retry={retry} />;
  }
  if (!programs.data || !behaviours.data || !teams.data) {
    return (
      <div className={l.card}>
        <RowBones rows={6} />
      </div>
    );
  }
  const program = programs.data.find((p) => p.id === state.draft.programId) ?? programs.data.find((p) => !p.simple) ?? programs.data[0];
  if (!program) {
    return (
      <div className={l.card}>
        <Empty title={t('nominate.noPrograms')} text={t('nominate.noPrograms.text')} />
      </div>
    );
  }
  return (
    <>
      <Steps draft={state.draft} quick={program.simple} />
      <div className={cx(l.cols, s.cols)}>
        <NominateForm me={me} state={state} program={program} programs={programs.data} behaviours={behaviours.data} teams={teams.data} />
        <Preview me={me} draft={state.draft} program={program} behaviours={behaviours.data} />
      </div>
    </>
  );
}

function Steps({ draft, quick }: { draft: Draft; quick: boolean }) {
  const { t } = useI18n();
  const steps = [
    { id: 'who', name: t('nominate.step.who'), done: draft.who.length > 0 },
    { id: 'what', name: t('nominate.step.what'), done: draft.story.trim() !== '' && (quick || draft.behaviours.length > 0) },
    { id: 'customer', name: t('nominate.step.customer'), done: customerOf(draft) !== undefined },
    { id: 'points', name: t('nominate.step.points'), done: draft.points !== null },
  ];
  const now = steps.findIndex((step) => !step.done);
  return (
    <ol className={s.steps} aria-label={t('nominate.steps')}>
      {steps.map((step, i) => (
        <li key={step.id} className={cx(step.done && s.done)} aria-current={i === now ? 'step' : undefined}>
          {step.done && <Icon name="check" size="s" />}
          <a href={`#step-${step.id}`}>
            {step.name}
            {step.done && <Hidden>, {t('nominate.done')}</Hidden>}
          </a>
        </li>
      ))}
    </ol>
  );
}
