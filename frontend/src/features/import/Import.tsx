import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { useIntent } from '../../api/intent';
import { behavioursQuery } from '../../api/queries';
import type { Behaviour, Me } from '../../api/types';
import { useI18n } from '../../i18n';
import { PageHead, useTitle } from '../../ui/bits';
import { Button } from '../../ui/Button';
import { Seg } from '../../ui/Field';
import l from '../../ui/layout.module.css';
import { Meter, Note, Stepper, useErrorText } from '../../ui/states';
import { type Import as Run, matchPeople, sendImport } from './api';
import { Columns } from './Columns';
import { Drop } from './Drop';
import { History } from './History';
import { firstMapping, keepMapping } from './kept';
import { guessBehaviour, type Kind, type Mapping, nameKey } from './mapping';
import { type Choices, candidatesOf, type NameChoice, Values } from './Values';
import { Preview } from './Preview';
import { convertFile, surveyFile } from './reader';
import { type Head, readHead, type Shape } from './stream';
import type { Converted, Survey } from './worker';

type Step = 'file' | 'columns' | 'values' | 'preview';

const steps: readonly Step[] = ['file', 'columns', 'values', 'preview'];
const sample = 50;

/** Everything that is known of the file on its way. */
interface Way {
  file: File;
  head: Head;
  mapping: Mapping;
  survey: Survey | null;
  names: NameChoice[];
  converted: Converted | null;
}

