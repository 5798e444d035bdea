import { existsSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { Context } from 'hono';
import { chosenEncoding, type Encoding, encoded } from './encoding.ts';

export type Assets = {
  /** The address of a file of static/, as in `app.css` -> `/static/app-Bx81.css`; it changes with the content. */
  asset(name: string): string;
  /** Answers `/static/:file`. */
  serve(c: Context): Response | Promise<Response>;
};

type Stored = { type: string; bodies: Partial<Record<Encoding, Uint8Array<ArrayBuffer>>> };

const types: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
};
const compressible = new Set(['.css', '.js', '.svg', '.webmanifest']);

/** Brotli's quality for what is packed once and sent often. */
const TIGHTEST = 11;

/** Reads the manifest of a build once, and every file of it when it is first asked for. */
export function loadAssets(folder: string): Assets {
  const manifest: Record<string, { file: string }> = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
  const files = new Map(Object.entries(manifest).map(([source, { file }]) => [source.replace(/^static\//, ''), file]));
  const known = new Set(files.values());
  const stored = new Map<string, Stored>();

  return {
    asset(name) {
      const file = files.get(name);
      if (!file) throw new Error(`There is no static/${name} in this build.`);
      return `/static/${file}`;
    },
    async serve(c) {
      const file = c.req.param('file') ?? '';
      const extension = extname(file);
      const type = types[extension];
      if (!known.has(file) || !type || !existsSync(join(folder, file))) return c.notFound();
      const found = stored.get(file) ?? { type, bodies: { identity: read(join(folder, file)) } };
      stored.set(file, found);
      const encoding = compressible.has(extension) ? chosenEncoding(c.req.header('accept-encoding')) : 'identity';
      found.bodies[encoding] ??= await encoded(found.bodies.identity!, encoding, TIGHTEST);
      c.header('content-type', found.type);
      c.header('cache-control', 'public, max-age=31536000, immutable');
      if (compressible.has(extension)) c.header('vary', 'accept-encoding');
      if (encoding !== 'identity') c.header('content-encoding', encoding);
      return c.body(found.bodies[encoding]);
    },
  };
}

const read = (path: string) => new Uint8Array(readFileSync(path));
