import { type ComponentProps, type SyntheticEvent, useEffect, useRef, useState } from 'react';
import { isProblem } from '../../api/problem';
import { useI18n } from '../../i18n';
import { Button } from '../../ui/Button';
import c from '../../ui/controls.module.css';
import { Field } from '../../ui/Field';
import l from '../../ui/layout.module.css';
import { pinFault } from './password';
import { SharedBox, useEnter, useWhyNot } from './useEnter';

/** Who has chosen a PIN. */
export function PinForm({ next }: { next: string }) {
  const { t } = useI18n();
  const { enter, busy, error, shared, setShared } = useEnter(next);
  const whyNot = useWhyNot(t('signin.wrongPin'));
  const [number, setNumber] = useState('');
  const [pin, setPin] = useState('');
  const first = useRef<HTMLInputElement>(null);
  const last = useRef<HTMLInputElement>(null);

  useEffect(() => first.current?.focus(), []);

  const submit = async (event: SyntheticEvent) => {
    event.preventDefault();
    if (busy || (await enter('/auth/session/number', { personnel_number: number.trim(), pin }))) return;
    last.current?.focus();
    last.current?.select();
  };

  return (
    <form className={l.stack} onSubmit={(event) => void submit(event)}>
      <Field label={t('signin.number')}>
        {(wiring) => <NumberInput {...wiring} ref={first} value={number} onChange={(event) => setNumber(event.target.value)} />}
      </Field>
      <Field label={t('signin.pin')} error={error === null ? null : whyNot(error)}>
        {(wiring) => (
          <PinInput {...wiring} ref={last} autoComplete="current-password" value={pin} onChange={(event) => setPin(event.target.value)} />
        )}
      </Field>
      <SharedBox shared={shared} onChange={setShared} />
      <Button type="submit" look="primary" block busy={busy}>
        {busy ? t('signin.busy') : t('signin.submit')}
      </Button>
    </form>
  );
}

/** Who comes for the first time, or has got a new code: chooses the PIN along with it. */
export function CodeForm({ next, printed }: { next: string; printed: { number: string; code: string } | null }) {
  const { t } = useI18n();
  const { enter, busy, error, setError, shared, setShared } = useEnter(next);
  const whyNot = useWhyNot(t('signin.wrongCode'));
  const [number, setNumber] = useState(printed?.number ?? '');
  const [code, setCode] = useState(printed?.code ?? '');
  const [pin, setPin] = useState('');
  const [shown, setShown] = useState(false);
  const first = useRef<HTMLInputElement>(null);
  const codeInput = useRef<HTMLInputElement>(null);
  const pinInput = useRef<HTMLInputElement>(null);

  // What the QR code has filled in need not be typed.
  useEffect(() => (printed ? pinInput : first).current?.focus(), [printed]);

  const ofPin = error === 'pin' || isProblem(error, 'weak_pin');
  const explain = () => (error === 'pin' ? t('pin.length') : isProblem(error, 'weak_pin') ? t('error.weak_pin') : whyNot(error));
  const submit = async (event: SyntheticEvent) => {
    event.preventDefault();
    if (busy) return;
    if (pinFault(pin)) {
      setError('pin');
      pinInput.current?.focus();
      return;
    }
    if (await enter('/auth/session/number', { personnel_number: number.trim(), code: code.trim(), new_pin: pin })) return;
    codeInput.current?.focus();
  };

  return (
    <form className={l.stack} onSubmit={(event) => void submit(event)}>
      <p className={l.soft}>{printed ? t('signin.first.printed') : t('signin.first.text')}</p>
      <Field label={t('signin.number')}>
        {(wiring) => <NumberInput {...wiring} ref={first} value={number} onChange={(event) => setNumber(event.target.value)} />}
      </Field>
      <Field label={t('signin.code')} error={error === null || ofPin ? null : explain()}>
        {(wiring) => (
          <input
            {...wiring}
            ref={codeInput}
            className={c.input}
            name="code"
            autoComplete="one-time-code"
            autoCapitalize="characters"
            autoCorrect="off"
            spellCheck={false}
            maxLength={40}
            required
            placeholder="XXXXX-XXXXX"
            value={code}
            onChange={(event) => setCode(event.target.value)}
          />
        )}
      </Field>
      <Field label={t('pin.new')} hint={t('pin.hint')} error={ofPin ? explain() : null}>
        {(wiring) => (
          <PinInput
            {...wiring}
            ref={pinInput}
            type={shown ? 'text' : 'password'}
            autoComplete="new-password"
            value={pin}
            onChange={(event) => setPin(event.target.value)}
          />
        )}
      </Field>
      <label className={c.check}>
        <input type="checkbox" checked={shown} onChange={(event) => setShown(event.target.checked)} />
        {t('pin.show')}
      </label>
      <SharedBox shared={shared} onChange={setShared} />
      <Button type="submit" look="primary" block busy={busy}>
        {busy ? t('signin.busy') : t('signin.first.submit')}
      </Button>
    </form>
  );
}

function NumberInput(props: ComponentProps<'input'>) {
  return (
    <input
      {...props}
      className={c.input}
      name="personnel-number"
      autoComplete="username"
      autoCapitalize="characters"
      autoCorrect="off"
      spellCheck={false}
      maxLength={100}
      required
    />
  );
}

/** Digits, on the keypad of a phone. */
export function PinInput(props: ComponentProps<'input'>) {
  return <input type="password" inputMode="numeric" pattern="[0-9]*" maxLength={12} required name="pin" {...props} className={c.input} />;
}
