// SPDX-License-Identifier: Apache-2.0
// What is built: three entries with lasting plain names (main.js, theme.js, site.css), the islands as chunks of main.js
// that are loaded when a page has them, and a manifest that says which plain name is which file.
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

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
        // The runtime is one file that all islands share and that changes only with Svelte.
        manualChunks: (id) => (id.includes('/node_modules/svelte/') || id.includes('/esm-env/') ? 'svelte' : undefined),
      },
    },
  },
  test: {
    include: ['tests/**/*.test.ts'],
    environment: 'node',
    pool: 'threads',
  },
});
