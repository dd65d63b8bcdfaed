import { describe, expect, it } from 'vitest';
import { teaches } from './reason';

describe('a reason', () => {
  it.each([
    ['', false],
    ['No.', false],
    ['  not   now ', false],
    ['Tell us more.', true],
    ['Кого это порадовало?', true],
    ['お客様に何が起きたか教えてください', true],
  ])('%j teaches: %s', (text, want) => expect(teaches(text)).toBe(want));
});
