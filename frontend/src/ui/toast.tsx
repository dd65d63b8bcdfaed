import { createContext, type ReactNode, use, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useI18n } from '../i18n';
import { Icon } from './Icon';
import s from './states.module.css';

interface Toast {
  id: number;
  text: string;
  bad?: boolean;
  undo?: () => void;
}

type Tell = (text: string, more?: { undo?: () => void; bad?: boolean }) => () => void;

const Context = createContext<Tell>(() => () => undefined);

/** Tells what was done, for ten seconds; an undo goes with it where there is one. Gives what takes it away before. */
export function useToast(): Tell {
  return use(Context);
}

const shown = 10_000;

export function ToastProvider({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<Toast[]>([]);
  const nextId = useRef(0);

  const remove = useCallback((id: number) => setToasts((all) => all.filter((toast) => toast.id !== id)), []);
  const tell = useCallback<Tell>((text, more) => {
    nextId.current += 1;
    const toast: Toast = { id: nextId.current, text, ...more };
    setToasts((all) => [...all.slice(-2), toast]);
    return () => remove(toast.id);
  }, [remove]);

  const list = useMemo(() => toasts.map((toast) => <ToastItem key={toast.id} toast={toast} remove={remove} />), [toasts, remove]);
  return (
    <Context value={tell}>
      {children}
      <div className={s.toasts} role="status" aria-live="polite">
        {list}
      </div>
    </Context>
  );
}

function ToastItem({ toast, remove }: { toast: Toast; remove: (id: number) => void }) {
  const { t } = useI18n();
  const [held, setHeld] = useState(false);

  useEffect(() => {
    if (held) return;
    const timer = setTimeout(() => remove(toast.id), shown);
    return () => clearTimeout(timer);
  }, [held, remove, toast.id]);

  return (
    // A pointer or the focus on it only keeps it there for longer.
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <div
      className={s.toast}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <Icon name={toast.bad ? 'alert' : 'check'} />
      <span>{toast.text}</span>
      {toast.undo ? (
        <button
          type="button"
          onClick={() => {
            toast.undo?.();
            remove(toast.id);
          }}
        >
          {t('action.undo')}
        </button>
      ) : (
        <button type="button" aria-label={t('app.close')} onClick={() => remove(toast.id)}>
          <Icon name="x" size="s" />
        </button>
      )}
    </div>
  );
}
