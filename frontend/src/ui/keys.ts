import { useEffect, useRef } from 'react';

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.matches('textarea, select')) return true;
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'submit'].includes(target.type);
}

/** The physical key, so that it works on a Russian layout too; `?` and `/` also where they are printed. */
function codeOf(event: KeyboardEvent): string {
  if (event.key === '?' || (event.code === 'Slash' && event.shiftKey)) return '?';
  if (event.key === '/' || event.code === 'Slash') return '/';
  return event.shiftKey ? '' : event.code;
}

/**
 * Listens for single keys, by their code. Quiet while a field has the focus, a dialog is open or being
 * loaded (what is typed then is meant for it), or a modifier is held. A handler that gives `false` leaves the key to the browser. `first` takes keys before
 * those who listen without it: a screen before the shell.
 */
export function useKeys(handlers: Record<string, () => unknown>, enabled = true, first = false): void {
  const latest = useRef(handlers);
  useEffect(() => {
    latest.current = handlers;
  });
  useEffect(() => {
    if (!enabled) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
      if (isTyping(event.target) || document.querySelector('dialog[open], [data-opening]')) return;
      const handler = latest.current[codeOf(event)];
      if (!handler) return;
      if (handler() !== false) event.preventDefault();
    };
    document.addEventListener('keydown', onKey, first);
    return () => document.removeEventListener('keydown', onKey, first);
  }, [enabled, first]);
}
