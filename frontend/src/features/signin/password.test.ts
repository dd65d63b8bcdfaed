import { expect, it } from 'vitest';
import { lengthFault } from './password';

it.each([
  ['', 'short'],
  ['123456789', 'short'],
  ['🌿🌿🌿🌿🌿🌿🌿🌿🌿', 'short'],
  ['1234567890', null],
  ['🌿'.repeat(200), null],
  ['ж'.repeat(201), 'long'],
])('takes passwords of 10 to 200 characters: %s', (password, fault) => {
  expect(lengthFault(password)).toBe(fault);
});
