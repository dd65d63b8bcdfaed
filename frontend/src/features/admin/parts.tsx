import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useId } from 'react';
import { isProblem } from '../../api/problem';
import { useI18n } from '../../i18n';
import { Button } from '../../ui/Button';
import c from '../../ui/controls.module.css';
import { Field } from '../../ui/Field';
import l from '../../ui/layout.module.css';
import { Note, useErrorText } from '../../ui/states';
import { useToast } from '../../ui/toast';
import s from './admin.module.css';

/** The words for what is wrong with one field of a form that was sent, by the field's name in the API. */
export function useFaults(error: unknown): (field: string) => string | null {
  const { t, find } = useI18n();
  return (field) => {
    if (!isProblem(error)) return null;
    if (error.code === 'email_taken' && field === 'email') return t('error.email_taken');
    if (error.code === 'name_taken' && field === 'name') return t('error.name_taken');
    if (error.code === 'code_taken' && field === 'code') return t('error.code_taken');
    const fault = error.errors.find(({ location }) => location === `body.${field}` || location.startsWith(`body.${field}[`));
    if (!fault) return null;
    const known = error.code === 'invalid_input' ? null : find(`error.${error.code}`);
    return known ?? find(`fault.${field.replace(/\[\d+\]|translations\.\w+\./g, '')}`) ?? fault.message;
  };
}

/** What a form could not save, unless each of its faults stands beside its field. */
export function SaveFailed({ error, fields }: { error: unknown; fields: readonly string[] }) {
  const { t } = useI18n();
  const errorText = useErrorText();
  const faults = useFaults(error);
  if (!error) return null;
  const beside = fields.some((field) => faults(field) !== null);
  return (
    <Note tone="bad" icon="alert" title={t('admin.notSaved')} alert>
      {beside ? t('admin.lookAbove') : errorText(error)}
    </Note>
  );
}

/** A write that tells when it is done, and lets everything that shows the thing read it again. */
export function useWrite<Input, Output>(options: {
  write: (input: Input) => Promise<Output>;
  moves: readonly string[];
  done?: (output: Output, input: Input) => string;
  onDone?: (output: Output, input: Input) => void;
  /** Failures are told in passing, where no form shows them. */
  tellFailures?: boolean;
}) {
  const client = useQueryClient();
  const tell = useToast();
  const errorText = useErrorText();
  return useMutation<Output, Error, Input>({
    mutationFn: options.write,
    onSuccess: async (output, input) => {
      if (options.done) tell(options.done(output, input));
      options.onDone?.(output, input);
      await Promise.resolve(); // what has left the screen by now is not asked for again: it may be gone
      for (const part of options.moves) void client.invalidateQueries({ queryKey: [part] });
    },
    onError: (error) => {
      if (options.tellFailures) tell(errorText(error), { bad: true });
    },
  });
}

interface TextProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  hint?: string | undefined;
  error?: string | null | undefined;
  optional?: boolean;
  type?: 'text' | 'email' | 'date' | 'time' | 'url' | 'number';
  lang?: string;
  mono?: boolean;
  rows?: number;
  min?: number;
  max?: number;
  /** What may be meant; anything else can be typed. */
  suggestions?: readonly string[] | undefined;
}

/** A line, or some lines, of text. */
export function TextField({ label, value, onChange, hint, error, optional, type = 'text', lang, mono, rows, suggestions = [], ...bounds }: TextProps) {
  const list = useId();
  return (
    <Field label={label} hint={hint} error={error} {...(optional && { optional })}>
      {(wiring) =>
        rows ? (
          <textarea
            {...wiring}
            className={c.input}
            rows={rows}
            lang={lang}
            value={value}
            onChange={(event) => onChange(event.target.value)}
          />
        ) : (
          <>
            <input
              {...wiring}
              {...bounds}
              type={type}
              className={mono ? `${c.input} ${s.mono}` : c.input}
              autoComplete="off"
              lang={lang}
              list={suggestions.length > 0 ? list : undefined}
              spellCheck={type === 'text' && !mono}
              value={value}
              onChange={(event) => onChange(event.target.value)}
            />
            {suggestions.length > 0 && (
              <datalist id={list}>
                {suggestions.map((one) => (
                  <option key={one} value={one} />
                ))}
              </datalist>
            )}
          </>
        )
      }
    </Field>
  );
}

interface SelectProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  options: readonly { value: string; label: string }[];
  hint?: string | undefined;
  error?: string | null | undefined;
  optional?: boolean;
}

/** One of several. */
export function SelectField({ label, value, onChange, options, hint, error, optional }: SelectProps) {
  return (
    <Field label={label} hint={hint} error={error} {...(optional && { optional })}>
      {(wiring) => (
        <select {...wiring} className={c.input} value={value} onChange={(event) => onChange(event.target.value)}>
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

/** Yes or no, with what it means. */
export function Check({ label, hint, checked, onChange }: { label: string; hint?: string; checked: boolean; onChange: (on: boolean) => void }) {
  return (
    <label className={c.check}>
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.target.checked)} />
      <span>
        {label}
        {hint && <span className={s.checkHint}>{hint}</span>}
      </span>
    </label>
  );
}

/** The last row of a form. */
export function FormFoot({ busy, save, children }: { busy: boolean; save: string; children?: ReactNode }) {
  return (
    <div className={`${l.row} ${l.wrap}`}>
      <Button type="submit" look="primary" busy={busy}>
        {save}
      </Button>
      {children}
    </div>
  );
}

/** A text that is to be taken elsewhere: shown whole, copied by a button. */
export function CopyBox({ label, text, copied }: { label: string; text: string; copied: string }) {
  const { t } = useI18n();
  const tell = useToast();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      tell(copied);
    } catch {
      tell(t('admin.copyByHand'), { bad: true });
    }
  };
  return (
    <div className={s.copy}>
      <input className={`${c.input} ${s.mono}`} aria-label={label} readOnly value={text} onFocus={(event) => event.target.select()} />
      <Button onClick={() => void copy()}>{t('admin.copy')}</Button>
    </div>
  );
}
