import { act, renderHook } from '@testing-library/react';
import { beforeEach, expect, it } from 'vitest';
import { forgetTyped, ownTyped } from './typed';
import { hasTyped, useTyped } from '../ui/useTyped';

beforeEach(() => sessionStorage.clear());

const type = (text: string) => {
  const { result, unmount } = renderHook(() => useTyped('comment.1', ''));
  act(() => result.current[1](text));
  unmount();
};
const found = () => renderHook(() => useTyped('comment.1', '')).result.current[0];

it('is there after a reload, and gone when it was sent or taken back', () => {
  type('Well done');
  expect(found()).toBe('Well done');
  type('');
  expect(hasTyped('comment.1')).toBe(false);
  type('Again');
  renderHook(() => useTyped('comment.1', '')).result.current[2]();
  expect(found()).toBe('');
});

it('is its writer’s: gone for somebody else, and with a sign-out', () => {
  ownTyped('maria');
  type('Well done');
  ownTyped('maria');
  expect(found()).toBe('Well done');
  ownTyped('ivan');
  expect(found()).toBe('');
  type('Mine');
  forgetTyped();
  expect(found()).toBe('');
});
