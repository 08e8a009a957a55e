// SPDX-License-Identifier: Apache-2.0
import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';

export default {
  compilerOptions: {
    runes: true,
    // An island gets its properties once, when it is mounted: reading them then is what is meant.
    warningFilter: ({ code }) => code !== 'state_referenced_locally',
  },
  preprocess: vitePreprocess({ style: false }),
};
