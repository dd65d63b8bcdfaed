import { renderHook } from '@testing-library/react';
import { expect, it } from 'vitest';
import { useIntent } from './intent';

it('keeps the key while the same thing is meant', () => {
  const { result, rerender } = renderHook(() => useIntent());
  const first = result.current.key({ to: 'Olga' });
  rerender();
  expect(result.current.key({ to: 'Olga' })).toBe(first);
});

it('takes another key for other content, and after a success', () => {
  const { result } = renderHook(() => useIntent());
  const first = result.current.key({ to: 'Olga' });
  const second = result.current.key({ to: 'Daniel' });
  expect(second).not.toBe(first);
  result.current.done();
  expect(result.current.key({ to: 'Daniel' })).not.toBe(second);
});
