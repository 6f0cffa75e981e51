// Writes each file of the folder in the first argument as .br, .zst and .gz beside it: gateway/http/page.py serves them.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync, zstdCompressSync } from "node:zlib";

const folder = process.argv[2];
const FORMS = {
  ".br": brotliCompressSync,
  ".gz": (content) => gzipSync(content, { level: 9 }),
  // Since Node 22.15.
  ".zst": zstdCompressSync && ((content) => zstdCompressSync(content, { params: { [constants.ZSTD_c_compressionLevel]: 19 } })),
};
// Smaller files fit into a packet as they are.
const SMALLEST = 1024;

for (const name of readdirSync(folder)) {
  const content = readFileSync(join(folder, name));
  if (content.length < SMALLEST) continue;
  for (const [ending, compressed] of Object.entries(FORMS)) {
    if (compressed) writeFileSync(join(folder, name + ending), compressed(content));
  }
}
