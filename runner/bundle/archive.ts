import { posix } from 'node:path';
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
 * The archive with its entry, which k6 read from standard input as `/-`, as the file `entry` below the root, and with
 * the root (as k6 names it) taken off every path. So `open()` finds what lies beside the scenario or near it, places
 * read the same everywhere, and no directory of this machine enters the bundle. The root is the deepest directory that
 * holds the sources and the data files; a file that the code or one of `texts` names by its full path stays there.
 */
export function relocate(archive: Archive, entry: string, texts: readonly string[] = []): Archive {
  const { metadata, entries } = archive;
  const kept = entries.filter(({ header }) => header.name !== 'file/-' && header.type !== 'directory');
  const code = kept.find(({ header }) => header.name === 'data')?.content.toString('utf8') ?? '';
  const known = [code, ...texts].map(withoutUsers);
  const isMoved = ({ header: { name } }: Entry) =>
    name.startsWith(filePrefix) &&
    !known.some((text) => text.includes(posix.dirname(name.slice('file'.length))));
  const pwd = decodeURIComponent(new URL(metadata.pwd).pathname).split('/').filter(Boolean);
  const depth = entry.split('/').length - 1;
  const root = commonStart([
    pwd.slice(0, pwd.length - depth),
    ...kept.filter(isMoved).map(({ header }) => header.name.split('/').slice(1, -1)),
  ]);
  const directory = pwd.slice(root.length).map(encodeURIComponent);
  const base = entry.split('/').at(-1)?.replace(/\.ts$/, '') ?? '';
  return {
    metadata: {
      ...metadata,
      filename: `file:///${[...directory, `${encodeURIComponent(base)}.bundle.js`].join('/')}`,
      pwd: `file:///${directory.join('/')}`,
    },
    entries: kept.map((one) => (isMoved(one) ? withoutRoot(one, root) : one)),
  };
}

const filePrefix = 'file/';

function withoutRoot({ header, content }: Entry, root: readonly string[]): Entry {
  const name =
    filePrefix +
    header.name
      .split('/')
      .slice(1 + root.length)
      .join('/');
  return { header: { ...header, name }, content };
}

function commonStart([first = [], ...others]: readonly (readonly string[])[]): readonly string[] {
  const end = first.findIndex((name, i) => others.some((other) => other[i] !== name));
  return end === -1 ? first : first.slice(0, end);
}

/** A text in which home directories are named as k6 names them in an archive. */
function withoutUsers(text: string): string {
  return text.replace(/\/(home|Users)\/[^/]+/g, '/$1/nobody');
}
