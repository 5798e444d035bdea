import { expect, test } from 'vitest';
import { Phone } from '../../views/ui/phone.tsx';

test.each([
  ['020 7946 0150', 'tel:02079460150'],
  ['+44 (0)20 7946-0150', 'tel:+442079460150'],
  ['+1 (212) 555.0100', 'tel:+12125550100'],
])('%s is called at a touch', (number, address) => {
  expect(String(<Phone number={number} />)).toBe(`<a href="${address}" class="phone">${number}</a>`);
});

test.each(['0800 DENTIST', '020 7946 0150 or 0151'])('%s stays as it was written', (number) => {
  expect(String(<Phone number={number} />)).toBe(number);
});
