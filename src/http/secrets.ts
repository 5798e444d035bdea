import { createHmac, timingSafeEqual } from 'node:crypto';

/** The clinic's SECRET_KEY, and what is made of it. Each purpose has its own words in front, so that no two mix. */
export type Secrets = {
  seal(purpose: string, words: string): string;
  matches(purpose: string, words: string, seal: string): boolean;
};

/** Seals are 128 bits of HMAC-SHA256 in base64url: 22 characters, safe in an address. */
export function makeSecrets(key: string): Secrets {
  const seal = (purpose: string, words: string) =>
    createHmac('sha256', key).update(`${purpose}\0${words}`).digest().subarray(0, 16).toString('base64url');
  return {
    seal,
    matches(purpose, words, given) {
      const right = Buffer.from(seal(purpose, words));
      const offered = Buffer.from(given);
      return right.length === offered.length && timingSafeEqual(right, offered);
    },
  };
}
