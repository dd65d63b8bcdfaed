import { type ReactNode, useId, useLayoutEffect, useRef } from 'react';
import { createPortal } from 'react-dom';
import { useI18n } from '../i18n';
import { Button } from './Button';
import { cx } from './cx';
import { Icon } from './Icon';
import s from './states.module.css';

interface DialogProps {
  title: string;
  onClose: () => void;
  place?: 'top';
  wide?: boolean;
  children: ReactNode;
}

/**
 * The browser's own modal dialog: it keeps the focus inside, closes on Escape, and gives the focus back
 * to where it was. Render it to open it.
 */
export function Dialog({ title, onClose, place, wide, children }: DialogProps) {
  const { t } = useI18n();
  const titleId = useId();
  const ref = useRef<HTMLDialogElement>(null);

  // Before the browser takes the next key, which is meant for it.
  useLayoutEffect(() => {
    const dialog = ref.current;
    const before = document.activeElement;
    dialog?.showModal();
    return () => {
      dialog?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, []);

  // At the end of the page: the styles of where it was opened do not reach it.
  return createPortal(
    // The keyboard closes it by Escape; a press beside it is for the mouse.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/click-events-have-key-events
    <dialog
      ref={ref}
      className={cx(s.dialog, place && s[place], wide && s.wide)}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => event.target === ref.current && onClose()}
    >
      <div className={s.dialogBody}>
        <h2 id={titleId}>{title}</h2>
        {children}
        {/* Last, so that the focus begins on what the dialog is for. */}
        <span className={s.dialogClose}>
          <Button look="ghost" icon aria-label={t('app.close')} onClick={onClose}>
            <Icon name="x" />
          </Button>
        </span>
      </div>
    </dialog>,
    document.body,
  );
}
