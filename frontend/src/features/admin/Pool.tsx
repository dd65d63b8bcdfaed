import { useQuery } from '@tanstack/react-query';
import { type SyntheticEvent, useRef, useState } from 'react';
import { call } from '../../api/client';
import { useIntent } from '../../api/intent';
import { useI18n } from '../../i18n';
import { Button } from '../../ui/Button';
import c from '../../ui/controls.module.css';
import { cx } from '../../ui/cx';
import { Field } from '../../ui/Field';
import l from '../../ui/layout.module.css';
import { Failed, Note, RowBones, useErrorText } from '../../ui/states';
import { type CodePool, type CodesAdded, poolParts, poolQuery } from './api';
import { FormFoot, TextField, useFaults, useWrite } from './parts';
import s from './pool.module.css';
import { numberOf } from './program';

/** How many codes are left, and where more come from. */
export function Pool({ id }: { id: string }) {
  const { t } = useI18n();
  const pool = useQuery(poolQuery(id));
  return (
    <section className={l.card} aria-labelledby="pool">
      <h2 id="pool">{t('admin.pool.title')}</h2>
      <p className={cx(l.small, l.soft)}>{t('admin.pool.lead')}</p>
      {pool.isPending && <RowBones rows={3} />}
      {pool.isError && <Failed title={t('admin.pool.failed')} error={pool.error} retry={() => void pool.refetch()} />}
      {pool.data && (
        <>
          <Figures pool={pool.data} />
          <AddCodes id={id} />
          <Warning id={id} pool={pool.data} key={pool.data.warn_below} />
        </>
      )}
    </section>
  );
}

function Figures({ pool }: { pool: CodePool }) {
  const { t, format } = useI18n();
  return (
    <>
      <dl className={s.figures}>
        {(['available', 'used', 'waiting'] as const).map((name) => (
          <div key={name}>
            <dt>{t(`admin.pool.${name}`)}</dt>
            <dd>{format.number(pool[name])}</dd>
          </div>
        ))}
      </dl>
      {pool.low && (
        <Note tone="ember" icon="alert">
          {t('admin.pool.low')}
        </Note>
      )}
    </>
  );
}

function AddCodes({ id }: { id: string }) {
  const { t } = useI18n();
  const errorText = useErrorText();
  const intent = useIntent();
  const input = useRef<HTMLInputElement>(null);
  // Codes are worth money to whoever reads them: unlike what other forms hold, they are not kept in the browser.
  const [text, setText] = useState('');
  const add = useWrite({
    write: (lines: string) => call<CodesAdded>('POST', `/rewards/${id}/codes`, { file: new Blob([lines], { type: 'text/plain' }), key: intent.key(lines) }),
    moves: poolParts,
    onDone: () => {
      intent.done();
      setText('');
    },
  });
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (text.trim() && !add.isPending) add.mutate(text);
  };
  const read = async (files: FileList | null) => {
    const file = files?.[0];
    if (file) setText(await file.text());
  };
  return (
    <form className={l.stack} noValidate onSubmit={submit}>
      <Field label={t('admin.pool.codes')} hint={t('admin.pool.codes.hint')}>
        {(wiring) => (
          <textarea
            {...wiring}
            className={cx(c.input, s.codes)}
            rows={5}
            autoComplete="off"
            spellCheck={false}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
      <div className={cx(l.row, l.wrap)}>
        <Button type="submit" look="primary" busy={add.isPending} disabled={!text.trim()}>
          {t('admin.pool.add')}
        </Button>
        <Button look="ghost" onClick={() => input.current?.click()}>
          {t('admin.pool.file')}
        </Button>
        <input
          ref={input}
          type="file"
          className={l.vh}
          tabIndex={-1}
          aria-label={t('admin.pool.file')}
          accept=".txt,.csv,text/plain,text/csv"
          onChange={(event) => {
            void read(event.target.files);
            event.target.value = '';
          }}
        />
      </div>
      {add.error && (
        <Note tone="bad" icon="alert" alert>
          {errorText(add.error)}
        </Note>
      )}
      {add.data && <Added done={add.data} />}
    </form>
  );
}

function Added({ done }: { done: CodesAdded }) {
  const { t, find } = useI18n();
  const lines = [
    t('admin.pool.added', { count: done.added }),
    done.duplicates > 0 && t('admin.pool.duplicates', { count: done.duplicates }),
    done.fulfilled > 0 && t('admin.pool.fulfilled', { count: done.fulfilled }),
  ].filter((line) => line !== false);
  return (
    <Note tone={done.errors.length > 0 ? 'ember' : 'ok'} icon={done.errors.length > 0 ? 'alert' : 'check'} alert>
      {lines.join(' ')}
      {done.errors.length > 0 && (
        <ul className={s.faults}>
          {done.errors.map(({ line, message }) => (
            <li key={line}>{t('admin.pool.fault', { line: line ?? 0, what: find(`admin.pool.fault.${message}`) ?? message })}</li>
          ))}
        </ul>
      )}
    </Note>
  );
}

function Warning({ id, pool }: { id: string; pool: CodePool }) {
  const { t } = useI18n();
  const errorText = useErrorText();
  const [below, setBelow] = useState(String(pool.warn_below));
  const save = useWrite({
    write: (warn_below: number) => call<CodePool>('PATCH', `/rewards/${id}/codes`, { body: { warn_below } }),
    moves: poolParts,
    done: () => t('admin.saved'),
  });
  const faults = useFaults(save.error);
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    save.mutate(numberOf(below) ?? -1);
  };
  return (
    <form className={s.warning} noValidate onSubmit={submit}>
      <TextField
        label={t('admin.pool.warn')}
        type="number"
        min={0}
        hint={t('admin.pool.warn.hint')}
        value={below}
        error={faults('warn_below')}
        onChange={setBelow}
      />
      <FormFoot busy={save.isPending} save={t('admin.save')} />
      {save.error && !faults('warn_below') && (
        <Note tone="bad" icon="alert" alert>
          {errorText(save.error)}
        </Note>
      )}
    </form>
  );
}
