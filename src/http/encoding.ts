import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

/** How the bytes of an answer are packed. */
export type Encoding = 'br' | 'gzip' | 'identity';

type Bytes = Uint8Array<ArrayBuffer>;

/** The tightest one that a request's Accept-Encoding takes. */
export function chosenEncoding(accepted = ''): Encoding {
  if (/\bbr\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/.test(accepted)) return 'br';
  return /\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/.test(accepted) ? 'gzip' : 'identity';
}

const packers = { br: promisify(brotliCompress), gzip: promisify(gzip) };

/** Text, packed on a thread of zlib's; `quality` is Brotli's, from 0 to 11. */
export async function encoded(text: Bytes, encoding: Encoding, quality: number): Promise<Bytes> {
  if (encoding === 'identity') return text;
  const params = {
    [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
    [constants.BROTLI_PARAM_QUALITY]: quality,
    [constants.BROTLI_PARAM_SIZE_HINT]: text.length,
  };
  return new Uint8Array(await packers[encoding](text, encoding === 'br' ? { params } : {}));
}
