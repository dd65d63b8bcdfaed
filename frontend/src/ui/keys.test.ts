import { renderHook } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { useKeys } from './keys';

const press = (init: KeyboardEventInit, target: EventTarget = document.body) =>
  target.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...init }));

afterEach(() => document.body.replaceChildren());

describe('useKeys', () => {
  it('goes by the physical key, on a Russian layout too', () => {
    const approve = vi.fn();
    renderHook(() => useKeys({ KeyA: approve }));
    press({ code: 'KeyA', key: 'ф' });
    expect(approve).toHaveBeenCalledOnce();
  });

  it('knows / and ? where they are printed and where they stand', () => {
    const search = vi.fn();
    const help = vi.fn();
    renderHook(() => useKeys({ '/': search, '?': help }));
    press({ code: 'Slash', key: '.' });
    press({ code: 'Digit7', key: '/', shiftKey: true });
    press({ code: 'Slash', key: ',', shiftKey: true });
    expect(search).toHaveBeenCalledTimes(2);
    expect(help).toHaveBeenCalledOnce();
  });

  it('is quiet in a field, under a dialog and with a modifier', () => {
    const approve = vi.fn();
    renderHook(() => useKeys({ KeyA: approve }));
    const field = document.body.appendChild(document.createElement('input'));
    press({ code: 'KeyA' }, field);
    press({ code: 'KeyA', ctrlKey: true });
    const opening = document.body.appendChild(document.createElement('span'));
    opening.setAttribute('data-opening', '');
    press({ code: 'KeyA' });
    opening.remove();
    document.body.appendChild(document.createElement('dialog')).setAttribute('open', '');
    press({ code: 'KeyA' });
    expect(approve).not.toHaveBeenCalled();
  });

  it('leaves a key to the browser when the handler does not want it', () => {
    renderHook(() => useKeys({ KeyH: () => false }));
    expect(press({ code: 'KeyH' })).toBe(true);
  });
});
