// SPDX-License-Identifier: Apache-2.0
// What is built: three entries with lasting plain names (main.js, theme.js, site.css), the islands as chunks of main.js
// that are loaded when a page has them, and a manifest that says which plain name is which file.
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

// What all islands share is two files: Svelte's runtime, which changes only with Svelte, and what is small of ours.
const shared = /\/src\/(api|island|lib\/(address|text|timeline))\.ts$/;
function manualChunks(id) {
  if (/\/node_modules\/(svelte|esm-env|clsx)\//.test(id)) return 'svelte';
  return shared.test(id) ? 'shared' : undefined;
}

export default defineConfig({
  base: '/assets/',
  publicDir: 'public', // favicon.svg, robots.txt ...: keep their names, and lie at the root of the site
  logLevel: process.env.PORTOLAN_VERBOSE ? 'info' : 'warn',
  plugins: [svelte()],
  build: {
    target: 'es2022',
    outDir: 'dist',
    emptyOutDir: true,
    manifest: 'manifest.json',
    sourcemap: false,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rollupOptions: {
      input: { main: 'src/main.ts', theme: 'src/theme-early.ts', site: 'src/site.css' },
      output: {
        hashCharacters: 'hex',
        entryFileNames: '[name]-[hash:10].js',
        chunkFileNames: '[name]-[hash:10].js',
        assetFileNames: '[name]-[hash:10][extname]',
        manualChunks,
      },
    },
  },
  test: {
    include: ['tests/**/*.test.ts'],
    environment: 'node',
    pool: 'threads',
  },
});
