// SPDX-License-Identifier: Apache-2.0
//
// Writes the C++ source that holds every built file, and the table of them:
//   node embed.mjs DIST OUT.cpp
// The assembler copies the files in as they are. Addresses and plain names come from the manifest of the build.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { extname, join, resolve } from 'node:path';

const [dist, out] = process.argv.slice(2);
const manifest = JSON.parse(readFileSync(join(dist, 'manifest.json'), 'utf8'));

// "main-1a2b3c.js" is "main.js": what pages ask for are the entries. Files of public/ keep their names.
const names = new Map();
for (const chunk of Object.values(manifest)) {
  names.set(chunk.file, chunk.isEntry ? chunk.file.replace(/-[0-9a-f]+(?=\.[a-z]+$)/, '') : '');
  for (const file of chunk.css ?? []) names.set(file, names.get(file) ?? '');
}
// What main.js imports, and what that imports: pages name it, so that a browser fetches it at once.
const preloaded = new Set();
const follow = (key) => {
  for (const imported of manifest[key].imports ?? []) {
    preloaded.add(manifest[imported].file);
    follow(imported);
  }
};
follow('src/main.ts');
const media_types = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
};

const files = readdirSync(dist)
  .filter((file) => file !== 'manifest.json')
  .sort();
for (const file of files)
  if (!media_types[extname(file)]) throw new Error(`${file}: no media type for it in web/embed/embed.mjs`);

const quoted = (text) => `"${text.replace(/[\\"]/g, '\\$&')}"`;
const bytes = files.map(
  (file, i) => `    ".hidden portolan_web_${i}\\n.hidden portolan_web_${i}_end\\n"
    ".globl portolan_web_${i}\\n.globl portolan_web_${i}_end\\n"
    "portolan_web_${i}:\\n.incbin \\"" ${quoted(resolve(dist, file))} "\\"\\nportolan_web_${i}_end:\\n.byte 0\\n"`,
);
const symbols = files.map((_, i) => `extern "C" const char portolan_web_${i}[], portolan_web_${i}_end[];`);
const rows = files.map(
  (file, i) => `      WebFile{${quoted(file)}, ${quoted(names.get(file) ?? file)}, ${quoted(media_types[extname(file)])},
              {portolan_web_${i}, static_cast<std::size_t>(portolan_web_${i}_end - portolan_web_${i})}, ${preloaded.has(file)}},`,
);

writeFileSync(
  out,
  `// SPDX-License-Identifier: Apache-2.0
// Made by web/embed/embed.mjs.
#include "web/files.h"

#include <array>

__asm__(
    ".pushsection .rodata.portolan_web,\\"a\\",@progbits\\n"
${bytes.join('\n')}
    ".popsection\\n");

${symbols.join('\n')}

namespace portolan::web {

std::span<const WebFile> files() noexcept {
  static const std::array<WebFile, ${files.length}> all = {
${rows.join('\n')}
  };
  return all;
}

}  // namespace portolan::web
`,
);