/** What does a file hold, what would it change, and then: bring it in. */
export default function Import({ me }: { me: Me }) {
  const { t, locale } = useI18n();
  useTitle(t('import.title'));
  const [, navigate] = useLocation();
  const errorText = useErrorText();
  const intent = useIntent();
  const kinds: Kind[] = me.role === 'admin' ? ['roster', 'recognitions', 'wallets'] : ['wallets'];
  const [kind, setKind] = useState<Kind>(kinds[0] ?? 'wallets');
  const [step, setStep] = useState<Step>('file');
  const [way, setWay] = useState<Way | null>(null);
  const [deactivateMissing, setDeactivateMissing] = useState(false);
  const [busy, setBusy] = useState<{ text: string; share: number } | null>(null);
  const [failed, setFailed] = useState<unknown>(null);
  const [preview, setPreview] = useState<string | null>(null);
  const behaviours = useQuery({ ...behavioursQuery, enabled: me.role === 'admin' });
  const sending = useRef<AbortController | null>(null);

  const attempt = async (work: () => Promise<void>) => {
    setFailed(null);
    try {
      await work();
    } catch (error) {
      if (!(error instanceof DOMException && error.name === 'AbortError')) setFailed(error);
    } finally {
      setBusy(null);
    }
  };

  const open = (file: File, wanted: Partial<Shape> = {}) =>
    attempt(async () => {
      const head = await readHead(file, sample, locale, wanted);
      if (head.header.length === 0) throw new Error(t('import.empty'));
      setWay({ file, head, mapping: firstMapping(kind, head.header, head.rows), survey: null, names: [], converted: null });
      setStep('columns');
    });

  const choose = (next: Kind) => {
    setKind(next);
    setWay(null);
    setStep('file');
    setFailed(null);
  };

  const restart = () => {
    sending.current?.abort();
    setWay(null);
    setPreview(null);
    setStep('file');
    setFailed(null);
  };

  const reading = (file: File) => (read: number) => setBusy({ text: t('import.reading'), share: file.size > 0 ? read / file.size : 0 });

  const check = (now: Way) =>
    attempt(async () => {
      reading(now.file)(0);
      const survey = await surveyFile({ file: now.file, shape: now.head, kind, mapping: now.mapping }, reading(now.file));
      const asked = survey.names.filter(({ text }) => !survey.own[nameKey(text)]);
      const found = await matchPeople(asked.map(({ text }) => text));
      const names = candidatesOf(asked, found);
      const mapping = { ...now.mapping, behaviours: knownBehaviours(now.mapping, survey, behaviours.data ?? []) };
      const next: Way = { ...now, survey, names, mapping };
      setWay(next);
      if (isSettled(next)) await dryRun(next);
      else setStep('values');
    });

  const dryRun = async (now: Way) => {
    keepMapping(kind, now.head.header, now.mapping);
    const people = { ...(now.survey?.own ?? {}), ...addressesOf(now.names) };
    const converted = await convertFile({ file: now.file, shape: now.head, kind, mapping: now.mapping, people }, reading(now.file));
    const run = await send(now.file.name, converted, { dryRun: true, partial: true });
    setWay({ ...now, converted });
    setPreview(run.id);
    setStep('preview');
  };

  const send = (name: string, converted: Converted, how: { dryRun: boolean; partial: boolean }): Promise<Run> => {
    const content = { kind, name, ...how, deactivateMissing, size: converted.file.size };
    sending.current = new AbortController();
    return sendImport(
      { ...content, file: converted.file, key: intent.key(content) },
      (share) => setBusy({ text: t('import.sending'), share }),
      sending.current.signal,
    );
  };

  const run = (now: Way, partial: boolean) =>
    attempt(async () => {
      if (!now.converted) return;
      const begun = await send(now.file.name, now.converted, { dryRun: false, partial });
      intent.done();
      navigate(`/admin/import/${begun.id}`);
    });

  const asks = way?.survey && (way.survey.behaviours.length > 0 || way.names.length > 0);
  return (
    <>
      <PageHead title={t('import.title')} lead={t('import.lead')} />
      <Stepper
        label={t('import.steps')}
        steps={steps
          .filter((one) => one !== 'values' || step === 'values' || asks)
          .map((one) => ({ name: t(`import.step.${one}`), state: stateOf(one, step) }))}
      />
      {failed !== null && (
        <Note tone="bad" icon="alert" title={t('import.failed')} alert>
          {failed instanceof Error && failed.name === 'Error' ? failed.message : errorText(failed)} {t('import.failed.kept')}
        </Note>
      )}
      {step === 'file' && (
        <section className={l.card}>
          {kinds.length > 1 && (
            <Seg label={t('import.kind')} value={kind} options={kinds.map((value) => ({ value, label: t(`import.kind.${value}`) }))} onChange={choose} />
          )}
          <Drop kind={kind} onFile={(file) => void open(file)} />
        </section>
      )}
      {way && step === 'columns' && (
        <Columns
          kind={kind}
          name={way.file.name}
          head={way.head}
          mapping={way.mapping}
          behaviours={behaviours.data ?? []}
          deactivateMissing={deactivateMissing}
          onDeactivateMissing={setDeactivateMissing}
          onShape={(shape) => void open(way.file, shape)}
          onChange={(mapping) => setWay({ ...way, mapping, survey: null })}
          onBack={restart}
          onNext={() => void check(way)}
          busy={busy !== null}
        />
      )}
      {way?.survey && step === 'values' && (
        <Values
          kind={kind}
          survey={way.survey}
          names={way.names}
          mapping={way.mapping}
          behaviours={behaviours.data ?? []}
          onChange={(part: Choices) => setWay({ ...way, ...part })}
          onBack={() => setStep('columns')}
          onNext={() => void attempt(() => dryRun(way))}
          busy={busy !== null}
        />
      )}
      {way?.converted && step === 'preview' && (
        <Preview
          id={preview}
          kind={kind}
          name={way.file.name}
          header={way.head.header}
          mapping={way.mapping}
          converted={way.converted}
          busy={busy !== null}
          onBack={() => setStep(asks ? 'values' : 'columns')}
          onRun={(partial) => void run(way, partial)}
          onRestart={restart}
        />
      )}
      {busy && (
        <section className={l.card} role="status">
          <div className={`${l.row} ${l.between}`}>
            <b>{busy.text}</b>
            {busy.text === t('import.sending') && (
              <Button small onClick={() => sending.current?.abort()}>
                {t('import.stop')}
              </Button>
            )}
          </div>
          <Meter label={busy.text} value={Math.round(busy.share * 100)} of={100} />
        </section>
      )}
      {step === 'file' && <History />}
    </>
  );
}

function stateOf(one: Step, now: Step): 'done' | 'now' | 'next' {
  if (one === now) return 'now';
  return steps.indexOf(one) < steps.indexOf(now) ? 'done' : 'next';
}

/** Keeps what was chosen before, and guesses the rest. */
function knownBehaviours(mapping: Mapping, survey: Survey, behaviours: Behaviour[]): Record<string, string> {
  const codes = new Set(['', ...behaviours.map(({ code }) => code)]);
  const known = Object.entries(mapping.behaviours).filter(([, code]) => codes.has(code));
  const before = new Set(known.map(([text]) => text));
  for (const { text } of survey.behaviours) {
    const code = before.has(text) ? undefined : guessBehaviour(text, behaviours);
    if (code !== undefined) known.push([text, code]);
  }
  return Object.fromEntries(known);
}

function addressesOf(names: NameChoice[]): Record<string, string> {
  const found: Record<string, string> = {};
  for (const { text, email } of names) if (email) found[nameKey(text)] = email;
  return found;
}

/** Whether nothing is left to be chosen. */
function isSettled({ survey, names, mapping }: Way): boolean {
  return (survey?.behaviours ?? []).every(({ text }) => mapping.behaviours[text] !== undefined) && names.every(({ email }) => email !== '');
}
