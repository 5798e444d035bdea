import { describe, expect, test } from 'vitest';
import { makeSecrets } from '../../src/http/secrets.ts';

const FIRST = 'the first secret key of this clinic, of 1990';
const SECOND = 'the second secret key of this clinic, of 2026';
const first = makeSecrets(FIRST);
const changed = makeSecrets(SECOND, [FIRST]);
const other = makeSecrets('the secret key of quite another clinic');

const TOKEN = 'ya29.a0Aa4xrX-žluťoučký-😀';
const lock = (secrets = first) => secrets.lock('google token', 'c0ffee refresh', TOKEN);
const unlock = (locked: string, secrets = first) => secrets.unlock('google token', 'c0ffee refresh', locked);

describe('what is locked', () => {
  test('opens to the same words, of any length and in any script', () => {
    expect(unlock(lock())).toBe(TOKEN);
    for (const words of ['', 'a', 'x'.repeat(10_000)])
      expect(first.unlock('state', 'browser', first.lock('state', 'browser', words))).toBe(words);
  });

  test('has the id of its key in front, and nothing of the words or the key', () => {
    const [id, rest] = lock().split('.');
    expect(lock()).toMatch(/^[\w-]{8}\.[\w-]+$/);
    expect(lock().split('.')[0]).toBe(id);
    expect(lock(changed).split('.')[0]).not.toBe(id);
    // 96 bits of nonce and 128 of tag around the words.
    expect(Buffer.from(rest!, 'base64url')).toHaveLength(12 + Buffer.byteLength(TOKEN) + 16);
    expect(Buffer.from(rest!, 'base64url').toString('latin1')).not.toContain('ya29');
    expect(Buffer.from(FIRST).toString('base64url')).not.toContain(id);
  });

  test('looks different each time', () => {
    expect(new Set(Array.from({ length: 100 }, () => lock())).size).toBe(100);
  });

  test('opens for no other purpose, and for nothing else than it is bound to', () => {
    const locked = lock();
    expect(first.unlock('google state', 'c0ffee refresh', locked)).toBeNull();
    for (const bound of ['c0ffee access', 'deadbeef refresh', '']) {
      expect(first.unlock('google token', bound, locked)).toBeNull();
    }
  });

  test('does not open with any one of its bits changed', () => {
    const [id, rest] = lock().split('.');
    const bytes = Buffer.from(rest!, 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const bad = Buffer.from(bytes);
      bad[bit >> 3]! ^= 1 << (bit & 7);
      expect(unlock(`${id}.${bad.toString('base64url')}`), `bit ${bit}`).toBeNull();
    }
  });

  // Of 56, 57 and 58 bytes: the last letter has bits to spare in two of them.
  test.each(['a', 'bb', 'ccc'])('does not open with any one of its letters changed, doubled or left out: %s', (end) => {
    const locked = first.lock('google token', 'c0ffee refresh', `${'x'.repeat(27)}${end}`);
    for (let at = 0; at < locked.length; at++) {
      const [before, after] = [locked.slice(0, at), locked.slice(at + 1)];
      const others = [...'ABQgw_-.= '].filter((letter) => letter !== locked[at]);
      for (const bad of [...others.map((letter) => before + letter + after), before + after])
        expect(unlock(bad), `letter ${at} of ${bad}`).toBeNull();
    }
    for (const bad of [`${locked}=`, `${locked}A`, `${locked}.`, `${locked}\n`, ` ${locked}`])
      expect(unlock(bad), JSON.stringify(bad)).toBeNull();
  });

  test('does not open cut short anywhere, and neither does what never was locked', () => {
    const locked = lock();
    for (let length = 0; length < locked.length; length++) expect(unlock(locked.slice(0, length))).toBeNull();
    for (const never of ['', '.', '..', TOKEN, '__proto__.AAAA', `${locked.split('.')[0]}.`])
      expect(unlock(never)).toBeNull();
  });

  test('does not open with another clinic’s key, even where that calls itself by the same id', () => {
    const locked = lock();
    expect(unlock(locked, other)).toBeNull();
    const renamed = `${lock(other).split('.')[0]}.${locked.split('.')[1]}`;
    expect(unlock(renamed, other)).toBeNull();
  });
});

describe('when the key is changed', () => {
  test('what was locked before opens, and is known to be of the key before', () => {
    const locked = lock();
    expect(unlock(locked, changed)).toBe(TOKEN);
    expect([first.isCurrent(locked), changed.isCurrent(locked)]).toEqual([true, false]);
  });

  test('what is locked from then on is of the present key, which the one before does not open', () => {
    const locked = lock(changed);
    expect([changed.isCurrent(locked), first.isCurrent(locked)]).toEqual([true, false]);
    expect(unlock(locked, changed)).toBe(TOKEN);
    expect(unlock(locked, first)).toBeNull();
  });

  test('what was sealed before still counts, but seals are made with the present key', () => {
    const sealed = first.seal('appointment', '17 1');
    expect(changed.matches('appointment', '17 1', sealed)).toBe(true);
    expect(changed.seal('appointment', '17 1')).not.toBe(sealed);
    expect(changed.matches('appointment', '17 1', changed.seal('appointment', '17 1'))).toBe(true);
    expect(changed.matches('appointment', '18 1', sealed)).toBe(false);
    expect(changed.matches('waiting', '17 1', sealed)).toBe(false);
  });

  test('any number of keys before count, and none that is not named any more', () => {
    const third = makeSecrets('the third secret key of this clinic, of 2027', [SECOND, FIRST]);
    expect([unlock(lock(first), third), unlock(lock(changed), third)]).toEqual([TOKEN, TOKEN]);
    expect(third.matches('waiting', '5', first.seal('waiting', '5'))).toBe(true);
    const forgetful = makeSecrets(SECOND);
    expect(unlock(lock(first), forgetful)).toBeNull();
    expect(forgetful.matches('waiting', '5', first.seal('waiting', '5'))).toBe(false);
  });
});

test('a seal is 22 letters that are safe in an address, and no letter of it may be another', () => {
  const seal = first.seal('appointment', '17 1');
  expect(seal).toMatch(/^[\w-]{22}$/);
  for (const bad of [
    '',
    seal.slice(1),
    `${seal}A`,
    seal.toUpperCase(),
    other.seal('appointment', '17 1'),
    'š'.repeat(22),
  ])
    expect(first.matches('appointment', '17 1', bad)).toBe(false);
});
