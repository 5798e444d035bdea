import { expect, test } from 'vitest';
import { Avatar, initialsOf } from '../../views/ui/avatar.tsx';

test.each([
  ['Dr Adaeze Okafor', 'AO'],
  ['Prof. Henrik Sjögren', 'HS'],
  ['Dr Błażej Wiśniewski', 'BW'],
  ['Łucja Ørsted', 'LO'],
  ['Dr Émile de la Tour', 'ET'],
  ["Dr Jean-Luc N'Diaye", 'JN'],
  ['Dr Okafor', 'O'],
  ['Ottó', 'O'],
  ['מרים', ''],
  ['Dr', ''],
  ['', ''],
])('%s has the initials %j', (name, initials) => {
  expect(initialsOf(name).join('')).toBe(initials);
});

test('a name is always drawn alike, without a word that a text browser would print', () => {
  const drawn = () => String(<Avatar name="Dr Adaeze Okafor" size={64} />);
  expect(drawn()).toBe(drawn());
  expect(drawn().replaceAll(/<[^>]*>/g, '')).toBe('');
  expect(drawn()).toContain('aria-hidden="true"');
});
