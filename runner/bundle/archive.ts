import { buffer } from 'node:stream/consumers';
import { extract, type Header, pack } from 'tar-stream';
import { z } from 'zod';
import { type K6Options, k6OptionsSchema } from '../../core/records/index.ts';

interface Entry {
  readonly header: Header;
  readonly content: Buffer;
}

/** A k6 archive taken apart: its metadata, and every other entry as it stands. */
export interface Archive {
  readonly metadata: ArchiveMetadata;
  readonly entries: readonly Entry[];
}

const metadataSchema = z.looseObject({ options: k6OptionsSchema, filename: z.string(), pwd: z.string() });
type ArchiveMetadata = z.infer<typeof metadataSchema>;

const metadataName = 'metadata.json';

export async function readArchive(bytes: Uint8Array): Promise<Archive> {
  const reader = extract();
  reader.end(bytes);
  const entries: Entry[] = [];
  for await (const entry of reader) entries.push({ header: entry.header, content: await buffer(entry) });
  const metadata = entries.find(({ header }) => header.name === metadataName);
  return {
    metadata: metadataSchema.parse(JSON.parse(metadata?.content.toString('utf8') ?? '{}')),
    entries: entries.filter(({ header }) => header.name !== metadataName),
  };
}

/** The archive as bytes; the same content gives the same bytes, since times and owners are left out. */
export async function writeArchive({ metadata, entries }: Archive): Promise<Buffer> {
  const writer = pack();
  const bytes = buffer(writer);
  const text = JSON.stringify(metadata, null, 2);
  const all = [{ header: { name: metadataName, mode: 0o644 }, content: Buffer.from(text) }, ...entries];
  for (const { header, content } of all) {
    const { name, type, linkname, mode } = header as Header;
    const isFile = type === undefined || type === null || type === 'file';
    const fixed = {
      name,
      mode: mode ?? 0o644,
      mtime: new Date(0),
      type: type ?? 'file',
      linkname: linkname ?? null,
    };
    writer.entry(fixed, isFile ? content : '');
  }
  writer.finalize();
  return bytes;
}

/** The archive with other options; nothing else changes. */
export function withOptions(archive: Archive, options: K6Options): Archive {
  return { ...archive, metadata: { ...archive.metadata, options } };
}

/**
 * The archive with its entry, which k6 read from standard input as `/-`, as the file `entry` below the root, and
 * with `root` (as k6 names it) taken off every path. So `open()` finds what lies beside the scenario, places read
 * the same everywhere, and no directory of this machine enters the bundle.
 */
export function relocate(archive: Archive, entry: string): Archive {
  const depth = entry.split('/').length - 1;
  const pwd = new URL(archive.metadata.pwd).pathname.split('/').filter(Boolean);
  const root = pwd.slice(0, pwd.length - depth).join('/');
  const relocated = archive.entries
    .filter(({ header }) => header.name !== 'file/-')
    .map(({ header, content }) => ({ header: { ...header, name: stripRoot(header.name, root) }, content }))
    .filter(({ header }) => header.type !== 'directory');
  const directory = entry.split('/').slice(0, -1).join('/');
  return {
    metadata: {
      ...archive.metadata,
      filename: `file:///${entry.replace(/\.ts$/, '')}.bundle.js`,
      pwd: `file:///${directory}`,
    },
    entries: relocated,
  };
}

function stripRoot(name: string, root: string): string {
  const prefix = root === '' ? 'file/' : `file/${root}/`;
  return name.startsWith(prefix) ? `file/${name.slice(prefix.length)}` : name;
}
