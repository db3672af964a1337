import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { guardedFiles } from './guarded-files.ts';
import { cli, makeDirectory, resultOf, writeFiles } from './harness.ts';

describe('in a network of its own, where every address answers', () => {
  const inside = ['127.0.0.1', '10.99.0.1', '172.20.0.1', '192.168.7.1', '[::1]', '[fd12::1]'];
  const outside = [
    '192.0.2.1',
    '169.254.169.254',
    '100.64.0.1',
    '[2001:db8::1]',
    '[fe80::7]',
    '[fd00:ec2::254]',
  ];

  /** A shell that gives this process's children their own network and hosts file, and starts the rest in it. */
  const namespace = [
    ...['unshare', '--mount', '--net', ...(process.getuid?.() === 0 ? [] : ['--map-root-user']), 'sh', '-c'],
    `set -e
     ip link set lo up
     for address in ${[...inside, ...outside].map((one) => one.replace(/[[\]]/g, '')).join(' ')}; do
       case $address in
         127.*|::1) ;;
         *:*) ip -6 address add $address/128 dev lo nodad ;;
         *) ip address add $address/32 dev lo ;;
       esac
     done
     touch hosts && mount --bind hosts /etc/hosts
     exec "$@"`,
    'sh',
  ];

  /** A service that writes down by which address it was reached. */
  const service = `
    import { appendFileSync } from 'node:fs';
    import { createServer } from 'node:http';
    createServer((request, response) => {
      if (request.url !== '/') appendFileSync('reached', request.headers.host + ' ');
      response.end();
    }).listen(8080, '::');`;
  const target = { command: 'node service.mjs', url: 'http://127.0.0.1:8080/' };

  async function runInside(config: object, hosts: readonly string[], hostsFile = '') {
    const directory = makeDirectory();
    writeFiles(directory, {
      ...guardedFiles(
        { target, ...config },
        `import http from 'k6/http';
        export const options = { vus: 1, iterations: 1 };
        export default function () {
          for (const host of ${JSON.stringify(hosts)}) http.get('http://' + host + ':8080/hit', { tags: { name: host } });
        }`,
      ),
      'service.mjs': service,
      reached: '',
      hosts: hostsFile,
    });
    const { exitCode, stderr } = await cli(['run', 'escape'], { directory, through: namespace });
    const reached = readFileSync(join(directory, 'reached'), 'utf8').trim().split(' ').filter(Boolean);
    return {
      exitCode,
      stderr,
      result: resultOf(directory),
      reached: reached.map((host) => host.replace(/:8080$/, '')),
    };
  }

  it('nothing configured means loopback and private networks, and no metadata service', async () => {
    const { exitCode, stderr, result, reached } = await runInside({}, [...inside, ...outside]);

    expect(exitCode, stderr).toBe(0);
    expect(reached).toEqual(inside);
    expect(result.guardRefusals.map(({ name }) => name.replace('GET ', '')).sort()).toEqual(
      [...outside].sort(),
    );
    expect(result.guard.environment).toBe('local');
  });

  it('a configured name is where it points when the run is planned, and other names are not', async () => {
    const targets = [{ host: 'shop.test', environment: 'test' }];
    const hostsFile = '192.0.2.1 shop.test\n10.99.0.1 cdn.test\n';
    const { exitCode, stderr, result, reached } = await runInside(
      { targets },
      ['shop.test', 'cdn.test'],
      hostsFile,
    );

    expect(exitCode, stderr).toBe(0);
    expect(reached).toEqual(['shop.test']);
    expect(result.guardRefusals).toEqual([{ name: 'GET cdn.test', count: 1 }]);
  });

  it('a configured name that comes to point elsewhere is refused', async () => {
    const targets = [{ host: 'shop.test', environment: 'test' }];
    const prepare = ["echo '192.168.7.1 shop.test' > /etc/hosts"];
    const { exitCode, result, reached } = await runInside(
      { targets, prepare },
      ['shop.test'],
      '10.99.0.1 shop.test\n',
    );

    // Nothing was reached, so that nothing was measured.
    expect(exitCode).toBe(4);
    expect(reached).toEqual([]);
    expect(result.guardRefusals).toEqual([{ name: 'GET shop.test', count: 1 }]);
  });
});
