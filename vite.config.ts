import { readdirSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig, type Plugin } from 'vite';
import { mendedDriver } from './src/db/mended-driver.ts';

/** The tests build for themselves, so that a MediBook that runs meanwhile keeps its own. */
const out = process.env.DIST ?? 'dist';

/** A slow computer is no fault of the build that a newcomer should read of. */
const checks = { bundlerTimings: false };

/** `vite build --app`: the server, the worker and what is run once as one file each, and static/ under hashed names. */
export default defineConfig({
  // Where src/http/assets.ts serves it: fonts and images are named by stylesheets too.
  base: '/static/',
  publicDir: false,
  // Settings in .env are the server's: a build is the same whatever they say.
  envDir: false,
  // Two starts at once build at once: neither may find the other's folder empty.
  build: { emptyOutDir: false },
  oxc: { jsx: { runtime: 'automatic', importSource: 'hono/jsx' } },
  // Tailwind's own optimizing would drop what stylesheets say twice, for old engines and for new ones.
  plugins: [tailwindcss({ optimize: false }), images(), mendedDriver()],
  builder: {
    async buildApp(builder) {
      await builder.build(builder.environments.ssr!);
      await builder.build(builder.environments.client!);
    },
  },
  environments: {
    ssr: {
      resolve: { noExternal: true },
      build: {
        ssr: true,
        target: 'node26',
        outDir: out,
        sourcemap: true,
        minify: false,
        rolldownOptions: {
          checks,
          input: {
            server: 'src/server.ts',
            worker: 'src/worker.ts',
            import: 'src/import.ts',
            'rotate-key': 'src/rotate-key.ts',
          },
          output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
        },
      },
    },
    client: {
      build: {
        outDir: `${out}/static`,
        manifest: 'manifest.json',
        assetsInlineLimit: 0,
        // An engine skips what it cannot read: stylesheets are written so that those of 2019 read them, as of an iPhone 6.
        cssTarget: ['chrome69', 'firefox78', 'safari12.1', 'ios12.2'],
        rolldownOptions: {
          checks,
          input: statics('.css', '.js', '.ts'),
          output: { entryFileNames: '[name]-[hash].js', assetFileNames: '[name]-[hash][extname]' },
        },
      },
    },
  },
});

function statics(...extensions: string[]): string[] {
  const names = readdirSync('static').filter((name) => extensions.includes(extname(name)));
  return names.map((name) => `static/${name}`);
}

/** What no stylesheet or script of ours names, such as the icon, gets a hashed name too. */
function images(): Plugin {
  return {
    name: 'medibook-images',
    applyToEnvironment: (environment) => environment.name === 'client',
    buildStart() {
      for (const file of statics('.svg', '.png', '.ico', '.webp', '.woff2', '.webmanifest')) {
        const name = file.replace('static/', '');
        this.emitFile({ type: 'asset', name, originalFileName: file, source: readFileSync(file) });
      }
    },
  };
}
