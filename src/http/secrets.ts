import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';

/** The clinic's SECRET_KEY, and what is made of it. Each purpose has its own words in front, so that no two mix. */
export type Secrets = {
  seal(purpose: string, words: string): string;
  matches(purpose: string, words: string, seal: string): boolean;
  /** Encrypted, for `bound` only: a row's id, a browser's mark. */
  lock(purpose: string, bound: string, words: string): string;
  /** Null where it was locked for another purpose or bound, by a key that is not here, or was changed. */
  unlock(purpose: string, bound: string, locked: string): string | null;
  /** Whether it was locked by the key that locks now. */
  isCurrent(locked: string): boolean;
};

/**
 * Seals are 128 bits of HMAC-SHA256 in base64url: 22 characters, safe in an address. Locks are AES-256-GCM (NIST SP 800-38D),
 * with the id of their key in front, in base64url too. `before`: a key that was this clinic's until it was changed; what was
 * sealed or locked with it still counts.
 */
export function makeSecrets(key: string, before: string[] = []): Secrets {
  const keys = [key, ...before];
  const sealWith = (secret: string, purpose: string, words: string) =>
    createHmac('sha256', secret).update(`${purpose}\0${words}`).digest().subarray(0, 16).toString('base64url');
  const locks = new Map(keys.map((secret) => [sealWith(secret, 'key id', '').slice(0, 8), secret]));
  const current = locks.keys().next().value!;
  const cipherKey = (secret: string, purpose: string) =>
    Buffer.from(hkdfSync('sha256', secret, '', `lock ${purpose}`, 32));

  return {
    seal: (purpose, words) => sealWith(key, purpose, words),
    matches: (purpose, words, given) =>
      keys.some((secret) => {
        const right = Buffer.from(sealWith(secret, purpose, words));
        const offered = Buffer.from(given);
        return right.length === offered.length && timingSafeEqual(right, offered);
      }),
    lock(purpose, bound, words) {
      const nonce = randomBytes(NONCE);
      const cipher = createCipheriv('aes-256-gcm', cipherKey(key, purpose), nonce).setAAD(Buffer.from(bound));
      const hidden = Buffer.concat([cipher.update(words, 'utf8'), cipher.final()]);
      return `${current}.${Buffer.concat([nonce, hidden, cipher.getAuthTag()]).toString('base64url')}`;
    },
    unlock(purpose, bound, locked) {
      const [id = '', rest = ''] = locked.split('.');
      const secret = locks.get(id);
      const bytes = Buffer.from(rest, 'base64url');
      if (secret === undefined || bytes.length < NONCE + TAG) return null;
      // Letters that are none of base64url's are passed over in reading: one lock would have many spellings.
      if (`${id}.${bytes.toString('base64url')}` !== locked) return null;
      const cipher = createDecipheriv('aes-256-gcm', cipherKey(secret, purpose), bytes.subarray(0, NONCE), {
        authTagLength: TAG,
      })
        .setAAD(Buffer.from(bound))
        .setAuthTag(bytes.subarray(-TAG));
      try {
        return cipher.update(bytes.subarray(NONCE, -TAG), undefined, 'utf8') + cipher.final('utf8');
      } catch {
        return null; // It is not what was locked for this.
      }
    },
    isCurrent: (locked) => locked.startsWith(`${current}.`),
  };
}

/** Bytes, as NIST SP 800-38D has them. */
const NONCE = 12;
const TAG = 16;
