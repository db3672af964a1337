import { type Host, k6FileName } from './host.ts';
import { k6Version } from './version.ts';

/** The official release archive for a platform: its files' addresses and where k6 lies in it. */
export interface Release {
  readonly archive: string;
  readonly archiveUrl: string;
  readonly checksumsUrl: string;
  /** The path of the program inside the archive. */
  readonly program: string;
}

const officialBase = `https://github.com/grafana/k6/releases/download/v${k6Version}`;

const archives: Readonly<Record<string, string>> = {
  'linux x64': 'linux-amd64.tar.gz',
  'linux arm64': 'linux-arm64.tar.gz',
  'darwin x64': 'macos-amd64.zip',
  'darwin arm64': 'macos-arm64.zip',
  'win32 x64': 'windows-amd64.zip',
};

/** The release for this host, from `mirror` instead of GitHub when given; `undefined` where k6 publishes none. */
export function releaseFor(host: Host, mirror?: string): Release | undefined {
  const suffix = archives[`${host.platform} ${host.arch}`];
  if (suffix === undefined) return undefined;
  const base = (mirror || officialBase).replace(/\/+$/, '');
  const archive = `k6-v${k6Version}-${suffix}`;
  return {
    archive,
    archiveUrl: `${base}/${archive}`,
    checksumsUrl: `${base}/k6-v${k6Version}-checksums.txt`,
    program: `${archive.replace(/\.(tar\.gz|zip)$/, '')}/${k6FileName(host)}`,
  };
}

/** The SHA-256, in hex, that a checksums file in the format of `sha256sum` states for a file. */
export function checksumOf(checksums: string, file: string): string | undefined {
  for (const line of checksums.split(/\r?\n/)) {
    const match = /^([0-9a-f]{64})\s+\*?(.+)$/i.exec(line.trim());
    if (match?.[2] === file) return match[1]?.toLowerCase();
  }
  return undefined;
}
